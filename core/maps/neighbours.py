"""What t-SNE and UMAP need first: points that can be mapped, and the nearest others of each."""

from typing import NamedTuple

import numpy as np

from core.errors import SettingError

FEWEST = 3  # points of a PCA map


class Neighbours(NamedTuple):
    """The nearest other points of every point, nearest first, without the point itself."""

    indices: np.ndarray  # int32 (n, k)
    distances: np.ndarray  # float64 (n, k), Euclidean

    @property
    def k(self) -> int:
        """How many neighbours of each point are known."""
        return int(self.indices.shape[1])


def check_points(points: np.ndarray, fewest: int = FEWEST) -> np.ndarray:
    """The points as float64 (n, d), if a map can be made of them.

    Raises: SettingError when points is no table of numbers, has fewer than `fewest` rows, a value that is no finite
        number (its row and column are named, counted from 0), or rows that are all equal.
    """
    points = np.asarray(points)
    if points.ndim != 2 or points.shape[1] == 0:
        raise SettingError(
            f"points has shape {points.shape}: bring a table with one row a point and at least 1 column."
        )
    if points.dtype.kind not in "fiub":
        raise SettingError(f"points holds {points.dtype.name} values: bring numbers only.")
    if len(points) < fewest:
        raise SettingError(f"points has {len(points)} rows, too few for a map: bring at least {fewest}.")
    points = np.ascontiguousarray(points, dtype=np.float64)
    bad = np.argwhere(~np.isfinite(points))
    if len(bad):
        row, column = bad[0]
        raise SettingError(
            f"points has {points[row, column]} in row {row}, column {column} ({len(bad):,} such values in all): "
            "a map needs finite numbers, so fill or remove them."
        )
    if not np.ptp(points, axis=0).any():
        raise SettingError(
            f"All {len(points):,} points are equal, so there is nothing to map: bring points that differ."
        )
    return points


def nearest(points: np.ndarray, k: int) -> Neighbours:
    """The k nearest other points of each of the points (n, d), by exact search with scikit-learn.

    Raises: SettingError unless 1 <= k < n.
    """
    from sklearn.neighbors import NearestNeighbors

    if not 1 <= k < len(points):
        raise SettingError(
            f"k = {k} neighbours is out of range for {len(points):,} points: choose 1 to {len(points) - 1:,}."
        )
    distances, indices = NearestNeighbors().fit(points).kneighbors(n_neighbors=k)
    return Neighbours(indices.astype(np.int32), distances)
