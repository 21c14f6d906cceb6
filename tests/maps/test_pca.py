import numpy as np
import pytest

from core.data import datasets
from core.errors import SettingError
from core.maps import neighbours, pca


def some_points(n=40, d=5, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def with_value(value):
    points = some_points()
    points[17, 3] = value
    return points


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (with_value(np.nan), ["nan", "row 17, column 3", "finite"]),
        (with_value(np.inf), ["inf", "row 17, column 3"]),
        (with_value(-np.inf), ["-inf", "row 17, column 3"]),
        (some_points(2), ["2 rows", "at least 3"]),
        (np.ones((30, 4)), ["All 30 points are equal"]),
        (np.arange(10.0), ["shape (10,)", "table"]),
        (np.zeros((5, 2, 2)), ["shape (5, 2, 2)"]),
        (np.zeros((5, 0)), ["shape (5, 0)", "at least 1 column"]),
        (np.array([["a", "b"]] * 5), ["numbers only"]),
        (some_points() * 1j, ["complex128", "numbers only"]),
    ],
)
def test_points_that_cannot_be_mapped_are_refused_in_one_sentence(points, words):
    with pytest.raises(SettingError) as refusal:
        neighbours.check_points(points)
    assert all(word in str(refusal.value) for word in words)
    assert "\n" not in str(refusal.value)


def test_integers_and_booleans_are_numbers():
    assert neighbours.check_points(np.arange(12).reshape(4, 3)).dtype == np.float64
    assert neighbours.check_points(np.eye(4, dtype=bool)).sum() == 4


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


def test_nearest_are_the_nearest_others():
    points = some_points(60)
    found = neighbours.nearest(points, 7)
    distances = np.linalg.norm(points[:, None] - points, axis=2)
    np.fill_diagonal(distances, np.inf)
    assert np.array_equal(found.indices, np.argsort(distances, axis=1)[:, :7])
    np.testing.assert_allclose(found.distances, np.sort(distances, axis=1)[:, :7])
    assert found.k == 7


@pytest.mark.parametrize("k", [0, 60, 99])
def test_too_many_neighbours_are_refused(k):
    with pytest.raises(SettingError, match=f"k = {k} .* 1 to 59"):
        neighbours.nearest(some_points(60), k)


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


def test_flat_data_stays_flat_in_space():
    found = pca.pca(some_points(50, 2), 3)
    assert found.positions.shape == (50, 3)
    assert not found.positions[:, 2].any()
    assert found.variance_share[2] == 0
