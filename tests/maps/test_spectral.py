"""The start of a UMAP map: the library's where that is the same at every run, and the same at every run elsewhere."""

import warnings

import numpy as np
import pytest
import scipy.sparse

from core.data import datasets
from core.maps import spectral, umap


def matrix_of(points, n_neighbors):
    graph = umap.pulled(umap.find_graph(points, n_neighbors), 500)
    return scipy.sparse.coo_matrix((graph.weight, (graph.head, graph.tail)), (len(points), len(points)))


def ring(n):
    """Every point is tied to two others alike: the eigensolver's first guess is a solution, and it must draw anew."""
    once = scipy.sparse.identity(n, format="csr")[np.roll(np.arange(n), 1)]
    return (once + once.T).tocoo()


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize(("name", "n_neighbors"), [("digits", 15), ("toy-three-distances", 15), ("toy-grid", 5)])
def test_it_is_the_librarys_where_that_draws_nothing(name, n_neighbors, dims):
    umap.import_umap()
    from umap.spectral import spectral_layout

    points = datasets.load(name).table
    matrix = matrix_of(points, n_neighbors)
    theirs = spectral_layout(points, matrix, dims, np.random.RandomState(0))
    assert np.array_equal(spectral.layout(points, matrix, dims), theirs)


@pytest.mark.parametrize("dims", [2, 3])
def test_a_graph_of_many_pieces_is_laid_out_the_same_at_every_run(dims):
    points = datasets.load("toy-circle").table
    matrix = matrix_of(points, 2)
    first = spectral.layout(points, matrix, dims)
    assert np.isfinite(first).all()
    assert np.array_equal(first, spectral.layout(points, matrix, dims))
    assert np.array_equal(spectral.layout(points, ring(500), dims), spectral.layout(points, ring(500), dims))


def test_the_library_would_lay_out_a_ring_anew_each_time():
    """The reason for this module: when the library can do it, the module can go."""
    umap.import_umap()
    from umap.spectral import spectral_layout

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the solver has failed now and then
        layouts = [spectral_layout(np.zeros((30, 2)), ring(30), 2, np.random.RandomState(0)) for _ in range(8)]
    assert any(not np.array_equal(layouts[0], each) for each in layouts)


def test_pieces_lie_around_their_centres_and_apart():
    draws = np.random.default_rng(0)
    middles = np.array([[0, 0], [10, 0], [0, 10], [10, 10], [30, 5.0]])
    points = np.concatenate([middle + draws.normal(0, 0.1, (20, 2)) for middle in middles])
    piece = np.repeat(np.arange(5), 20)
    found = spectral.layout(points, matrix_of(points, 8), 2)
    centres = np.stack([found[piece == i].mean(axis=0) for i in range(5)])
    apart = np.linalg.norm(centres[:, None] - centres, axis=2)
    true = np.linalg.norm(middles[:, None] - middles, axis=2)
    assert np.corrcoef(apart.ravel(), true.ravel())[0, 1] > 0.95
    nearest = np.linalg.norm(found[:, None] - centres, axis=2).argmin(axis=1)
    assert (nearest == piece).mean() > 0.9


def test_rings_around_one_point_have_a_place_each():
    angles = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    circle = np.column_stack([np.cos(angles), np.sin(angles)]).round(12)
    points = np.concatenate([circle * radius for radius in range(1, 7)])
    points -= points.reshape(6, 12, 2).mean(axis=1).repeat(12, axis=0)
    found = spectral.layout(points, scipy.sparse.block_diag([ring(12)] * 6), 2)
    assert np.isfinite(found).all()
    assert np.ptp(found, axis=0).min() > 0
