"""Maps of many-dimensional points: what every method needs first, and the simplest map, PCA.

A map gives each point a place in 2 or 3 dimensions. Three methods are used in this app:

- PCA (here): the flat shadow with the most variance; nothing but a rotation and a projection.
- t-SNE (`core.maps.tsne`): positions whose neighbour probabilities match those of the data.
- UMAP (`core.maps.umap`): positions whose neighbour graph matches that of the data.

The last two see the data only through each point's nearest neighbours, which are found once, exactly, and reused.
Whatever cannot be mapped is refused here in one sentence, before any library is asked.
"""

from typing import NamedTuple

import numpy as np

from core.maps.neighbours import check_points

THIN = 1e-10  # of the first direction's variance


class PCAMap(NamedTuple):
    """A PCA map and how it was cast."""

    positions: np.ndarray  # (n, dims)
    components: np.ndarray  # (dims, d), the directions, unit length
    mean: np.ndarray  # (d,), what was subtracted
    variance_share: np.ndarray  # (dims,), the share of all variance along each direction, 0 to 1


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


def pca(points: np.ndarray, dims: int = 2, seed: int | None = None) -> PCAMap:
    """The linear map of points (n, d) that keeps the most variance: positions = (points − mean) · componentsᵀ.

    It is unique but for the signs of the axes: the largest number of every direction is positive, so that every run
    gives the same map. Where the points have fewer than `dims` directions (1, 2 or 3), the missing coordinates are 0.
    With a seed it is the approximate method for large data, which begins with random directions. Raises SettingError
    when the points can't be mapped.

    Pearson, "On lines and planes of closest fit to systems of points in space", 1901,
    https://doi.org/10.1080/14786440109462720
    Halko, Martinsson & Tropp, "Finding structure with randomness", 2011, https://doi.org/10.1137/090771806
    """
    points = check_points(points)
    mean = points.mean(axis=0)
    centred, rank = points - mean, min(dims, *points.shape)
    components, share = np.zeros((dims, points.shape[1])), np.zeros(dims)
    found, squares = directions(centred, rank) if seed is None else drawn_directions(centred, rank, seed)
    largest = np.abs(found).argmax(axis=1)
    components[:rank] = found * np.sign(found[np.arange(rank), largest])[:, None]
    share[:rank] = squares / (centred**2).sum()
    return PCAMap(centred @ components.T, components, mean, share)


def directions(centred: np.ndarray, rank: int) -> tuple[np.ndarray, np.ndarray]:
    """The directions of most variance of centred points (n, d): unit vectors (rank, d), sums of squares (rank,).

    They are eigenvectors of the smaller of XᵀX and XXᵀ, a hundredth of the work of a singular value decomposition of
    X. Squaring drowns a direction with a hundred-thousandth of the first one's extent, so there X itself is decomposed.
    """
    from scipy.linalg import eigh, svd

    n, d = centred.shape
    wide = d > n
    product = centred @ centred.T if wide else centred.T @ centred
    squares, vectors = eigh(product, subset_by_index=(len(product) - rank, len(product) - 1))
    if squares[0] < THIN * squares[-1]:
        _, extents, rows = svd(centred, full_matrices=False)
        return rows[:rank], extents[:rank] ** 2
    rows = (centred.T @ vectors / np.sqrt(squares)).T if wide else vectors.T
    return rows[::-1], squares[::-1]


def drawn_directions(centred: np.ndarray, rank: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same, approximately, from random directions."""
    from sklearn.utils.extmath import randomized_svd

    _, extents, rows = randomized_svd(centred, rank, n_iter="auto", random_state=seed)
    return rows, extents**2
