"""The maps: valid specifications that answer the mouse, and the marks that Vega draws by them."""

import numpy as np
import pytest

from core.charts import map_tables
from core.charts.blend import Slider
from core.charts.linked_map import MapLook, linked_map
from tests.charts import scene

RNG = np.random.default_rng(0)
FRAMES = RNG.normal(size=(6, 30, 2))
LABELS = np.arange(30) % 3
NAMES = ("a", "b", "it's")
SHOWN = map_tables.on_screen(FRAMES)
SLIDERS = (Slider("n_neighbors", (2.0, 15.0, 50.0), 1), Slider("min_dist", (0.0, 0.5), 1))
STOPS = {0: 1, 1: 3, 2: 6}  # how many computed maps so many sliders have


@pytest.mark.parametrize("sliders", [(), SLIDERS[:1], SLIDERS])
@pytest.mark.parametrize("names", [NAMES, ("noise",)])
def test_the_specification_is_valid_and_names_its_tables(sliders, names):
    chart = linked_map(MapLook("UMAP", sliders, names, "data:image/bmp;base64,AA"))
    labels, shown = LABELS % len(names), SHOWN[: STOPS[len(sliders)]]
    spec = scene.whole(chart.with_tables(map_tables.still_tables(shown, labels, names, ["p"] * 30)))
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    params = [each["name"] for each in spec["params"] if "expr" not in each]
    assert params == ["wipe", *[slider.knob for slider in sliders][::-1], "pick", "group"]
    still = linked_map(MapLook("UMAP", sliders, names, pickable=False)).spec.get("params", [])
    assert [each["name"] for each in still if "expr" not in each] == params[1:-2]


def test_points_are_as_strong_as_the_table_of_marks_says_and_classes_have_their_names():
    tables = map_tables.still_tables(SHOWN, LABELS, NAMES)
    tables |= map_tables.mark_tables(SHOWN, LABELS, NAMES, classes=(1, 2), group=(1, 4))
    chart = linked_map(MapLook("UMAP", SLIDERS, NAMES)).with_tables(tables)
    points = scene.marks(chart, "symbol")[0]
    assert [round(100 * item["opacity"]) for item in points.items] == map_tables.strengths(
        LABELS, (1, 2), (1, 4)
    ).tolist()
    assert len({item["fill"] for item in points.items}) == 3
    said = [item["text"] for mark in scene.marks(chart, "text") for item in mark.items]
    assert said == ["b", "it's"] * 2 + ["UMAP", "n_neighbors 15", "min_dist 0.5"]


def test_links_are_full_where_a_neighbour_is_still_near_at_the_nearest_stop():
    near = np.array([[0, 0, 0], [0, 0, 0], [0, 0, 0], [1, 0, 1], [0, 0, 0], [0, 0, 0]], bool)
    sliders = (SLIDERS[0]._replace(start=1.4), SLIDERS[1]._replace(start=0.6))  # nearest: 15 and 0.5, the fourth map
    tables = map_tables.still_tables(SHOWN, LABELS, NAMES)
    tables[map_tables.LINKS] = map_tables.link_table(SHOWN, 5, np.array([3, 9, 20]), near)
    chart = linked_map(MapLook("UMAP", sliders, NAMES)).with_tables(tables)
    (lines,) = scene.marks(chart, "rule")
    points, ends, ring = scene.marks(chart, "symbol")
    assert [item["strokeDash"] for item in lines.items] == [[1, 0], [2, 3], [1, 0]]
    place, at_ends, at_ring = (
        np.array([[item["x"], item["y"]] for item in mark.items]) for mark in (points, ends, ring)
    )
    assert at_ends == pytest.approx(place[[3, 9, 20]])
    assert at_ring == pytest.approx(place[[5]])


def test_of_nothing_picked_nothing_is_drawn():
    chart = linked_map(MapLook("PCA", (), NAMES)).with_tables(map_tables.still_tables(SHOWN[:1], LABELS, NAMES))
    assert [len(mark.items) for mark in scene.marks(chart, "rule")] == [0]
    assert [len(mark.items) for mark in scene.marks(chart, "symbol")] == [30, 0, 0]


def test_what_a_point_is_called_is_shown_on_hover_beside_the_names_of_classes():
    words = [f"row {i}" for i in range(len(LABELS))]
    tables = map_tables.still_tables(SHOWN[:1], LABELS, NAMES, words=words)
    spec = scene.whole(linked_map(MapLook("PCA", (), NAMES, pickable=False, named=True)).with_tables(tables))
    assert "{'title': datum.word, 'class': datum.label}" in str(spec)
    assert tables[map_tables.POINTS]["word"] == words
    assert map_tables.MIDDLES in tables
