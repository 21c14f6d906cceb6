import pickle

import numpy as np
import pytest

from core.data import datasets
from core.errors import SettingError
from core.maps import metrics, tsne
from core.maps.neighbours import nearest
from core.settings import TSNESettings


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:400].astype(float)


@pytest.fixture(scope="module")
def truth(digits):
    return metrics.reference(digits)


@pytest.fixture(scope="module")
def finished(digits):
    return tsne.run(digits, TSNESettings(perplexity=20))


def settings(**changes):
    return TSNESettings(**({"perplexity": 10, "iterations": 60} | changes))


def test_affinities_are_symmetric_probabilities_of_the_perplexity_asked_for(digits):
    import scipy.sparse

    for perplexity in (5.0, 30.0):
        indptr, indices, values = tsne.find_affinities(nearest(digits, 150), perplexity)
        p = scipy.sparse.csr_matrix((values, indices, indptr), shape=(400, 400)).toarray()
        assert p.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(p, p.T, atol=1e-15)
        assert not p.diagonal().any()
    pairs = nearest(digits, 90)  # perplexity is defined before symmetrising: 2 to the entropy of each point's choices
    from openTSNE.affinity import joint_probabilities_nn

    conditional = joint_probabilities_nn(pairs.indices, pairs.distances, [30.0], symmetrize=False).toarray() * 400
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.nansum(conditional * np.log2(conditional), axis=1)
    np.testing.assert_allclose(2**entropy, 30.0, rtol=1e-3)


def exact_kl(affinities, positions):
    import scipy.sparse

    indptr, indices, values = affinities
    p = scipy.sparse.csr_matrix((values, indices, indptr)).toarray()
    q = 1 / (1 + metrics.squared_distances(positions, positions))
    np.fill_diagonal(q, 0)
    q /= q.sum()
    return float((p[p > 0] * np.log(p[p > 0] / q[p > 0])).sum())


def test_the_kl_is_the_divergence_of_the_map(finished):
    assert finished.kl == pytest.approx(exact_kl(finished.affinities, finished.positions), rel=0.02)


def test_a_run_starts_bad_and_ends_good(digits, truth, finished):
    noise = tsne.start(digits, settings(init="random"))
    assert metrics.measure(truth, noise.positions).trustworthiness < 0.6
    quality = metrics.measure(truth, finished.positions)
    assert quality.trustworthiness > 0.975
    assert quality.neighbours_kept > 0.55
    assert finished.finished


def test_it_is_as_good_as_scikit_learns(digits, truth, finished):
    from sklearn.manifold import TSNE

    other = TSNE(perplexity=20, random_state=0).fit(digits)
    theirs = exact_kl(finished.affinities, other.embedding_.astype(float))
    assert exact_kl(finished.affinities, finished.positions) < 1.03 * theirs
    quality = [metrics.measure(truth, positions) for positions in (finished.positions, other.embedding_)]
    assert quality[0].trustworthiness > quality[1].trustworthiness - 0.005


def test_a_chain_cut_anywhere_and_moved_between_processes_is_the_same_run(digits):
    whole = tsne.step(tsne.step(tsne.start(digits, settings()), 1000), 1000)
    assert whole.finished
    state = tsne.start(digits, settings())
    while not state.finished:
        state = tsne.step(pickle.loads(pickle.dumps(state)), 7)
    assert state.iteration == whole.iteration == 60
    assert np.array_equal(state.positions, whole.positions)
    assert state.kl == whole.kl


@pytest.mark.parametrize("iterations", [7, 1000])
def test_a_run_settles_at_the_same_step_however_it_is_cut(digits, iterations):
    long = settings(perplexity=20, iterations=2000)
    whole = tsne.run(digits[:150], long)
    assert whole.settled
    assert whole.early < whole.iteration < 1000
    state = tsne.start(digits[:150], long)
    while not state.finished:
        state = tsne.step(state, iterations)
    assert (state.iteration, state.settled) == (whole.iteration, True)
    assert np.array_equal(state.positions, whole.positions)


