"""What stands between computed stops: the browser and Python agree on it."""

import numpy as np
import pytest

from core.charts import map_dots, map_tables
from core.charts.blend import OnScreen, Slider
from core.charts.linked_maps import linked_maps
from core.charts.map_layout import HEAD, LARGEST
from core.pictures import places
from tests.charts import linked, scene

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(6, 30, 2))
LABELS = np.arange(30) % 3
SHOWN = places.on_screen(FRAMES)


def drawn(shown: np.ndarray, *sliders: Slider) -> np.ndarray:
    """Where Vega draws the points of a map, in the units of its tables: (n, 2)."""
    chart = linked.drawn(linked.look_of({"umap": sliders}), shown, LABELS)
    place = (linked.places(scene.marks(chart, "symbol")[0]) - (0, HEAD)) / LARGEST
    return (place * 2 - 1) * (1, -1) * map_dots.REACH


def knobs(p: float, q: float) -> tuple[Slider, Slider]:
    return Slider("n_neighbors", (2.0, 15.0, 50.0), p), Slider("min_dist", (0.0, 0.5), q)


@pytest.mark.parametrize(("p", "q"), [(2, 1), (0.5, 0.25), (1.95, 1), (0, 0.5)])
def test_two_knobs_blend_their_four_corners(p, q):
    grid = SHOWN.reshape(3, 2, 30, 2).astype(float)
    i, j = int(p), int(q)
    i2, j2 = min(i + 1, 2), min(j + 1, 1)
    edges = [(1 - (q - j)) * grid[row, j] + (q - j) * grid[row, j2] for row in (i, i2)]
    expected = (1 - (p - i)) * edges[0] + (p - i) * edges[1]
    assert drawn(SHOWN, *knobs(p, q)) == pytest.approx(expected, abs=0.1)
    assert OnScreen(SHOWN, (p, q), (3, 2)).frame() == pytest.approx(expected)


def test_one_knob_and_none():
    (knob, _), three = knobs(1.25, 0), SHOWN[:3].astype(float)
    assert drawn(SHOWN[:3], knob) == pytest.approx(0.75 * three[1] + 0.25 * three[2], abs=0.1)
    assert drawn(SHOWN[:1]) == pytest.approx(three[0], abs=0.1)
    assert (OnScreen(SHOWN[:1], (), ()).frame() == SHOWN[0]).all()


@pytest.mark.parametrize("at", [(1, 1), (2, 0), (1.5, 0.25)])
def test_until_the_maps_of_all_stops_are_there_the_first_one_stands_still(at):
    look = linked.look_of({"umap": knobs(1, 1)})
    assert look.at_first == [3]
    few = map_tables.point_tables(SHOWN, LABELS, neighbours=np.zeros((30, map_tables.NEAR), int), only=look.at_first)
    assert {name for name in few[map_tables.POINTS] if name[0] in "xy"} == {"x3", "y3"}
    moved = linked.drawn(linked.look_of({"umap": knobs(1, 1)}), SHOWN, LABELS, **few)
    for name, place in zip(("n_neighbors", "min_dist"), at, strict=True):
        moved = linked.with_selection(moved, name, stop=place)
    place = (linked.places(scene.marks(moved, "symbol")[0]) - (0, HEAD)) / LARGEST
    assert (place * 2 - 1) * (1, -1) * map_dots.REACH == pytest.approx(SHOWN[3].astype(float), abs=0.1)


def test_sliders_begin_where_they_should_and_the_last_lies_on_top():
    params = linked_maps(linked.look_of({"umap": knobs(1, 0.5)})).spec["params"]
    values = {each["name"]: each["value"] for each in params if "select" in each and "bind" in each}
    assert list(values.items()) == [("min_dist", [{"stop": 0.5}]), ("n_neighbors", [{"stop": 1.0}])]


def test_a_rectangle_holds_what_is_drawn_inside_it():
    seen = OnScreen(SHOWN, (0.5, 0.25), (3, 2))
    x, y = seen.frame().T
    expected = np.flatnonzero((x >= -4000.5) & (x <= 9000) & (y >= -20000) & (y <= 15000))
    assert seen.inside({"x": [9000, -4000.5], "y": [-20000, 15000]}).tolist() == expected.tolist()
    assert 0 < len(expected) < 30
    assert len(seen.inside({"x": [0, 0.1], "y": [90000, 90001]})) == 0
