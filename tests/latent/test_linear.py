"""Linear autoencoders beside PCA."""

import numpy as np
import pytest

from core.artefacts import catalogue
from core.cache import autoencoder
from core.latent import linear


@pytest.mark.parametrize("k", catalogue.LINEAR_SIZES)
def test_a_linear_autoencoder_has_become_pca(k):
    found = autoencoder.linear_beside_pca(k)
    assert found.linear_error == pytest.approx(found.pca_error, rel=2e-3)
    assert found.pca_error == pytest.approx(autoencoder.reconstruction("digits").mean_error(k, "pca"), rel=1e-4)
    assert found.angles.max() < 1.0


def test_the_comparison_sees_a_wrong_space():
    rng = np.random.default_rng(0)
    train = rng.normal(size=(200, 4)) * [9.0, 5.0, 1.0, 0.1]
    weights = {"encoder.1.weight": np.eye(4)[[0, 3]], "decoder.0.weight": np.eye(4)[:, [0, 3]],
               "encoder.1.bias": np.zeros(2), "decoder.0.bias": np.zeros(4)}  # fmt: skip
    found = linear.compare(weights, train, train)
    assert found.angles == pytest.approx([0.0, 90.0], abs=5.0)
    assert found.linear_error > 5 * found.pca_error
