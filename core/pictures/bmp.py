"""Many small pictures for little: BMP files that share one header.

A chart with 1,797 points needs 1,797 pictures for its tooltips. As PNG files each costs some 250 characters. A BMP file
of one size always begins with the same bytes, so that beginning travels once, and each picture is only its pixels: grey
ones in 16 levels, 44 characters for 8×8, and colour ones in 252 colours.
"""

import base64
import struct

import numpy as np

OFFSET = 120  # bytes before the pixels of a grey picture: a multiple of 3, so that base64 can be cut here
COLOUR_OFFSET = 1080  # the same of a colour picture, whose palette is longer
LARGEST = 16  # pixels: larger pictures are halved, which is enough for a thumbnail
STEPS = (6, 7, 6)  # levels of red, green (which eyes tell apart best) and blue in a colour picture
MOST = np.array(STEPS) - 1
Bitmaps = tuple[str, tuple[str, ...]]  # a common header and a text for each picture: header + text is a data URI


def bitmaps(images: np.ndarray) -> Bitmaps:
    """Images (n, h, w) or (n, h, w, 3) in [0, 1].

    Images more than 16 pixels wide or high are shown by the means of 2 × 2 pixels.
    """
    small = halved(images)
    return bitmaps_of_levels(levels(small)) if images.ndim == 3 else bitmaps_of_colours(small)


def halved(images: np.ndarray) -> np.ndarray:
    """Images (n, h, w[, 3]) as the means of 2 × 2 pixels, until they are at most 16 pixels wide and high."""
    while max(images.shape[1:3]) > LARGEST:
        n, h, w, *colours = images.shape
        even = images[:, : h - h % 2, : w - w % 2]
        images = even.reshape(n, h // 2, 2, w // 2, 2, *colours).mean(axis=(2, 4))
    return images


def levels(images: np.ndarray) -> np.ndarray:
    """Images (n, h, w) in [0, 1] in whole levels from 0 to 15, uint8."""
    whole: np.ndarray = np.rint(np.clip(images, 0.0, 1.0) * 15)
    return whole.astype(np.uint8)


def bitmaps_of_levels(grey: np.ndarray) -> Bitmaps:
    """The same for images uint8 (n, h, w) that are levels already: two pixels a byte."""
    n, h, w = grey.shape
    stride = -(-w // 8) * 4  # bytes in a row, padded to four bytes
    padded = np.zeros((n, h, stride * 2), dtype=np.uint8)
    padded[:, ::-1, :w] = grey  # rows go from the bottom up
    packed = (padded[:, :, ::2] << 4) | padded[:, :, 1::2]
    return texts(header(h, w, stride, np.full((16, 3), 17) * np.arange(16)[:, None], OFFSET), packed)


def bitmaps_of_colours(images: np.ndarray) -> Bitmaps:
    """The same for images (n, h, w, 3) in [0, 1]: a pixel is one of 252 colours, a byte."""
    n, h, w, _ = images.shape
    stride = -(-w // 4) * 4
    padded = np.zeros((n, h, stride), dtype=np.uint8)
    nearest = np.rint(np.clip(images, 0.0, 1.0) * MOST).astype(int)
    padded[:, ::-1, :w] = np.ravel_multi_index(tuple(np.moveaxis(nearest, -1, 0)), STEPS)
    colours = np.indices(STEPS).reshape(3, -1).T * 255 / MOST  # in the order of the numbers above
    return texts(header(h, w, stride, np.rint(colours).astype(int), COLOUR_OFFSET), padded)


def texts(common: bytes, pixels: np.ndarray) -> Bitmaps:
    """A header and the bytes of each picture, (n, h, stride), as text."""
    each = tuple(base64.b64encode(picture.tobytes()).decode() for picture in pixels)
    return "data:image/bmp;base64," + base64.b64encode(common).decode(), each


def header(h: int, w: int, stride: int, palette: np.ndarray, offset: int) -> bytes:
    """The first `offset` bytes of a BMP file of h × w pixels in the colours of `palette`, (count, 3) from 0 to 255."""
    size, count = h * stride, len(palette)
    file = struct.pack("<2sIHHI", b"BM", offset + size, 0, 0, offset)
    bits = 4 if count <= 16 else 8
    info = struct.pack("<IiiHHIIiiII", 40, w, h, 1, bits, 0, size, 2835, 2835, count, count)
    colours = b"".join(bytes((blue, green, red, 0)) for red, green, blue in palette.tolist())
    return (file + info + colours).ljust(offset, b"\0")
