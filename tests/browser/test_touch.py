"""A finger on the charts of the pages: a tap answers, what is under it is drawn, and the page scrolls."""

import pytest

from tests.browser.conftest import visitor
from tests.browser.pictures import changed, pixels

MAIN = "document.querySelector('[data-testid=stMain]')"
PAGES = {  # charts by their numbers: where they are tapped (shares of width and height), and what the link then holds
    "/": {0: (0.6, 0.7, None), 1: (0.5, 0.6, None)},
    "/Autoencoder?data=digits": {
        1: (0.55, 0.5, None), 2: (0.7, 0.5, None), 3: (0.6, 0.3, None), 4: (0.5, 0.5, None),
        6: (0.4, 0.3, None), 0: (0.5, 0.75, "image"), 5: (0.6, 0.7, "at"),
    },
    "/VAE?data=digits": {
        2: (0.6, 0.4, None), 4: (0.55, 0.5, None), 6: (0.4, 0.5, None), 5: (0.5, 0.5, "image"), 7: (0.6, 0.7, "at"),
    },
    "/Projections?data=digits": {1: (0.5, 0.6, "noisy"), 2: (0.5, 0.6, "noisy")},
}  # fmt: skip
FINGER = 44  # pixels
TARGETS = """() => [...document.querySelectorAll(
        'button, a[href], summary, .vega-bind input, [data-testid=stSlider] [role=group] > div')]
    .filter(each => each.closest('[data-testid=stMain]') && each.checkVisibility({visibilityProperty: true}))
    .filter(each => !each.closest('p, li, [data-testid=stHeading], [data-testid=stElementToolbar]'))  // or for a mouse
    .filter(each => !(each.closest('form')?.offsetWidth <= 1))  // for the keyboard
    .map(each => [each.offsetWidth, each.offsetHeight, each.innerText || each.name || each.tagName])"""


@pytest.fixture(scope="module")
def phone(app, browser):
    """A visitor with a phone, who goes through all pages."""
    view = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visitor(browser, app, **view) as tab:
        yield tab


def in_view(phone, number):
    """One of the charts of the page, near the top of the screen."""
    chart = phone.page.locator("[data-testid=stVegaLiteChart]").nth(number)
    chart.locator("canvas").wait_for(state="attached")
    chart.evaluate(f"chart => {{ {MAIN}.scrollTop += chart.getBoundingClientRect().top - 150 }}")
    phone.page.wait_for_timeout(200)
    return chart


def swipe(page, x, y, right, down, steps=8):
    """Move a finger over the page."""
    screen = page.context.new_cdp_session(page)

    def touch(kind, *points):
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    touch("touchStart", (x, y))
    for i in range(1, steps + 1):
        touch("touchMove", (x + right * i / steps, y + down * i / steps))
        page.wait_for_timeout(20)
    touch("touchEnd")


@pytest.mark.parametrize("path", PAGES)
def test_a_tap_answers_and_a_finger_that_moves_down_scrolls(phone, path):
    page = phone.open(path, charts=max(PAGES[path]) + 1)
    for number, (right, down, parameter) in PAGES[path].items():
        chart, name = in_view(phone, number), f"chart {number}"
        box, before, link, sent = chart.bounding_box(), pixels(chart), page.url, phone.messages
        page.touchscreen.tap(box["x"] + box["width"] * right, box["y"] + box["height"] * down)
        if parameter is None:
            phone.until(lambda c=chart, b=before: changed(b, pixels(c)) > 0.0005, f"{name} draws what is tapped", 10)
            assert phone.messages == sent, f"{name} asks the server"
            continue
        phone.until(
            lambda u=link, p=parameter: page.url != u and f"{p}=" in page.url, f"{name} is kept in the link", 10
        )
        phone.rest()
    in_view(phone, 0 if path == "/" else 2)
    link, top = page.url, page.evaluate(f"{MAIN}.scrollTop")
    swipe(page, 195, 400, 0, -250)
    phone.until(lambda: page.evaluate(f"{MAIN}.scrollTop") > top + 100, "the page scrolls under a finger", 5)
    assert page.url == link, "a scroll is no tap"


def test_the_map_that_is_taken_for_noise_is_the_one_that_was_tapped_last(phone):
    for number, side in ((1, "left"), (2, "right"), (1, "left")):
        box = in_view(phone, number).bounding_box()
        phone.page.touchscreen.tap(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.6)
        phone.until(lambda s=side: f"noisy=The+{s}+one" in phone.page.url, f"the {side} one", 10)
        phone.rest()


def test_what_is_pressed_is_large_enough_for_a_finger(phone):
    targets = phone.page.evaluate(TARGETS)  # the last of the pages above
    assert len(targets) > 25
    assert [each for each in targets if min(each[:2]) < FINGER] == []
