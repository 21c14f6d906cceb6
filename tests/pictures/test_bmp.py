"""Pictures that share a header: read back with Pillow."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from core.data import datasets
from core.pictures.bmp import COLOUR_OFFSET, OFFSET, bitmaps


def read(uri: str) -> np.ndarray:
    kind, _, text = uri.partition(",")
    assert kind == "data:image/bmp;base64"
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(text, validate=True))).convert("L"))


@pytest.mark.parametrize("shape", [(8, 8), (5, 7), (16, 3), (1, 1)])
def test_every_pixel_comes_back_at_16_levels(shape):
    images = np.random.default_rng(0).random((3, *shape), dtype=np.float32)
    header, texts = bitmaps(images)
    for image, text in zip(images, texts, strict=True):
        assert read(header + text) == pytest.approx(image * 255, abs=255 / 30 + 0.01)


def test_digits_cost_44_characters_each():
    header, texts = bitmaps(datasets.load("digits").values)
    assert {len(text) for text in texts} == {44}
    assert len(base64.b64decode(header.partition(",")[2])) == OFFSET


def test_large_pictures_are_halved():
    images = np.kron(np.random.default_rng(1).random((2, 14, 14)), np.ones((2, 2)))
    header, texts = bitmaps(images)
    assert read(header + texts[1]) == pytest.approx(images[1, ::2, ::2] * 255, abs=255 / 30 + 0.01)


def test_colours_come_back_as_near_as_252_of_them_allow():
    images = np.random.default_rng(2).random((3, 5, 7, 3), dtype=np.float32)
    header, texts = bitmaps(images)
    for image, text in zip(images, texts, strict=True):
        seen = np.asarray(Image.open(io.BytesIO(base64.b64decode((header + text).partition(",")[2]))).convert("RGB"))
        assert seen[..., [0, 2]] == pytest.approx(image[..., [0, 2]] * 255, abs=255 / 10 + 1)
        assert seen[..., 1] == pytest.approx(image[..., 1] * 255, abs=255 / 12 + 1)


def test_a_face_of_32_pixels_travels_in_344_characters():
    header, texts = bitmaps(np.random.default_rng(3).random((2, 32, 32, 3)))
    assert {len(text) for text in texts} == {344}
    assert len(base64.b64decode(header.partition(",")[2])) == COLOUR_OFFSET
