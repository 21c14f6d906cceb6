"""What only a browser shows of the Autoencoder page: pictures to click on, the decoded plane, the slider of epochs."""

OPENED = "/Autoencoder?data=digits", 6
CHART = "[data-testid=stVegaLiteChart]"


def chart(page, key):
    """The chart with this key, in view."""
    found = page.locator(f".st-key-{key} {CHART}")
    found.scroll_into_view_if_needed()
    return found


def click(found, right, down):
    """Click a place in a chart, given as shares of its width and height."""
    box = found.bounding_box()
    found.click(position={"x": box["width"] * right, "y": box["height"] * down})


def test_the_epoch_slider_flows_in_the_browser_and_stays_in_the_link(stay):
    page, messages = stay.page, stay.messages
    rests = stay.drag(0, *(10 - 0.5 * step for step in range(14)), 3)
    page.wait_for_url("**epoch=3*")
    assert stay.messages - messages <= 2 + rests  # fifteen moves
    page.get_by_text("After epoch 3:").first.wait_for()


def test_a_place_on_the_plane_leads_to_a_test_image(stay):
    page = stay.page
    click(chart(page, "decoded"), 0.7, 0.7)
    page.wait_for_url("**at=**")
    stay.rest()
    number = page.get_by_text("In the frame:").first.inner_text().split("test image ")[1].split(":")[0]
    page.get_by_role("button", name="Squeeze that one above").click()
    page.wait_for_url(f"**image={number}*")
    page.get_by_role("button", name="Adjust").first.click()
    stay.until(
        lambda: page.get_by_label("Test image", exact=True).input_value() == number, "the page has taken it over"
    )
    page.keyboard.press("Escape")


def test_a_click_in_the_strip_picks_that_image(stay):
    page = stay.page
    for digit in (7, 3):
        click(chart(page, "strip"), (digit + 0.5) / 10, 0.4)
        page.get_by_text(f"Picked: {digit}.").first.wait_for()
        stay.rest()
    page = stay.open(page.url.removeprefix(stay.base), charts=6)
    stay.shows(page.get_by_text("Picked: 3."))
