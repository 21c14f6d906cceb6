"""Noise and its removal, measured on test images."""

import pytest

from core.artefacts import catalogue
from core.cache import autoencoder
from core.data import datasets
from core.latent import denoising


@pytest.fixture(scope="module")
def errors():
    return autoencoder.noise_errors("digits")


def test_noise_has_the_level_that_was_asked_for():
    images = datasets.load("digits").values[:300]
    noise = denoising.with_noise(images, 0.4) - images
    assert noise.std() == pytest.approx(0.4, rel=0.02)
    assert noise.mean() == pytest.approx(0.0, abs=0.01)
    assert (denoising.with_noise(images, 0.0) == images).all()


def test_the_error_of_the_noisy_image_is_the_noise(errors):
    assert errors.noisy == pytest.approx([64 * level**2 for level in denoising.LEVELS], rel=0.02)


def test_without_noise_the_plain_network_is_the_shipped_one(errors):
    assert errors.plain[0] == pytest.approx(autoencoder.reconstruction("digits").mean_error(16), rel=1e-3)


def test_the_denoising_network_pays_a_little_and_wins_a_lot(errors):
    at = denoising.LEVELS.index(catalogue.DENOISER_NOISE)
    assert errors.plain[0] < errors.denoised[0] < 2 * errors.plain[0]
    assert errors.denoised[at] < errors.plain[at] / 2 < errors.noisy[at] / 2
    assert (errors.denoised[4:] < errors.plain[4:]).all()


@pytest.mark.parametrize("data", catalogue.DENOISED)
def test_where_denoising_pays_is_the_same_to_a_step_with_every_training(data):
    again, errors = autoencoder.noise_luck(data), autoencoder.noise_errors(data)
    assert again["pays"][0] == denoising.pays_from(errors)
    steps = [denoising.LEVELS.index(level) for level in again["pays"]]
    assert max(steps) - min(steps) <= 1
    assert max(again["pays"]) < catalogue.DENOISER_NOISE
    assert all(plain < denoised for plain, denoised in zip(again["plain"], again["denoised"], strict=True)), "the price"
    never = denoising.NoiseErrors(errors.noisy, errors.plain, errors.plain)
    assert denoising.pays_from(never) == float("inf")
