"""Noise and its removal, measured on test images; linear autoencoders beside PCA; what the networks are made of."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from core import cache
from core.artefacts import catalogue
from core.data import datasets
from core.latent import denoising, forward, linear
from core.networks import models
from core.page import text


@pytest.fixture(scope="module")
def errors():
    return cache.noise_errors()


def test_noise_has_the_level_that_was_asked_for():
    images = datasets.load("digits").values[:300]
    noise = denoising.with_noise(images, 0.4) - images
    assert noise.std() == pytest.approx(0.4, rel=0.02)
    assert noise.mean() == pytest.approx(0.0, abs=0.01)
    assert (denoising.with_noise(images, 0.0) == images).all()


def test_the_error_of_the_noisy_image_is_the_noise(errors):
    assert errors.noisy == pytest.approx([64 * level**2 for level in denoising.LEVELS], rel=0.02)


def test_without_noise_the_plain_network_is_the_shipped_one(errors):
    assert errors.plain[0] == pytest.approx(cache.reconstruction("digits").mean_error(16), rel=1e-3)


def test_the_denoising_network_pays_a_little_and_wins_a_lot(errors):
    at = denoising.LEVELS.index(catalogue.DENOISER_NOISE)
    assert errors.plain[0] < errors.denoised[0] < 2 * errors.plain[0]
    assert errors.denoised[at] < errors.plain[at] / 2 < errors.noisy[at] / 2
    assert (errors.denoised[4:] < errors.plain[4:]).all()


@pytest.mark.parametrize("k", catalogue.LINEAR_SIZES)
def test_a_linear_autoencoder_has_become_pca(k):
    found = cache.linear_beside_pca(k)
    assert found.linear_error == pytest.approx(found.pca_error, rel=2e-3)
    assert found.pca_error == pytest.approx(cache.reconstruction("digits").mean_error(k, "pca"), rel=1e-4)
    assert found.angles.max() < 1.0


def test_the_comparison_sees_a_wrong_space():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(200, 4)) * [9.0, 5.0, 1.0, 0.1]
    weights = {"encoder.1.weight": np.eye(4)[[0, 3]], "decoder.0.weight": np.eye(4)[:, [0, 3]],
               "encoder.1.bias": np.zeros(2), "decoder.0.bias": np.zeros(4)}  # fmt: skip
    found = linear.compare(weights, train, train)
    assert found.angles == pytest.approx([0.0, 90.0], abs=5.0)
    assert found.linear_error > 5 * found.pca_error


def test_layers_and_parameters_are_those_of_the_model():
    for name in ("autoencoder-digits-k2", "autoencoder-digits-k8-linear"):
        settings = catalogue.models()[name]
        model = models.build(settings, (8, 8))
        layers = cache.layers_of(name)
        assert sum(layer.parameters for layer in layers) == sum(each.numel() for each in model.parameters())
        dense = [each for each in model.modules() if isinstance(each, nn.Linear)]
        assert [layer.shape for layer in layers] == [(each.out_features, each.in_features) for each in dense]
    assert layers[0].words == "dense, 64 → 8"


def test_a_convolution_is_named_as_one():
    weights = {"encoder.1.weight": np.zeros((32, 1, 4, 4)), "encoder.1.bias": np.zeros(32)}
    assert forward.describe_layers(weights) == [forward.Layer("encoder", (32, 1, 4, 4), 544)]
    assert forward.describe_layers(weights)[0].words == "convolution 4×4, 32 × 1 kernels"


def test_the_lines_of_pytorch_on_the_page_do_it():
    """The code on the page, run on some of the digits for fewer epochs, lowers the loss."""
    code = re.search(r"```python\n(.*?)```", text.section("autoencoder", "pytorch"), re.S).group(1)
    assert len(code.strip().splitlines()) <= 12
    images = torch.tensor(datasets.load("digits").values[:320])
    mean_error = (images - images.mean(0)).square().sum((1, 2)).mean().item()
    names = {"torch": torch, "nn": nn, "images": images}
    with torch.random.fork_rng():
        torch.manual_seed(0)
        exec(code.replace("epochs, batch = 100", "epochs, batch = 20"), names)
    assert names["loss"].item() < 0.85 * mean_error
    assert names["z"].shape == (64, 2)
