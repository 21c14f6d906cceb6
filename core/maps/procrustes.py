"""Maps laid over one another: the turn and mirroring that bring two sets of matched points closest.

Such a motion changes no distance, so an aligned map is the same map. Schönemann, "A generalized solution of the
orthogonal Procrustes problem", 1966, https://doi.org/10.1007/BF02289451
"""

import numpy as np


def best_turn(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The orthogonal R (k, k) that makes ‖points·R − target‖ smallest: orthogonal Procrustes.

    Source: Schönemann, "A generalized solution of the orthogonal Procrustes problem", 1966,
    https://doi.org/10.1007/BF02289451.
    """
    left, _, right = np.linalg.svd(points.T @ target)
    return (left @ right).astype(np.float32)


def turned(plane: np.ndarray, before: np.ndarray) -> np.ndarray:
    """`plane` (n, 2) rotated or mirrored to lie as much as possible like the earlier `before`; no distance changes.

    The sides from which PCA looks have no sign and swap places, which on screen would look like learning. Source:
    Schönemann, 1966, https://doi.org/10.1007/BF02289451.
    """
    left, _, right = np.linalg.svd(plane.T @ before)
    return (plane @ left @ right).astype(np.float32)


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


def turned_together(maps: np.ndarray, first: tuple[int, int]) -> np.ndarray:
    """Maps (a, b, n, dims) of size 1, each turned to its neighbours; the one at `first` keeps its orientation.

    Outward from `first`, each map is laid onto the sum of the one or two neighbours that have been laid already.
    """
    a, b = maps.shape[:2]
    frames = np.empty(maps.shape, dtype=np.float32)
    for i, j in sorted(np.ndindex(a, b), key=lambda at: abs(at[0] - first[0]) + abs(at[1] - first[1])):
        frame = centred(maps[i, j]) / size(maps[i, j])
        inward = [(i + int(np.sign(first[0] - i)), j), (i, j + int(np.sign(first[1] - j)))]
        laid = [frames[at].astype(np.float64) for at in inward if at != (i, j)]
        frames[i, j] = aligned(frame, sum(laid)) if laid else frame
    return frames
