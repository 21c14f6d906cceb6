"""Live maps: the chain is the method's own run, on the points that were asked for."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from core import ground, mapping, metrics, tsne
from core.mapping import MapOrder
from core.params import SettingError, TSNESettings

SETTINGS = TSNESettings(perplexity=10, iterations=150)
ORDER = MapOrder("toy-long-shape", 60, SETTINGS)


def finished(order):
    run = mapping.begin(order)
    while not run.finished:
        run = mapping.step(run)
    return run


def test_a_chain_is_the_run_of_the_method():
    points = ground.ground("toy-long-shape").points[mapping.rows(100, 60)]
    run = finished(ORDER)
    assert run.state.positions == pytest.approx(tsne.run(points, SETTINGS).positions)
    seen = mapping.look(run)
    assert seen.done == run.state.iteration
    assert seen.quality == metrics.measure(metrics.reference(points), run.state.positions)
    assert seen.kl == run.state.kl


def test_an_unfinished_map_is_not_judged():
    begun = mapping.step(mapping.begin(ORDER))
    assert mapping.look(begun).done == 0
    assert mapping.look(mapping.step(begun)).done > 0
    assert mapping.look(mapping.step(begun)).quality is None


def test_a_map_that_settled_says_so():
    long = MapOrder("toy-long-shape", 60, TSNESettings(perplexity=10, iterations=3000, early=80))
    seen = mapping.look(finished(long))
    assert seen.finished
    assert seen.done < seen.last
    assert not mapping.look(mapping.begin(long)).finished


def test_what_is_put_by_goes_on_just_the_same():
    run = finished(ORDER)
    put_by = replace(run, state=mapping.put_by(run.state))
    assert len(pickle.dumps(put_by)) < len(pickle.dumps(run))
    maps = [mapping.step(mapping.step(mapping.go_on(each, 15.0))).state.positions for each in (run, put_by)]
    assert np.array_equal(*maps)
    assert mapping.look(put_by).quality == mapping.look(run).quality


def test_neighbours_that_are_found_for_a_high_perplexity_do_not_travel(monkeypatch):
    monkeypatch.setattr(tsne, "KEPT_IN_ALL", 60 * 20)
    run = mapping.begin(ORDER)
    after = mapping.go_on(run, 15.0)
    assert (run.state.neighbours.k, after.state.neighbours.k) == (20, 20)
    whole = tsne.start(mapping.points_of(ORDER), TSNESettings(perplexity=15))
    assert np.array_equal(after.state.affinities.values, whole.affinities.values)


def test_another_perplexity_goes_on_from_the_map_on_screen():
    run = finished(ORDER)
    after = mapping.go_on(run, 15.0)
    stretch = after.state.positions / run.state.positions
    assert stretch == pytest.approx(stretch[0, 0])
    assert after.order.settings.perplexity == 15
    assert not after.finished
    with pytest.raises(SettingError, match="perplexity = 50 is too high for 60 points: choose at most 19"):
        mapping.go_on(run, 50.0)


def test_a_sample_is_the_same_every_time():
    assert (mapping.rows(100, 60) == mapping.rows(100, 60)).all()
    assert len(set(mapping.rows(100, 60))) == 60
    assert (mapping.rows(100, 100) == np.arange(100)).all()


def test_too_high_a_perplexity_is_refused_in_one_sentence():
    with pytest.raises(SettingError, match="choose at most 19, or bring more points"):
        mapping.begin(MapOrder("toy-long-shape", 60, TSNESettings(perplexity=30)))
