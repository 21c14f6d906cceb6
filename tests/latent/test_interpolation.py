"""Ways between images and random codes: ends, distances and shares."""

from functools import partial

import numpy as np
import pytest

from core import luck
from core.cache import autoencoder
from core.data import datasets
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
    assert way.decoded_near.distances == pytest.approx(slow, abs=1e-3)


def test_the_limit_comes_from_validation_images_and_the_share_from_test_images(found):
    digits, train = datasets.load("digits"), autoencoder.training_pictures("digits")
    validation = digits.values[digits.split.validation]
    assert autoencoder.are_unlike("digits", validation).mean() == pytest.approx(0.05, abs=0.003)
    share = autoencoder.are_unlike("digits", found.images).mean()
    assert autoencoder.real_unlike("digits") == pytest.approx(share, abs=1e-4)
    assert novelty.unlike_share(found.images, train, autoencoder.usual_distance("digits")) == pytest.approx(share)


def test_a_code_is_a_better_way_than_mixing_pixels_with_every_seed(found):
    half = autoencoder.halfway("digits", 8)
    assert len(half.decoded) == len(luck.SEEDS)
    assert max(half.decoded) < min(half.faded)


def test_with_fewer_numbers_more_ways_lead_through_a_third_class():
    shares = [luck.middle(autoencoder.through_others("digits", k)) for k in (1, 2, 8, 16)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 0.8
    assert autoencoder.through_others("faces", 2) is None


def test_a_way_along_a_line_of_classes_passes_those_in_between():
    """Codes on a line, decoded to themselves; three classes one after the other."""
    known = interpolation.Known(np.arange(30, dtype=np.float32)[:, None, None], np.repeat([0, 1, 2], 10))
    ends = np.array([[0.0], [29.0]], np.float32)
    line = interpolation.share_through_others(lambda z: z[:, None], ends, np.array([0, 2]), known, seed=0)
    assert line == 1.0
    beside = interpolation.share_through_others(lambda z: z[:, None], ends / 2, np.array([0, 1]), known, seed=0)
    assert beside == 0.0


def test_with_more_numbers_more_of_the_box_is_empty(found):
    shares = autoencoder.unlike_shares("digits")
    assert max(shares[2]) < 0.5, "most places are near something known, with every training"
    assert min(shares[16]) >= 0.9, "mostly gaps"
    assert len(set(shares[2])) == len(luck.SEEDS)
    pictures = autoencoder.random_pictures("digits", 16, interpolation.DRAWS, seed=luck.SEEDS[0])
    assert autoencoder.are_unlike("digits", pictures).mean() == pytest.approx(shares[16][0], abs=0.01)


def test_shares_of_a_decoder_that_only_knows_one_picture():
    """A decoder whose answer is always the same training image never leaves the data."""
    train = np.random.default_rng(0).random((5, 2, 2), dtype=np.float32)
    logit = np.log(train[0].ravel() / (1 - train[0].ravel()))
    net = forward.Network((), ((np.zeros((4, 3), np.float32), logit),), (2, 2))
    codes = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
    decode = partial(forward.decode, net)
    assert interpolation.unlike_share_of_draws(decode, codes, train, 0.01, seed=0) == 0.0
    ones = np.ones((20, 2, 2), np.float32)
    assert interpolation.unlike_halfway(decode, codes, ones, train, 0.01, seed=0) == (0.0, 1.0)
    assert novelty.nearest(forward.decode(net, codes[:1]), train).rows.tolist() == [0]
