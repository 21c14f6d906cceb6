"""Places of points on maps, as whole numbers that fill the picture: as they travel to the browser."""

import numpy as np

LEVELS = 30_000  # the largest coordinate on screen


def on_screen(frames: np.ndarray) -> np.ndarray:
    """Maps (m, n, 2) as int16, each moved and scaled alike in both directions until it fills the plot.

    The unit and the origin of a map mean nothing, and a few stops would otherwise make all others small.
    """
    low, high = frames.min(axis=1, keepdims=True), frames.max(axis=1, keepdims=True)  # (m, 1, 2)
    half = np.maximum((high - low).max(axis=2, keepdims=True) / 2, 1e-12)
    filling: np.ndarray = np.rint((frames - (low + high) / 2) * (LEVELS / half))
    return filling.astype(np.int16)
