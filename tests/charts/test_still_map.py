"""A map that stands still: a valid specification, and what its points say on hover."""

import numpy as np
import pytest

from core.charts import map_tables
from core.charts.still_map import MapLook, still_map
from core.pictures import places
from tests.charts import scene

SHOWN = places.on_screen(np.random.default_rng(0).normal(size=(1, 30, 2)))
LABELS = np.arange(30) % 3
NAMES = ("a", "b", "it's")


@pytest.mark.parametrize("names", [NAMES, ("noise",)])
def test_the_specification_is_valid_and_names_its_tables(names):
    chart = still_map(MapLook("UMAP", names, "data:image/bmp;base64,AA"))
    spec = scene.whole(chart.with_tables(map_tables.still_tables(SHOWN, LABELS % len(names), names, ["p"] * 30)))
    assert spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    assert not [each for each in spec.get("params", ()) if "select" in each]


def test_classes_have_their_colours_and_names():
    tables = map_tables.still_tables(SHOWN, LABELS, NAMES)
    tables |= map_tables.mark_tables(SHOWN, LABELS, NAMES, classes=(1, 2))
    chart = still_map(MapLook("UMAP", NAMES, note="n_neighbors 15")).with_tables(tables)
    (points,) = scene.marks(chart, "symbol")
    strengths = map_tables.strengths(LABELS, (1, 2), ()).tolist()
    assert [round(100 * item["opacity"]) for item in points.items] == strengths
    assert len({item["fill"] for item in points.items}) == 3
    said = [item["text"] for mark in scene.marks(chart, "text") for item in mark.items]
    assert said == ["b", "it's"] * 2 + ["UMAP", "n_neighbors 15"]


def test_what_a_point_is_called_is_shown_on_hover_beside_the_names_of_classes():
    words = [f"row {i}" for i in range(len(LABELS))]
    tables = map_tables.still_tables(SHOWN, LABELS, NAMES, words=words)
    spec = scene.whole(still_map(MapLook("PCA", NAMES, named=True)).with_tables(tables))
    assert "{'title': datum.word, 'class': datum.label}" in str(spec)
    assert tables[map_tables.POINTS]["word"] == words
    assert map_tables.MIDDLES in tables
