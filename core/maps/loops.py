"""The compiled loops of t-SNE: everything that looks at all pairs of points, or at all pairs of neighbours.

Numba's usual check of every division keeps a loop from working on several numbers at once, so it is switched off here;
no divisor below can be 0. Sums run over rows of their own, so threads that share the rows change no bit of the result.

In all of them y0, y1, y2 are the columns of a map, (n,), with None for y2 in the plane, and indptr, indices and p are
the p_ij in compressed sparse rows, p in float32. What a loop fills or changes is handed in.

Compiling takes seconds, which are spent once for a machine where a folder can be written, and elsewhere once for a
process. Import this module inside functions: numba itself takes a moment.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numba
import numpy as np

REORDER = {"reassoc", "contract", "arcp", "nsz"}  # sums may be taken in any order; infinity and nan keep their meaning
ONE, NOTHING = np.float32(1), np.float32(0)
SEARCHED = 100  # steps of the search for a point's reach, of which five or six are usual
EXACT = 1e-10  # by how much the logarithm of a perplexity may miss what was asked for
RISE, FALL, LEAST = (
    np.float32(0.2),
    np.float32(0.8),
    np.float32(0.01),
)  # of the step sizes, as van der Maaten chose them
FARTHEST = np.float32(1)  # that a point moves in one iteration along one axis


def compiled(function: Callable[..., Any]) -> Any:
    """The function, compiled for vectors at its first call; kept on disk where there is a folder for it."""
    njit: Any = partial(numba.njit, fastmath=REORDER, error_model="numpy", nogil=True)
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # no folder can be written
        return njit()(function)


@compiled
def forces(first, last, y0, y1, y2, indptr, indices, p, near, pull, push, z):  # type: ignore[no-untyped-def]
    """What pulls and pushes the points `first` to `last` − 1 of a map, and their shares of Z = Σ w_kl.

        pull_i = Σ_j p_ij w_ij (y_i − y_j)        over pairs that have a p
        push_i = Σ_j w_ij² (y_i − y_j)            over all pairs, w_ij = 1 / (1 + |y_i − y_j|²)
        z_i    = Σ_j w_ij, j ≠ i

    The columns of the map, `pull` and `push` (dims, n) are float32, `z` (n,) is float64, and `near`, float32 with room
    for the longest row of p (dims, pairs), is scribbled over.
    """
    for i in range(first, last):
        a0, a1, w_sum, g0, g1 = y0[i], y1[i], NOTHING, NOTHING, NOTHING
        if y2 is not None:
            a2, g2 = y2[i], NOTHING
        for j in range(len(y0)):
            d0, d1 = a0 - y0[j], a1 - y1[j]
            square = d0 * d0 + d1 * d1
            if y2 is not None:
                d2 = a2 - y2[j]
                square += d2 * d2
            w = ONE / (ONE + square)
            w_sum += w
            w *= w
            g0 += w * d0
            g1 += w * d1
            if y2 is not None:
                g2 += w * d2
        push[0, i], push[1, i], z[i] = g0, g1, w_sum - ONE
        if y2 is not None:
            push[2, i] = g2
            g2 = NOTHING
        g0, g1 = NOTHING, NOTHING
        begin, count = indptr[i], indptr[i + 1] - indptr[i]
        who, how_much = indices[begin : begin + count], p[begin : begin + count]
        for k in range(count):  # fetched first: the sums below then run over neighbouring numbers
            near[0, k] = y0[who[k]]
            near[1, k] = y1[who[k]]
            if y2 is not None:
                near[2, k] = y2[who[k]]
        for k in range(count):
            d0, d1 = a0 - near[0, k], a1 - near[1, k]
            square = d0 * d0 + d1 * d1
            if y2 is not None:
                d2 = a2 - near[2, k]
                square += d2 * d2
            w = how_much[k] / (ONE + square)
            g0 += w * d0
            g1 += w * d1
            if y2 is not None:
                g2 += w * d2
        pull[0, i], pull[1, i] = g0, g1
        if y2 is not None:
            pull[2, i] = g2


@compiled
def move(y, update, gains, pull, push, exaggeration, z, momentum, rate):  # type: ignore[no-untyped-def]
    """One step of gradient descent along 4 (exaggeration · pull − push / Z), with momentum and gains.

    The step size of a coordinate, its gain, grows by 0.2 while it keeps going downhill and shrinks to four fifths where
    it does not (Jacobs, "Increased rates of convergence through learning rate adaptation", 1988,
    https://doi.org/10.1016/0893-6080(88)90003-2). The map is moved back to the middle. All arrays are float32
    (dims, n), and so are the numbers; `y`, `update` and `gains` are changed in place.
    """
    n = y.shape[1]
    for axis in range(y.shape[0]):
        total = NOTHING
        for i in range(n):
            slope = np.float32(4) * (exaggeration * pull[axis, i] - push[axis, i] / z)
            before, gain = update[axis, i], gains[axis, i]
            gain = gain + RISE if (slope > NOTHING) != (before > NOTHING) else max(gain * FALL, LEAST)
            after = momentum * before - rate * gain * slope
            after = min(max(after, -FARTHEST), FARTHEST)
            gains[axis, i], update[axis, i] = gain, after
            y[axis, i] += after
            total += y[axis, i]
        middle = total / np.float32(n)
        for i in range(n):
            y[axis, i] -= middle


@compiled
def divergence(y0, y1, y2, indptr, indices, p):  # type: ignore[no-untyped-def]
    """The Kullback–Leibler divergence Σ p_ij log(p_ij / q_ij) in nats, over all pairs and in float64; never negative.

    The columns of the map are float64 (n,). The p_ij are brought to a sum of 1 here.
    """
    n, z, p_sum, total = len(y0), 0.0, 0.0, 0.0
    for i in range(n):
        a0, a1, w_sum = y0[i], y1[i], 0.0
        later0, later1 = y0[i + 1 :], y1[i + 1 :]
        if y2 is not None:
            a2, later2 = y2[i], y2[i + 1 :]
        for j in range(n - i - 1):
            square = (a0 - later0[j]) ** 2 + (a1 - later1[j]) ** 2
            if y2 is not None:
                square += (a2 - later2[j]) ** 2
            w_sum += 1.0 / (1.0 + square)
        z += 2.0 * w_sum
        for k in range(indptr[i], indptr[i + 1]):
            j, share = indices[k], np.float64(p[k])
            square = (a0 - y0[j]) ** 2 + (a1 - y1[j]) ** 2
            if y2 is not None:
                square += (a2 - y2[j]) ** 2
            if share > 0.0:
                total += share * math.log(share * (1.0 + square))
                p_sum += share
    return max(0.0, total / p_sum + math.log(z / p_sum))


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
