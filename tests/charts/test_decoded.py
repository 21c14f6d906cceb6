"""A plane decoded: every tile at its place, and under the lens the one that is asked for."""

import numpy as np
import pytest

from core.charts import decoded
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


def test_codes_beside_the_decoded_plane_are_left_out(codes, labels):
    axis = np.linspace(-1, 1, 5, dtype=np.float32)
    chart = decoded.decoded_plane(axis, axis, 12, codes, labels, NAMES)
    (name,) = chart.tables
    drawn = scene.rows(chart, name)
    assert len(drawn) == (np.abs(codes) <= 1.5).all(1).sum() < len(codes)  # tiles are drawn two steps wide


def test_the_decoded_plane_carries_every_tile_at_its_place(codes, labels, axis, tables):
    chart = decoded.decoded_plane(axis, axis, 12, codes, labels, NAMES, circle=2.0).with_tables(tables)
    places = np.array([[row["z1"], row["z2"]] for row in scene.rows(chart, decoded.TILES)])
    np.testing.assert_allclose(places, grid(axis, axis), atol=1e-4)
    assert {each["name"] for each in scene.whole(chart)["params"]} == {"hover", "pin"}


@pytest.mark.parametrize("start", [0, 12, 23])
def test_the_lens_shows_the_tile_it_begins_with(axis, tables, start):
    codes = grid(axis, axis) * 10
    chart = decoded.decoded_plane(axis, axis, start).with_tables(tables)
    _, lens = scene.marks(chart, "image")
    assert [item["url"] for item in lens.items] == [scene.rows(chart, decoded.TILES)[start]["picture"]]
    (words,) = scene.marks(chart, "text")
    z = grid(axis, axis)[start]
    assert words.items[0]["text"] == ["decoded from", f"z = ({z[0]:.2f}, {z[1]:.2f})".replace("-", "−")]
    tiles = np.zeros((25, 4, 4), dtype=np.uint8)
    elsewhere = chart.with_tables(decoded.plane_tables(tiles, axis, axis, grid(axis, axis), codes))
    (words,) = scene.marks(elsewhere, "text")
    assert words.items[0]["text"][1] == f"z = ({10 * z[0]:.2f}, {10 * z[1]:.2f})".replace("-", "−")
