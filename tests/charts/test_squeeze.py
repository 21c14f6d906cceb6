"""The squeeze in one drawing: as high as its layers are large, as strong as they answered."""

import numpy as np
import pytest

from core.charts import neck, squeeze
from core.charts.chart import Chart
from core.pictures import colours
from core.pictures.png import data_uri
from tests.charts import scene

LABELS = ("64 numbers", "code: 3 numbers", "rebuilt", "what is lost")
URI = data_uri(np.zeros((2, 2), dtype=np.uint8))


@pytest.fixture
def shown():
    rng = np.random.default_rng(0)
    code = neck.Code(np.array([2.0, -1.0, 0.0]), 4.0)
    return squeeze.Squeezed(64, [rng.normal(size=128), rng.normal(size=16)], code, [rng.normal(size=16)])


@pytest.fixture
def chart(shown):
    turned = np.linspace(-4, 4, neck.STEPS) * np.ones((3, 1))
    pictures = [f"turned {i}" for i in range(3 * neck.STEPS)]
    tables = squeeze.squeeze_tables(shown, URI, URI, URI) | neck.turn_table(turned, 4.0, shown.neck, pictures)
    return squeeze.squeeze(LABELS, False, colours.AUTOENCODER, 3).with_tables(tables)


def test_larger_layers_are_higher_and_the_code_is_the_neck(shown):
    tables = squeeze.squeeze_tables(shown, URI, URI, URI)
    cells = tables[squeeze.CELLS]
    heights = cells.groupby("layer", sort=False)["high"].max()
    assert list(heights.index) == ["encoder 1: 128 numbers", "encoder 2: 16 numbers", "decoder 1: 16 numbers"]
    assert heights.iloc[0] > heights.iloc[1] == heights.iloc[2] > tables[neck.CODE]["high"].max()
    assert (cells.groupby("layer")["strength"].max() == 1).all()
    assert cells["strength"].min() >= 0
    assert len(cells) == squeeze.MOST_CELLS + 16 + 16


@pytest.mark.parametrize("k", [1, 2, 64])
def test_a_longer_code_has_a_wider_neck(k):
    necks = [squeeze.half_height(size, 128) for size in (k, k + 1)]
    assert squeeze.LOWEST <= necks[0] < necks[1] < 1


def test_everything_has_its_place_in_the_drawing(chart):
    words = [item["text"] for layer in scene.marks(chart, "text") for item in layer.items]
    assert set(words) <= set(LABELS)
    assert words[:3] == list(LABELS[:3])
    sides = [(item["width"], item["height"]) for layer in scene.marks(chart, "image") for item in layer.items]
    assert all(width == pytest.approx(height) for width, height in sides)


def test_a_turned_number_shows_what_its_code_decodes_to(chart):
    spec = {**chart.spec, "layer": [dict(layer) for layer in chart.spec["layer"]]}
    for layer in spec["layer"]:  # as if the second step of the third number were under a finger
        if {"filter": {"param": neck.TURN, "empty": False}} in layer.get("transform", []):
            layer["transform"] = [{"filter": "datum.number == 3 && datum.step == 1"}]
    drawn = Chart(spec, chart.tables)
    urls = [item["url"] for layer in scene.marks(drawn, "image") for item in layer.items]
    assert f"turned {2 * neck.STEPS + 1}" in urls
    assert "number 3: −3.0" in [item["text"] for layer in scene.marks(drawn, "text") for item in layer.items]
