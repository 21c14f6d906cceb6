"""The picture that moves on the start page."""

from tests.browser.conftest import CHART as CHARTS
from tests.browser.conftest import SLIDERS
from tests.browser.pictures import changed

CHART = 1  # on the page: after the map under the finger


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
    assert page.locator(SLIDERS).first.input_value() == "8"
    visit.until(lambda: changed(visit.picture(CHART), moved) < 0.0001, "the link shows the picture it was made from")


def test_the_faces_move_by_themselves_once_and_a_term_is_explained(visit):
    page = visit.page
    page.emulate_media(reduced_motion="no-preference")
    page.goto(visit.base + "/")  # not until it rests: then it has played
    page.locator(CHARTS).first.wait_for()
    seen = visit.picture(0)
    visit.until(lambda: changed(seen, visit.picture(0)) > 0.01, "another face is large", seconds=20)
    messages = visit.messages
    page.mouse.move(5, 5)  # somebody takes over
    page.wait_for_timeout(500)
    held = visit.picture(0)
    page.wait_for_timeout(1500)
    assert changed(held, visit.picture(0)) < 0.001
    assert visit.messages == messages
    page.get_by_role("link", name="latent space").hover()
    visit.shows(page.get_by_role("tooltip"))
    page.keyboard.press("Escape")
    visit.shows(page.get_by_role("tooltip"), 0)


def test_nothing_moves_for_those_who_want_it_still(visit):
    page = visit.open("/")
    before = visit.picture(0)
    page.wait_for_timeout(2500)
    assert changed(before, visit.picture(0)) < 0.001
