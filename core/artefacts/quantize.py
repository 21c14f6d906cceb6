"""Trained weights in eight bits, for shipping: a fifth of the size, and a loss that hardly differs.

Each row w of a large array is kept as whole numbers q from −127 to 127 and one scale s = max|w| / 127, so that
w ≈ s·q, with an error of at most s/2. Most q are small, so deflating them saves another seventh. Small arrays, where
all this would save nothing, are kept in half precision.

Source: Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference", 2018, section 3.1.1,
https://arxiv.org/abs/1806.08342.
"""

import zlib
from collections.abc import Mapping

import numpy as np

LARGEST = 127  # of the whole numbers
SMALL = 4_096  # values: arrays of fewer stay in half precision
SCALE, SHAPE = ".scale", ".shape"  # endings of the names under which the scales and the shape of an array are kept


def compress(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The weights in few bytes: deflated int8 with float32 scales, or float16."""
    result = {}
    for name, values in arrays.items():
        if values.size < SMALL:
            result[name] = values.astype(np.float16)
            continue
        axes = tuple(range(1, values.ndim))
        scale = np.maximum(np.abs(values).max(axes, keepdims=True), np.finfo(np.float32).tiny) / LARGEST
        whole = np.rint(values / scale).astype(np.int8)
        result[name] = np.frombuffer(zlib.compress(whole.tobytes(), 9), dtype=np.uint8)
        result[name + SCALE] = scale.astype(np.float32)
        result[name + SHAPE] = np.array(values.shape, dtype=np.int32)
    return result


def decompress(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The weights as float32 again; arrays that were never compressed come back as they are, in float32."""
    return {
        name: inflate(values, arrays[name + SHAPE]) * arrays[name + SCALE]
        if name + SCALE in arrays
        else values.astype(np.float32)
        for name, values in arrays.items()
        if not name.endswith((SCALE, SHAPE))
    }


def inflate(values: np.ndarray, shape: np.ndarray) -> np.ndarray:
    """The whole numbers that were deflated, in their shape."""
    return np.frombuffer(zlib.decompress(values.tobytes()), dtype=np.int8).reshape(shape)
