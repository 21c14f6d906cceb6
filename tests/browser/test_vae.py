"""What only a browser shows of the VAE page: the lens, the dots that can be clicked, the slider in the chart."""

import numpy as np

from core.cache import vae
from tests.browser.pictures import changed, pixels

OPENED = "/VAE?data=digits&beta=1", 7
CHART = "[data-testid=stVegaLiteChart]"


def chart(page, key):
    """The chart with this key, in view."""
    found = page.locator(f".st-key-{key} {CHART}")
    found.scroll_into_view_if_needed()
    return found


def point(found, right, down):
    """A place in a chart, as shares of its width and height."""
    return {"x": found.bounding_box()["width"] * right, "y": found.bounding_box()["height"] * down}


def test_the_lens_follows_the_pointer_without_the_server_and_a_click_stays_in_the_link(stay):
    page = stay.page
    plane = chart(page, "decoded")
    stay.rest()
    before, messages = pixels(plane), stay.messages
    for step in range(6):
        plane.hover(position=point(plane, 0.3 + 0.05 * step, 0.6))
    stay.until(lambda: changed(before, pixels(plane)) > 0.001, "the lens shows what is under the pointer")
    assert stay.messages == messages, "moving the pointer asks nobody"
    plane.click(position=point(plane, 0.7, 0.7))
    page.wait_for_url("**at=**")
    stay.rest()
    page.mouse.move(0, 0)
    pinned = page.url
    stay.open(pinned[pinned.index("/VAE") :], charts=7)
    assert page.url == pinned


def test_a_click_on_a_dot_picks_its_image(stay):
    page = stay.page
    cloud = chart(page, "cloud")
    cloud.click(position=point(cloud, 0.5, 0.3))
    page.wait_for_url("**image=**")
    number = int(page.url.split("image=")[1].split("&")[0])
    plane = vae.plane(1.0, "digits")
    mean, spread = plane.mu[number, 0], np.exp(0.5 * plane.log_var[number, 0])
    stay.shows(page.get_by_test_id("stMain").get_by_text(f"{mean:.2f} ± {spread:.2f}".replace("-", "−")))


def test_the_slider_in_the_map_names_the_price_of_its_beta(stay):
    page = stay.page
    stay.shows(page.get_by_test_id("stMain").get_by_text("β = 1 on test images"))
    stay.drag(0, 5.5, 6.2, 7.9, 9)
    page.get_by_text("β = 4 on test images").first.wait_for()
    page.wait_for_url("**beta=4*")
    stay.rest()
    stay.shows(page.get_by_test_id("stMain").get_by_text("Collapsed:"))
    assert "beta=4" in page.url
