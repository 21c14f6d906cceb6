"""Is a picture like the data, and is it new? Both by its distance to the nearest training image.

The distance is the squared difference summed over pixels. Real images that no model has learned from have such
distances too: `usual_distance` is the one that 95 % of the validation images stay below. A picture farther than that
from every training image is unlike the data, and so are some real test images: their share is measured, and stands
beside every other. A picture much nearer than test images are would be remembered rather than invented.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np

from core.latent.codes import Bells

UNUSUAL = 0.05  # share of the validation images that the limit leaves out
USUAL = 1 - UNUSUAL
WAYS = ("prior", "spread", "bell", "mixture", "box")  # random codes are drawn from N(0, 1), `OwnBells`, or evenly


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


def usual_distance(validation: np.ndarray, train: np.ndarray) -> float:
    """The distance to the nearest training image that `USUAL` of the validation images stay below."""
    return float(np.quantile(nearest(validation, train).distances, USUAL))


def unlike_share(images: np.ndarray, train: np.ndarray, limit: float) -> float:
    """The share of `images` that lie farther than `limit` from every training image, 0 to 1."""
    return float((nearest(images, train).distances > limit).mean())


class OwnBells(NamedTuple):
    """Bells fitted to a model's codes of training images, from the coarsest idea of where they lie to the finest.

    Args:
        spread: one bell, value by value, with the codes' mean and spread.
        bell: one bell with their covariance.
        mixture: many bells.
    """

    spread: Bells
    bell: Bells
    mixture: Bells

    def to_arrays(self, model: str) -> dict[str, np.ndarray]:
        """As arrays by name; `from_arrays` reads them."""
        return {
            f"{model}:{way}:{part}": array.astype(np.float32)
            for way, bells in self._asdict().items()
            for part, array in bells._asdict().items()
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], model: str) -> Self:
        """The bells of a model among the arrays of a file. Raises KeyError when it has none."""
        return cls(*(Bells(*(arrays[f"{model}:{way}:{part}"] for part in Bells._fields)) for way in cls._fields))
