"""Drawings in the form of MNIST."""

import numpy as np
import pytest

from core.data import drawn
from core.errors import DatasetError


def stroke(rows: slice, columns: slice) -> np.ndarray:
    ink = np.zeros((drawn.SHEET, drawn.SHEET), dtype=np.float32)
    ink[rows, columns] = 1.0
    return ink


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(slice(10, 210), slice(20, 44)), (slice(0, 24), slice(0, 280)), (slice(150, 160), slice(9, 20))],
)
def test_a_stroke_fills_the_box_and_its_ink_lies_in_the_middle(rows, columns):
    image = drawn.as_digit(stroke(rows, columns))
    assert image.shape == (28, 28)
    assert image.dtype == np.float32
    assert image.min() == 0.0
    assert image.max() == pytest.approx(1.0)
    inked = [np.flatnonzero(image.any(axis=axis)) for axis in (1, 0)]
    assert max(each[-1] - each[0] + 1 for each in inked) == drawn.BOX
    places = np.arange(28) + 0.5
    for axis in (1, 0):
        assert abs(image.sum(axis=axis) @ places / image.sum() - 14) <= 0.5


def test_where_and_how_large_it_was_drawn_makes_no_difference():
    small = np.zeros((drawn.SHEET, drawn.SHEET), dtype=np.float32)
    small[30:110, 40:60] = 1.0
    small[30:50, 40:100] = 1.0
    moved = np.roll(small, (90, 120), axis=(0, 1))
    larger = small[25:115, 35:105].repeat(3, axis=0).repeat(3, axis=1)
    assert np.array_equal(drawn.as_digit(small), drawn.as_digit(moved))
    assert np.allclose(drawn.as_digit(small), drawn.as_digit(larger), atol=0.05)


def test_an_empty_sheet_is_told():
    with pytest.raises(DatasetError, match="Nothing is drawn yet"):
        drawn.as_digit(np.full((28, 28), 0.01))


@pytest.mark.parametrize("kind", drawn.STRANGERS)
def test_strangers_are_the_same_for_the_same_seed_and_differ_from_each_other(kind):
    draw = drawn.STRANGERS[kind]
    pictures = draw(5, 1)
    assert np.array_equal(pictures, draw(5, 1))
    assert not np.array_equal(pictures, draw(5, 2))
    assert len(np.unique(pictures.reshape(5, -1), axis=0)) == 5
    assert (pictures.reshape(5, -1).sum(axis=1) > 20).all()
