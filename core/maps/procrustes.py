"""Maps laid over one another: the turn and mirroring that bring two sets of matched points closest.

Such a motion changes no distance, so an aligned map is the same map. Schönemann, "A generalized solution of the
orthogonal Procrustes problem", 1966, https://doi.org/10.1007/BF02289451
"""

import numpy as np


def best_turn(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The orthogonal R (k, k) that makes ‖points·R − target‖ smallest, both (n, k): orthogonal Procrustes."""
    left, _, right = np.linalg.svd(points.T @ target)
    return np.asarray(left @ right)


def turned(points: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The points (n, k) turned and mirrored to lie as much as possible like `target` (n, k); no distance changes.

    The sides from which PCA looks have no sign and swap places, which on screen would look like learning.
    """
    return np.asarray(points @ best_turn(points, target))


def centred(points: np.ndarray) -> np.ndarray:
    """The points (n, dims) with their mean at the origin."""
    return np.asarray(points - points.mean(axis=0))


def size(points: np.ndarray) -> float:
    """Root of the mean squared distance of the points (n, dims) from their mean."""
    return float(np.sqrt((centred(points) ** 2).sum(axis=1).mean()))


def scaled(points: np.ndarray) -> np.ndarray:
    """The points (n, dims) with their mean at the origin and of size 1."""
    return centred(points) / size(points)


def aligned(points: np.ndarray, to: np.ndarray) -> np.ndarray:
    """The points (n, dims), centred, then turned and mirrored so that Σ |p_i − t_i|² to the points t is least."""
    return turned(centred(points), centred(to))


def difference(first: np.ndarray, second: np.ndarray) -> float:
    """What is left between two maps (n, dims) after the best turn, mirroring and scaling, 0 to 1.

    Σ |a_i − b_i|² of the centred maps, each divided by its size and one scaled to fit: 0 for similar maps, 1 for
    nothing in common.
    """
    from scipy.spatial import procrustes

    return float(procrustes(first, second)[2])


def turned_together(maps: np.ndarray, first: tuple[int, int]) -> np.ndarray:
    """Maps (a, b, n, dims) of size 1, each turned to its neighbours; the one at `first` keeps its orientation.

    Outward from `first`, each map is laid onto the sum of the one or two neighbours that have been laid already.
    """
    a, b = maps.shape[:2]
    frames = np.empty(maps.shape, dtype=np.float32)
    for i, j in sorted(np.ndindex(a, b), key=lambda at: abs(at[0] - first[0]) + abs(at[1] - first[1])):
        frame = scaled(maps[i, j])
        inward = [(i + int(np.sign(first[0] - i)), j), (i, j + int(np.sign(first[1] - j)))]
        laid = [frames[at].astype(np.float64) for at in inward if at != (i, j)]
        frames[i, j] = aligned(frame, np.sum(laid, axis=0)) if laid else frame
    return frames
