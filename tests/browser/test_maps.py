"""The maps of the Projections page under a real mouse and a real finger: a tap, a rectangle, a scroll."""

import pytest

from tests.browser.pictures import changed

CHART = "[data-testid=stVegaLiteChart] canvas"
GAP, HEAD = 16, 38  # pixels between maps, and above each
COST = 5_000  # bytes to and from the server that a tap may take


@pytest.fixture
def page(visit):
    """A desktop visitor's maps of the digits, high on the screen."""
    visit.open("/Projections?data=digits")
    visit.page.locator(CHART).first.evaluate("each => each.scrollIntoView({block: 'center'})")
    return visit.page


def place(page, number: int, x: float, y: float) -> tuple[float, float]:
    """Where a map is: the number of the map, and shares of its side from the left and from the top."""
    box = page.locator(CHART).first.bounding_box()
    across = 3 if box["width"] > 1000 else 1
    side = (box["width"] - (across - 1) * GAP) / across
    assert across == 3 or number == 0
    return box["x"] + number * (side + GAP) + x * side, box["y"] + HEAD + y * side


def counted(visit) -> list[int]:
    """The bytes that go over a web socket from now on, both ways: one that is there sends as Chromium tells."""
    sizes: list[int] = []
    session = visit.page.context.new_cdp_session(visit.page)
    for event in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
        session.on(event, lambda told: sizes.append(len(told["response"]["payloadData"]) * 3 // 4))  # base64
    session.send("Network.enable")
    return sizes


def drawn(page, *corners) -> None:
    """Draw a rectangle on the first map."""
    page.mouse.move(*place(page, 0, *corners[0]))
    page.mouse.down()
    for corner in corners[1:]:
        page.mouse.move(*place(page, 0, *corner))
    page.mouse.up()


def test_a_click_lights_a_point_in_the_browser_and_costs_next_to_nothing(visit, page):
    plain, sizes = visit.picture(), counted(visit)
    page.mouse.click(*place(page, 1, 0.5, 0.87))  # among the zeros
    page.wait_for_timeout(100)
    assert changed(plain, visit.picture()) > 0.001
    page.locator("p", has_text="true neighbours still near").wait_for()
    visit.until(lambda: "point=" in page.url or "image=" in page.url, "the point is in the link")
    visit.rest()
    assert 0 < sum(sizes) < COST
    lit = visit.picture()
    page.mouse.click(*place(page, 1, 0.98, 0.98))  # empty ground
    page.locator("p", has_text="true neighbours still near").wait_for(state="detached")
    assert changed(lit, visit.picture()) > 0.001
    page.get_by_label("Or type the number of a point").fill("12")
    page.locator("p", has_text="true neighbours still near").wait_for()


def test_a_rectangle_lights_a_group_which_is_in_the_link_and_on_the_way_back(visit, page):
    plain, sizes = visit.picture(), counted(visit)
    drawn(page, (0.2, 0.5), (0.3, 0.6), (0.42, 0.75))
    group = page.locator("p", has_text="Your group, lit on all maps:").first
    group.wait_for()
    visit.rest()
    assert sum(sizes) < COST
    said = group.inner_text()
    assert " points: " in said
    assert changed(plain, visit.picture()) > 0.01
    visit.drag(0, 3, 2, 1)
    visit.rest()
    assert group.inner_text() == said
    assert "group=pca" in page.url
    link = page.url.removeprefix(visit.base)
    page.locator("[data-testid=stPageLink-NavLink]", has_text="VAE").first.click()
    page.wait_for_url("**/VAE*")
    page.locator("[data-testid=stPageLink-NavLink]", has_text="Projections").first.click()
    group.wait_for()
    assert group.inner_text() == said
    visit.open(link)
    assert group.inner_text() == said
    page.locator(CHART).first.evaluate("each => each.scrollIntoView({block: 'center'})")
    page.mouse.click(*place(page, 0, 0.02, 0.02))
    group.wait_for(state="detached")


def test_a_tap_picks_and_a_finger_that_scrolls_does_not(phone_visit):
    page = phone_visit.open("/Projections?data=digits")
    page.locator(CHART).first.evaluate("each => each.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    x, y = place(page, 0, 0.5, 0.6)
    session = page.context.new_cdp_session(page)
    for kind, dy in (("touchStart", 0), *(("touchMove", -12 * i) for i in range(1, 12)), ("touchEnd", None)):
        points = [] if dy is None else [{"x": x, "y": y + dy}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    phone_visit.rest()
    assert "point=" not in page.url
    assert page.locator(CHART).first.bounding_box()["y"] < y - HEAD - 300, "the page has scrolled"
    page.locator(CHART).first.evaluate("each => each.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    page.touchscreen.tap(*place(page, 0, 0.5, 0.6))
    page.locator("p", has_text="true neighbours still near").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slider = page.locator("input[name=perplexity_stop]").bounding_box()
    box = page.locator(CHART).first.bounding_box()
    assert slider["y"] - box["y"] > 2 * (box["width"] + HEAD) - 5, "under the second map"
    assert slider["y"] - box["y"] < 2 * (box["width"] + HEAD) + 44


def test_another_data_set_replaces_every_map_of_the_page(visit):
    real = (1, 2)  # after the chart of the maps: the data, and noise beside it
    page = visit.open("/Projections?data=toy-circle", charts=3)
    expected = [visit.picture(chart) for chart in real]
    page = visit.open("/Projections?data=digits", charts=3)
    assert all(changed(visit.picture(chart), then) > 0.005 for chart, then in zip(real, expected, strict=True))
    page.get_by_role("button", name="Other data").click()
    page.get_by_label("All data", exact=True).click()
    page.get_by_role("option", name="A circle").click()
    for chart, then in zip(real, expected, strict=True):
        visit.until(lambda at=chart, then=then: changed(then, visit.picture(at)) < 0.001, f"chart {chart} is replaced")
