"""What a code keeps of how like pictures are."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from core.maps import metrics

NEAREST = 5  # codes that vote for a class


class Likeness(NamedTuple):
    """How far what is near among pictures is near among their codes, each 0 to 1.

    Args:
        kept: share of each picture's ten nearest that are among the ten nearest codes, too.
        told: share of pictures most of whose five nearest codes belong to their own class.
    """

    kept: float
    told: float


def of_seeds(found: Iterable[Likeness]) -> dict[str, list[float]]:
    """By name the figures of several networks."""
    return {name: list(each) for name, each in zip(Likeness._fields, zip(*found, strict=True), strict=True)}


def of_codes(pictures: np.ndarray, codes: np.ndarray, labels: np.ndarray) -> Likeness:
    """Measure the codes (n, k) of pictures (n, h, w) with classes (n,)."""
    near = metrics.nearest_on_map(pictures.reshape(len(pictures), -1))
    kept = metrics.kept_by_point(near, codes).mean() / metrics.K
    votes = labels[metrics.nearest_on_map(codes, NEAREST)] == labels[:, None]
    return Likeness(float(kept), float((votes.mean(axis=1) > 0.5).mean()))
