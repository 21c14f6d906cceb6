"""What a code knows of the knobs that pictures were drawn with, and what happens to them when a code is moved.

Possible only where the truth about every picture is known (`core.data.faces`). A value of a code *is* a knob where the
two rise and fall together over test pictures. A knob is a *direction* where adding one vector to any code turns it in
the decoded picture and leaves the others. How far a knob is turned in a decoded picture is measured by a ruler that
knows nothing of codes: a weighted sum of pixels, fitted on drawn training pictures, whose own accuracy is measured too.

Reading values against known factors: Higgins et al., "beta-VAE", 2017, https://openreview.net/forum?id=Sy2fzU9gl;
directions and arithmetic: Radford, Metz & Chintala, 2016, https://arxiv.org/abs/1511.06434.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

RIDGE = 1e-3  # of the ruler, as a share of the largest variance: pixels that never differ would make it shake
STAYS = 0.25  # of its range: the most that a knob may move to count as having stayed


def correlations(codes: np.ndarray, knobs: np.ndarray) -> np.ndarray:
    """How far each value of the codes (n, k) and each knob (n, m) rise and fall together, −1 to 1: (m, k).

    0 where one of the two never changes.
    """
    a, b = (each - each.mean(0) for each in (codes.astype(np.float64), knobs))
    lengths = np.outer(np.linalg.norm(b, axis=0), np.linalg.norm(a, axis=0))
    found: np.ndarray = np.divide(b.T @ a, lengths, out=np.zeros_like(lengths), where=lengths > 1e-9)
    return found


def explained(known: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The share of the variance of the knobs `known` (n, m) that `said` (n, m) gets right: 1 for all of it, (m,).

    0 is what the mean would get, and less than 0 is worse than the mean.
    """
    left: np.ndarray = ((known - said) ** 2).sum(0) / ((known - known.mean(0)) ** 2).sum(0)
    return 1.0 - left


class Reading(NamedTuple):
    """Knobs as a weighted sum: `weights` (d, m) and what is added, `offset` (m,)."""

    weights: np.ndarray
    offset: np.ndarray

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """The knobs (n, m) that `values` (n, d), or pictures of d numbers, are read as."""
        rows = values.reshape(len(values), -1)
        read: np.ndarray = rows @ self.weights + self.offset
        return read


def fit_reading(values: np.ndarray, knobs: np.ndarray, ridge: float = 0.0) -> Reading:
    """The weighted sum of `values` (n, d) that comes nearest to the knobs (n, m), by least squares.

    With `ridge`, a share of the largest variance, weights are kept small (Hoerl & Kennard, 1970,
    https://doi.org/10.1080/00401706.1970.10488634).
    """
    rows = values.reshape(len(values), -1).astype(np.float64)
    centre, middle = rows.mean(0), knobs.mean(0)
    rows -= centre
    spread, together = rows.T @ rows / len(rows), rows.T @ (knobs - middle) / len(rows)
    weights = with_small_weights(spread, together, ridge) if ridge else np.linalg.lstsq(spread, together, rcond=None)[0]
    return Reading(weights, middle - centre @ weights)


def with_small_weights(spread: np.ndarray, together: np.ndarray, ridge: float) -> np.ndarray:
    """The weights (d, m) of `fit_reading` with a ridge, by Cholesky: thirty times as fast as least squares for a face.

    Args:
        spread: covariance of the values, (d, d); changed.
        together: covariance of values and knobs, (d, m).
        ridge: as a share of the largest variance.
    """
    from scipy.linalg import solve  # half a second to import, and no page needs it
    from scipy.sparse.linalg import eigsh

    widest = eigsh(spread, k=1, v0=np.ones(len(spread)), return_eigenvectors=False)[0]
    spread[np.diag_indices_from(spread)] += ridge * widest
    weights: np.ndarray = solve(spread, together, assume_a="pos")
    return weights


def directions(codes: np.ndarray, knobs: np.ndarray) -> np.ndarray:
    """How the code moves, on average, as each knob is turned by 1 and the others stay: (m, k), from (n, k), (n, m)."""
    return fit_reading(knobs, codes.astype(np.float64)).weights


class Turned(NamedTuple):
    """What became of the knobs of n pictures when one of them was to be turned.

    Args:
        turned: whether it was, by at least half of what was asked, bool (n,).
        stayed: whether all others moved by less than `STAYS` of their range, bool (n,).
    """

    turned: np.ndarray
    stayed: np.ndarray

    @property
    def worked(self) -> float:
        """The share of pictures in which both is so, 0 to 1."""
        return float((self.turned & self.stayed).mean())


def turn(
    codes: np.ndarray, direction: np.ndarray, by: float, knob: int, ranges: np.ndarray,
    decode: Callable[[np.ndarray], np.ndarray], ruler: Reading,
) -> Turned:  # fmt: skip
    """Turn one knob of pictures by moving their codes (n, k), and measure what came of it in the decoded pictures.

    Args:
        codes: of the pictures.
        direction: how the code moves as the knob is turned by 1, (k,).
        by: how far it is to be turned, in its own units.
        knob: its number.
        ranges: from the lowest to the highest of each knob, (m,).
        decode: pictures from codes.
        ruler: reads knobs from pictures.
    """
    before, after = ruler(decode(codes)), ruler(decode(codes + by * direction))
    moved = after - before
    others = np.delete(np.abs(moved) / ranges, knob, axis=1)
    return Turned(moved[:, knob] / by >= 0.5, (others < STAYS).all(1))
