"""Training a network of one's own: in a real browser, with a real worker."""

import re


def train(page):
    page.get_by_role("button", name="Train", exact=True).click()


def test_a_vae_is_trained(visit):
    page = visit.open("/VAE?data=digits&t_epochs=6")
    train(page)
    page.get_by_text("Trained here on Digits").first.wait_for(timeout=90_000)
    assert "6 epochs" in page.get_by_text("Trained here on Digits").first.inner_text()
    assert page.get_by_text("test images: ").last.inner_text()


def test_stop_keeps_the_network_as_it_is(visit):
    page = visit.open("/Autoencoder?data=digits&t_epochs=200&t_seed=11&t_batch=16")
    train(page)
    page.get_by_text(re.compile(r"Epoch \d+ of 200")).first.wait_for(timeout=90_000)  # there is something to keep
    page.get_by_test_id("stMainBlockContainer").get_by_role("button", name="Stop").click()
    page.get_by_text("stopped after epoch").first.wait_for()
    assert page.get_by_role("button", name="Train", exact=True).is_enabled()
