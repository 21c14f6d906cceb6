"""What a picture costs in bytes: as it is, as a zip file, as a code. Plain NumPy."""

import zlib
from typing import NamedTuple

import numpy as np


class Bytes(NamedTuple):
    """What a picture costs, the mean over some.

    Args:
        raw: as it is, one byte a number.
        zipped: packed without loss.
        code: as a code of numbers of four bytes, with loss.
        decoder: what is needed once to rebuild all of them: four bytes a weight.
    """

    raw: int
    zipped: float
    code: int
    decoder: int

    @property
    def worth_it(self) -> float:
        """From how many pictures on codes and decoder together take less room than zip files; infinite where never."""
        saved = self.zipped - self.code
        return self.decoder / saved if saved > 0 else float("inf")


def in_bytes(pictures: np.ndarray, k: int, weights: int) -> Bytes:
    """The bytes of pictures (n, h, w) in [0, 1], of codes of k numbers, and of a decoder of so many weights."""
    levels = np.rint(np.asarray(pictures) * 255).astype(np.uint8)
    zipped = [len(zlib.compress(each.tobytes(), 9)) for each in levels]
    return Bytes(int(levels[0].size), float(np.mean(zipped)), 4 * k, 4 * weights)
