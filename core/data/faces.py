"""Little cartoon faces with known knobs: colour pictures of 32×32, drawn from a seed, as many as are wanted.

Nothing is stored and nothing is downloaded. Since every face is drawn from seven numbers, the truth about each picture
is known: whether a network has found the smile can be measured, not only looked at. The knobs are independent of each
other and even over their ranges; each moves enough of the 3,072 numbers of a picture to be worth learning.

Every shape is a signed distance (below 0 inside), turned into a soft edge one pixel wide, so that a small move of a
knob is a small move of the picture. Colours are taken at one lightness around the hue circle of OKLCH (Ottosson, "A
perceptual color space for image processing", 2020, https://bottosson.github.io/posts/oklab/), but for the hues of
skin: a face here is nobody's.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from core.errors import SettingError

SIDE = 32  # pixels
PAPER = 0.965  # grey level behind every face
INK = np.array([0.10, 0.10, 0.14])
RED = np.array([0.70, 0.13, 0.22])
WHITE = np.ones(3)
HUES = (100.0, 350.0)  # degrees of OKLCH: yellow, green, blue, violet, pink
TURN = 60.0  # degrees from the colour of a face to that of its hair
AT_A_TIME = 64  # faces painted at once: so many stay in a processor's cache
GLASSES_SHARE = 0.4  # of all faces wear them


class FaceKnob(NamedTuple):
    """What one number of a face means.

    Args:
        title: in words.
        low, high: its range.
        ends: what the face is like at either end.
        discrete: whether only the two ends occur.
    """

    title: str
    low: float
    high: float
    ends: tuple[str, str]
    discrete: bool = False


KNOBS: Mapping[str, FaceKnob] = MappingProxyType(
    {
        "colour": FaceKnob("colour", 0.0, 1.0, ("yellow", "pink")),
        "width": FaceKnob("width of the head", 0.0, 1.0, ("narrow", "wide")),
        "smile": FaceKnob("smile", -1.0, 1.0, ("sad", "happy")),
        "eyes": FaceKnob("eyes", 0.0, 1.0, ("sleepy", "wide open")),
        "gaze": FaceKnob("where it looks", -1.0, 1.0, ("left", "right")),
        "hair": FaceKnob("hair", 0.0, 1.0, ("short", "long")),
        "glasses": FaceKnob("glasses", 0.0, 1.0, ("without", "with"), discrete=True),
    }
)


def in_words(knobs: np.ndarray) -> str:
    """The knobs (7,) of one face, in the order of `KNOBS`, in words: "colour 0.20, …, smile −0.50, …, with glasses"."""
    said = []
    for knob, value in zip(KNOBS.values(), knobs, strict=True):
        if knob.discrete:
            said.append(f"{knob.ends[int(value > (knob.low + knob.high) / 2)]} {knob.title}")
        else:
            said.append(f"{knob.title} {value:.2f}".replace("-", "−"))
    return ", ".join(said)


def random_knobs(rng: np.random.Generator, count: int) -> np.ndarray:
    """Knobs (count, 7) of faces, in the order of `KNOBS`, each independent of the others and even over its range."""
    columns = [
        (rng.random(count) < GLASSES_SHARE).astype(float) if each.discrete else rng.uniform(each.low, each.high, count)
        for each in KNOBS.values()
    ]
    return np.column_stack(columns)


def check_knobs(knobs: np.ndarray) -> np.ndarray:
    """The knobs as float64 (n, 7). Raises SettingError at another shape or a value out of its range."""
    knobs = np.asarray(knobs, dtype=np.float64)
    if knobs.ndim != 2 or knobs.shape[1] != len(KNOBS):
        raise SettingError(f"knobs has shape {knobs.shape}: bring one row a face with {len(KNOBS)} numbers.")
    for column, (name, knob) in zip(knobs.T, KNOBS.items(), strict=True):
        wrong = column[~((column >= knob.low) & (column <= knob.high))]
        if len(wrong):
            raise SettingError(
                f"{name} = {wrong[0]:g} is out of range: choose a value from {knob.low:g} to {knob.high:g}."
            )
    return knobs


def draw(knobs: np.ndarray, side: int = SIDE) -> np.ndarray:
    """The faces with these knobs: (n, 7) -> float32 (n, side, side, 3) in [0, 1].

    Args:
        knobs: one row a face, in the order of `KNOBS`.
        side: pixels along each edge.

    Raises: SettingError at another shape or a value out of its range.
    """
    knobs = check_knobs(knobs)
    portions = [painted(knobs[first : first + AT_A_TIME], side) for first in range(0, len(knobs), AT_A_TIME)]
    return np.concatenate(portions) if portions else np.empty((0, side, side, 3), dtype=np.float32)


def painted(knobs: np.ndarray, side: int) -> np.ndarray:
    """A few faces at once, of knobs that are in order: (n, 7) -> float32 (n, side, side, 3)."""
    easel = Easel(len(knobs), side)
    _, width, smile, eyes, gaze, hair, glasses = (column[:, None, None] for column in knobs.T.astype(np.float32))
    hue = HUES[0] + (HUES[1] - HUES[0]) * knobs[:, 0]
    skin, shade, locks = from_oklch(0.86, 0.115, hue), from_oklch(0.62, 0.11, hue), from_oklch(0.40, 0.09, hue + TURN)

    half, middle = 0.60 + 0.22 * width, 0.10
    head = easel.ellipse(0.0, middle, half, 0.80)
    behind = easel.ellipse(0.0, middle - 0.07, half + 0.16, 0.88)
    easel.paint(np.maximum(behind, easel.y - (-0.40 + 0.95 * hair)), locks)  # the hair falls behind the head
    easel.paint(head, skin)
    easel.paint(np.maximum(behind, easel.y - (middle - 0.50)), locks)  # and covers the brow
    for place in (-0.31, 0.31):
        lid = easel.ellipse(place, -0.06, 0.27, 0.30)
        white = np.maximum(lid, -0.38 + 0.37 * (1 - eyes) - easel.y)  # what the lid leaves open
        easel.paint(lid, shade)
        easel.paint(white, WHITE)
        easel.paint(np.maximum(white, easel.ellipse(place + 0.15 * gaze, -0.06, 0.135, 0.17)), INK)
        easel.paint(np.abs(easel.ellipse(place, -0.06, 0.32, 0.34)) - 0.05, INK, glasses)
    easel.paint(np.maximum(np.abs(easel.x) - 0.06, np.abs(easel.y + 0.06) - 0.05), INK, glasses)  # the bridge
    easel.paint(easel.arc(0.47, 0.36, -0.32 * smile) - 0.085, RED)
    return easel.pictures


class Easel:
    """Pictures (n, side, side, 3) that are painted on, shape by shape, in coordinates from −1 to 1, y downwards."""

    def __init__(self, count: int, side: int) -> None:
        places = ((np.arange(side) + 0.5) / side * 2 - 1).astype(np.float32)
        self.y, self.x = places[None, :, None], places[None, None, :]
        self.edge = 2.4 / side  # width of a soft edge: a little more than a pixel
        self.pictures = np.full((count, side, side, 3), PAPER, dtype=np.float32)

    def ellipse(self, x: float | np.ndarray, y: float, a: float | np.ndarray, b: float | np.ndarray) -> np.ndarray:
        """About the signed distance (n, side, side) from an ellipse around (x, y) with half axes a and b."""
        radius = np.sqrt(((self.x - x) / a) ** 2 + ((self.y - y) / b) ** 2)
        distance: np.ndarray = (radius - 1.0) * np.minimum(a, b)
        return distance

    def arc(self, y: float, reach: float, rise: np.ndarray) -> np.ndarray:
        """About the distance (n, side, side) from the curve y + rise · ((x/reach)² − 0.5), which ends at ±reach."""
        along = np.clip(self.x, -reach, reach)
        slope = 2.0 * rise * along / reach**2
        up = (self.y - y - rise * ((along / reach) ** 2 - 0.5)) / np.sqrt(1.0 + slope**2)
        distance: np.ndarray = np.hypot(up, self.x - along)
        return distance

    def paint(self, distance: np.ndarray, colour: np.ndarray, opacity: float | np.ndarray = 1.0) -> None:
        """Paint where `distance` is below 0, with a soft edge; `colour` is (3,) or (n, 3)."""
        cover = np.clip(0.5 - distance / self.edge, 0.0, 1.0) * opacity
        rows, columns = (np.flatnonzero(cover.any(axis=other)) for other in ((0, 2), (0, 1)))
        if not len(rows):
            return
        box = np.s_[:, rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]  # most shapes touch a small part
        wanted = colour.astype(np.float32) if colour.ndim == 1 else colour.astype(np.float32)[:, None, None]
        self.pictures[box] += cover[box][..., None] * (wanted - self.pictures[box])


def from_oklch(lightness: float, chroma: float, hue: np.ndarray) -> np.ndarray:
    """Colours (n, 3) of sRGB in [0, 1] at hues (n,) in degrees, cut off where a screen can't show them.

    The numbers are those of OKLab's definition: from lightness, a and b to the cubes of three cone responses, and on to
    linear light.
    """
    angle = np.deg2rad(hue)
    a, b = chroma * np.cos(angle), chroma * np.sin(angle)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = np.stack(
        [
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        ],
        axis=-1,
    )
    linear = np.clip(linear, 0.0, 1.0)
    colours: np.ndarray = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return colours
