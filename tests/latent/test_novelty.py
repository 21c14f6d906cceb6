"""Like the data, and new: distances to the nearest training image."""

import numpy as np
import pytest

from core.artefacts import files
from core.data import datasets
from core.latent import novelty


@pytest.fixture(scope="module")
def parts():
    digits = datasets.load("digits")
    return digits.values[digits.split.train], digits.values[digits.split.test]


def test_a_copy_is_found_at_distance_0(parts):
    train, _ = parts
    found = novelty.nearest(train[[5, 70]], train)
    assert np.abs(found.distances).max() < 1e-3
    assert (train[found.rows] == train[[5, 70]]).all()


def test_distances_are_those_of_a_plain_loop(parts):
    train, test = parts
    found = novelty.nearest(test[:7], train)
    plain = ((test[:7, None] - train[None]) ** 2).sum((2, 3))
    np.testing.assert_allclose(found.distances, plain.min(1), atol=1e-3)
    assert (found.rows == plain.argmin(1)).all()


def test_by_definition_5_percent_of_the_images_that_set_the_limit_are_unlike(parts):
    train, validation = parts
    limit = novelty.usual_distance(validation, train)
    assert novelty.unlike_share(validation, train, limit) == pytest.approx(0.05, abs=0.003)


def test_noise_is_unlike_and_training_images_are_not(parts):
    train, test = parts
    limit = novelty.usual_distance(test, train)
    noise = np.random.default_rng(0).random((50, 8, 8), dtype=np.float32)
    assert novelty.unlike_share(noise, train, limit) == 1
    assert novelty.unlike_share(train[:50], train, limit) == 0


def test_bells_are_read_and_written_alike():
    artefact = files.load("vae-digits-draws")
    own = novelty.OwnBells.from_arrays(artefact.arrays(), "autoencoder-digits-k16")
    arrays = own.to_arrays("autoencoder-digits-k16")
    assert arrays.keys() < artefact.arrays().keys()
    assert all(np.array_equal(artefact.arrays()[key], value) for key, value in arrays.items())
    assert own.mixture.means.shape == (20, 16)
