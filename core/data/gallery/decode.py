"""One picture out of a stranger's file: PNG, JPEG or WebP, as levels from 0 to 255, upright, on white."""

import io
import struct
import warnings
import zlib
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core.data.tables.files import OTHERS
from core.data.tables.words import counted, plain
from core.errors import UploadError
from core.limits import Limits

FORMATS = ("PNG", "JPEG", "WEBP")
SHORT = 48  # pixels: of the shorter side that is kept, the largest that a data set may have
LONG = 4 * SHORT  # the most of the longer side
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, struct.error,
    zlib.error,
)  # fmt: skip
KINDS = {b"PK": "an archive inside the archive", b"GIF8": "a GIF picture", b"BM": "a BMP picture",
    b"II*\0": "a TIFF picture", b"MM\0*": "a TIFF picture", b"\0\0\1\0": "an icon", b"8BPS": "a Photoshop file",
    b"<svg": "an SVG drawing", b"\x1f\x8b": "packed with gzip"}  # fmt: skip
BRANDS = {b"heic": "a HEIC photo", b"heix": "a HEIC photo", b"mif1": "a HEIC photo", b"avif": "an AVIF picture"}


class Levels(NamedTuple):
    """A picture: uint8 (h, w), or in colour (h, w, 3); and whether it is the first of several that move."""

    pixels: np.ndarray
    moves: bool


def decode(content: bytes, limits: Limits) -> Levels:
    """The picture in a file, made smaller where it has more pixels than are used.

    Args:
        content: of the file.
        limits: megapixels counts here, by the file's header, before anything is decoded.

    Raises: UploadError whose message is the end of a sentence that begins with the file's name.
    """
    if not content:
        raise UploadError("is empty: bring the picture again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a picture with many pixels is refused below
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                check_size(picture.size, limits)
                moves = picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1
                return Levels(levels(picture), moves)
    except UnidentifiedImageError as error:
        raise UploadError(f"is {kind_of(content)}: bring it as PNG, JPEG or WebP.") from error
    except Image.DecompressionBombError as error:
        raise UploadError(f"has more than {limits.megapixels} million pixels: make it smaller.") from error
    except BROKEN as error:
        raise UploadError(f"is damaged ({plain(str(error)) or 'it ends early'}): save it again.") from error


def check_size(size: tuple[int, int], limits: Limits) -> None:
    """Raise UploadError when a picture of `size`, (w, h) pixels, is larger than allowed."""
    pixels = size[0] * size[1]
    if pixels > limits.megapixels * 1_000_000:
        raise UploadError(
            f"has {pixels / 1e6:,.0f} million pixels and at most {limits.megapixels} million are read: make it smaller."
        )
    if min(size) < 2:
        raise UploadError(f"is {counted(size[0], 'pixel')} by {size[1]}: bring one of at least 2 by 2.")


def levels(picture: Image.Image) -> np.ndarray:
    """The pixels of a picture that is open, and not decoded yet."""
    picture.draft(None, kept_size(picture.size, 2))  # a JPEG is decoded at half, a quarter or an eighth of its size
    upright = on_plain_mode(ImageOps.exif_transpose(picture))
    size = kept_size(upright.size)
    small = upright if size == upright.size else upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if small.mode in ("LA", "RGBA"):
        paper = Image.new("RGBA", small.size, "white")
        small = Image.alpha_composite(paper, small.convert("RGBA")).convert(small.mode.removesuffix("A"))
    return np.asarray(small)


def kept_size(size: tuple[int, int], times: int = 1) -> tuple[int, int]:
    """What a picture of `size` is made smaller to: so many times as large as is used."""
    scale = min(1.0, times * SHORT / min(size), times * LONG / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def on_plain_mode(picture: Image.Image) -> Image.Image:
    """The same in grey or colour, with transparency where it has some: L, LA, RGB or RGBA."""
    if picture.mode.startswith("I"):  # 16 bits, which `convert` would cut off at 255
        return Image.fromarray(np.rint(np.asarray(picture).astype(np.float64) / 257).clip(0, 255).astype(np.uint8))
    if picture.mode in ("L", "RGB") and picture.has_transparency_data:  # one of its colours is the clear one
        return picture.convert("LA" if picture.mode == "L" else "RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA"):
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def kind_of(content: bytes) -> str:
    """What a file is that is no picture of the kinds that are read, as far as it can be told."""
    begins = content[:64].lstrip().lower()
    if content[4:8] == b"ftyp" and content[8:12] in BRANDS:
        return BRANDS[content[8:12]]
    kinds = KINDS | {sign: kind for sign, kind in OTHERS.items() if kind != "a picture"}
    found = (kind for sign, kind in kinds.items() if content.startswith(sign) or begins.startswith(sign.lower()))
    return next(found, "no picture that is read here").removesuffix(",")
