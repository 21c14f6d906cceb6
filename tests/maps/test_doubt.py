"""Doubt, point by point: held against scikit-learn and zadu, against plain loops, and against known damage."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from sklearn.metrics import pairwise_distances
from zadu.measures import trustworthiness_continuity

from core import luck
from core.maps import doubt, metrics


@pytest.fixture(scope="module")
def points():
    return np.random.default_rng(0).normal(size=(300, 5))


def nearest_of(points):
    distances = pairwise_distances(points)
    np.fill_diagonal(distances, np.inf)
    return np.argsort(distances, axis=1)[:, : metrics.K]


def test_their_means_are_trustworthiness_and_continuity_of_scikit_learn(points):
    flat = points[:, :2]
    found = doubt.by_point(points, flat, nearest_of(points))
    assert found.trust.mean() == pytest.approx(trustworthiness(points, flat, n_neighbors=metrics.K), abs=1e-9)
    assert found.continuity.mean() == pytest.approx(trustworthiness(flat, points, n_neighbors=metrics.K), abs=1e-9)


def test_each_point_is_that_of_zadu(points):
    flat = points[:, :2]
    found = doubt.by_point(points, flat, nearest_of(points))
    whole, local = trustworthiness_continuity.measure(points, flat, k=metrics.K, return_local=True)
    assert found.trust == pytest.approx(local["local_trustworthiness"])
    assert found.continuity == pytest.approx(local["local_continuity"])
    assert found.trust.mean() == pytest.approx(whole["trustworthiness"])


def test_each_point_is_that_of_a_plain_loop(points):
    flat, n, k = points[:, :2], len(points), metrics.K
    found = doubt.by_point(points, flat, nearest_of(points))
    for i in (0, 7, 299):
        order = np.argsort(((points - points[i]) ** 2).sum(1))
        place = {int(j): rank for rank, j in enumerate(order)}
        beyond = sum(max(place[int(j)] - k, 0) for j in nearest_of(flat)[i])
        assert found.trust[i] == pytest.approx(1 - 2 * beyond / (k * (2 * n - 3 * k - 1)))


def test_a_point_moved_away_is_torn_and_a_point_moved_among_others_sits_among_strangers():
    rng = np.random.default_rng(1)
    points = np.concatenate([rng.normal(size=(150, 2)), rng.normal(size=(150, 2)) + np.array([30, 0])])
    moved = points.copy()
    moved[0] = [30, 0]
    found = doubt.by_point(points, moved, nearest_of(points))
    assert doubt.KINDS[found.kinds[0]] == "both"
    assert (found.kinds[1:] == 0).all()
    assert found.worst.argmin() == 0


def test_a_perfect_map_is_sure_everywhere_and_chance_is_what_a_shuffled_one_gets(points):
    perfect = doubt.by_point(points[:, :2], points[:, :2] * 3 + 1, nearest_of(points[:, :2]))
    assert perfect.worst == pytest.approx(np.ones(300))
    assert not perfect.kinds.any()
    shuffled = np.random.default_rng(2).permutation(points[:, :2])
    found = doubt.by_point(points, shuffled, nearest_of(points))
    assert found.trust.mean() == pytest.approx(doubt.chance(300), abs=0.02)
    assert luck.way(doubt.chance(300), 1.0, doubt.chance(300)) == 0


def test_without_the_points_only_what_is_torn_is_found(points):
    found = doubt.by_point(None, points[:, :2], nearest_of(points))
    assert np.isnan(found.trust).all()
    assert np.array_equal(found.worst, found.continuity)
    assert set(found.kinds) <= {0, 1}
