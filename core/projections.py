"""Maps of many-dimensional points: what every method needs first, and the simplest map, PCA.

A map gives each point a place in 2 or 3 dimensions. Three methods are used in this app:

- PCA (here): the flat shadow with the most variance; nothing but a rotation and a projection.
- t-SNE (`core.tsne`): positions whose neighbour probabilities match those of the data.
- UMAP (`core.umaps`): positions whose neighbour graph matches that of the data.

The last two see the data only through each point's nearest neighbours, which are found once, exactly, and reused.
Whatever cannot be mapped is refused here in one sentence, before any library is asked.
"""

from typing import NamedTuple

import numpy as np

from core.params import SettingError

FEWEST = 3  # points of a PCA map
FEWEST_NEIGHBOURLY = 7  # points of a t-SNE or UMAP map: the fewest for which a perplexity of 1 is allowed


class Neighbours(NamedTuple):
    """The nearest other points of every point, nearest first, without the point itself.

    Args:
        indices: int32 (n, k).
        distances: float64 (n, k), Euclidean.
    """

    indices: np.ndarray
    distances: np.ndarray

    @property
    def k(self) -> int:
        """How many neighbours of each point are known."""
        return self.indices.shape[1]


class PCAMap(NamedTuple):
    """A PCA map and how it was cast.

    Args:
        positions: (n, dims).
        components: (dims, d), the directions, unit length.
        mean: (d,), what was subtracted.
        variance_share: (dims,), the share of all variance along each direction, 0 to 1.
    """

    positions: np.ndarray
    components: np.ndarray
    mean: np.ndarray
    variance_share: np.ndarray


def check_points(points: np.ndarray, fewest: int = FEWEST) -> np.ndarray:
    """The points as float64 (n, d), if a map can be made of them.

    Args:
        points: a table (n, d) of numbers.
        fewest: how many rows there must be.

    Raises: SettingError when points is no table of numbers, has too few rows, a value that is no finite number (its
        row and column are named, counted from 0), or rows that are all equal.
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


def remarks(points: np.ndarray) -> tuple[str, ...]:
    """Sentences about points (n, d) that can be mapped but hold something the visitor should know."""
    constant = np.flatnonzero(np.ptp(points, axis=0) == 0)
    copies = len(points) - len(np.unique(points, axis=0))
    found = []
    if len(constant):
        which = ", ".join(map(str, constant[:5])) + (", …" if len(constant) > 5 else "")
        found.append(
            f"{len(constant)} of {points.shape[1]} columns never change (number {which}, counted from 0): "
            "they leave every distance, and so every map, as it is."
        )
    if copies:
        found.append(f"{copies:,} of {len(points):,} points are exact copies of another one and share its place.")
    return tuple(found)


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


def pca(points: np.ndarray, dims: int = 2) -> PCAMap:
    """The linear map that keeps the most variance: positions = (points − mean) · componentsᵀ.

    It is unique but for the signs of the axes, which scikit-learn fixes, so every run gives the same map. Where the
    points have fewer than `dims` directions, the missing coordinates are 0.

    Args:
        points: (n, d).
        dims: 1, 2 or 3.

    Raises: SettingError when the points can't be mapped.

    Pearson, "On lines and planes of closest fit to systems of points in space", 1901,
    https://doi.org/10.1080/14786440109462720
    """
    from sklearn.decomposition import PCA

    points = check_points(points)
    rank = min(dims, *points.shape)
    model = PCA(rank, svd_solver="full").fit(points)
    positions = np.zeros((len(points), dims))
    positions[:, :rank] = model.transform(points)
    components, share = np.zeros((dims, points.shape[1])), np.zeros(dims)
    components[:rank], share[:rank] = model.components_, model.explained_variance_ratio_
    return PCAMap(positions, components, model.mean_, share)


def pca_by_drawing(points: np.ndarray, seed: int) -> np.ndarray:
    """The 2-D PCA map (n, 2) by the approximate method for large data, which draws random directions to begin with.

    Halko, Martinsson & Tropp, "Finding structure with randomness", 2011, https://doi.org/10.1137/090771806
    """
    from sklearn.decomposition import PCA

    return PCA(2, svd_solver="randomized", random_state=seed).fit_transform(check_points(points))


def noise_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Structureless points (n, d): normal noise with the mean and spread of each column of `points` (n, d)."""
    rng = np.random.default_rng(seed)
    return rng.normal(points.mean(axis=0), points.std(axis=0), points.shape)
