"""What is drawn of a network while it learns."""

import numpy as np
import pytest

from core.data import datasets
from core.maps.procrustes import turned
from core.networks import training
from core.networks.snapshot import EXAMPLES, choose_examples, flatten_codes, take_snapshot
from core.settings import AutoencoderSettings


def test_a_snapshot_is_of_test_images_and_their_errors():
    digits = datasets.load("digits")
    seen = take_snapshot(training.start(AutoencoderSettings(latent=3, width=16), digits), digits)
    test = digits.split.test
    assert seen.plane.shape == (len(test), 2)
    assert (seen.latent, seen.label_names) == (3, digits.label_names)
    assert (seen.labels == digits.labels[test]).all()
    assert seen.images.shape == seen.rebuilt.shape == (EXAMPLES, 8, 8)
    mean = digits.values[digits.split.train].mean(0)
    assert seen.mean_error == pytest.approx(((digits.values[test] - mean) ** 2).sum((1, 2)).mean(), rel=1e-5)


def test_examples_are_of_different_classes_while_there_are_any():
    assert choose_examples(np.array([1, 1, 0, 2]), 3) == [2, 0, 3]
    assert choose_examples(np.array([1, 1, 0, 0]), 4) == [2, 0, 1, 3]


def test_codes_as_places_in_a_plane():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 50)
    one, share = flatten_codes(rng.normal(size=(50, 1)), labels)
    assert share == 1.0
    assert (np.rint(one[:, 1]) == labels).all()
    flat = rng.normal(size=(50, 2)) @ rng.normal(size=(2, 5))  # five values that lie in a plane
    places, share = flatten_codes(flat, labels)
    assert share == pytest.approx(1.0)
    distances = np.linalg.norm(flat[:, None] - flat[None], axis=2)
    assert np.linalg.norm(places[:, None] - places[None], axis=2) == pytest.approx(distances, abs=1e-4)
    mirrored = places * [-1, 1]
    assert turned(mirrored, places) == pytest.approx(places, abs=1e-4)
