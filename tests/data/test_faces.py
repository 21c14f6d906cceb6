"""Faces: what is drawn is decided by the knobs, smoothly, and every knob moves enough of the picture."""

import numpy as np
import pytest

from core.data import faces
from core.errors import SettingError

MIDDLE = np.array([[0.4, 0.5, 0.5, 0.8, 0.0, 0.5, 0.0]])


def with_knob(name, value):
    knobs = MIDDLE.copy()
    knobs[0, list(faces.KNOBS).index(name)] = value
    return faces.draw(knobs)[0]


def test_pictures_are_in_colour_and_in_range():
    pictures = faces.draw(faces.random_knobs(np.random.default_rng(0), 100))
    assert pictures.shape == (100, 32, 32, 3)
    assert pictures.dtype == np.float32
    assert pictures.min() >= 0
    assert pictures.max() <= 1
    assert np.ptp(pictures, axis=3).max() > 0.3


def test_the_seed_decides_the_faces_and_the_knobs_are_independent():
    first, again = (faces.random_knobs(np.random.default_rng(3), 5_000) for _ in range(2))
    assert np.array_equal(first, again)
    correlation = np.corrcoef(first.T) - np.eye(len(faces.KNOBS))
    assert np.abs(correlation).max() < 0.05
    glasses = first[:, list(faces.KNOBS).index("glasses")]
    assert set(glasses) == {0.0, 1.0}
    assert glasses.mean() == pytest.approx(faces.GLASSES_SHARE, abs=0.03)


def test_many_faces_are_drawn_as_each_alone():
    knobs = faces.random_knobs(np.random.default_rng(1), faces.AT_A_TIME + 3)
    assert np.array_equal(faces.draw(knobs)[-1], faces.draw(knobs[-1:])[0])
    assert faces.draw(knobs[:0]).shape == (0, 32, 32, 3)


@pytest.mark.parametrize("name", faces.KNOBS)
def test_every_knob_moves_a_good_part_of_the_picture_and_moves_it_smoothly(name):
    knob = faces.KNOBS[name]
    places = np.linspace(knob.low, knob.high, 33)
    course = np.stack([with_knob(name, place) for place in places])
    whole = ((course[-1] - course[0]) ** 2).sum()
    steps = ((course[1:] - course[:-1]) ** 2).sum((1, 2, 3))
    assert whole > 10  # of 3,072 numbers from 0 to 1
    assert steps.max() < 0.1 * whole


def test_the_glasses_of_the_wearer_alone_are_drawn():
    without, with_glasses = with_knob("glasses", 0.0), with_knob("glasses", 1.0)
    changed = np.abs(with_glasses - without).max(axis=2) > 0.05
    assert not changed[22:].any()  # the mouth
    assert changed[10:21].mean() > 0.2  # the eyes


def test_no_face_has_the_colour_of_skin():
    """Skin lies between red and yellow: red is the largest and blue the smallest part, by a good deal."""
    cheeks = faces.draw(np.column_stack([np.linspace(0, 1, 50), *np.repeat(MIDDLE[:, 1:], 50, axis=0).T]))[:, 20, 6]
    red, green, blue = cheeks.T
    assert not ((red > green + 0.08) & (green > blue + 0.08)).any()


@pytest.mark.parametrize("size", [16, 64])
def test_other_sizes_show_the_same_face(size):
    small, usual = faces.draw(MIDDLE, size)[0], faces.draw(MIDDLE)[0]
    larger, smaller = sorted([small, usual], key=len, reverse=True)
    factor = len(larger) // len(smaller)
    shrunk = larger.reshape(len(smaller), factor, len(smaller), factor, 3).mean((1, 3))
    assert np.abs(shrunk - smaller).mean() < 0.03


@pytest.mark.parametrize("value", [1.5, -0.1, np.nan, np.inf])
def test_a_knob_out_of_range_is_named(value):
    knobs = MIDDLE.copy()
    knobs[0, 1] = value
    with pytest.raises(SettingError, match=r"width = .* is out of range: choose a value from 0 to 1"):
        faces.draw(knobs)


def test_another_number_of_knobs_is_refused():
    with pytest.raises(SettingError, match="one row a face with 7 numbers"):
        faces.draw(np.zeros((2, 3)))


def test_knobs_in_words_say_each_knob_with_its_value():
    known = {"colour": 0.25, "smile": -0.5, "glasses": 1.0}
    said = faces.in_words(np.array([known.get(name, 0.0) for name in faces.KNOBS]))
    assert said.startswith("colour 0.25, ")
    assert "smile −0.50" in said
    assert said.endswith("with glasses")
    assert faces.in_words(MIDDLE[0]).endswith("without glasses")
