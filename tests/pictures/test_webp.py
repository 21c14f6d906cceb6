"""Pictures as WebP: nearly the same, far smaller."""

import base64
import io

import numpy as np
from PIL import Image

from core.data import datasets
from core.pictures import png, webp


def opened(uri):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_drawn_faces_look_the_same_and_need_a_third_of_the_bytes():
    faces = datasets.faces_at(np.arange(5)).images
    faces = np.clip(faces + np.random.default_rng(0).normal(0, 0.02, faces.shape), 0, 1)  # no network draws cleanly
    small, exact = webp.thumbnails(faces), png.thumbnails(faces)
    assert sum(map(len, small)) < sum(map(len, exact)) / 3
    for uri, face in zip(small, faces, strict=True):
        assert np.abs(opened(uri) / 255 - face).mean() < 0.04


def test_very_small_pictures_are_exact():
    digits = np.random.default_rng(0).random((2, 8, 8))
    assert webp.thumbnails(digits) == png.thumbnails(digits)
