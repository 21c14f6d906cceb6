import numpy as np
import pytest

from core.data import datasets
from core.maps import pca


def some_points(n=40, d=5, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def test_constant_columns_and_copies_are_fine_but_said():
    points = some_points()
    assert pca.remarks(points) == ()
    points[:, [1, 4]] = 7.0
    points[3] = points[2]
    columns, copies = pca.remarks(points)
    assert "2 of 5 columns" in columns
    assert "1, 4" in columns
    assert "1 of 40 points" in copies
    assert pca.pca(points).positions.shape == (40, 2)


def test_pca_finds_the_plane_the_points_lie_in():
    rng = np.random.default_rng(1)
    flat = rng.normal(size=(200, 2)) * [5.0, 2.0]
    turn, _ = np.linalg.qr(rng.normal(size=(6, 6)))
    points = flat @ turn[:2] + rng.normal(size=6)
    found = pca.pca(points)
    assert found.variance_share.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(found.positions @ found.components + found.mean, points, atol=1e-9)
    before = np.linalg.norm(points[:, None] - points, axis=2)
    after = np.linalg.norm(found.positions[:, None] - found.positions, axis=2)
    np.testing.assert_allclose(after, before, atol=1e-9)


def test_pca_only_shrinks_distances_and_its_error_is_the_variance_it_drops():
    points = datasets.load("digits").table[:300].astype(float)
    found = pca.pca(points, 3)
    before = np.linalg.norm(points[:, None] - points, axis=2)
    after = np.linalg.norm(found.positions[:, None] - found.positions, axis=2)
    assert (after <= before + 1e-9).all()
    assert after.mean() < 0.8 * before.mean()
    rebuilt = found.positions @ found.components + found.mean
    total = ((points - points.mean(axis=0)) ** 2).sum()
    assert ((points - rebuilt) ** 2).sum() / total == pytest.approx(1 - found.variance_share.sum())


def test_pca_gives_the_same_map_every_time():
    points = datasets.load("digits").table
    assert np.array_equal(pca.pca(points, 3).positions, pca.pca(points, 3).positions)


@pytest.mark.parametrize("shape", [(400, 64), (40, 64)])
def test_it_is_the_pca_of_scikit_learn_to_the_sign(shape):
    from sklearn.decomposition import PCA

    points = datasets.load("digits").table[: shape[0]].astype(float)
    found, model = pca.pca(points, 3), PCA(3, svd_solver="full").fit(points)
    np.testing.assert_allclose(found.positions, model.transform(points), atol=1e-8)
    np.testing.assert_allclose(found.components, model.components_, atol=1e-8)
    np.testing.assert_allclose(found.variance_share, model.explained_variance_ratio_)


def test_a_direction_a_millionth_as_wide_as_the_first_is_found():
    turn, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(5, 5)))
    across, _ = np.linalg.qr(some_points(200, 2) - some_points(200, 2).mean(axis=0))
    found = pca.pca((across * [1e6, 1.0]) @ turn[:2])
    assert abs(np.corrcoef(found.positions[:, 1], across[:, 1])[0, 1]) > 0.999999


def test_flat_data_stays_flat_in_space():
    found = pca.pca(some_points(50, 2), 3)
    assert found.positions.shape == (50, 3)
    assert not found.positions[:, 2].any()
    assert found.variance_share[2] == 0


def test_the_approximate_pca_is_the_exact_one_but_for_luck():
    points = datasets.load("digits").table
    exact, drawn = pca.pca(points).positions, pca.pca(points, seed=0).positions
    np.testing.assert_allclose(np.abs(drawn), np.abs(exact), atol=0.01 * np.abs(exact).max())
    assert np.array_equal(drawn, pca.pca(points, seed=0).positions)
    assert not np.array_equal(drawn, pca.pca(points, seed=1).positions)
