"""Many small pictures for little: BMP files that share one header.

A chart with 1,797 points needs 1,797 pictures for its tooltips. As PNG files each costs some 250 characters. A BMP file
of one size always begins with the same bytes, so that beginning travels once, and each picture is only its pixels in
16 grey levels: 44 characters for 8×8. The browser puts both together.
"""

import base64
import struct

import numpy as np

OFFSET = 120  # bytes before the pixels: a multiple of 3, so that base64 can be cut here
LARGEST = 16  # pixels: larger pictures are halved, which is enough for a thumbnail


def bitmaps(images: np.ndarray) -> tuple[str, tuple[str, ...]]:
    """Images (n, h, w) in [0, 1] as a common header and n texts: header + text is a data URI.

    Images more than 16 pixels wide or high are shown by the means of 2 × 2 pixels.
    """
    return bitmaps_of_levels(levels(halved(images)))


def halved(images: np.ndarray) -> np.ndarray:
    """Images (n, h, w) as the means of 2 × 2 pixels, until they are at most 16 pixels wide and high."""
    while max(images.shape[1:]) > LARGEST:
        n, h, w = images.shape
        images = images[:, : h - h % 2, : w - w % 2].reshape(n, h // 2, 2, w // 2, 2).mean(axis=(2, 4))
    return images


def levels(images: np.ndarray) -> np.ndarray:
    """Images (n, h, w) in [0, 1] in whole levels from 0 to 15, uint8."""
    whole: np.ndarray = np.rint(np.clip(images, 0.0, 1.0) * 15)
    return whole.astype(np.uint8)


def bitmaps_of_levels(grey: np.ndarray) -> tuple[str, tuple[str, ...]]:
    """The same for images uint8 (n, h, w) that are levels already."""
    n, h, w = grey.shape
    stride = -(-w // 8) * 4  # bytes in a row: two pixels a byte, padded to four bytes
    padded = np.zeros((n, h, stride * 2), dtype=np.uint8)
    padded[:, ::-1, :w] = grey  # rows go from the bottom up
    packed = (padded[:, :, ::2] << 4) | padded[:, :, 1::2]
    texts = tuple(base64.b64encode(each.tobytes()).decode() for each in packed)
    return "data:image/bmp;base64," + base64.b64encode(header(h, w, stride)).decode(), texts


def header(h: int, w: int, stride: int) -> bytes:
    """The first 120 bytes of a BMP file of h × w pixels in 16 grey levels."""
    size = h * stride
    file = struct.pack("<2sIHHI", b"BM", OFFSET + size, 0, 0, OFFSET)
    info = struct.pack("<IiiHHIIiiII", 40, w, h, 1, 4, 0, size, 2835, 2835, 16, 16)
    palette = b"".join(bytes((17 * level,) * 3 + (0,)) for level in range(16))
    return (file + info + palette).ljust(OFFSET, b"\0")
