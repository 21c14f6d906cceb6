"""The map with one slider inside: a valid chart whose table holds every frame, and scales that stand still."""

import numpy as np
import pytest

from core.charts import sweep_map
from tests.charts import scene

RNG = np.random.default_rng(0)
FRAMES, LABELS, NAMES = RNG.normal(size=(4, 12, 2)), np.arange(12) % 2, ("a", "b")


@pytest.mark.parametrize("images", [None, [f"data:{i}" for i in range(12)]])
@pytest.mark.parametrize(("axes", "reach"), [(None, None), (("z1", "z2"), [9.0, 2.0, 2.0, 2.0])])
def test_the_chart_is_valid_and_reports_its_slider(images, axes, reach):
    chart = sweep_map.sweep_map(
        FRAMES, (2, 5, 30, 50), LABELS, NAMES, "perplexity", 1.0, images, axes=axes, reach=reach
    )
    spec = scene.whole(chart)
    slider = next(each for each in spec["params"] if each["name"] == sweep_map.SLIDER)
    assert slider["value"] == [{"stop": 1.0}]
    assert slider["bind"]["max"] == 3
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"


def test_the_table_holds_every_place():
    table = sweep_map.wide_table(FRAMES, ["a"] * 12)
    for i, frame in enumerate(FRAMES):
        assert table[[f"x{i}", f"y{i}"]].to_numpy() == pytest.approx(frame, rel=1e-6)


@pytest.mark.parametrize("place", [0.0, 1.0, 2.35])
def test_points_and_names_stand_between_the_computed_stops(place):
    chart = sweep_map.sweep_map(FRAMES, (2, 5, 30, 50), LABELS, NAMES, "perplexity", place, height=200)
    before, after = FRAMES[int(place)], FRAMES[min(int(place) + 1, 3)]
    expected = before + (after - before) * (place - int(place))
    points = scene.marks(chart, "symbol")[0]
    drawn = np.array([[item["x"], item["y"]] for item in points.items])
    x, y = (scale.to_dict()["domain"] for scale in sweep_map.fixed_scales(FRAMES))
    assert drawn[:, 0] == pytest.approx((expected[:, 0] - x[0]) / (x[1] - x[0]) * 300, abs=0.01)
    assert drawn[:, 1] == pytest.approx((y[1] - expected[:, 1]) / (y[1] - y[0]) * 200, abs=0.01)
    said = [item["text"] for mark in scene.marks(chart, "text") for item in mark.items]
    assert {"a", "b"} < set(said)
    headline = {0.0: "perplexity 2", 1.0: "perplexity 5"}.get(
        place, "between perplexity 30 and 50 (not computed: drawn in between)"
    )
    assert headline in said


def test_scales_hold_every_frame():
    x, y = (scale.to_dict()["domain"] for scale in sweep_map.fixed_scales(FRAMES))
    low, high = FRAMES.min((0, 1)), FRAMES.max((0, 1))
    assert x[0] < low[0] < high[0] < x[1]
    assert y[0] < low[1] < high[1] < y[1]


def test_zooming_changes_no_shape():
    zoomed = sweep_map.zoomed(FRAMES * 50 + 3)
    assert (zoomed**2).sum(axis=2).mean(axis=1) == pytest.approx(np.ones(4))
    ratio = np.linalg.norm(zoomed[0, 1:] - zoomed[0, :-1], axis=1) / np.linalg.norm(
        FRAMES[0, 1:] - FRAMES[0, :-1], axis=1
    )
    assert ratio == pytest.approx(np.full(11, ratio[0]))


@pytest.mark.parametrize(("stop", "reach"), [(0.0, 8.0), (1.0, 2.0), (0.5, 5.0)])
def test_the_window_follows_the_slider_and_a_unit_is_as_long_across_as_up(stop, reach):
    frames = np.array([[[4.0, 2.0]], [[1.0, 0.5]]], dtype=np.float32)
    chart = sweep_map.sweep_map(frames, (0, 1), np.array([0]), ("a",), "β", stop, height=300, reach=[8.0, 2.0])
    point = scene.marks(chart, "symbol")[0].items[0]
    x, y = frames[0, 0] + (frames[1, 0] - frames[0, 0]) * stop
    assert point["x"] == pytest.approx(150 + 150 * x / reach)
    assert point["y"] == pytest.approx(150 - 150 * y / reach)
