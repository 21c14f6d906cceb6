"""What a map costs: every map is made and timed step by step."""

import numpy as np
import pytest

from core.maps import cost, live, tsne
from core.maps.cost import LOADING
from core.maps.source import map_points

SOURCE = "toy-circle"


def steps_of(points, settings):
    method = live.method_of(settings)
    state, count = method.start(points, settings), 1
    while not state.finished:
        state, count = method.step(state), count + 1
    return count


def test_every_map_is_timed_from_its_first_step_to_its_last(short_cost, monkeypatch):
    monkeypatch.setattr(cost, "points_of", lambda source, n: map_points(source).points[:n])
    steps_of(map_points(SOURCE).points[:60], short_cost)  # imports and compiles
    found = cost.begin(SOURCE)
    assert cost.take_snapshot(found) == cost.CostSnapshot((), 0, 8)
    while not found.finished:
        found = cost.step(found)
    points = map_points(SOURCE).points
    expected = [steps_of(points[:n], short_cost) for n in (60, 90)]
    assert min(expected) > 2
    tsne_first, umap_first = ((name, 0, 1.0) for name in LOADING)
    assert [each[:3] for each in found.timed] == [
        tsne_first, ("pca", 60, 1.0), ("tsne", 60, expected[0]), ("pca", 90, 1.0), ("tsne", 90, expected[1]),
        umap_first, ("umap", 60, 1.0), ("umap", 90, 1.0),
    ]  # fmt: skip
    kept = {(each.method, each.n): each.memory for each in found.timed}
    assert kept["tsne", 60] > 60 * 59 * 12  # the neighbours alone
    assert kept["tsne", 90] > 1.5 * kept["tsne", 60]
    assert kept["pca", 90] < kept["tsne", 90]
    assert cost.take_snapshot(found).done == cost.take_snapshot(found).last == 8


def test_what_is_measured_is_large_enough_to_tell():
    assert cost.measurable("toy-circle") == "digits"
    assert cost.measurable("digits-vae") == "digits-vae"
    assert [cost.available(source) for source in ("digits", "digits-vae")] == [1797, 1797]
    assert cost.points_of("digits", 250).shape == (250, 64)
    sizes = [n for method, n in cost.begin("digits").todo if method == "tsne"]
    assert sizes == [600, 1000, 1797]


def test_the_exponent_is_the_slope_between_logarithms():
    assert cost.exponent([(n, 3e-9 * n**2) for n in (600, 1000, 5000)]) == pytest.approx(2)
    assert cost.exponent([(100, 1.0), (10_000, 10.0)]) == pytest.approx(0.5)
    assert np.isnan(cost.exponent([(100, 1.0)]))


def test_no_size_is_one_that_t_sne_maps_several_times():
    assert min(cost.SIZES) > tsne.FEW
