"""Maps laid over one another: the turn and mirroring that bring two sets of matched points closest.

Such a motion changes no distance, so an aligned map is the same map. Schönemann, "A generalized solution of the
orthogonal Procrustes problem", 1966, https://doi.org/10.1007/BF02289451
"""

import numpy as np


def centred(points: np.ndarray) -> np.ndarray:
    """The points (n, dims) with their mean at the origin."""
    return points - points.mean(axis=0)


def size(points: np.ndarray) -> float:
    """Root of the mean squared distance of the points (n, dims) from their mean."""
    return float(np.sqrt((centred(points) ** 2).sum(axis=1).mean()))


def aligned(points: np.ndarray, to: np.ndarray) -> np.ndarray:
    """The points (n, dims), centred, then turned and mirrored so that Σ |p_i − t_i|² to the points t is least."""
    points = centred(points)
    u, _, vt = np.linalg.svd(points.T @ centred(to))
    return points @ (u @ vt)


def difference(first: np.ndarray, second: np.ndarray) -> float:
    """1 − (Σ σ)² / (|A|² |B|²): what is left between two maps (n, dims) after the best turn, mirroring and scaling.

    σ are the singular values of AᵀB, A and B the centred maps; 0 for similar maps, 1 for nothing in common.
    """
    a, b = centred(first), centred(second)
    singular = np.linalg.svd(a.T @ b, compute_uv=False)
    return float(max(0.0, 1.0 - singular.sum() ** 2 / ((a**2).sum() * (b**2).sum())))
