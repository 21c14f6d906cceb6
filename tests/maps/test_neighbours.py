import numpy as np
import pytest

from core.errors import SettingError
from core.maps import neighbours


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
