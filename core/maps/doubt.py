"""How far each single point of a map can be believed: has it lost its neighbours, does it sit among strangers?

Trustworthiness and continuity (Venna & Kaski, 2001, https://doi.org/10.1007/3-540-44668-0_68) point by point: their
means over all points are those of `core.maps.metrics.measure`, but for points at equal distances.
"""

from typing import NamedTuple

import numpy as np

from core.luck import BAR, way
from core.maps import metrics

KINDS = ("sure", "torn from its neighbours", "among strangers", "both")


class Doubt(NamedTuple):
    """Of each of n points, 1 for all is well, about 0.5 for a place by chance.

    Args:
        continuity: low where true neighbours lie far away on the map: the point is torn from them, (n,).
        trust: low where those near it on the map are strangers in the data, (n,); nan where the data are not known.
    """

    continuity: np.ndarray
    trust: np.ndarray

    @property
    def worst(self) -> np.ndarray:
        """The lower one of the two, (n,)."""
        return np.asarray(np.fmin(self.continuity, self.trust))

    @property
    def kinds(self) -> np.ndarray:
        """Which of `KINDS` each point is, (n,): what is less than half the way from chance to perfect is in doubt."""
        bar = chance(len(self.trust)) + BAR * (1 - chance(len(self.trust)))
        return np.asarray((self.continuity < bar) + 2 * (self.trust < bar))


def chance(n: int, k: int = metrics.K) -> float:
    """What a point in a random place gets on average, among n points."""
    beyond = (n - 1 - k) * (n - k) / (2 * (n - 1))  # of a place drawn among n − 1: how far past k, on average
    return float(way(beyond, 0.0, (2 * n - 3 * k - 1) / 2))


def by_point(points: np.ndarray | None, positions: np.ndarray, neighbours: np.ndarray) -> Doubt:
    """The doubt about each point of a map (n, dims) of the points (n, d), whose true neighbours (n, k) are known.

    Without the points themselves only what is torn is found.
    """
    continuity = well_placed(positions, neighbours)
    if points is None:
        return Doubt(continuity, np.full(len(positions), np.nan))
    return Doubt(continuity, well_placed(points, metrics.nearest_on_map(positions, neighbours.shape[1])))


def well_placed(points: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Whether what is near a point elsewhere, (n, k), is near it here, among points (n, d): 1 if all are, (n,).

    1 − 2 / (k (2n − 3k − 1)) · Σ_j max(place of j among those nearest to i − k, 0); equals share the first place.
    """
    table, (n, k) = metrics.as_data(points), near.shape
    tolerance, beyond = metrics.rounding(table), np.zeros(n)
    for block in metrics.blocks(n):
        distances = metrics.squared_distances(table[block], table)
        distances[np.arange(len(distances)), np.arange(n)[block]] = np.inf
        for column in near[block].T:
            reach = distances[np.arange(len(distances)), column][:, None] - tolerance
            beyond[block] += np.maximum((distances < reach).sum(axis=1) + 1 - k, 0)
    return np.asarray(1.0 - 2.0 * beyond / (k * (2 * n - 3 * k - 1)))
