import numpy as np
import pytest
import scipy.sparse

from core.data import datasets
from core.errors import SettingError
from core.maps import metrics
from core.maps.affinities import find_affinities, find_neighbours, most_neighbours
from core.maps.neighbours import nearest


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:600].astype(float)


def matrix(affinities):
    values, indices, indptr = affinities.values.astype(float), affinities.indices, affinities.indptr
    return scipy.sparse.csr_matrix((values, indices, indptr), shape=(len(indptr) - 1,) * 2).toarray()


@pytest.mark.parametrize("columns", [3, 64])
def test_the_nearest_are_those_of_an_exhaustive_search(digits, columns):
    points = digits[:, 20 : 20 + columns] if columns < 64 else digits
    found, true = find_neighbours(points, 20), nearest(points, 20)
    np.testing.assert_allclose(found.distances, true.distances, atol=1e-7)
    assert found.indices.dtype == np.int32
    assert (np.diff(found.distances, axis=1) >= 0).all()
    assert not (found.indices == np.arange(len(points))[:, None]).any()


def test_of_equals_the_one_in_the_earlier_row_comes_first_as_the_trust_numbers_have_it():
    grid = np.stack(np.meshgrid(np.arange(7.0), np.arange(7.0)), axis=-1).reshape(-1, 2)
    wide = np.repeat(grid, 10, axis=1)  # enough columns for the search in single precision
    answers = np.random.default_rng(0).integers(1, 6, (200, 3)).astype(float)  # with copies
    for points in (grid, wide, answers):
        assert np.array_equal(find_neighbours(points, 10).indices, metrics.reference(points).neighbours)


def test_distances_that_differ_by_rounding_alone_are_equal():
    tenths = np.arange(30.0)[:, None] / 10  # 0.3 - 0.2 and 0.2 - 0.1 differ in the last bit
    between = find_neighbours(tenths, 2).indices[1:-1]
    assert np.array_equal(between, np.arange(1, 29)[:, None] + [-1, 1])


def test_points_far_from_the_middle_are_told_apart():
    near = np.random.default_rng(0).normal(size=(100, 40))
    points = np.concatenate([near, [np.full(40, 1e7)]])  # single precision sees one heap
    found = find_neighbours(points, 5)
    alone = find_neighbours(near, 5)
    assert np.array_equal(found.indices[:100], alone.indices)
    np.testing.assert_allclose(found.distances[:100], alone.distances, rtol=1e-6)


@pytest.mark.parametrize("k", [0, 30])
def test_as_many_neighbours_as_there_are_others(k):
    with pytest.raises(SettingError, match=f"k = {k} neighbours is out of range for 30 points: choose 1 to 29"):
        find_neighbours(np.random.default_rng(0).normal(size=(30, 2)), k)


@pytest.mark.parametrize("perplexity", [2.0, 30.0, 190.0])
def test_probabilities_are_symmetric_and_of_the_perplexity_asked_for(digits, perplexity):
    from core.maps import loops

    neighbours = find_neighbours(digits, most_neighbours(600, perplexity))
    affinities = find_affinities(neighbours, perplexity)
    p = matrix(affinities)
    assert np.isfinite(p).all()
    assert np.array_equal(p, p.T)
    assert not p.diagonal().any()
    assert p.sum() == pytest.approx(1.0, abs=1e-6)
    rises = np.diff(affinities.indices) > 0
    rises[affinities.indptr[1:-1] - 1] = True  # from one row to the next
    assert rises.all()
    choices = np.empty_like(neighbours.distances)
    loops.choices(neighbours.distances**2, perplexity, choices)
    np.testing.assert_allclose(choices.sum(axis=1), 1.0)
    entropy = -(choices * np.log(np.maximum(choices, 1e-300))).sum(axis=1)
    np.testing.assert_allclose(np.exp(entropy), perplexity, rtol=1e-8)


@pytest.mark.parametrize("perplexity", [5.0, 30.0, 150.0])
def test_they_are_open_tsnes(digits, perplexity):
    from openTSNE.affinity import joint_probabilities_nn

    neighbours = find_neighbours(digits, most_neighbours(600, perplexity))
    theirs = joint_probabilities_nn(neighbours.indices, neighbours.distances, [perplexity]).toarray()
    np.testing.assert_allclose(matrix(find_affinities(neighbours, perplexity)), theirs, atol=1e-4 * theirs.max())


def test_nearly_equal_distances_reach_the_perplexity_too():
    """Where exp(−distance²) is 0 for all, so that a search that starts from there finds nothing."""
    points = np.random.default_rng(0).normal(size=(200, 100)) * 50
    neighbours = find_neighbours(points, 6)
    from core.maps import loops

    choices = np.empty_like(neighbours.distances)
    loops.choices(neighbours.distances**2, 2.0, choices)
    np.testing.assert_allclose(np.exp(-(choices * np.log(choices + 1e-300)).sum(axis=1)), 2.0, rtol=1e-8)


def test_copies_share_a_point_evenly():
    points = np.repeat(np.arange(5.0)[:, None] ** 2, 10, axis=0)  # nine copies of each, more than the perplexity
    p = matrix(find_affinities(find_neighbours(points, 12), 4.0))
    assert np.isfinite(p).all()
    same = np.kron(np.eye(5), np.ones((10, 10))) - np.eye(50)
    np.testing.assert_allclose(p, same / same.sum(), atol=1e-6)


def test_a_smaller_perplexity_uses_the_nearest_of_what_is_kept(digits):
    kept, few = find_neighbours(digits, 150), find_neighbours(digits, 30)
    for one, other in zip(find_affinities(kept, 10.0), find_affinities(few, 10.0), strict=True):
        assert np.array_equal(one, other)
    with pytest.raises(SettingError, match="holds 30 of each point, too few for perplexity = 11: bring at least 33"):
        find_affinities(few, 11.0)
