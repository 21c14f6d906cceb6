"""The compiled loops over a t-SNE map: what pushes and pulls its points, how they move, and its divergence.

In all of them y0, y1, y2 are the columns of a map, (n,), with None for y2 in the plane, and indptr, indices and p are
the p_ij in compressed sparse rows, p in float32. What a loop fills or changes is handed in, float32 like the columns:

    pull_i = Σ_j p_ij w_ij (y_i − y_j)        over pairs that have a p, w_ij = 1 / (1 + |y_i − y_j|²)
    push_i = Σ_j w_ij² (y_i − y_j)            over all pairs
    z_i    = Σ_j w_ij, j ≠ i, of which Z is the sum: the last row of `push` (dims + 1, n)

No loop calls another: a loop compiled within others can come out in two ways, one when it is compiled and one when it
is read from disk, and its sums with them. Import this module inside functions (`core.maps.compiled`).
"""

import math

import numpy as np

from core.maps.compiled import compiled

ONE, NOTHING = np.float32(1), np.float32(0)
RISE, FALL, LEAST = (
    np.float32(0.2),
    np.float32(0.8),
    np.float32(0.01),
)  # of the step sizes, as van der Maaten chose them
FARTHEST = np.float32(1)  # that a point moves in one iteration along one axis


@compiled
def repel_rows(first, last, y0, y1, y2, push):  # type: ignore[no-untyped-def]
    """Fill `push` with what pushes the points `first` to `last` − 1, each by all others, and with 0 for the rest."""
    push[:, :first] = NOTHING
    push[:, last:] = NOTHING
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
        push[0, i], push[1, i], push[-1, i] = g0, g1, w_sum - ONE
        if y2 is not None:
            push[2, i] = g2


@compiled
def repel_pairs(first, last, y0, y1, push):  # type: ignore[no-untyped-def]
    """Fill `push` with what the pairs of `first` to `last` − 1 with later points push both, in the plane.

    Two rows at a time, so that what the later points are pushed is fetched and put back half as often: `first` is
    even, `last` too or the number of points.
    """
    n = len(y0)
    push[:] = NOTHING
    for i in range(first, min(last, n - 1), 2):
        a0, a1, b0, b1 = y0[i], y1[i], y0[i + 1], y1[i + 1]
        d0, d1 = a0 - b0, a1 - b1
        w = ONE / (ONE + (d0 * d0 + d1 * d1))
        v_sum, w_sum = w, w
        w *= w
        g0, g1, h0, h1 = w * d0, w * d1, -w * d0, -w * d1
        later0, later1 = y0[i + 2 :], y1[i + 2 :]
        push0, push1, z = push[0, i + 2 :], push[1, i + 2 :], push[2, i + 2 :]
        for j in range(n - i - 2):
            c0, c1 = later0[j], later1[j]
            d0, d1, e0, e1 = a0 - c0, a1 - c1, b0 - c0, b1 - c1
            v, w = ONE / (ONE + (d0 * d0 + d1 * d1)), ONE / (ONE + (e0 * e0 + e1 * e1))
            v_sum += v
            w_sum += w
            z[j] += v + w
            v *= v
            w *= w
            d0, d1, e0, e1 = v * d0, v * d1, w * e0, w * e1
            g0 += d0
            g1 += d1
            h0 += e0
            h1 += e1
            push0[j] -= d0 + e0
            push1[j] -= d1 + e1
        push[0, i] += g0
        push[1, i] += g1
        push[2, i] += v_sum
        push[0, i + 1] += h0
        push[1, i + 1] += h1
        push[2, i + 1] += w_sum


@compiled
def attract(first, last, y0, y1, y2, indptr, indices, p, near, pull):  # type: ignore[no-untyped-def]
    """Fill `pull` (dims, n) for the points `first` to `last` − 1.

    `near` (dims, pairs), with room for the longest row of p, is scribbled over.
    """
    for i in range(first, last):
        a0, a1, g0, g1 = y0[i], y1[i], NOTHING, NOTHING
        if y2 is not None:
            a2, g2 = y2[i], NOTHING
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
