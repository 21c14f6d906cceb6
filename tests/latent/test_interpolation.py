"""Ways between images and random codes: ends, distances and shares."""

import numpy as np
import pytest

from core.cache import autoencoder
from core.latent import forward, interpolation, novelty


@pytest.fixture(scope="module")
def found():
    return autoencoder.reconstruction("digits")


def test_a_way_begins_and_ends_at_the_two_images(found):
    way = autoencoder.interpolated("digits", 16, 3, 50)
    assert way.decoded[[0, -1]] == pytest.approx(np.stack([found.rebuilt(i, 16) for i in (3, 50)]), abs=1e-5)
    assert way.faded[[0, -1]] == pytest.approx(found.images[[3, 50]])
    assert way.faded[4] == pytest.approx((found.images[3] + found.images[50]) / 2)
    assert len(way.decoded) == len(way.faded) == interpolation.STEPS


def test_the_distances_are_those_to_the_nearest_training_image(found):
    way, train = autoencoder.interpolated("digits", 8, 0, 1), autoencoder.training_pictures("digits")
    slow = [min(((picture - other) ** 2).sum() for other in train) for picture in way.decoded]
    assert way.decoded_distance == pytest.approx(slow, abs=1e-3)


def test_five_percent_of_real_test_images_count_as_unlike(found):
    assert autoencoder.are_unlike("digits", found.images).mean() == pytest.approx(0.05, abs=0.003)


def test_a_code_is_a_better_way_than_mixing_pixels(found):
    half = autoencoder.halfway("digits", 8)
    assert half.decoded < half.faded - 0.15


def test_with_more_numbers_more_of_the_box_is_empty(found):
    shares = autoencoder.unlike_shares("digits")
    assert shares[2] < 0.1
    assert shares[16] > 0.9
    pictures = autoencoder.random_pictures("digits", 16, 200, seed=3)
    assert autoencoder.are_unlike("digits", pictures).mean() == pytest.approx(shares[16], abs=0.08)


def test_shares_of_a_decoder_that_only_knows_one_picture():
    """A decoder whose answer is always the same training image never leaves the data."""
    train = np.random.default_rng(0).random((5, 2, 2), dtype=np.float32)
    logit = np.log(train[0].ravel() / (1 - train[0].ravel()))
    net = forward.Network((), ((np.zeros((4, 3), np.float32), logit),), (2, 2))
    codes = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
    assert interpolation.unlike_share_of_draws(net, codes, train, 0.01) == 0.0
    half = interpolation.measure_halfway(net, codes, np.ones((20, 2, 2), np.float32), train, 0.01)
    assert half == (0.0, 1.0)
    assert novelty.nearest(forward.decode(net, codes[:1]), train).rows.tolist() == [0]
