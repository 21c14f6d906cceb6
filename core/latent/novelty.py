"""Is a picture like the data, and is it new? Both by its distance to the nearest training image.

The distance is the squared difference summed over pixels. Real test images have such distances too:
`usual_distance` is the one that 95 % of them stay below. A picture farther than that from every training image is
unlike the data; one much nearer than test images are would be remembered rather than invented.
"""

from typing import NamedTuple

import numpy as np

USUAL = 0.95  # share of real test images that count as like the data


class Nearest(NamedTuple):
    """Row of the nearest reference image, (n,), and the squared distance to it, (n,)."""

    rows: np.ndarray
    distances: np.ndarray


def nearest(images: np.ndarray, references: np.ndarray) -> Nearest:
    """The nearest of `references` (m, h, w) to each of `images` (n, h, w)."""
    a, b = images.reshape(len(images), -1), references.reshape(len(references), -1)
    squared = (a**2).sum(1)[:, None] + (b**2).sum(1)[None, :] - 2 * a @ b.T  # (n, m)
    rows = squared.argmin(1)
    return Nearest(rows, np.maximum(squared[np.arange(len(a)), rows], 0.0))


def usual_distance(test: np.ndarray, train: np.ndarray) -> float:
    """The distance to the nearest training image that 95 % of real test images stay below."""
    return float(np.quantile(nearest(test, train).distances, USUAL))


def unlike_share(images: np.ndarray, train: np.ndarray, limit: float) -> float:
    """The share of `images` that lie farther than `limit` from every training image, 0 to 1."""
    return float((nearest(images, train).distances > limit).mean())
