"""A finger on charts: a tap answers like a click, a finger that moves sideways explores, one that moves up scrolls."""

from tests.browser.pictures import changed

CHART = "[data-testid=stVegaLiteChart]"
MAIN = "document.querySelector('[data-testid=stMain]')"


def place(page, which, right, down):
    """A place in a chart (its key, or its number on the page), as shares of its width and height, in view."""
    found = page.locator(CHART).nth(which) if isinstance(which, int) else page.locator(f".st-key-{which} {CHART}")
    found.evaluate(f"chart => {{ {MAIN}.scrollTop += chart.getBoundingClientRect().top - 150 }}")
    page.wait_for_timeout(300)
    box = found.bounding_box()
    return box["x"] + box["width"] * right, box["y"] + box["height"] * down


def drag(page, start, end, steps=12):
    """Move a finger over the page."""
    screen = page.context.new_cdp_session(page)
    screen.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": start[0], "y": start[1]}]})
    for i in range(1, steps + 1):
        x, y = (a + (b - a) * i / steps for a, b in zip(start, end, strict=True))
        screen.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
        page.wait_for_timeout(30)
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


def test_a_finger_picks_explores_and_scrolls(phone_visit):
    page = phone_visit.open("/Autoencoder?data=digits", charts=8)
    page.touchscreen.tap(*place(page, "strip", 0.5, 0.75))  # five of ten stand in each of two rows
    page.wait_for_url("**image=**")
    phone_visit.rest()
    page.get_by_text("Picked: 7.").first.wait_for()

    x, y = place(page, "decoded", 0.6, 0.6)
    drag(page, (x, y), (x - 120, y + 2))
    page.wait_for_url("**at=**")  # where the finger was lifted
    phone_visit.rest()
    explored = page.url
    page.touchscreen.tap(x, y)
    page.wait_for_function(f"location.href != '{explored}'")
    phone_visit.rest()

    picked, before = page.url, page.evaluate(f"{MAIN}.scrollTop")
    drag(page, (x, y), (x, y - 200))
    assert page.evaluate(f"{MAIN}.scrollTop") > before + 100
    assert page.url == picked


def test_what_a_finger_is_at_is_said_in_the_chart(phone_visit):
    phone_visit.open("/VAE?data=digits", charts=10)
    before, messages = phone_visit.picture(), phone_visit.messages
    phone_visit.page.touchscreen.tap(*place(phone_visit.page, 0, 0.5, 0.5))
    phone_visit.until(lambda: changed(before, phone_visit.picture()) > 0.001, "the nearest random code is large")
    assert phone_visit.messages == messages
