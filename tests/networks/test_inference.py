"""Shipped networks at work, against their own records."""

import numpy as np
import pytest

from core.artefacts import files
from core.data import datasets
from core.networks import inference


@pytest.mark.parametrize("name", ["autoencoder-digits-k8", "vae-digits-k2-beta1"])
def test_losses_are_those_on_record(name):
    recorded = files.provenance(name)["metrics"]
    for key, value in inference.test_loss(name).items():
        of_record = "test_reconstruction" if key == "test_squared_error" else key
        assert value == pytest.approx(recorded[of_record], rel=1e-3)


def test_codes_of_a_vae_are_the_means_of_its_clouds():
    name, digits = "vae-digits-k2-beta1", datasets.load("digits")
    images = digits.values[:20]
    mu, log_var = inference.encode_posterior(inference.shipped_vae(name), images)
    assert np.array_equal(mu, inference.encode(inference.shipped(name), images))
    assert mu.shape == log_var.shape == (20, 2)
    rebuilt = inference.decode(inference.shipped(name), mu)
    assert inference.error_per_image(images, rebuilt) == pytest.approx(((rebuilt - images) ** 2).sum((1, 2)), rel=1e-5)
    kl = 0.5 * (mu**2 + np.exp(log_var) - log_var - 1).mean(0)
    assert inference.kl_per_dimension(inference.shipped_vae(name), images) == pytest.approx(kl, rel=1e-5)
