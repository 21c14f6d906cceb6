"""Dots without a chart: in their places, in their colours, small."""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageColor

from core.pictures import dots
from core.pictures.colours import CLASSES


@pytest.fixture
def square():
    """Four corners and a middle."""
    return np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 2.0], [2.0, 2.0], [1.0, 1.0]]), np.array([0, 1, 2, 3, 4])


def test_axes_are_equal_and_y_points_upwards(square, monkeypatch):
    monkeypatch.setattr(dots, "OUTERMOST", 0.0)
    places = dots.placed(square[0], 100, 60, 10)
    assert places.tolist() == [[30, 50], [70, 50], [30, 10], [70, 10], [50, 30]]


def test_what_lies_far_out_is_left_out_and_the_rest_fills_the_picture():
    rng = np.random.default_rng(0)
    points = np.vstack([rng.uniform(-1, 1, (300, 2)), [[1e6, 0]]])
    places = dots.placed(points, 100, 100, 5)
    assert np.isnan(places[-1]).all()
    seen = places[~np.isnan(places[:, 0])]
    assert len(seen) > 280
    assert seen.min() >= 5
    assert seen.max() <= 95
    assert np.ptp(seen, axis=0).min() > 75


def test_points_in_one_place_are_drawn():
    assert dots.placed(np.zeros((5, 2)), 100, 60, 10).tolist() == [[50, 30]] * 5


def test_every_dot_is_one_stroke_in_the_colour_of_its_class(square):
    found = dots.svg(*square, 340, 300, 7)
    paths = dict(re.findall(r'<path stroke="(#\w+)" d="([^"]+)"/>', found))
    assert set(paths) <= set(CLASSES[:5])
    assert paths[CLASSES[4]] == "M170 150h0"


def test_the_card_shows_the_same(square, monkeypatch):
    monkeypatch.setattr(dots, "OUTERMOST", 0.0)
    sheet = Image.open(io.BytesIO(dots.card(*square, 300, 200, 20))).convert("RGB")
    assert sheet.size == (300, 200)
    assert np.abs(np.array(sheet.getpixel((150, 100))) - ImageColor.getrgb(CLASSES[4])).max() <= 3
    assert sheet.getpixel((2, 2)) == (255, 255, 255)
