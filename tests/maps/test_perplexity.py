"""Another perplexity from the map on screen: as good as a new run, by the neighbours already known."""

import numpy as np
import pytest
import scipy.sparse

from core.data import datasets
from core.errors import SettingError
from core.maps import live, metrics, perplexity, tsne
from core.maps.neighbours import nearest
from core.settings import TSNESettings


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:1000].astype(float)


@pytest.fixture(scope="module")
def finished(digits):
    return tsne.run(digits, TSNESettings(perplexity=30, **live.TSNE_LIVE))


def exact_kl(affinities, positions):
    p = scipy.sparse.csr_matrix((affinities.values, affinities.indices, affinities.indptr)).tocoo()
    q = 1 / (1 + metrics.squared_distances(positions, positions))
    np.fill_diagonal(q, 0)
    return float((p.data * np.log(p.data * q.sum() / q[p.row, p.col])).sum())


def to_the_end(state):
    while not state.finished:
        state = tsne.step(state)
    return state


@pytest.mark.parametrize("wanted", [50.0, 10.0])
def test_the_map_goes_on_to_a_kl_no_worse_than_a_new_runs(digits, finished, wanted):
    changed = perplexity.change(finished, digits, wanted)
    assert changed.neighbours is finished.neighbours
    assert changed.last == finished.iteration + perplexity.CONTINUED
    assert changed.settings == TSNESettings(perplexity=wanted, **live.TSNE_LIVE)
    stretch = changed.positions / finished.positions
    assert stretch == pytest.approx(stretch[0, 0])
    fresh = tsne.run(digits, TSNESettings(perplexity=wanted, **live.TSNE_LIVE))
    needed = exact_kl(fresh.affinities, fresh.positions)
    after = to_the_end(changed)
    reached = exact_kl(after.affinities, after.positions)
    assert reached < 1.005 * needed
    assert reached < 0.995 * exact_kl(changed.affinities, finished.positions)


def test_the_stretch_is_the_one_with_the_least_kl(digits, finished):
    affinities = tsne.find_affinities(nearest(digits, 150), 10.0)
    best = perplexity.best_stretch(affinities, finished.positions)
    around = [exact_kl(affinities, finished.positions * best * factor) for factor in (0.8, 1.0, 1.25)]
    assert best > 1.5  # fewer neighbours, a wider map
    assert min(around) == around[1]
    assert perplexity.best_stretch(affinities, finished.positions * best) == pytest.approx(1.0, abs=0.02)
    assert perplexity.best_stretch(affinities, finished.positions * 1e-3) == pytest.approx(perplexity.STRETCH, rel=0.01)


@pytest.mark.parametrize(
    ("n", "ratio", "iterations"),
    [(1000, 3.3, 40), (1000, 1 / 3, 40), (999, 1.2, 250), (1797, 3.5, 250), (1797, 0.3, 250)],
)
def test_a_far_change_is_given_more_iterations(n, ratio, iterations):
    assert perplexity.continued(n, ratio) == iterations


def test_a_change_beyond_the_known_neighbours_finds_more(digits, finished):
    assert finished.neighbours.k == 300
    changed = perplexity.change(finished, digits, 110.0)
    assert changed.neighbours.k == 330
    assert np.isfinite(tsne.step(changed, 2).kl)


def test_a_change_in_the_middle_of_a_run_keeps_the_rest_of_the_run(digits):
    few = digits[:300]
    gathering = tsne.step(tsne.start(few, TSNESettings(perplexity=10, iterations=400)), 20)
    changed = perplexity.change(gathering, few, 12.0)
    assert changed.last == 400
    assert np.array_equal(changed.positions, gathering.positions)  # exaggerated: held together on purpose


def test_too_high_a_perplexity_is_refused(digits, finished):
    with pytest.raises(SettingError, match="perplexity = 333 is too high for 1,000 points: choose at most 332"):
        perplexity.change(finished, digits, 333)
