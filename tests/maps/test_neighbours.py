import numpy as np
import pytest

from core.data import datasets
from core.errors import SettingError
from core.maps import metrics, neighbours
from core.maps.neighbours import nearest


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


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("columns", [3, 64])
def test_the_nearest_are_those_of_an_exhaustive_search(columns, kind):
    from sklearn.neighbors import NearestNeighbors

    digits = datasets.load("digits").table[:600].astype(kind)
    points = digits[:, 20 : 20 + columns] if columns < 64 else digits
    if kind is np.float64:
        points = points / 3  # which single precision does not hold
    found, (distances, _) = nearest(points, 20), NearestNeighbors().fit(points.astype(float)).kneighbors(n_neighbors=20)
    np.testing.assert_allclose(found.distances, distances, atol=1e-7)
    assert found.indices.dtype == np.int32
    assert found.k == 20
    assert (np.diff(found.distances, axis=1) > -1e-9).all()  # equal but for rounding: the earlier row first
    assert not (found.indices == np.arange(len(points))[:, None]).any()


def test_of_equals_the_one_in_the_earlier_row_comes_first_as_the_trust_numbers_have_it():
    grid = np.stack(np.meshgrid(np.arange(7.0), np.arange(7.0)), axis=-1).reshape(-1, 2)
    wide = np.repeat(grid, 10, axis=1)  # enough columns for the search in single precision
    answers = np.random.default_rng(0).integers(1, 6, (200, 3)).astype(float)  # with copies
    for points in (grid, wide, answers):
        assert np.array_equal(nearest(points, 10).indices, metrics.reference(points).neighbours)


def test_distances_that_differ_by_rounding_alone_are_equal():
    tenths = np.arange(30.0)[:, None] / 10  # 0.3 - 0.2 and 0.2 - 0.1 differ in the last bit
    between = nearest(tenths, 2).indices[1:-1]
    assert np.array_equal(between, np.arange(1, 29)[:, None] + [-1, 1])


def test_points_far_from_the_middle_are_told_apart():
    near = np.random.default_rng(0).normal(size=(100, 40))
    points = np.concatenate([near, [np.full(40, 1e7)]])  # single precision sees one heap
    found = nearest(points, 5)
    alone = nearest(near, 5)
    assert np.array_equal(found.indices[:100], alone.indices)
    np.testing.assert_allclose(found.distances[:100], alone.distances, rtol=1e-6)


@pytest.mark.parametrize("k", [0, 60, 99])
def test_as_many_neighbours_as_there_are_others(k):
    with pytest.raises(SettingError, match=f"k = {k} neighbours is out of range for 60 points: choose 1 to 59"):
        nearest(some_points(60), k)
