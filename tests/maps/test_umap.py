import pickle
import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.data import datasets
from core.errors import SettingError
from core.maps import metrics, umap
from core.maps.neighbours import nearest
from core.settings import UMAPSettings


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:400].astype(float)


@pytest.fixture(scope="module")
def graph(digits):
    return umap.find_graph(digits, 15)


def settings(**changes):
    return UMAPSettings(**({"iterations": 100} | changes))


def as_matrix(graph, n):
    import scipy.sparse

    return scipy.sparse.coo_matrix((graph.weight, (graph.head, graph.tail)), shape=(n, n))


def test_the_graph_is_symmetric_and_ties_everyone_to_their_nearest(digits, graph):
    matrix = as_matrix(graph, 400).toarray()
    np.testing.assert_allclose(matrix, matrix.T, atol=1e-6)
    pairs = nearest(digits, 15)
    near = pairs.indices[:, :14]
    sure = pairs.distances[:, :14] < pairs.distances[:, 14:] - 1e-9  # of two just as far either may be the last
    np.testing.assert_allclose(matrix[np.arange(400), near[:, 0]], 1.0)
    assert (matrix[np.arange(400)[:, None], near] > 0)[sure].all()
    assert (matrix > 0).sum(axis=1).min() >= 14
    assert not matrix.diagonal().any()
    weights = matrix[np.arange(400)[:, None], near].mean(axis=0)
    assert all(before >= after for before, after in pairwise(weights))


def test_a_graph_from_more_neighbours_than_needed_is_the_same():
    points = np.random.default_rng(0).normal(size=(200, 5))  # no two distances are equal, as many are in the digits
    few, many = umap.find_graph(points, 15), umap.find_graph(points, 15, nearest(points, 60))
    assert all(np.array_equal(a, b) for a, b in zip(few, many, strict=True))


@pytest.mark.parametrize("init", ["random", "spectral"])
@pytest.mark.parametrize("dims", [2, 3])
def test_it_comes_to_the_very_coordinates_of_the_library(digits, graph, init, dims):
    from umap.umap_ import simplicial_set_embedding

    ours = umap.start(digits, settings(init=init, seed=5, dims=dims), graph)
    mine = umap.step(ours, 1000)
    draws = np.random.RandomState(5)
    if init == "random":
        first = init
    else:  # the library's own start would draw from the same generator first; ours is the same for every seed
        first = umap.spectral_start(digits, umap.pulled(graph, 100), dims)
        first = (first * (10.0 / np.abs(first).max())).astype(np.float32)
        first += draws.normal(scale=1e-4, size=first.shape).astype(np.float32)
    theirs, _ = simplicial_set_embedding(
        digits, as_matrix(graph, 400), dims, 1.0, ours.a, ours.b, 1.0, 5, 100, first, draws,
        "euclidean", {}, False, {}, False,
    )  # fmt: skip
    assert np.array_equal(mine.positions, theirs)


