"""The squeeze in one drawing: as high as its layers are large, as strong as they answered."""

import numpy as np
import pytest

from core.charts import squeeze
from core.pictures.png import data_uri
from tests.charts import scene

LABELS = ("64 numbers", "code: 3 numbers", "rebuilt", "what is lost")
URI = data_uri(np.zeros((2, 2), dtype=np.uint8))


@pytest.fixture
def shown():
    rng = np.random.default_rng(0)
    return squeeze.Squeezed(
        64, [rng.normal(size=128), rng.normal(size=16)], np.array([2.0, -1.0, 0.0]), [rng.normal(size=16)], 4.0
    )


def test_larger_layers_are_higher_and_the_code_is_the_neck(shown):
    tables = squeeze.squeeze_tables(shown, URI, URI, URI)
    cells = tables[squeeze.CELLS]
    heights = cells.groupby("layer", sort=False)["high"].max()
    assert list(heights.index) == ["encoder 1: 128 numbers", "encoder 2: 16 numbers", "decoder 1: 16 numbers"]
    assert heights.iloc[0] > heights.iloc[1] == heights.iloc[2] > tables[squeeze.CODE]["high"].max()
    assert (cells.groupby("layer")["strength"].max() == 1).all()
    assert cells["strength"].min() >= 0
    assert len(cells) == squeeze.MOST_CELLS + 16 + 16


def test_bars_show_sign_and_size_of_the_code(shown):
    bars = squeeze.squeeze_tables(shown, URI, URI, URI)[squeeze.CODE]
    right, left = bars["right"] - 0.5, 0.5 - bars["left"]
    assert right[0] == pytest.approx(2 * left[1], rel=0.1)
    assert right[2] == pytest.approx(left[2])
    assert bars["value"].tolist() == [2, -1, 0]


@pytest.mark.parametrize("k", [1, 2, 64])
def test_a_longer_code_has_a_wider_neck(shown, k):
    necks = [squeeze.half_height(size, 128) for size in (k, k + 1)]
    assert squeeze.LOWEST <= necks[0] < necks[1] < 1


def test_everything_has_its_place_in_the_drawing(shown):
    chart = squeeze.squeeze(LABELS, smooth=False).with_tables(squeeze.squeeze_tables(shown, URI, URI, URI))
    words = [item["text"] for layer in scene.marks(chart, "text") for item in layer.items]
    assert set(words) <= set(LABELS)
    assert words[:3] == list(LABELS[:3])
    sides = [(item["width"], item["height"]) for layer in scene.marks(chart, "image") for item in layer.items]
    assert all(width == pytest.approx(height) for width, height in sides)
