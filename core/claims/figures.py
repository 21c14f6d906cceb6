"""What the common sentences about maps come down to: one measured number each.

Sizes, gaps, clumps and repeatability, taken on the data and on the map alike, so that the two can be compared.
"""

import numpy as np

from core.maps import metrics, procrustes


def distance_ratio(points: np.ndarray, labels: np.ndarray, near: tuple[int, int], far: tuple[int, int]) -> float:
    """|c_far1 − c_far2| / |c_near1 − c_near2| between the centres c of labelled groups: 1 says the gaps are equal.

    Of points (n, d), data or map, with labels (n,).
    """

    def gap(one: int, other: int) -> float:
        centres = [points[labels == label].mean(axis=0, dtype=np.float64) for label in (one, other)]
        return float(np.linalg.norm(centres[0] - centres[1]))

    return gap(*far) / gap(*near)


def size_ratio(points: np.ndarray, labels: np.ndarray, wide: int, tight: int) -> float:
    """How many times as wide one labelled group is as another: the ratio of their root mean squared radii."""
    return procrustes.size(points[labels == wide]) / procrustes.size(points[labels == tight])


def spacing_index(positions: np.ndarray) -> float:
    """Clark and Evans' index of points in the plane: 1 for points strewn at random, less when clumped, more when even.

    R = r / (0.5 · √(A / n)) with r the mean distance to the nearest other point and A the area in which the n points
    (n, 2), not all on one line, lie: here that of their convex hull.

    Clark & Evans, "Distance to nearest neighbor as a measure of spatial relationships in populations", 1954,
    https://doi.org/10.2307/1931034
    """
    from scipy.spatial import ConvexHull

    positions = np.asarray(positions, dtype=np.float64)
    near = metrics.nearest_on_map(positions, 1)[:, 0]
    distance = np.linalg.norm(positions - positions[near], axis=1).mean()
    return float(distance / (0.5 * np.sqrt(ConvexHull(positions).volume / len(positions))))


def neighbours_of_own_kind(positions: np.ndarray, labels: np.ndarray, k: int = 5) -> float:
    """Share of points (n, d) whose k nearest others mostly have the point's own label; ties count as not.

    High for separated groups, whether the separation is real or not: no measure of a map's truth by itself.
    """
    near = metrics.nearest_on_map(positions, k)
    return float(((labels[near] == labels[:, None]).mean(axis=1) > 0.5).mean())


def middle_angle(points: np.ndarray, pairs: np.ndarray) -> float:
    """The angle between two arrows, in degrees: the median over all pairs of arrows.

    Arrows lead from one to the other of each of the pairs (p, 2) of points (n, d), data or map. 0 says that all are
    parallel, 90 that they point anywhere.
    """
    steps = np.asarray(points[pairs[:, 1]] - points[pairs[:, 0]], dtype=np.float64)
    steps /= np.maximum(np.linalg.norm(steps, axis=1, keepdims=True), 1e-12)
    cosines = (steps @ steps.T)[np.triu_indices(len(steps), 1)]
    return float(np.median(np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0)))))


def straightness(points: np.ndarray, positions: np.ndarray) -> float:
    """How far a map (n, dims) is a sum of the data's columns (n, d), each times a fixed number: R² of that fit.

    1 − |P − X B|² / |P|² with the centred data X, the centred map P and the best B; 1 says exactly. Only worth asking
    where n is many times d.
    """
    x, p = metrics.as_table(points), metrics.as_table(positions)
    found = np.linalg.lstsq(x, p, rcond=None)[0]
    return float(1.0 - ((p - x @ found) ** 2).sum() / (p**2).sum())
