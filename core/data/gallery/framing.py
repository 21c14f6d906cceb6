"""A data set made of a visitor's pictures: all of one size, cut or with margins, grey or in colour.

made = dataset(gallery, guess(gallery))
"""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from core.data.datasets import Dataset
from core.data.gallery.reading import Gallery
from core.data.tables.classes import grouped
from core.errors import UploadError
from core.settings import Settings, knob

NAME = "yours"  # of the data set, in links too
SIDES = (16, 28, 32, 48)  # pixels: sizes that every network of this app can be built for
USUAL, USUAL_COLOUR = 28, 32  # pixels of a side at first: those of this app's digits, and of its faces
FEWEST_TRAINED = 30  # pictures for a training: 21 to learn from, 3 to watch it by, 6 to measure on
SHOWN, SHEET, DIM = 8, 96, 0.35  # pictures whose cut is shown, pixels of each, and how light is what is cut off
HERE = "brought by you, seen by nobody else"


@dataclass(frozen=True)
class Framing(Settings):
    """What a visitor wants of their pictures."""

    side: int = knob(USUAL, "Size in pixels", choices=SIDES)
    colour: bool = knob(False, "In colour", choices=(False, True))
    whole: bool = knob(False, "Whole, with margins", choices=(False, True))


def guess(gallery: Gallery) -> Framing:
    """What is made of them unless their visitor chooses otherwise."""
    colour = gallery.has_colour
    usual = USUAL_COLOUR if colour else USUAL
    short = float(np.median([min(each.shape[:2]) for each in gallery.pictures]))
    return Framing(max([each for each in SIDES if each <= min(short, usual)], default=SIDES[0]), colour)


def dataset(gallery: Gallery, framing: Framing) -> Dataset:
    """The pictures of a gallery as a data set, their folders as classes.

    Raises UploadError when all are equal: then there is nothing to map.
    """
    levels = np.stack([framed(each, framing) for each in gallery.pictures])
    if (levels == levels[0]).all():
        raise UploadError(f"All {len(levels):,} pictures look the same at this size: bring pictures that differ.")
    classes = grouped([each or "no folder" for each in gallery.folders])
    names = classes.names if len(classes.names) > 1 else ("all pictures",)
    return of_levels(gallery.title, levels, classes.labels, names)


def of_levels(title: str, levels: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> Dataset:
    """The data set of pictures in levels from 0 to 255, uint8 (n, s, s) or (n, s, s, 3): as it travels to a worker."""
    return Dataset(NAME, title, levels.astype(np.float32) / 255, labels, names, HERE, "")


def framed(pixels: np.ndarray, framing: Framing) -> np.ndarray:
    """One picture, uint8 (h, w[, 3]), as a square of the size that is wanted, (s, s[, 3])."""
    picture = Image.fromarray(pixels).convert("RGB" if framing.colour else "L")
    side = framing.side
    if not framing.whole:
        return np.asarray(resized(picture.crop(cut(picture.size)), (side, side)))
    scale = side / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    sheet = Image.new(picture.mode, (side, side), edge_colour(picture))
    sheet.paste(resized(picture, (width, height)), ((side - width) // 2, (side - height) // 2))
    return np.asarray(sheet)


def cut(size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The square in the middle of a picture of (w, h) pixels: its left, upper, right and lower edge."""
    side = min(size)
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    return left, top, left + side, top + side


def resized(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The same in another size; pixel by pixel as it was where the size is its own."""
    return picture if picture.size == size else picture.resize(size, Image.Resampling.LANCZOS)


def edge_colour(picture: Image.Image) -> int | tuple[int, ...]:
    """The usual level of a picture's outermost pixels, in the middle of their order: the colour of its margins."""
    pixels = np.asarray(picture)
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = np.median(rim, axis=0).astype(int)
    return int(middle) if middle.ndim == 0 else tuple(middle.tolist())


def before_and_after(gallery: Gallery, framing: Framing) -> tuple[np.ndarray, np.ndarray]:
    """The first pictures as they were brought, what is cut off pale, and as they are used: uint8 (m, 96, 96, 3)."""
    first = gallery.pictures[:SHOWN]
    brought = np.stack([on_sheet(pixels, framing.whole) for pixels in first])
    used = [Image.fromarray(framed(pixels, framing)).convert("RGB") for pixels in first]
    sheets = [each.resize((SHEET, SHEET), Image.Resampling.NEAREST) for each in used]
    return brought, np.stack([np.asarray(each) for each in sheets])


def on_sheet(pixels: np.ndarray, whole: bool) -> np.ndarray:
    """A picture in the middle of a white sheet, what is not used of it pale."""
    picture = Image.fromarray(pixels).convert("RGB")
    pale = Image.blend(Image.new("RGB", picture.size, "white"), picture, DIM)
    box = (0, 0, *picture.size) if whole else cut(picture.size)
    pale.paste(picture.crop(box), box[:2])
    scale = SHEET / max(picture.size)
    width, height = (max(1, round(length * scale)) for length in picture.size)
    pale = pale.resize((width, height), Image.Resampling.BICUBIC)
    sheet = Image.new("RGB", (SHEET, SHEET), "white")
    sheet.paste(pale, ((SHEET - width) // 2, (SHEET - height) // 2))
    return np.asarray(sheet)
