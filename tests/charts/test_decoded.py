"""A plane decoded: every tile at its place, and under the lens the one that is asked for."""

import numpy as np
import pytest

from core.charts import decoded
from core.charts.decoded import Dots, Look
from core.latent.codes import grid
from tests.charts import scene

NAMES = ("a", "b", "c")


@pytest.fixture
def axis():
    return np.linspace(-2, 2, 5, dtype=np.float32)


@pytest.fixture
def tables(axis):
    tiles = np.random.default_rng(1).integers(0, 255, (25, 4, 4), dtype=np.uint8)
    return decoded.plane_tables(tiles, axis, axis, grid(axis, axis))


def frames(chart):
    """The borders that are drawn, each as left, right, bottom and top in pixels."""
    return [
        [mark["x"], mark["x"] + mark["width"], mark["y"] + mark["height"], mark["y"]]
        for layer in scene.marks(chart, "rect")
        for mark in layer.items
    ]


def test_codes_beside_the_decoded_plane_are_left_out(codes, labels):
    axis = np.linspace(-1, 1, 5, dtype=np.float32)
    chart = decoded.decoded_plane(axis, axis, 12, Look(), Dots(codes, labels, NAMES))
    (name,) = chart.tables
    drawn = scene.rows(chart, name)
    assert len(drawn) == (np.abs(codes) <= 1.25).all(1).sum() < len(codes)


def test_the_decoded_plane_carries_every_tile_at_its_place(codes, labels, axis, tables):
    chart = decoded.decoded_plane(axis, axis, 12, Look(circle=2.0), Dots(codes, labels, NAMES)).with_tables(tables)
    places = np.array([[row["z1"], row["z2"]] for row in scene.rows(chart, decoded.TILES)])
    np.testing.assert_allclose(places, grid(axis, axis), atol=1e-4)
    assert {each["name"] for each in scene.whole(chart)["params"]} == {
        "hover",
        "pin",
        "said_hover_tile",
        "said_pin_tile",
    }


@pytest.mark.parametrize("start", [0, 12, 23])
def test_the_large_picture_is_the_tile_in_the_frame(axis, tables, start):
    chart = decoded.decoded_plane(axis, axis, start, Look()).with_tables(tables)
    sheet, lens = scene.marks(chart, "image")
    assert [item["url"] for item in lens.items] == [scene.rows(chart, decoded.TILES)[start]["picture"]]
    (words,) = scene.marks(chart, "text")
    z = grid(axis, axis)[start]
    assert words.items[0]["text"] == f"z = ({z[0]:.2f}, {z[1]:.2f})".replace("-", "−")
    (whole,), (pinned, hovered) = sheet.items, frames(chart)
    assert whole["width"] == pytest.approx(whole["height"]), "tiles are squares"
    tile = whole["width"] / len(axis)
    row, column = divmod(start, len(axis))
    left, top = whole["x"] + column * tile, whole["y"] + row * tile
    assert hovered == pytest.approx([left, left + tile, top + tile, top], abs=0.1)
    assert pinned == hovered, "nothing is pinned elsewhere yet"


def test_words_and_bars_are_those_of_the_tile(axis, tables):
    codes = np.random.default_rng(2).normal(size=(25, 4))
    chart = decoded.decoded_plane(axis, axis, 7, Look(), bars=True).with_tables(
        decoded.plane_tables(np.zeros((25, 4, 4)), axis, axis, grid(axis, axis), [f"picture {i}" for i in range(25)])
        | decoded.bar_table(codes)
    )
    (words,) = scene.marks(chart, "text")
    assert words.items[0]["text"] == "picture 7"
    heights = [bar["y2"] - bar["y"] for layer in scene.marks(chart, "rule") for bar in layer.items]
    np.testing.assert_allclose(heights, 30 * np.clip(codes[7].round(2) / decoded.FULL_BAR, -1, 1), atol=0.01)


def test_a_plane_in_colour_is_one_sheet(axis):
    tiles = np.random.default_rng(1).random((25, 4, 4, 3))
    tables = decoded.plane_tables(tiles, axis, axis, grid(axis, axis))
    assert tables[decoded.SHEET]["sheet"][0].startswith("data:image/png;base64,")
