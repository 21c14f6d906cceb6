"""What t-SNE and UMAP need first: points that can be mapped, and the nearest others of each."""

from typing import NamedTuple

import numpy as np

from core.errors import SettingError
from core.maps.metrics import EQUAL, as_table, blocks

FEWEST = 3  # points of a PCA map
FEW_COLUMNS = 16  # up to which single precision would save no time
CROWD = 4  # times as many candidates as neighbours: then single precision can't tell the distances apart
Kind = type[np.float32] | type[np.float64]


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
    """The k nearest other points of each of the points (n, d), nearest first; of equals the one in the earlier row.

    A block of rows at a time, all distances are judged by one product of matrices, in single precision where there are
    many columns. Whatever may belong to the k nearest, given how far such a product can be wrong, is then measured in
    double precision. Squared distances that differ by less than `metrics.EQUAL` of their size are equal.

    Raises: SettingError unless 1 <= k < n.
    """
    n = len(points)
    if not 1 <= k < n:
        raise SettingError(f"k = {k} neighbours is out of range for {n:,} points: choose 1 to {n - 1:,}.")
    points = np.asarray(points)
    changing = points[:, np.ptp(points, axis=0) > 0]  # a column that never changes changes no distance
    table, centred = as_rows(changing), as_table(changing)
    indices, distances = np.empty((n, k), dtype=np.int32), np.empty((n, k))
    kinds: list[Kind] = [np.float32, np.float64] if table.shape[1] > FEW_COLUMNS else [np.float64]
    factors = {kind: screening(centred, kind) for kind in kinds}
    for block in blocks(n):
        columns, squares = candidates(table, block, k, factors)
        order = in_order(columns, squares)[:, :k]
        indices[block] = np.take_along_axis(columns, order, axis=1)
        distances[block] = np.sqrt(np.take_along_axis(squares, order, axis=1))
    return Neighbours(indices, distances)


def as_rows(points: np.ndarray) -> np.ndarray:
    """The points (n, d) with each row in one piece of memory: float32 where that is exact, or else float64.

    Half the bytes are fetched in half the time; what is computed from them is computed in double precision.
    """
    single = np.ascontiguousarray(points, dtype=np.float32)
    return single if np.array_equal(single, points) else np.ascontiguousarray(points, dtype=np.float64)


class Screening(NamedTuple):
    """Two matrices whose product grows with the squared distances, and how far it can be wrong.

    Args:
        left: (n, d + 1).
        right: (n, d + 1); left_i · right_j = |x_j|² − 2 x_i · x_j, which is |x_i − x_j|² but for one number a row.
        margin: the most by which two such products can be wrong together.
    """

    left: np.ndarray
    right: np.ndarray
    margin: float


def screening(centred: np.ndarray, kind: Kind) -> Screening:
    """The matrices for centred points (n, d), in single or double precision (`kind`).

    A sum of d products in any order is wrong by at most d · u of the sum of their sizes, u being half of the machine's
    epsilon (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1). Here the sizes sum to 3 of
    the largest squared length at most, and 6 more products' worth is left for rounding the numbers themselves.
    """
    squares = (centred**2).sum(axis=1)
    left: np.ndarray = np.column_stack([-2 * centred, np.ones(len(centred))]).astype(kind)
    right: np.ndarray = np.column_stack([centred, squares]).astype(kind)
    return Screening(left, right, 2 * (centred.shape[1] + 6) * float(np.finfo(kind).eps) / 2 * 3 * float(squares.max()))


def candidates(
    table: np.ndarray, block: slice, k: int, factors: dict[Kind, Screening]
) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers (rows, c) that hold the k nearest others of each row of the block, in order, and squared distances.

    Rows with fewer than c of them end in distances of infinity.
    """
    from core.maps import neighbour_loops

    for kind, (left, right, margin) in factors.items():
        screen = left[block] @ right.T
        screen[np.arange(len(screen)), np.arange(len(table))[block]] = np.inf
        limits = np.partition(screen, k - 1, axis=1)[:, k - 1] + kind(margin)
        most = int(np.count_nonzero(screen <= limits[:, None], axis=1).max())
        if most <= CROWD * k:
            break
    columns, squares = np.zeros((len(screen), most), dtype=np.int32), np.full((len(screen), most), np.inf)
    neighbour_loops.candidates(table, block.start, screen, limits, columns, squares)
    return columns, squares


def in_order(columns: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """The order (rows, c) of squared distances in their rows; of equals the one with the smaller row number first."""
    order = np.argsort(squares, axis=1, kind="stable")
    ordered = np.take_along_axis(squares, order, axis=1)
    with np.errstate(invalid="ignore"):  # infinity minus itself
        gaps = np.diff(ordered, axis=1)
        group = np.cumsum(gaps > EQUAL * ordered[:, :-1], axis=1)
        unsure = ((gaps > 0) & (gaps <= EQUAL * ordered[:, :-1])).any(axis=1)
    for row in np.flatnonzero(unsure):
        which = order[row]
        order[row] = which[np.lexsort((columns[row, which], np.concatenate([[0], group[row]])))]
    return order
