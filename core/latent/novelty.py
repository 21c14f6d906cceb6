"""Is a picture like the data, and is it new? Both by its distance to the nearest training image.

The distance is the squared difference summed over pixels. Real test images have such distances too:
`usual_distance` is the one that 95 % of them stay below. A picture farther than that from every training image is
unlike the data; one much nearer than test images are would be remembered rather than invented.
"""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np

UNUSUAL = 0.05  # share of real test images that count as unlike the data
USUAL = 1 - UNUSUAL
WAYS = ("prior", "spread", "box")  # random codes are drawn from: see `Draws`


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
    """The distance to the nearest training image that `USUAL` of real test images stay below."""
    return float(np.quantile(nearest(test, train).distances, USUAL))


def unlike_share(images: np.ndarray, train: np.ndarray, limit: float) -> float:
    """The share of `images` that lie farther than `limit` from every training image, 0 to 1."""
    return float((nearest(images, train).distances > limit).mean())


class Draws(NamedTuple):
    """Random codes of one model, decoded.

    Args:
        distances: for each of `WAYS` the squared distance of each picture to the nearest training image, (draws,).
            Codes are drawn from the prior N(0, 1); from a normal distribution with the mean and spread of the model's
            own test codes, value by value; and evenly from the box around those codes.
        mean: of the model's codes of test images, (k,).
        std: the same codes' spread, (k,).
    """

    distances: Mapping[str, np.ndarray]
    mean: np.ndarray
    std: np.ndarray


class NoveltyOfDraws(NamedTuple):
    """How far random codes of several models lead away from the data.

    Args:
        real: squared distance of each test image to the nearest training image, (n,).
        models: the draws by the model's name.
    """

    real: np.ndarray
    models: Mapping[str, Draws]

    def to_arrays(self) -> dict[str, np.ndarray]:
        """As arrays by name; `from_arrays` reads them."""
        arrays = {"real": self.real}
        for name, draws in self.models.items():
            arrays |= {f"{name}_{way}": distances for way, distances in draws.distances.items()}
            arrays |= {f"{name}_mean": draws.mean, f"{name}_std": draws.std}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The draws in the arrays of a file."""
        names = [key.removesuffix("_mean") for key in arrays if key.endswith("_mean")]
        models = {
            name: Draws({way: arrays[f"{name}_{way}"] for way in WAYS}, arrays[f"{name}_mean"], arrays[f"{name}_std"])
            for name in names
        }
        return cls(arrays["real"], models)