def test_many_points_make_few_iterations_a_step():
    assert [tsne.iterations_per_step(n) for n in (7, 2_000, 5_000, 20_000, 1_000_000)] == [50, 50, 12, 1, 1]
    points = np.random.default_rng(0).normal(size=(4_000, 3))
    begun = tsne.start(points, settings(perplexity=5))
    assert tsne.step(begun).iteration == tsne.iterations_per_step(4_000) == 17


@pytest.mark.parametrize(("n", "perplexity"), [(300, 60), (2_500, 100), (2_500, 5), (12, 2)])
def test_a_run_has_no_more_bytes_than_it_is_said_to(n, perplexity):
    points = np.random.default_rng(0).normal(size=(n, 30))
    state = tsne.step(tsne.start(points, settings(perplexity=perplexity)), 2)
    arrays = (state.positions, state.update, state.gains, *state.affinities, *state.neighbours)
    size = sum(array.nbytes for array in arrays)
    assert tsne.max_bytes(n, perplexity) / 3 < size <= tsne.max_bytes(n, perplexity)
    assert len(pickle.dumps(tsne.trimmed(state))) < len(pickle.dumps(state))


def test_a_step_leaves_its_state_as_it_was(digits):
    state = tsne.start(digits, settings())
    before = [array.copy() for array in (state.positions, state.update, state.gains, *state.affinities)]
    tsne.step(state, 10)
    after = (state.positions, state.update, state.gains, *state.affinities)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))


def test_from_the_pca_map_every_seed_gives_the_same_map_from_a_random_start_it_does_not(digits):
    maps = {
        (init, seed): tsne.run(digits, settings(init=init, seed=seed)).positions
        for init in ("pca", "random")
        for seed in (0, 1)
    }
    assert np.array_equal(maps["pca", 0], maps["pca", 1])
    assert np.abs(maps["random", 0] - maps["random", 1]).max() > 1


def test_three_dimensions_and_flat_data(digits):
    assert tsne.run(digits, settings(dims=3)).positions.shape == (400, 3)
    plane = datasets.load("toy-grid").table.astype(float)
    state = tsne.run(plane, settings(dims=3))
    assert np.ptp(state.positions, axis=0).min() > 0


def test_copies_share_their_place_and_break_nothing(digits):
    points = np.concatenate([digits[:50], digits[:50], np.repeat(digits[50:51], 20, axis=0)])
    state = tsne.run(points, settings(perplexity=5))
    assert np.isfinite(state.positions).all()


@pytest.mark.parametrize(
    ("points", "perplexity", "words"),
    [
        (np.random.default_rng(0).normal(size=(100, 3)), 33, ["perplexity = 33", "100 points", "at most 32"]),
        (np.random.default_rng(0).normal(size=(3, 3)), 5, ["3 rows", "at least 7"]),
        (np.ones((50, 3)), 5, ["All 50 points are equal"]),
        (np.full((50, 3), np.nan), 5, ["row 0, column 0"]),
    ],
)
def test_bad_input_is_one_sentence(points, perplexity, words):
    with pytest.raises(SettingError) as refusal:
        tsne.start(points, settings(perplexity=perplexity))
    assert all(word in str(refusal.value) for word in words)


def test_the_highest_perplexity_works(digits):
    assert np.isfinite(tsne.step(tsne.start(digits, settings(perplexity=132)), 5).kl)


def test_neighbours_of_other_points_are_refused(digits):
    with pytest.raises(SettingError, match="bring at least"):
        tsne.start(digits, settings(), nearest(digits, 29))
    with pytest.raises(SettingError, match="bring at least"):
        tsne.start(digits, settings(), nearest(digits[:100], 60))


def test_the_seven_points_that_are_enough():
    state = tsne.run(np.random.default_rng(0).normal(size=(7, 2)), settings(perplexity=1))
    assert state.positions.shape == (7, 2)
