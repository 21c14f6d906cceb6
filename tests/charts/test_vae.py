"""The VAE page's charts: valid, complete, and of the data they were given."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.charts import planes, posterior, vae
from core.latent.codes import grid
from core.page import text
from core.pictures.png import film, framed_thumbnails

NAMES = ("a", "b", "c")


@pytest.fixture
def codes():
    return np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)


@pytest.fixture
def labels():
    return np.arange(30) % 3


def rows(spec: dict) -> list[list[dict]]:
    return list(spec["datasets"].values())


def test_random_codes_are_numbered_and_those_outside_the_window_left_out(codes, labels):
    draws = np.array([[0.0, 0.0], [90.0, 0.0], [0.5, 0.5]])
    spec = vae.plane_with_draws(codes, labels, NAMES, draws, vae.window_around(codes)).to_dict()
    marked = next(table for table in rows(spec) if "draw" in table[0])
    assert [row["draw"] for row in marked] == [1, 3]


def test_the_window_holds_all_codes_and_has_the_asked_shape(codes):
    window = vae.window_around(codes * [10, 1], aspect=1.5)
    assert (np.abs(codes * [10, 1] - np.array(window.middle)) < np.array(window.half)).all()
    assert window.half[0] / window.half[1] == pytest.approx(1.5)


def test_the_map_over_betas_has_a_slider_and_the_ring(codes, labels):
    spec = vae.beta_map(np.stack([codes, codes / 2]), (0.5, 1.0), labels, NAMES, 1, reach=3.0).to_dict()
    assert [each["name"] for each in spec["params"]] == ["sweep"]
    ring = next(table for table in rows(spec) if "step" in table[0])
    assert {round(np.hypot(row["z1"], row["z2"]), 6) for row in ring} == {vae.RING}


def test_the_price_of_every_beta_is_drawn_and_the_current_one_marked():
    prices = [vae.Price(beta, 20 + beta, 10 / (1 + beta), 2) for beta in (0.0, 1.0, 4.0)]
    spec = vae.rate_distortion(prices, 1.0, "nats").to_dict()
    assert [row["beta"] for row in spec["datasets"][spec["layer"][0]["data"]["name"]]] == [0.0, 1.0, 4.0]
    assert [row["beta"] for row in spec["datasets"][spec["layer"][1]["data"]["name"]]] == [1.0]


def test_labels_that_would_overlap_share_one():
    prices = [vae.Price(0.0, 20.0, 100.0, 2), vae.Price(3.0, 26.9, 0.001, 0), vae.Price(4.0, 26.9, 0.0, 0)]
    spec = vae.rate_distortion(prices, 0.0, "nats").to_dict()
    names = [row["name"] for table in rows(spec) for row in table if "name" in row]
    assert names == ["0", "3, 4"]


def test_dead_dimensions_are_told_apart():
    spec = vae.bars([1.2, 0.001], ["z1", "z2"], "nats", dead_below=0.01).to_dict()
    assert [row["state"] for row in rows(spec)[0]] == ["in use", "dead"]


def test_every_part_of_the_loss_has_its_line():
    history = {part: {"training": [3.0, 2.0], "validation": [3.0, 2.5]} for part in vae.PARTS}
    spec = vae.loss_parts(history, "nats").to_dict()
    assert {(row["part"], row["images"]) for row in rows(spec)[0]} == {
        (part, seen) for part in vae.PARTS for seen in ("training", "validation")
    }


def test_hovering_a_code_shows_its_picture(codes, labels):
    pictures = [f"data:image/png;base64,{i}" for i in range(len(codes))]
    spec = planes.scatter(codes, labels, NAMES, pictures=pictures).to_dict()
    assert [row["image"] for row in rows(spec)[0]] == pictures
    assert [each["field"] for each in spec["encoding"]["tooltip"]] == ["label", "image"]
    assert "image" not in rows(planes.scatter(codes, labels, NAMES).to_dict())[0][0]


def test_codes_beside_the_decoded_plane_are_left_out(codes, labels):
    axis = np.linspace(-1, 1, 5, dtype=np.float32)
    spec = planes.decoded_plane(None, axis, axis, 12, codes, labels, NAMES).to_dict()
    drawn = next(table for table in rows(spec) if "label" in table[0])
    assert len(drawn) == (np.abs(codes) <= 1.5).all(1).sum() < len(codes)  # tiles are drawn two steps wide


def test_the_decoded_plane_carries_every_tile_at_its_place(codes, labels):
    axis = np.linspace(-2, 2, 5, dtype=np.float32)
    tiles = np.random.default_rng(1).integers(0, 255, (25, 4, 4), dtype=np.uint8)
    spec = planes.decoded_plane(tiles, axis, axis, 12, codes, labels, NAMES, circle=2.0).to_dict()
    table = next(table for table in rows(spec) if "picture" in table[0])
    places = np.array([[row["z1"], row["z2"]] for row in table])
    np.testing.assert_allclose(places, grid(axis, axis), atol=1e-4)
    assert {each["name"] for each in spec["params"]} == {"hover", "pin"}
    later = planes.decoded_plane(None, axis, axis, 12, codes, labels, NAMES, circle=2.0).to_dict()
    named = {each["data"]["name"] for each in later["layer"] if "data" in each}
    assert {"tiles", "sheet"} <= named
    assert set(planes.plane_tables(tiles, axis, axis)) == {"tiles", "sheet"}


def test_the_cloud_is_drawn_in_true_size(codes, labels):
    mu, sigma = codes[4].astype(float), np.array([0.5, 0.2])
    spec = posterior.cloud(
        codes, labels, NAMES, 4, sigma, codes[:3], np.zeros(2), vae.Window((0.0, 0.0), (3.0, 3.0))
    ).to_dict()
    assert [each["name"] for each in spec["params"]] == ["pick"]
    rims = [row for table in rows(spec) for row in table if "sigmas" in row]
    steps = np.array([[(row["z1"] - mu[0]) / sigma[0], (row["z2"] - mu[1]) / sigma[1]] for row in rims])
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), [row["sigmas"] for row in rims], rtol=1e-6)
    drawn = [row for table in rows(spec) for row in table if "draw" in row]
    assert [row["draw"] for row in drawn] == [1, 2, 3]


def test_a_film_shows_every_picture_for_its_time():
    pictures = np.linspace(0, 1, 5)[:, None, None] * np.ones((5, 8, 8))
    shown = Image.open(io.BytesIO(film(pictures, 0.12, factor=2)))
    assert shown.n_frames == 5
    levels = []
    for i in range(5):
        shown.seek(i)
        assert shown.info["duration"] == 120
        levels.append(shown.convert("L").getpixel((3, 3)))
    assert levels == sorted(levels)
    assert shown.size == (16, 16)


def test_only_marked_pictures_get_a_frame():
    pictures = np.zeros((2, 8, 8))
    for uri, expected in zip(
        framed_thumbnails(pictures, np.array([True, False]), "#e5383b"), ((229, 56, 59, 255), (0, 0, 0, 0)), strict=True
    ):
        sheet = Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).convert("RGBA")
        assert sheet.getpixel((0, 0)) == expected
        assert sheet.getpixel((30, 30)) == (0, 0, 0, 255)


def test_source_shows_a_function_as_it_stands_in_the_file():
    shown = text.source("networks/losses", "kl_to_prior")
    assert shown.startswith("def kl_to_prior(")
    assert shown in (text.CORE / "networks/losses.py").read_text(encoding="utf-8")
    with pytest.raises(KeyError):
        text.source("networks/losses", "no_such_loss")
