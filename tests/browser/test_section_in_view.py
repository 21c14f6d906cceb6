"""A link that starts at a section: it is in view when the page has filled, and what is done elsewhere stays in view."""

import pytest

TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
PLACES = {  # of each link: its section, what is in it alone, and what the link holds once a control above is moved
    "/VAE?data=digits&embed=true&start=parts": ("parts", ".st-key-paid", "resample=1"),
    "/Projections?data=toy-circle&start=claims": ("claims", ".st-key-claim", "perplexity=2"),
}


def below_top(page, anchor):
    """How far below the top of the window a section begins, in pixels."""
    return page.locator(f"#{anchor}").evaluate("each => each.getBoundingClientRect().top")


@pytest.mark.parametrize("link", PLACES)
def test_a_link_opens_at_its_section_and_lets_go_of_it(visit, link):
    page, (anchor, inside, moved) = visit.open(link), PLACES[link]
    page.locator(inside).wait_for()
    visit.rest()
    assert 0 <= below_top(page, anchor) < 200
    assert page.locator(".st-key-pages").count() == ("embed" not in link)
    page.mouse.move(640, 450)
    page.mouse.wheel(0, -100_000)
    visit.until(lambda: page.evaluate(TOP) == 0, "the page is scrolled to its top")
    button = page.get_by_role("button", name="Resample")
    if button.count():
        button.scroll_into_view_if_needed()
        seen = page.evaluate(TOP)
        button.press("Enter")
    else:
        seen = page.evaluate(TOP)
        visit.drag(0, 1, 0)
    page.wait_for_url(f"**{moved}*")
    visit.rest()
    assert abs(page.evaluate(TOP) - seen) < 50, "a control does not bring the section back"
    assert f"start={anchor}" in page.url


def test_the_page_around_a_frame_stays_where_it_is(visit):
    page = visit.page
    school = '<p style="height: 1500px">A lesson</p><iframe src="/VAE?embed=true&start=parts" height="700"></iframe>'
    page.route("**/school", lambda route: route.fulfill(body=school, content_type="text/html"))
    page.goto(f"{visit.base}/school")
    frame = page.frame_locator("iframe")
    frame.locator(".st-key-paid").wait_for()
    visit.until(lambda: 0 <= below_top(frame, "parts") < 200, "the section begins at the top of the frame")
    assert page.evaluate("scrollY") == 0