def test_it_is_as_good_as_the_library_from_end_to_end(digits):
    from umap import UMAP

    truth = metrics.reference(digits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fixed seed means one thread; small data needs no approximate search
        theirs = UMAP(n_neighbors=15, random_state=0).fit_transform(digits)
    ours = umap.run(digits, UMAPSettings(n_neighbors=15)).positions
    quality = [metrics.measure(truth, positions) for positions in (ours, theirs)]
    assert quality[0].trustworthiness > quality[1].trustworthiness - 0.01
    assert quality[0].neighbours_kept > quality[1].neighbours_kept - 0.03


def test_a_run_starts_bad_and_ends_good(digits, graph):
    truth = metrics.reference(digits)
    state = umap.start(digits, settings(init="random"), graph)
    assert metrics.measure(truth, state.positions).trustworthiness < 0.6
    assert metrics.measure(truth, umap.step(state, 100).positions).trustworthiness > 0.93


def test_a_chain_cut_anywhere_and_moved_between_processes_is_the_same_run(digits, graph):
    whole = umap.run(digits, settings(seed=2), graph)
    state = umap.start(digits, settings(seed=2), graph)
    while not state.finished:
        state = umap.step(pickle.loads(pickle.dumps(state)), 7)
    assert state.epoch == 100
    assert np.array_equal(state.positions, whole.positions)


def test_many_points_make_few_epochs_a_step(digits, graph):
    assert [umap.epochs_per_step(n) for n in (7, 2_000, 5_000, 20_000, 1_000_000)] == [20, 20, 8, 2, 1]
    assert umap.step(umap.start(digits, settings(), graph)).epoch == 20


@pytest.mark.parametrize(("n", "n_neighbors"), [(400, 15), (1_000, 100), (12, 5)])
def test_a_run_has_no_more_bytes_than_it_is_said_to(n, n_neighbors):
    points = np.random.default_rng(0).normal(size=(n, 30))
    state = umap.start(points, settings(n_neighbors=n_neighbors))
    arrays = (state.positions, *state.graph[1:], *state.neighbours, state.next_pull, state.next_push)
    size = sum(array.nbytes for array in arrays)
    assert size + state.random.nbytes <= umap.max_bytes(n, n_neighbors) < 4 * size
    trimmed = umap.trimmed(state)
    assert len(pickle.dumps(trimmed)) < len(pickle.dumps(state))
    assert np.array_equal(trimmed.positions, state.positions)


def test_a_step_leaves_its_state_as_it_was(digits, graph):
    state = umap.start(digits, settings(), graph)
    before = [array.copy() for array in (state.positions, state.next_pull, state.next_push, state.random)]
    umap.step(state, 10)
    after = (state.positions, state.next_pull, state.next_push, state.random)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_the_seed_decides(digits, graph):
    first, again, other = (umap.run(digits, settings(seed=seed), graph).positions for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("turned", [{"min_dist": 0.8}, {"n_neighbors": 30}, {"n_neighbors": 60}])
def test_other_settings_go_on_from_the_map_on_screen_to_a_map_as_good_as_a_new_one(digits, turned):
    base = umap.run(digits, UMAPSettings())
    wanted = replace(base.settings, **turned)
    state = changed = umap.change(umap.trimmed(base), digits, wanted)
    assert np.array_equal(changed.positions, base.positions)
    assert (changed.epoch, changed.last) == (400, 500)
    assert (changed.graph is base.graph) == (turned.keys() == {"min_dist"})
    assert (changed.neighbours is base.neighbours) == (turned.get("n_neighbors", 0) <= umap.KEPT)
    while not state.finished:
        state = umap.step(state)
    truth = metrics.reference(digits)
    new, old = (metrics.measure(truth, each.positions) for each in (umap.run(digits, wanted), state))
    assert old.trustworthiness > new.trustworthiness - 0.01
    assert old.neighbours_kept > new.neighbours_kept - 0.03
    assert not np.array_equal(state.positions, base.positions)


def test_what_happens_from_an_epoch_on_keeps_its_rhythm():
    between = np.array([1.0, 2.5, 30.0])
    assert umap.next_after(0, between).tolist() == [1, 2.5, 30]
    assert umap.next_after(40, between).tolist() == [40, 40, 60]


def test_a_run_that_has_not_come_far_goes_on_where_it_is(digits, graph):
    state = umap.step(umap.start(digits, settings(), graph), 30)
    changed = umap.change(state, digits, settings(min_dist=0.5))
    assert changed.epoch == 30
    assert np.isfinite(umap.step(changed, 5).positions).all()
    with pytest.raises(SettingError, match="n_neighbors = 400 is too many for 400 points"):
        umap.change(state, digits, settings(n_neighbors=400))


def test_min_dist_spreads_the_points(digits, graph):
    gaps = []
    for min_dist in (0.0, 0.99):
        positions = umap.run(digits, settings(min_dist=min_dist), graph).positions
        near = metrics.nearest_on_map(positions, 1)[:, 0]
        gaps.append(np.median(np.linalg.norm(positions - positions[near], axis=1)))
    assert gaps[1] > 3 * gaps[0]


def test_a_graph_in_pieces_still_gives_a_map():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(0, 1, (40, 3)), rng.normal(100, 1, (40, 3)), rng.normal(-100, 1, (40, 3))])
    for dims in (2, 3):
        state = umap.run(points, settings(n_neighbors=2, dims=dims))
        assert np.isfinite(state.positions).all()
        assert np.ptp(state.positions, axis=0).min() > 0


@pytest.mark.parametrize(
    ("points", "n_neighbors", "words"),
    [
        (np.random.default_rng(0).normal(size=(50, 3)), 50, ["n_neighbors = 50", "50 points", "2 to 49"]),
        (np.random.default_rng(0).normal(size=(3, 3)), 2, ["3 rows", "at least 7"]),
        (np.ones((50, 3)), 5, ["All 50 points are equal"]),
        (np.full((50, 3), np.inf), 5, ["row 0, column 0"]),
    ],
)
def test_bad_input_is_one_sentence(points, n_neighbors, words):
    for refuse in (
        lambda: umap.start(points, settings(n_neighbors=n_neighbors)),
        lambda: umap.find_graph(points, n_neighbors),
    ):
        with pytest.raises(SettingError) as refusal:
            refuse()
        assert all(word in str(refusal.value) for word in words)


def test_a_graph_for_other_settings_is_refused(digits, graph):
    with pytest.raises(SettingError, match="graph has n_neighbors = 15: bring one with 10"):
        umap.start(digits, settings(n_neighbors=10), graph)


def test_the_most_neighbours_there_can_be():
    points = np.random.default_rng(0).normal(size=(30, 4))
    assert np.isfinite(umap.run(points, settings(n_neighbors=29)).positions).all()
