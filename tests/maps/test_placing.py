"""A new point on a finished map."""

import warnings

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from core.maps import placing


def test_choices_have_the_perplexity_that_was_asked_for():
    squares = np.random.default_rng(0).gamma(2.0, size=500)
    for perplexity in (2.0, 30.0, 200.0):
        p = placing.choices(squares, perplexity)
        assert p.sum() == pytest.approx(1.0)
        assert 2 ** -(p[p > 0] * np.log2(p[p > 0])).sum() == pytest.approx(perplexity, rel=1e-6)
        assert (np.diff(p[np.argsort(squares)]) <= 0).all()


def test_choices_are_found_for_distances_of_any_size():
    squares = np.random.default_rng(0).gamma(2.0, size=100)
    assert np.allclose(placing.choices(squares, 10), placing.choices(squares * 1e8, 10))
    assert np.allclose(placing.choices(np.zeros(50), 10), 1 / 50)  # copies: nothing to choose by


def test_ties_are_those_of_umap():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # that Tensorflow is not there
        from umap.umap_ import smooth_knn_dist

    distances = np.sort(np.random.default_rng(1).gamma(20.0, size=200)).astype(np.float32)
    k = 15
    sigma, rho = smooth_knn_dist(distances[None, :k], k, local_connectivity=0.0)  # as in its `transform`
    found = placing.ties(distances.astype(float), k)
    assert np.allclose(found[:k], np.exp(-np.maximum(distances[:k] - rho, 0) / sigma), rtol=1e-3)
    assert not found[k:].any()


def test_a_point_goes_where_its_cost_is_least():
    rng = np.random.default_rng(2)
    positions = rng.normal(size=(300, 2)) * 10
    squares = ((rng.normal(size=(300, 5)) - rng.normal(size=5)) ** 2).sum(axis=1)
    y = placing.on_tsne(squares, positions, 20)
    p = placing.choices(squares, 20)
    here, slope = placing.cost(y, p, positions)
    assert np.linalg.norm(slope) < 1e-3
    around = y + rng.normal(size=(50, 2)) * 0.5
    assert all(placing.cost(each, p, positions)[0] >= here for each in around)


def test_the_slope_is_that_of_the_cost():
    rng = np.random.default_rng(3)
    positions, p, y = rng.normal(size=(40, 2)), rng.dirichlet(np.ones(40)), np.array([0.3, -0.2])
    slope = placing.cost(y, p, positions)[1]
    step = 1e-6
    for axis in range(2):
        aside = np.eye(2)[axis] * step
        numeric = (placing.cost(y + aside, p, positions)[0] - placing.cost(y - aside, p, positions)[0]) / (2 * step)
        assert slope[axis] == pytest.approx(numeric, rel=1e-4)


def test_a_copy_of_a_point_lands_beside_it():
    """On a map of three blobs that t-SNE has made, a new member lies in its own blob."""
    from core.maps import tsne
    from core.settings import TSNESettings

    rng = np.random.default_rng(4)
    centres = rng.normal(size=(3, 10)) * 8
    labels = np.repeat(np.arange(3), 40)
    points = centres[labels] + rng.normal(size=(120, 10))
    positions = tsne.run(points, TSNESettings(perplexity=15)).positions
    for blob in range(3):
        new = centres[blob] + rng.normal(size=10)
        y = placing.on_tsne(((points - new) ** 2).sum(axis=1), positions, 15)
        near = NearestNeighbors(n_neighbors=5).fit(positions).kneighbors(y[None])[1][0]
        assert (labels[near] == blob).all()
