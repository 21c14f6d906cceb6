"""The picture that moves on the start page."""

from tests.browser.pictures import changed

CHART = 2  # on the page: after the map under the finger, and the small one on a door


def test_dragging_moves_the_points_without_asking_the_server_and_the_link_keeps_the_stop(visit):
    page = visit.open("/")
    before, messages = visit.picture(CHART), visit.messages
    rests = visit.drag(0, *(step * 0.25 for step in range(33)))
    page.wait_for_url("**?learned=35")
    visit.rest()
    assert visit.messages - messages <= 1 + rests  # thirty-three moves, and one report when the pointer rests
    moved = visit.picture(CHART)
    assert changed(before, moved) > 0.01
    page.reload()
    visit.open("/?learned=35")
    assert page.locator("form.vega-bindings input[type=range]").first.input_value() == "8"
    visit.until(lambda: changed(visit.picture(CHART), moved) < 0.0001, "the link shows the picture it was made from")


def test_nonsense_in_the_link_is_ignored(visit):
    page = visit.open("/?learned=nonsense&data=%00&image=-5&x=1")
    assert page.locator("form.vega-bindings input[type=range]").first.input_value() == "0"
