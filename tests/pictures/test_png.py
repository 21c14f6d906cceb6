"""Pictures as PNG: what is written is what was meant, pixel by pixel."""

import base64
import io

import numpy as np
from PIL import Image

from core.pictures import png


def test_a_png_comes_back_as_it_went_in():
    pixels = np.arange(64, dtype=np.uint8).reshape(8, 8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png.png(pixels)))), pixels)
    assert png.data_uri(pixels).startswith("data:image/png;base64,")
    for shape in ((5, 7), (5, 7, 3), (5, 7, 4)):
        pixels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
        assert np.array_equal(np.asarray(Image.open(io.BytesIO(png.png(pixels)))), pixels)


def test_enlarging_is_crisp():
    assert png.enlarged(np.array([[1, 2]]), 2).tolist() == [[1, 1, 2, 2], [1, 1, 2, 2]]


def test_grey_levels_are_clipped_and_bytes_pass():
    assert png.eight_bit(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist() == [0, 0, 128, 255, 255]
    levels = np.array([3], dtype=np.uint8)
    assert png.eight_bit(levels) is levels


def test_a_mosaic_is_in_reading_order():
    tiles = np.stack([np.full((2, 2), value) for value in (0.0, 1.0, 0.0)])
    sheet = png.mosaic(tiles, columns=2)
    assert sheet.shape == (4, 4)
    assert sheet[0].tolist() == [0, 0, 255, 255]
    assert sheet[3].tolist() == [0, 0, 128, 128]


def test_the_error_map_is_blue_where_too_dark_and_red_where_too_bright():
    dark, right, bright = png.error_map(np.array([[-1.0, 0.0, 1.0]]))[0].astype(int)
    assert dark[2] > dark[0]
    assert bright[0] > bright[2]
    assert np.ptp(right) == 0
    assert np.array_equal(png.error_map(np.array([[5.0]])), png.error_map(np.array([[1.0]])))


def test_the_icon_is_small():
    assert png.icon().size == (32, 32)


def test_a_film_shows_every_picture_for_its_time():
    pictures = np.linspace(0, 1, 5)[:, None, None] * np.ones((5, 8, 8))
    shown = Image.open(io.BytesIO(png.film(pictures, 0.12, factor=2)))
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
        png.framed_thumbnails(pictures, np.array([True, False]), "#e5383b"),
        ((229, 56, 59, 255), (0, 0, 0, 0)),
        strict=True,
    ):
        sheet = Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).convert("RGBA")
        assert sheet.getpixel((0, 0)) == expected
        assert sheet.getpixel((5, 5)) == (0, 0, 0, 255)
