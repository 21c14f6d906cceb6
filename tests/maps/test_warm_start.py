"""Other settings from the map on screen: as good as a new run, by the neighbours already known."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import datasets
from core.errors import SettingError
from core.maps import tsne, warm_start
from core.maps.affinities import find_affinities
from core.maps.neighbours import nearest
from core.settings import TSNESettings


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits").table[:1000].astype(float)


@pytest.fixture(scope="module")
def finished(digits):
    return tsne.run(digits, TSNESettings())


def turned(state, points, **changes):
    return warm_start.change(state, points, replace(state.settings, **changes))


def apart(state):
    """How far neighbours lie apart on the map, on average."""
    near = state.neighbours.indices[:, :10]
    return np.linalg.norm(state.positions[:, None] - state.positions[near], axis=2).mean()


def to_the_end(state):
    while not state.finished:
        state = tsne.step(state)
    return state


@pytest.mark.parametrize("wanted", [50.0, 10.0])
def test_the_map_goes_on_to_a_kl_like_a_new_runs_in_half_the_iterations_at_most(digits, finished, wanted):
    changed = turned(finished, digits, perplexity=wanted)
    assert changed.neighbours is finished.neighbours
    assert changed.settings == TSNESettings(perplexity=wanted)
    stretch = changed.positions / finished.positions
    assert stretch == pytest.approx(stretch[0, 0], rel=1e-5)
    fresh, after = tsne.run(digits, TSNESettings(perplexity=wanted)), to_the_end(changed)
    assert after.kl < min(changed.kl, 1.01 * fresh.kl)
    assert after.iteration - finished.iteration < fresh.iteration / 2
    assert all(np.array_equal(one, other) for one, other in zip(after.affinities, fresh.affinities, strict=True))


def test_the_stretch_is_the_one_with_the_least_kl(digits, finished):
    affinities = find_affinities(nearest(digits, 150), 10.0)
    best = warm_start.best_stretch(affinities, finished.positions)
    around = [tsne.divergence(affinities, finished.positions * best * factor) for factor in (0.8, 1.0, 1.25)]
    assert best > 1.5  # fewer neighbours, a wider map
    assert min(around) == around[1]
    assert warm_start.best_stretch(affinities, finished.positions * best) == pytest.approx(1.0, abs=0.02)
    least = warm_start.best_stretch(affinities, finished.positions * 1e-3)
    assert least == pytest.approx(warm_start.STRETCH, rel=0.01)


def test_a_change_beyond_the_known_neighbours_finds_more(digits, finished):
    assert finished.neighbours.k == 300
    changed = turned(finished, digits, perplexity=110.0)
    assert changed.neighbours.k == 330
    assert np.isfinite(tsne.step(changed, 2).kl)


def test_another_exaggeration_gathers_the_clusters_once_more(digits, finished):
    changed = turned(finished, digits, exaggeration=4.0)
    assert tsne.schedule(changed, changed.iteration)[0] == 4
    assert (changed.since, changed.early) == (finished.iteration, finished.iteration + 100)
    while changed.iteration < changed.early - 50:
        changed = tsne.step(changed)
    assert apart(changed) < 0.6 * apart(finished)
    after = to_the_end(changed)
    assert after.kl < 1.02 * finished.kl
    assert tsne.schedule(after, after.iteration)[0] == 1


def test_another_learning_rate_moves_a_settled_map_little(digits, finished):
    changed = turned(finished, digits, learning_rate=0.5)
    assert tsne.schedule(changed, changed.iteration)[2] == 500
    after = to_the_end(changed)
    assert 0.98 * finished.kl < after.kl <= 1.001 * finished.kl


def test_a_change_in_the_middle_of_a_run_keeps_the_rest_of_the_run(digits):
    few = digits[:300]
    gathering = tsne.step(tsne.start(few, TSNESettings(perplexity=10, iterations=400)), 20)
    changed = turned(gathering, few, perplexity=12.0, exaggeration=6.0)
    assert (changed.since, changed.early, changed.last) == (0, gathering.early, 400)
    assert np.array_equal(changed.positions, gathering.positions)  # exaggerated: held together on purpose


def test_too_high_a_perplexity_is_refused(digits, finished):
    with pytest.raises(SettingError, match="perplexity = 333 is too high for 1,000 points: choose at most 332"):
        turned(finished, digits, perplexity=333.0)
