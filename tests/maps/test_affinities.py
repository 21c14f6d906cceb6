import numpy as np
import pytest
import scipy.sparse

from core.data import datasets
from core.errors import SettingError
from core.maps.affinities import find_affinities, most_neighbours
from core.maps.neighbours import nearest


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:600].astype(float)


def matrix(affinities):
    values, indices, indptr = affinities.values.astype(float), affinities.indices, affinities.indptr
    return scipy.sparse.csr_matrix((values, indices, indptr), shape=(len(indptr) - 1,) * 2).toarray()


@pytest.mark.parametrize("perplexity", [2.0, 30.0, 190.0])
def test_probabilities_are_symmetric_and_of_the_perplexity_asked_for(digits, perplexity):
    from core.maps import neighbour_loops

    neighbours = nearest(digits, most_neighbours(600, perplexity))
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
    neighbour_loops.choices(neighbours.distances**2, perplexity, choices)
    np.testing.assert_allclose(choices.sum(axis=1), 1.0)
    entropy = -(choices * np.log(np.maximum(choices, 1e-300))).sum(axis=1)
    np.testing.assert_allclose(np.exp(entropy), perplexity, rtol=1e-8)


@pytest.mark.parametrize("perplexity", [5.0, 30.0, 150.0])
def test_they_are_open_tsnes(digits, perplexity):
    from openTSNE.affinity import joint_probabilities_nn

    neighbours = nearest(digits, most_neighbours(600, perplexity))
    theirs = joint_probabilities_nn(neighbours.indices, neighbours.distances, [perplexity]).toarray()
    np.testing.assert_allclose(matrix(find_affinities(neighbours, perplexity)), theirs, atol=1e-4 * theirs.max())


def test_nearly_equal_distances_reach_the_perplexity_too():
    """Where exp(−distance²) is 0 for all, so that a search that starts from there finds nothing."""
    points = np.random.default_rng(0).normal(size=(200, 100)) * 50
    neighbours = nearest(points, 6)
    from core.maps import neighbour_loops

    choices = np.empty_like(neighbours.distances)
    neighbour_loops.choices(neighbours.distances**2, 2.0, choices)
    np.testing.assert_allclose(np.exp(-(choices * np.log(choices + 1e-300)).sum(axis=1)), 2.0, rtol=1e-8)


def test_copies_share_a_point_evenly():
    points = np.repeat(np.arange(5.0)[:, None] ** 2, 10, axis=0)  # nine copies of each, more than the perplexity
    p = matrix(find_affinities(nearest(points, 12), 4.0))
    assert np.isfinite(p).all()
    same = np.kron(np.eye(5), np.ones((10, 10))) - np.eye(50)
    np.testing.assert_allclose(p, same / same.sum(), atol=1e-6)


def test_a_smaller_perplexity_uses_the_nearest_of_what_is_kept(digits):
    kept, few = nearest(digits, 150), nearest(digits, 30)
    for one, other in zip(find_affinities(kept, 10.0), find_affinities(few, 10.0), strict=True):
        assert np.array_equal(one, other)
    with pytest.raises(SettingError, match="holds 30 of each point, too few for perplexity = 11: bring at least 33"):
        find_affinities(few, 11.0)
