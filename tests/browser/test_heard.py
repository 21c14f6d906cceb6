"""What those meet who listen to a page or go through it by keyboard (heard.js), in Chromium's accessibility tree."""

from tests.browser.test_autoencoder import CHART, chart

OPENED = "/Autoencoder?data=digits", 6
VOICE = "document.getElementById('voice').textContent"
UNNAMED = """() => [...document.querySelectorAll('form.vega-bindings input[type=range]')]
    .filter((each) => each.name.startsWith('turn_number') ? false : !each.getAttribute('aria-valuetext'))
    .map((each) => each.name)"""


def test_nothing_is_said_before_somebody_has_done_something(stay):
    words = stay.page.locator("[class*=st-key-told_] p").first
    words.evaluate("each => { each.firstChild.data += ' otherwise '; }")  # the node is React's: it stays
    stay.page.wait_for_timeout(1500)  # longer than changes have to rest before they are said
    assert stay.page.evaluate(VOICE) == ""
    words.evaluate("each => { each.firstChild.data = each.firstChild.data.replace(' otherwise ', ''); }")


def test_a_moved_control_is_answered_once_by_what_has_changed(stay):
    page = stay.page
    slider = page.get_by_role("slider", name="Latent size: numbers in the code", exact=True)
    slider.press("ArrowRight")
    size = slider.get_attribute("aria-valuetext")
    stay.until(lambda: f"Squared error with {size} instead of" in page.evaluate(VOICE), "the error is said")
    assert "After epoch" not in page.evaluate(VOICE)  # it stands there as before
    assert page.locator("[aria-live]:not(#voice)").count() == 0  # nothing says the same beside it


def test_what_a_button_draws_is_read_out(stay):
    stay.page.get_by_role("button", name="Draw others").click()
    stay.until(lambda: stay.page.evaluate(VOICE).startswith("Random codes: "), "what they are like is said")
    assert "16 unlike a real picture" in stay.page.evaluate(VOICE)


def test_a_slider_in_a_chart_says_its_stop_and_a_key_goes_to_the_next_one(stay):
    page = stay.page
    slider = page.get_by_role("slider", name="epoch")
    assert slider.get_attribute("aria-valuetext") == "100"
    place = float(slider.input_value())
    slider.press("ArrowLeft")
    assert float(slider.input_value()) == place - 1
    stay.until(lambda: slider.get_attribute("aria-valuetext") == "60", "the slider says its stop")
    page.wait_for_url("**epoch=60*")
    stay.until(lambda: page.evaluate(VOICE).startswith("After epoch 60:"), "the error of that epoch is said")
    slider.evaluate("(e) => { e.value -= 0.5; e.dispatchEvent(new Event('input', {bubbles: true})); }")
    stay.until(lambda: slider.get_attribute("aria-valuetext").endswith(" and 60"), "and between which ones it stands")


def test_every_slider_in_a_chart_says_what_stands_there(stay):
    assert stay.page.evaluate(UNNAMED) == []
    assert stay.page.locator("input[name=pin_tile]").get_attribute("aria-valuetext").startswith("z = (")


def test_one_picture_after_the_other_is_picked_by_keyboard(stay):
    page = stay.page
    page.locator("input[name=pick_column]").focus()
    for digit in (2, 3):
        page.keyboard.press("ArrowRight")  # the strip is drawn anew: the keyboard stays with it
        page.get_by_text(f"Picked: {digit}.").first.wait_for()
        stay.rest()
    assert page.evaluate("document.activeElement.getAttribute('aria-valuetext')").endswith(": 3")


def test_a_picture_is_named_once_and_its_buttons_by_what_they_do(stay):
    page = stay.page
    name = chart(page, "strip").get_attribute("aria-label")
    buttons = page.get_by_role("group", name=name, exact=True).get_by_role("button")
    names = [each.get_attribute("aria-label") for each in buttons.all()]
    assert {"Show data", "Download as PNG", "Download as SVG"} <= set(names)
    assert page.locator(f"{CHART} canvas:not([aria-hidden]) + form").count() == 0
    assert page.locator(f"{CHART}:not(:has(form)) canvas[aria-hidden]").count() == 0  # else nothing of it is read


def test_a_heading_is_no_link_to_itself(stay):
    tree = stay.page.locator("h2").first.aria_snapshot()
    assert stay.page.locator("[data-testid=stHeaderActionElements] a:not([tabindex='-1'])").count() == 0
    assert tree == '- heading "How much of a picture fits into a few numbers?" [level=2]'


def test_enter_in_the_box_of_a_number_leaves_the_page_as_it_is(visit):
    page = visit.open("/Projections?data=small%20digits")
    assert page.locator("input[name=perplexity_stop]").get_attribute("aria-valuetext") == "30"
    page.evaluate("window.sameAsBefore = true")
    box = page.locator("input[name=typed]")
    box.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    visit.until(lambda: "still near" in page.evaluate(VOICE), "what is kept of the picked dot is said")
    visit.rest()
    assert page.evaluate("window.sameAsBefore")
