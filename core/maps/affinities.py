"""Who is near whom, exactly and quickly: nearest neighbours, and the probabilities p_ij that t-SNE makes of them.

Neighbours are found once for the largest perplexity asked for; every smaller one uses the nearest of them.

    neighbours = find_neighbours(points, most_neighbours(n, perplexity))
    affinities = find_affinities(neighbours, perplexity)
"""

from typing import NamedTuple

import numpy as np

from core.errors import SettingError
from core.maps.metrics import EQUAL, as_data, as_table, blocks
from core.maps.neighbours import Neighbours

FEW_COLUMNS = 16  # up to which single precision would save no time
Kind = type[np.float32] | type[np.float64]
CROWD = 4  # times as many candidates as neighbours: then single precision can't tell the distances apart


class Affinities(NamedTuple):
    """The probabilities p_ij, n × n, as the three arrays of a compressed sparse row matrix.

    Args:
        indptr: int32 (n + 1,).
        indices: int32 (pairs,), rising within each row.
        values: float32 (pairs,), all together 1, and symmetric to the last bit.
    """

    indptr: np.ndarray
    indices: np.ndarray
    values: np.ndarray


def most_neighbours(n: int, perplexity: float) -> int:
    """How many neighbours of each of n points a perplexity asks for: three for each unit of it, 3 at least."""
    return min(n - 1, max(3, int(3 * perplexity)))


def find_neighbours(points: np.ndarray, k: int) -> Neighbours:
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
    points = points[:, np.ptp(points, axis=0) > 0]  # a column that never changes changes no distance
    table, centred = as_data(points), as_table(points)
    indices, distances = np.empty((n, k), dtype=np.int32), np.empty((n, k))
    kinds: list[Kind] = [np.float32, np.float64] if table.shape[1] > FEW_COLUMNS else [np.float64]
    factors = {kind: screening(centred, kind) for kind in kinds}
    for block in blocks(n):
        columns, squares = candidates(table, block, k, factors)
        order = in_order(columns, squares)[:, :k]
        indices[block] = np.take_along_axis(columns, order, axis=1)
        distances[block] = np.sqrt(np.take_along_axis(squares, order, axis=1))
    return Neighbours(indices, distances)


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
    from core.maps import loops

    for kind, (left, right, margin) in factors.items():
        screen = left[block] @ right.T
        screen[np.arange(len(screen)), np.arange(len(table))[block]] = np.inf
        limits = np.partition(screen, k - 1, axis=1)[:, k - 1] + kind(margin)
        most = int(np.count_nonzero(screen <= limits[:, None], axis=1).max())
        if most <= CROWD * k:
            break
    columns, squares = np.zeros((len(screen), most), dtype=np.int32), np.full((len(screen), most), np.inf)
    loops.candidates(table, block.start, screen, limits, columns, squares)
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


def find_affinities(neighbours: Neighbours, perplexity: float) -> Affinities:
    """p_ij = (p_j|i + p_i|j) / 2n, where p_j|i ∝ exp(−d_ij² / 2σ_i²) among the 3 · perplexity nearest neighbours of i.

    σ_i is such that i chooses among `perplexity` others: 2 to the entropy of its choices.

    Raises: SettingError when fewer neighbours are known than the perplexity asks for.

    van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, https://jmlr.org/papers/v9/vandermaaten08a.html
    """
    from core.maps import loops

    n, k = neighbours.indices.shape
    needed = most_neighbours(n, perplexity)
    if k < needed:
        raise SettingError(
            f"neighbours holds {k} of each point, too few for perplexity = {perplexity:g}: bring at least {needed}."
        )
    squares = neighbours.distances[:, :needed] ** 2
    choices = np.empty_like(squares)
    loops.choices(squares, float(perplexity), choices)
    return Affinities(*loops.symmetric(np.ascontiguousarray(neighbours.indices[:, :needed]), choices))
