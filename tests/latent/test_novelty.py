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


def test_by_definition_5_percent_of_real_test_images_are_unlike(parts):
    train, test = parts
    limit = novelty.usual_distance(test, train)
    assert novelty.unlike_share(test, train, limit) == pytest.approx(0.05, abs=0.003)


def test_noise_is_unlike_and_training_images_are_not(parts):
    train, test = parts
    limit = novelty.usual_distance(test, train)
    noise = np.random.default_rng(0).random((50, 8, 8), dtype=np.float32)
    assert novelty.unlike_share(noise, train, limit) == 1
    assert novelty.unlike_share(train[:50], train, limit) == 0


def test_a_file_of_draws_is_read_and_written_alike():
    artefact = files.load("vae-digits-draws")
    arrays, draws = artefact.arrays(), novelty.NoveltyOfDraws.from_arrays(artefact.arrays())
    assert list(draws.to_arrays()) == list(arrays)
    assert all(np.array_equal(value, arrays[key]) for key, value in draws.to_arrays().items())
    for name, shares in artefact.metrics["unlike"].items():
        for way in novelty.WAYS:
            unlike = (draws.models[name].distances[way] > artefact.metrics["limit"]).mean()
            assert unlike == pytest.approx(shares[way], abs=1e-3)
