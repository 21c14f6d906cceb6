"""What a code knows of known knobs, on codes whose truth is made here."""

import numpy as np
import pytest

from core.latent import knobs


@pytest.fixture
def known():
    return np.random.default_rng(0).uniform(-1, 1, (400, 3))


def test_a_value_that_is_a_knob_is_found_whatever_its_scale_and_sign(known):
    codes = np.column_stack([np.full(400, 7.0), -5 * known[:, 1], known[:, 0] + 3])
    found = knobs.correlations(codes, known)
    assert found.shape == (3, 3)
    assert found[1, 1] == pytest.approx(-1)
    assert found[0, 2] == pytest.approx(1)
    assert (found[:, 0] == 0).all(), "a value that never changes knows nothing"
    assert np.abs(found[2]).max() < 0.2


def test_in_a_mixture_no_value_is_a_knob_though_a_weighted_sum_says_it(known):
    mixed = known @ np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    assert np.abs(knobs.correlations(mixed, known)).max() < 0.99
    assert knobs.explained(known, knobs.fit_reading(mixed, known)(mixed)) == pytest.approx(1)


def test_explained_is_0_for_the_mean_and_less_for_worse(known):
    mean = np.broadcast_to(known.mean(0), known.shape)
    assert knobs.explained(known, known) == pytest.approx(1)
    assert knobs.explained(known, mean) == pytest.approx(0)
    assert (knobs.explained(known, mean + 1) < 0).all()


def test_the_ruler_is_that_of_scikit_learn(known):
    from sklearn.linear_model import Ridge

    pictures = known @ np.random.default_rng(3).normal(size=(3, 12)) + 0.1
    ridge = 0.01
    spread = np.linalg.eigvalsh(np.cov(pictures, rowvar=False, bias=True))[-1]
    theirs = Ridge(alpha=ridge * spread * len(pictures)).fit(pictures, known)
    ours = knobs.fit_reading(pictures, known, ridge)
    np.testing.assert_allclose(ours(pictures), theirs.predict(pictures), atol=1e-6)


def test_a_direction_turns_its_knob_and_no_other(known):
    turn = np.random.default_rng(4).normal(size=(3, 5))
    codes = known @ turn + 2
    directions = knobs.directions(codes, known)
    np.testing.assert_allclose(directions, turn, atol=1e-6)
    back = np.linalg.pinv(turn)
    ruler = knobs.Reading(np.eye(3), np.zeros(3))
    ranges = np.full(3, 2.0)
    decode = lambda z: (z - 2) @ back  # noqa: E731
    good = knobs.turn(codes, directions[1], 1.0, 1, ranges, decode, ruler)
    assert good.worked == 1
    other = knobs.turn(codes, directions[0], 1.0, 1, ranges, decode, ruler)
    assert other.worked == 0
    assert not other.stayed.any(), "the first knob moved by half of its range"
    nothing = knobs.turn(codes, np.zeros(5), 1.0, 1, ranges, decode, ruler)
    assert nothing.stayed.all()
    assert not nothing.turned.any()
