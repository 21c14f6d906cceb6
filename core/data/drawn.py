"""Drawings: brought into the form of MNIST's images, and some that are no digits, drawn by code.

MNIST's digits were scaled to fit a square of 20 pixels, their edges grey from that, and moved so that the middle of
their ink is the middle of 28×28 pixels (LeCun, Cortes & Burges, http://yann.lecun.com/exdb/mnist/). A network knows
digits in this form alone, so a drawing is brought into it first.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.errors import DatasetError

SIDE, BOX = 28, 20  # pixels: of an image, and of the square that a digit fits
SHEET = 280  # pixels along each edge of what is drawn on
PEN = 24  # pixels: about as wide, on this sheet, as the strokes of MNIST's digits
FAINT = 0.05  # ink below this is none
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYadefhkmnrtw"  # those that look like a digit, such as I, O, S and Z, left out


def as_digit(ink: np.ndarray) -> np.ndarray:
    """A drawing (h, w) of ink from 0 to 1 as an image of MNIST: float32 (28, 28) in [0, 1].

    Raises: DatasetError where nothing is drawn.
    """
    inked = ink > FAINT
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows):
        raise DatasetError("Nothing is drawn yet: draw a digit, as large as the sheet allows.")
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    small = resized(cut, BOX / max(cut.shape))
    image = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = (corner(small.sum(axis=other)) for other in (1, 0))
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image


def resized(ink: np.ndarray, factor: float) -> np.ndarray:
    """A picture (h, w) in [0, 1], `factor` times as large, at least a pixel each way; smaller ones are averaged."""
    height, width = (max(1, round(length * factor)) for length in ink.shape)
    sheet = Image.fromarray((255 * np.clip(ink, 0.0, 1.0)).astype(np.uint8))
    way = Image.Resampling.BOX if factor < 1 else Image.Resampling.BILINEAR
    return np.asarray(sheet.resize((width, height), way), dtype=np.float32) / 255


def corner(ink: np.ndarray) -> int:
    """Where a strip with so much ink at each of its pixels begins, so that the middle of the ink is in the middle."""
    middle = float((ink * (np.arange(len(ink)) + 0.5)).sum() / ink.sum())
    return int(np.clip(round(SIDE / 2 - middle), 0, SIDE - len(ink)))


def letters(count: int, seed: int) -> np.ndarray:
    """Printed letters that are no digits, of random size, weight and slant, in the form of MNIST: (count, 28, 28)."""
    rng = np.random.default_rng(seed)
    return np.stack([as_digit(letter(LETTERS[i % len(LETTERS)], rng)) for i in range(count)])


def letter(sign: str, rng: np.random.Generator) -> np.ndarray:
    """One letter as ink (280, 280)."""
    sheet = Image.new("L", (SHEET, SHEET))
    font, weight = ImageFont.load_default(float(rng.integers(120, 220))), int(rng.integers(2, 8))
    ImageDraw.Draw(sheet).text(
        (SHEET / 2, SHEET / 2), sign, fill=255, font=font, anchor="mm", stroke_width=weight
    )  # fmt: skip
    return np.asarray(sheet.rotate(float(rng.uniform(-15, 15))), dtype=np.float32) / 255


def scribbles(count: int, seed: int) -> np.ndarray:
    """Curves that mean nothing, in the form of MNIST: (count, 28, 28)."""
    rng = np.random.default_rng(seed)
    return np.stack([as_digit(scribble(rng)) for _ in range(count)])


def scribble(rng: np.random.Generator) -> np.ndarray:
    """One random smooth curve, a sum of a few waves both ways, as ink (280, 280)."""
    along, waves = np.linspace(0.0, 1.0, 200), np.arange(1, rng.integers(4, 9))
    strength, phase = rng.normal(size=(2, len(waves))) * 50 / np.sqrt(waves), rng.uniform(0, 2 * np.pi, (2, len(waves)))
    speed = waves * rng.uniform(0.6, 1.2, len(waves))
    places = (strength[..., None] * np.sin(2 * np.pi * speed[:, None] * along + phase[..., None])).sum(axis=1)
    places = np.clip(SHEET / 2 + places, PEN, SHEET - PEN)
    sheet = Image.new("L", (SHEET, SHEET))
    ImageDraw.Draw(sheet).line([(x, y) for x, y in places.T.tolist()], fill=255, width=PEN, joint="curve")
    return np.asarray(sheet, dtype=np.float32) / 255


STRANGERS: Mapping[str, Callable[[int, int], np.ndarray]] = MappingProxyType(
    {"letters": letters, "scribbles": scribbles}
)  # what is no digit, by name: how many, and a seed
