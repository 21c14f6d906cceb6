"""The maps of the Projections page under a real mouse: a click, a rectangle, a double click."""

from tests.browser.pictures import changed

CHART = "[data-testid=stVegaLiteChart] canvas"


def place(page, chart: int, x: float, y: float) -> tuple[float, float]:
    box = page.locator(CHART).nth(chart).bounding_box()
    return box["x"] + x, box["y"] + y


def test_a_rectangle_lights_a_group_and_a_double_click_lets_it_go(visit):
    page = visit.open("/Projections?data=digits", charts=3)
    page.locator(CHART).first.scroll_into_view_if_needed()
    plain = visit.picture(2)
    page.mouse.move(*place(page, 0, 60, 120))
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(*place(page, 0, 60 + 16 * step, 120 + 18 * step))
    page.mouse.up()
    page.locator("p", has_text="Your group, lit on all maps:").first.wait_for()
    visit.rest()
    said = page.locator("p", has_text="Your group, lit on all maps:").first.inner_text()
    assert " points: " in said
    assert "are 2s" in said
    visit.shows(page.locator("p", has_text="Your group: of their true neighbours"), 3)
    visit.until(lambda: changed(plain, visit.picture(2)) > 0.01, "the group is lit on the third map")
    visit.drag(0, 3, 2, 1)
    visit.rest()
    assert page.locator("p", has_text="Your group, lit on all maps:").first.inner_text() == said
    page.locator("[data-testid=stPageLink-NavLink]", has_text="VAE").first.click()
    page.wait_for_url("**/VAE*")
    page.locator("[data-testid=stPageLink-NavLink]", has_text="Projections").first.click()
    page.locator("p", has_text="Your group, lit on all maps:").first.wait_for()
    visit.rest()
    assert page.locator("p", has_text="Your group, lit on all maps:").first.inner_text() == said
    page.mouse.dblclick(*place(page, 2, 20, 60))
    page.locator("p", has_text="Your group, lit on all maps:").first.wait_for(state="detached")


def test_another_data_set_replaces_every_map_of_the_page(visit):
    real = (3, 4)  # after three maps: the data, and noise beside it
    page = visit.open("/Projections?data=toy-circle", charts=5)
    expected = [visit.picture(chart) for chart in real]
    page = visit.open("/Projections?data=digits", charts=5)
    assert all(changed(visit.picture(chart), then) > 0.005 for chart, then in zip(real, expected, strict=True))
    page.get_by_role("button", name="Other data").click()
    page.get_by_label("All data", exact=True).click()
    page.get_by_role("option", name="A circle").click()
    for chart, then in zip(real, expected, strict=True):
        visit.until(lambda at=chart, then=then: changed(then, visit.picture(at)) < 0.001, f"chart {chart} is replaced")
