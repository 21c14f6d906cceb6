"""Words under a real mouse and a real keyboard: the box, the slider that comes closer, and arithmetic."""

from tests.browser.pictures import changed

CLOSER = "form.vega-bindings .vega-bind:has-text('closer') input[type=range]"


def text(page, words):
    return page.locator("p", has_text=words).first


def test_the_box_finds_a_word_and_refuses_another_and_closeness_is_the_browsers_own(visit):
    page = visit.open("/Projections?data=words", charts=1)
    box = page.get_by_label("Find a word", exact=True)
    plain = visit.picture()
    box.fill("violin")
    page.get_by_role("option", name="violin", exact=True).click()
    text(page, "Its ten nearest in the data").wait_for()
    assert "cello" in text(page, "Its ten nearest in the data").inner_text()
    visit.until(lambda: "word=violin" in page.url, "the word is in the link")
    visit.until(lambda: changed(plain, visit.picture()) > 0.001, "the word and its neighbours are lit")
    visit.rest()
    picked, sent = visit.picture(), visit.messages
    slider = page.locator(CLOSER)
    slider.evaluate("each => { each.value = 3; each.dispatchEvent(new Event('input', {bubbles: true})); }")
    visit.until(lambda: changed(picked, visit.picture()) > 0.02, "the map is larger")
    page.wait_for_timeout(600)
    assert visit.messages == sent
    box.fill("brexit")
    box.press("Enter")
    page.locator("[data-testid=stAlert]", has_text="brexit is not among the 713 words").wait_for()
    text(page, "Its ten nearest in the data").wait_for(state="detached")


def test_arithmetic_on_a_phone(phone_visit):
    page = phone_visit.open("/Projections?data=words&plus=king", charts=1)
    text(page, "king − man + woman ≈ queen").wait_for()
    page.get_by_role("button", name="paris − france + italy").tap()
    text(page, "paris − france + italy ≈ rome").wait_for()
    phone_visit.until(lambda: "plus=paris" in page.url, "the words are in the link")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.get_by_label("and add", exact=True)
    box.fill("japan")
    page.get_by_role("option", name="japan", exact=True).tap()
    text(page, "paris − france + japan ≈ tokyo").wait_for()
