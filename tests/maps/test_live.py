"""Live maps: the chain is the method's own run, on the points that were asked for."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from core.errors import SettingError
from core.maps import live, metrics, source, tsne
from core.maps.live import MapOrder
from core.settings import TSNESettings

SETTINGS = TSNESettings(perplexity=10, iterations=150)
ORDER = MapOrder("toy-long-shape", 60, SETTINGS)


def finished(order):
    run = live.begin(order)
    while not run.finished:
        run = live.step(run)
    return run


def test_a_chain_is_the_run_of_the_method():
    points = source.map_points("toy-long-shape").points[live.rows(100, 60)]
    run = finished(ORDER)
    assert run.state.positions == pytest.approx(tsne.run(points, SETTINGS).positions)
    seen = live.look(run)
    assert seen.done == run.state.iteration
    assert seen.quality == metrics.measure(metrics.reference(points), run.state.positions)
    assert seen.kl == run.state.kl


def test_an_unfinished_map_is_not_judged():
    begun = live.step(live.begin(ORDER))
    assert live.look(begun).done == 0
    assert live.look(live.step(begun)).done > 0
    assert live.look(live.step(begun)).quality is None


def test_a_map_that_settled_says_so():
    long = MapOrder("toy-long-shape", 60, TSNESettings(perplexity=10, iterations=3000, early=80))
    seen = live.look(finished(long))
    assert seen.finished
    assert seen.done < seen.last
    assert not live.look(live.begin(long)).finished


def test_what_is_put_by_goes_on_just_the_same():
    run = finished(ORDER)
    put_by = replace(run, state=live.put_by(run.state))
    assert len(pickle.dumps(put_by)) < len(pickle.dumps(run))
    maps = [live.step(live.step(live.go_on(each, 15.0))).state.positions for each in (run, put_by)]
    assert np.array_equal(*maps)
    assert live.look(put_by).quality == live.look(run).quality


def test_neighbours_that_are_found_for_a_high_perplexity_do_not_travel(monkeypatch):
    monkeypatch.setattr(tsne, "KEPT_IN_ALL", 60 * 20)
    run = live.begin(ORDER)
    after = live.go_on(run, 15.0)
    assert (run.state.neighbours.k, after.state.neighbours.k) == (20, 20)
    whole = tsne.start(live.points_of(ORDER), TSNESettings(perplexity=15))
    assert np.array_equal(after.state.affinities.values, whole.affinities.values)


def test_another_perplexity_goes_on_from_the_map_on_screen():
    run = finished(ORDER)
    after = live.go_on(run, 15.0)
    stretch = after.state.positions / run.state.positions
    assert stretch == pytest.approx(stretch[0, 0])
    assert after.order.settings.perplexity == 15
    assert not after.finished
    with pytest.raises(SettingError, match="perplexity = 50 is too high for 60 points: choose at most 19"):
        live.go_on(run, 50.0)


def test_a_sample_is_the_same_every_time():
    assert (live.rows(100, 60) == live.rows(100, 60)).all()
    assert len(set(live.rows(100, 60))) == 60
    assert (live.rows(100, 100) == np.arange(100)).all()


def test_too_high_a_perplexity_is_refused_in_one_sentence():
    with pytest.raises(SettingError, match="choose at most 19, or bring more points"):
        live.begin(MapOrder("toy-long-shape", 60, TSNESettings(perplexity=30)))
