"""The compiled loops over the neighbours of points in the data: who they are, and what t-SNE's p_ij are between them.

What a loop fills or changes is handed in. Import this module inside functions (`core.maps.compiled`).
"""

import math

import numpy as np

from core.maps.compiled import compiled

SEARCHED = 100  # steps of the search for a point's reach, of which five or six are usual
EXACT = 1e-10  # by how much the logarithm of a perplexity may miss what was asked for


@compiled
def choices(squares, perplexity, p):  # type: ignore[no-untyped-def]
    """p_j|i ∝ exp(−β_i d_ij²), with the β_i for which 2 to the entropy of each row, its perplexity, is as asked for.

    Newton's method for log β, kept between the bounds found so far. Where more points share the nearest place than the
    perplexity asks for, no β reaches it, and the row comes out even among them.

    Args:
        squares: float64 (n, k), d_ij² of the neighbours, nearest first.
        perplexity: above 1.
        p: float64 (n, k), filled; rows sum to 1.
    """
    n, k = squares.shape
    target = math.log(perplexity)
    for i in range(n):
        row, out = squares[i], p[i]
        nearest, mean = row[0], row.mean() - row[0]
        low, high, log_beta = -np.inf, np.inf, 0.0
        for _ in range(SEARCHED):
            beta = math.exp(log_beta) / mean if mean > 0.0 else 0.0
            total, first, second = 0.0, 0.0, 0.0
            for j in range(k):
                x = beta * (row[j] - nearest)
                e = math.exp(-x)
                out[j] = e
                total += e
                first += e * x
                second += e * x * x
            first /= total
            missing = math.log(total) + first - target
            if abs(missing) < EXACT or mean <= 0.0:
                break
            if missing > 0.0:
                low = log_beta
            else:
                high = log_beta
            spread = second / total - first * first  # minus the slope of the entropy
            log_beta = log_beta + missing / spread if spread > 1e-9 else np.nan
            if not low < log_beta < high:  # also where it is no number
                log_beta = low + 2.0 if high == np.inf else high - 2.0 if low == -np.inf else (low + high) / 2
        for j in range(k):
            out[j] /= total


@compiled
def symmetric(indices, p):  # type: ignore[no-untyped-def]
    """p_ij = (p_j|i + p_i|j) / 2n in compressed sparse rows: indptr, indices, and values float32, columns rising.

    Args:
        indices: int32 (n, k), the neighbours of each point, each once.
        p: float64 (n, k), p_j|i.
    """
    n, k = indices.shape
    begin = np.zeros(n + 1, np.int64)
    for i in range(n):
        for j in indices[i]:
            begin[j + 1] += 1
    begin = np.cumsum(begin)
    place, chooser, chosen = begin[:-1].copy(), np.empty(n * k, np.int32), np.empty(n * k, np.float64)
    for i in range(n):  # by the chosen point; its choosers come in order
        for c in range(k):
            at = place[indices[i, c]]
            place[indices[i, c]] += 1
            chooser[at], chosen[at] = i, p[i, c]
    count, own, own_p = np.zeros(n, np.int64), np.empty((n, k), np.int32), np.empty((n, k), np.float64)
    for j in range(n):  # by the choosing point again; what it chose comes in order
        for at in range(begin[j], begin[j + 1]):
            i = chooser[at]
            own[i, count[i]], own_p[i, count[i]] = j, chosen[at]
            count[i] += 1
    indptr = np.zeros(n + 1, np.int32)
    columns, values, filled = np.empty(2 * n * k, np.int32), np.empty(2 * n * k, np.float32), 0
    for i in range(n):
        mine, theirs, end = 0, begin[i], begin[i + 1]
        while mine < k or theirs < end:
            one = own[i, mine] if mine < k else n
            other = chooser[theirs] if theirs < end else n
            value = 0.0
            if one <= other:
                value += own_p[i, mine]
                mine += 1
            if other <= one:
                value += chosen[theirs]
                theirs += 1
            columns[filled], values[filled] = min(one, other), value / (2 * n)
            filled += 1
        indptr[i + 1] = filled
    return indptr, columns[:filled].copy(), values[:filled].copy()


@compiled
def candidates(points, first, screen, limits, columns, squares):  # type: ignore[no-untyped-def]
    """The points whose screened distance from a row is within its limit, in order, and their true squared distances.

    Args:
        points: float64 or float32 (n, d), rows in one piece; differences are float64.
        first: the point that the first of the rows belongs to.
        screen: (rows, n), anything that grows with the distance.
        limits: (rows,).
        columns: int32 (rows, c), filled from the left, with c at least the most that are within a limit.
        squares: float64 (rows, c), likewise.
    """
    for i in range(screen.shape[0]):
        row, limit, found, here = screen[i], limits[i], 0, points[first + i]
        for j in range(len(row)):
            if row[j] <= limit and j != first + i:
                there, square = points[j], 0.0
                for axis in range(len(here)):
                    square += (np.float64(here[axis]) - np.float64(there[axis])) ** 2
                columns[i, found], squares[i, found] = j, square
                found += 1
