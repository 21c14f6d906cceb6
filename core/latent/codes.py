"""Places in latent space: grids, paths and random draws, as arrays of codes z. No model is needed to make them."""

from statistics import NormalDist
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.float32]


def grid(axis_1: np.ndarray, axis_2: np.ndarray) -> Codes:
    """Every point of a plane, row by row from the top: axes (a,) and (b,) -> (a·b, 2).

    The first row has the largest second coordinate, so that the decoded images, laid out in reading order, lie over
    a chart of the plane as they should.
    """
    first, second = np.meshgrid(axis_1, np.sort(axis_2)[::-1])
    return np.column_stack([first.ravel(), second.ravel()]).astype(np.float32)


def even_axis(values: np.ndarray, side: int, margin: float = 0.05) -> NDArray[np.float32]:
    """`side` even steps over the range of `values`, widened at both ends by `margin` of it: -> (side,)."""
    low, high = float(np.min(values)), float(np.max(values))
    room = (high - low) * margin
    return np.linspace(low - room, high + room, side, dtype=np.float32)


def quantile_axis(side: int) -> NDArray[np.float32]:
    """The middles of `side` equally likely parts of N(0, 1), ascending: (side,).

    A grid over two such axes gives every image as much room as the prior gives its codes.
    """
    bell = NormalDist()
    return np.array([bell.inv_cdf((i + 0.5) / side) for i in range(side)], dtype=np.float32)


def prior_share(z: np.ndarray) -> NDArray[np.float32]:
    """The share of N(0, 1) below each coordinate of z, 0 to 1, same shape: what `quantile_axis` inverts."""
    bell = NormalDist()
    share: NDArray[np.float32] = np.vectorize(bell.cdf, otypes=[np.float32])(z)
    return share


def prior_draws(n: int, k: int, seed: int) -> Codes:
    """`n` codes from the prior N(0, 1) in `k` dimensions: (n, k)."""
    return np.random.default_rng(seed).standard_normal((n, k), dtype=np.float32)


class Bells(NamedTuple):
    """A mixture of m normal distributions over codes of k values.

    Args:
        shares: of the draws that each one gets, (m,), together 1.
        means: (m, k).
        roots: square roots R of their covariances R·Rᵀ, (m, k, k).
    """

    shares: np.ndarray
    means: np.ndarray
    roots: np.ndarray

    @classmethod
    def prior(cls, k: int) -> Self:
        """N(0, 1) in k dimensions."""
        return cls(np.ones(1), np.zeros((1, k)), np.eye(k)[None])

    def draws(self, n: int, seed: int) -> Codes:
        """`n` codes, (n, k): the numbers of `prior_draws` with this seed, moved and stretched to one of the bells."""
        k = self.means.shape[1]
        which = np.random.default_rng([seed, 1]).choice(len(self.shares), n, p=self.shares / self.shares.sum())
        z: np.ndarray = self.means[which] + np.einsum("nij,nj->ni", self.roots[which], prior_draws(n, k, seed))
        return z.astype(np.float32)


def box_draws(codes: np.ndarray, n: int, seed: int) -> Codes:
    """`n` codes drawn evenly from the smallest box around `codes` (m, k): (n, k)."""
    return np.random.default_rng(seed).uniform(codes.min(0), codes.max(0), (n, codes.shape[1])).astype(np.float32)


def one_by_one(code: np.ndarray, low: np.ndarray, high: np.ndarray, steps: int) -> Codes:
    """A code (k,) with each of its values moved through its range while the others are held: (k, steps, k).

    `low` and `high` are the ends of each range, (k,).
    """
    turned = np.tile(code, (len(code), steps, 1)).astype(np.float32)
    for i, ends in enumerate(zip(low, high, strict=True)):
        turned[i, :, i] = np.linspace(*ends, steps)
    return turned


def linear_path(a: np.ndarray, b: np.ndarray, steps: int) -> Codes:
    """`steps` codes evenly along the line from a (k,) to b (k,), both ends included: (steps, k)."""
    share = np.linspace(0.0, 1.0, steps)[:, None]
    path: np.ndarray = (1 - share) * a + share * b
    return path.astype(np.float32)


def spherical_path(a: np.ndarray, b: np.ndarray, steps: int) -> Codes:
    """`steps` codes from a to b along the arc around the origin (slerp), both ends included: (steps, k).

    Where a and b point the same way, or one of them is the origin, there is no arc and the line is returned.
    Source: Shoemake, "Animating rotation with quaternion curves", 1985, https://doi.org/10.1145/325165.325242.
    """
    lengths = np.linalg.norm(a) * np.linalg.norm(b)
    cosine = float(np.clip(a @ b / lengths, -1.0, 1.0)) if lengths > 0 else 1.0
    angle = np.arccos(cosine)
    if np.sin(angle) < 1e-4:
        return linear_path(a, b, steps)
    share = np.linspace(0.0, 1.0, steps)[:, None]
    path: np.ndarray = (np.sin((1 - share) * angle) * a + np.sin(share * angle) * b) / np.sin(angle)
    return path.astype(np.float32)
