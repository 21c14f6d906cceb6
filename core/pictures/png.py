"""Small pictures as PNG: crisp tiles, mosaics, signed error maps. Arrays in, bytes or data URIs out."""

import base64
import io
import struct
import zlib
from functools import lru_cache

import numpy as np
from PIL import Image, ImageColor

from core.pictures.colours import CLASSES, ERROR_RANGE


def eight_bit(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] as levels 0 to 255, uint8, same shape; uint8 passes unchanged."""
    if images.dtype == np.uint8:
        return images
    whole: np.ndarray = np.rint(np.clip(images, 0.0, 1.0) * 255)
    return whole.astype(np.uint8)


def enlarged(pixels: np.ndarray, factor: int) -> np.ndarray:
    """Every pixel of (h, w[, 3]) as a square of `factor` × `factor`: browsers blur small pictures, this can't be."""
    return pixels.repeat(factor, axis=0).repeat(factor, axis=1)


PNG_KINDS = {(): 0, (3,): 2, (4,): 6}  # PNG's number for grey, colour, and colour with transparency


def png(pixels: np.ndarray) -> bytes:
    """Grey (h, w) or colour (h, w, 3 or 4) levels, uint8, as a PNG file.

    A page draws hundreds of tiny pictures; writing the three blocks of the format takes a sixth of what Pillow needs.
    """
    height, width, *channels = pixels.shape
    lines = np.zeros((height, 1 + pixels[0].size), dtype=np.uint8)  # each line begins with 0: no filter
    lines[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, PNG_KINDS[tuple(channels)], 0, 0, 0)
    blocks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(block(*each) for each in blocks)


def block(name: bytes, content: bytes) -> bytes:
    """A block of a PNG file: length, name, content, checksum."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def data_uri(pixels: np.ndarray) -> str:
    """The same PNG as text that can stand in a chart's data."""
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode()


def thumbnails(images: np.ndarray, factor: int = 1) -> list[str]:
    """A data URI for every image (n, h, w[, 3]) in [0, 1]."""
    return [data_uri(enlarged(each, factor)) for each in eight_bit(images)]


def framed_thumbnails(images: np.ndarray, marked: np.ndarray, colour: str) -> list[str]:
    """A data URI for every image (n, h, w[, 3]), in a frame of `colour` where `marked` (n,), else in a clear one."""
    n, h, w = images.shape[:3]
    sheets = np.zeros((n, h + 2, w + 2, 4), dtype=np.uint8)
    sheets[marked] = ImageColor.getcolor(colour, "RGBA")
    sheets[:, 1:-1, 1:-1, :3] = eight_bit(images).reshape(n, h, w, -1)  # grey is the same in all three
    sheets[:, 1:-1, 1:-1, 3] = 255
    return [data_uri(sheet) for sheet in sheets]


def mosaic(images: np.ndarray, columns: int) -> np.ndarray:
    """Images (n, h, w[, 3]) in reading order, `columns` a row, middle grey where one lacks: uint8 (H, W[, 3])."""
    n, h, w, *colours = images.shape
    rows = -(-n // columns)
    tiles = np.full((rows * columns, h, w, *colours), 128, dtype=np.uint8)
    tiles[:n] = eight_bit(images)
    return tiles.reshape(rows, columns, h, w, *colours).swapaxes(1, 2).reshape(rows * h, columns * w, *colours)


def film(images: np.ndarray, seconds: float, factor: int) -> bytes:
    """Images (n, h, w[, 3]) as an endless GIF, each for `seconds`: the browser plays it without asking anybody."""
    sheets = [Image.fromarray(enlarged(each, factor)) for each in eight_bit(images)]
    buffer = io.BytesIO()
    duration = round(1000 * seconds)
    sheets[0].save(buffer, format="GIF", save_all=True, append_images=sheets[1:], duration=duration, loop=0)
    return buffer.getvalue()


def error_map(error: np.ndarray) -> np.ndarray:
    """Signed error, rebuilt minus original, as colours (h, w, 3) uint8.

    Of grey images, (h, w): from blue, −1, over white to red, +1. Of colour images, (h, w, 3), where a pixel can be too
    green and not bright enough at once: how far off, from white, 0, to red, 1.
    """
    if error.ndim == 3:
        error = np.sqrt((error**2).mean(-1))
    low, middle, high = (np.array(ImageColor.getrgb(code), float) for code in ERROR_RANGE)
    share = np.clip(error, -1.0, 1.0)[..., None]
    colours: np.ndarray = np.where(share < 0, middle + (low - middle) * -share, middle + (high - middle) * share)
    return colours.round().astype(np.uint8)


@lru_cache(maxsize=1)
def icon() -> Image.Image:
    """The picture on the browser's tab: nine dots in class colours.

    Drawn here because Streamlit fetches icons that are given by name from another server.
    """
    side = 32
    sheet = np.full((side, side, 3), 255, dtype=np.uint8)
    cell, rows, columns = side / 3, *np.mgrid[:side, :side]
    for i in range(9):
        middle = ((i // 3 + 0.5) * cell, (i % 3 + 0.5) * cell)
        inside = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < (0.38 * cell) ** 2
        sheet[inside] = ImageColor.getrgb(CLASSES[i])
    return Image.fromarray(sheet)
