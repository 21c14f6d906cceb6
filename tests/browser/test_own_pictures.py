"""A visitor brings pictures, or draws one with a finger: in a real browser, with a real worker."""

import io

import numpy as np
from PIL import Image

from tests.browser.test_touch import MAIN, swipe

RNG = np.random.default_rng(5)


def png(shade):
    buffer = io.BytesIO()
    levels = np.clip(shade + RNG.normal(0, 20, (20, 20, 3)), 0, 255).astype(np.uint8)
    Image.fromarray(levels).save(buffer, "PNG")
    return buffer.getvalue()


def test_pictures_are_brought_a_bad_one_is_named_and_left_out_and_they_go_along(visit):
    page = visit.page
    page.goto(visit.base + "/Autoencoder?data=yours")
    files = [{"name": f"{i}.png", "mimeType": "image/png", "buffer": png(60 + 120 * (i % 2))} for i in range(12)]
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": b"\x89PNG, but no picture"}
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files([*files, broken])
    page.get_by_text("1 file can't be used").first.wait_for()
    page.get_by_text("broken.png").first.wait_for()
    page.get_by_role("button", name="Go on without").click()
    page.get_by_text("12 pictures of").first.wait_for()
    page.get_by_text("1 file left out").first.wait_for()
    page.get_by_role("link", name="Projections").first.click()
    page.get_by_role("heading", name="Projections").first.wait_for()
    page.get_by_text("12 pictures of").first.wait_for()
    assert "broken" not in page.url


def test_a_finger_draws_and_the_networks_answer(phone_visit):
    page = phone_visit.open("/Autoencoder?data=mnist")
    page.get_by_text("Draw one, with a finger or a mouse").click()
    sheet = page.locator(".st-key-sheet canvas").last
    sheet.wait_for()
    sheet.evaluate(f"sheet => {{ {MAIN}.scrollTop += sheet.getBoundingClientRect().top - 300 }}")
    phone_visit.rest()
    box = sheet.bounding_box()
    swipe(page, box["x"] + box["width"] / 2, box["y"] + 30, 0, box["height"] - 60)
    page.get_by_text("Yours as the networks see it").wait_for()
    page.get_by_text("of real ones").first.wait_for()
