import zlib

import numpy as np
import pytest

from core.latent import zipping


def test_bytes_are_those_of_the_files():
    pictures = np.zeros((3, 8, 8))
    pictures[:, 0, 0] = 1.0
    found = zipping.in_bytes(pictures, 2, 100)
    raw = bytes([255]) + bytes(63)
    assert found == (64, len(zlib.compress(raw, 9)), 8, 400)
    assert found.worth_it == pytest.approx(400 / (found.zipped - 8))
    assert zipping.in_bytes(pictures, 64, 100).worth_it == float("inf")
