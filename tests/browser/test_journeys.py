"""What visitors come for, done in a real browser from beginning to end."""

import numpy as np

from core.artefacts import catalogue
from core.cache import vae
from tests.browser.pictures import changed


def test_the_latent_size_changes_the_picture_and_the_link(visit):
    page = visit.open("/Autoencoder")
    told = page.locator("p", has_text="Squared error with").first
    before = told.inner_text()
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("ArrowRight")
    visit.until(lambda: told.inner_text() != before, "the words name another size")
    visit.rest()
    after = told.inner_text()
    assert before != after
    link = page.url.removeprefix(visit.base)
    again = visit.open(link)
    assert again.locator("p", has_text="Squared error with").first.inner_text() == after


def test_perplexity_and_n_neighbors_move_the_points_and_stay_in_the_link(visit):
    page = visit.open("/Projections?data=digits")
    before, messages = thirds(visit.picture()), visit.messages
    rests = visit.drag(0, *(3 + step * 0.1 for step in range(21)), 0)
    page.wait_for_url("**perplexity=2*")
    measured = page.get_by_test_id("stMain").get_by_text("Measured at perplexity 2, ")
    measured.first.wait_for()
    visit.rest()
    assert visit.messages - messages <= 2 + rests  # twenty-two moves
    visit.shows(measured)
    visit.drag(1, 2.0, 1.0, 0.0)
    page.wait_for_url("**n_neighbors=2*")
    visit.rest()
    after = thirds(visit.picture())
    assert changed(before[0], after[0]) == 0  # PCA has no knob
    assert changed(before[1], after[1]) > 0.01
    assert changed(before[2], after[2]) > 0.01
    link = page.url.removeprefix(visit.base)
    page = visit.open(link)
    visit.shows(measured)
    assert page.locator("form.vega-bindings input[name$=_stop]").first.input_value() == "0"


def thirds(picture):
    """The three maps in the picture of their chart."""
    return [picture[:500, part] for part in (slice(0, 365), slice(380, 740), slice(760, None))]


def cloud_of(image):
    """What the page VAE says of a test face's cloud."""
    plane = vae.plane(catalogue.VAE_FAMILIES["faces"].reference, "faces")
    mean, spread = plane.mu[image, 0], np.exp(0.5 * plane.log_var[image, 0])
    return f"{mean:.2f} ± {spread:.2f}".replace("-", "−")


def test_a_picked_image_is_carried_to_the_other_pages(visit):
    page = visit.open("/VAE?image=7")
    visit.shows(page.get_by_text(cloud_of(7)).first)
    page.locator("[data-testid=stPageLink-NavLink]", has_text="Autoencoder").first.click()
    page.wait_for_url("**/Autoencoder?image=7")
    visit.rest()
    page.get_by_role("button", name="Adjust").first.click()
    page.get_by_label("Test image", exact=True).fill("12")
    page.keyboard.press("Enter")
    page.wait_for_url("**/Autoencoder?image=12")
    visit.rest()
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPageLink-NavLink]", has_text="VAE").first.click()
    page.wait_for_url("**/VAE?image=12")
    visit.shows(page.get_by_text(cloud_of(12)).first)
