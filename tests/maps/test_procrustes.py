import numpy as np
import pytest
from scipy.spatial import procrustes as scipys

from core.maps import procrustes


def points(n=80, dims=2, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dims)) * np.arange(1, dims + 1)


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turned_and_moved_map_is_turned_back(dims, mirrored):
    map_ = points(dims=dims)
    turn, _ = np.linalg.qr(np.random.default_rng(3).normal(size=(dims, dims)))
    turn[0] *= np.linalg.det(turn) * (-1 if mirrored else 1)
    np.testing.assert_allclose(procrustes.aligned(map_ @ turn + 9, map_), procrustes.centred(map_), atol=1e-12)


def test_alignment_changes_no_distance():
    first, second = points(), points(seed=1)
    moved = procrustes.aligned(first, second)
    before = np.linalg.norm(first[:, None] - first, axis=2)
    np.testing.assert_allclose(np.linalg.norm(moved[:, None] - moved, axis=2), before, atol=1e-12)
    assert ((moved - procrustes.centred(second)) ** 2).sum() <= ((procrustes.centred(first - second)) ** 2).sum()


def test_the_difference_is_scipys_and_0_for_similar_maps():
    first, second = points(), points() * 0.5 + points(seed=1)
    assert procrustes.difference(first, second) == pytest.approx(scipys(first, second)[2])
    assert procrustes.difference(first, first[:, ::-1] * 3 + 1) == pytest.approx(0, abs=1e-12)
    assert procrustes.difference(points(5000), points(5000, seed=1)) > 0.99


def test_size_is_the_root_mean_square_distance_from_the_centre():
    square = np.array([[0, 0], [2, 0], [0, 2], [2, 2]]) + 50.0
    assert procrustes.size(square) == pytest.approx(np.sqrt(2))
