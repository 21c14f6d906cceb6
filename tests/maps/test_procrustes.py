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


def test_maps_turned_together_lose_turns_mirrorings_and_scales_and_nothing_else():
    rng = np.random.default_rng(0)
    shape = rng.normal(size=(40, 2))
    turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    maps = np.array([[shape, 3 * shape @ turn], [shape[:, ::-1] + 7, -shape]])
    frames = procrustes.turned_together(maps, (0, 0))
    assert frames.dtype == np.float32
    for at in np.ndindex(2, 2):
        assert frames[at] == pytest.approx(procrustes.scaled(shape), abs=1e-5)


def test_the_first_of_maps_turned_together_keeps_its_orientation():
    maps = np.stack([points(seed=seed) * (seed + 1) + 7 for seed in range(3)])[:, None]
    frames = procrustes.turned_together(maps, (1, 0))
    np.testing.assert_allclose(frames[1, 0], procrustes.scaled(maps[1, 0]), atol=1e-6)
    for map_, frame in zip(maps[:, 0], frames[:, 0], strict=True):
        before = np.linalg.norm(map_[:, None] - map_, axis=2)
        after = np.linalg.norm(frame[:, None] - frame, axis=2) * procrustes.size(map_)
        np.testing.assert_allclose(after, before, atol=1e-4)
