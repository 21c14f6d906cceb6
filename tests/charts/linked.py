"""Small linked maps, as the tests of their parts draw them."""

from typing import Any

import numpy as np

from core.charts import map_tables
from core.charts.blend import Slider
from core.charts.chart import Chart
from core.charts.linked_maps import LinkedLook, LinkedMap, linked_maps
from core.charts.map_dots import DotsLook
from core.charts.map_strip import PICTURES, SHAPES, WORDS
from tests.charts import scene

NAMES = ("a", "b", "it's")
TITLES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
HEADER = "data:image/bmp;base64,AA"


def look_of(maps: dict[str, tuple[Slider, ...]], names: tuple[str, ...] = NAMES, kind: str = SHAPES) -> LinkedLook:
    """Maps by method, each with its sliders."""
    each = tuple(LinkedMap(method, TITLES[method], sliders) for method, sliders in maps.items())
    return LinkedLook(each, DotsLook(names, HEADER if kind == PICTURES else "", kind == WORDS), kind)


def drawn(
    look: LinkedLook, shown: np.ndarray, kinds: np.ndarray, point: int | None = None, width: int = 1000, **more: Any
) -> Chart:
    """The chart with its tables; `more` are tables that take the place of the usual ones."""
    neighbours = more.pop("neighbours", np.arange(len(kinds))[:, None] + 1 + np.arange(map_tables.NEAR)) % len(kinds)
    called = [f"{look.kind}{i}" for i in range(len(kinds))]
    pixels, words = called if look.kind == PICTURES else None, called if look.kind == WORDS else None
    names = look.dots.names
    tables = map_tables.point_tables(shown, kinds, pixels, more.pop("words", words), neighbours)
    tables |= map_tables.mark_tables(shown, kinds, names, unnamed=look.lettered)
    chart = linked_maps(look).with_tables(tables | map_tables.asked_table(point, False, 1) | more)
    return Chart({**chart.spec, "width": width}, chart.tables)


def with_selection(chart: Chart, name: str, **values: float) -> Chart:
    """The chart as it is once the browser has stored this selection."""
    params = [each | {"value": [values]} if each["name"] == name else each for each in chart.spec["params"]]
    return Chart({**chart.spec, "params": params}, chart.tables)


def places(mark: scene.Mark) -> np.ndarray:
    """Where the items of a layer are drawn, (n, 2) in pixels."""
    return np.array([[item["x"], item["y"]] for item in mark.items])
