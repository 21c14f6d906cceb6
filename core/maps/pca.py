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

    It is unique but for the signs of the axes, which scikit-learn fixes, so every run gives the same map. Where the
    points have fewer than `dims` directions (1, 2 or 3), the missing coordinates are 0. With a seed it is the
    approximate method for large data, which begins with random directions. Raises SettingError when the points can't
    be mapped.

    Pearson, "On lines and planes of closest fit to systems of points in space", 1901,
    https://doi.org/10.1080/14786440109462720
    Halko, Martinsson & Tropp, "Finding structure with randomness", 2011, https://doi.org/10.1137/090771806
    """
    from sklearn.decomposition import PCA

    points = check_points(points)
    rank = min(dims, *points.shape)
    model = PCA(rank, svd_solver="full" if seed is None else "randomized", random_state=seed).fit(points)
    positions = np.zeros((len(points), dims))
    positions[:, :rank] = model.transform(points)
    components, share = np.zeros((dims, points.shape[1])), np.zeros(dims)
    components[:rank], share[:rank] = model.components_, model.explained_variance_ratio_
    return PCAMap(positions, components, model.mean_, share)
