"""Leaving the known: what a decoder makes of codes that belong to no image, on the way between two or drawn at random.

Whether a picture is like the data is measured by its distance to the nearest training image (`core.latent.novelty`).
Plain NumPy, so that a page can ask for any pair, any size and any seed.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from core.latent import forward, novelty
from core.latent.codes import box_draws, linear_path

STEPS = 9  # pictures from one image to the other, both ends included
DRAWS = 200  # random codes, or pairs, on which a share is measured, for each seed
WALKS = 60  # whole ways, likewise
Pair = tuple[np.ndarray, np.ndarray]  # what belongs to the two images


class Interpolation(NamedTuple):
    """From one image to another in steps.

    Args:
        decoded: through the latent space, (steps, h, w): decoded codes on the line between the two codes.
        faded: through the pixels, (steps, h, w): the one image fading into the other.
        decoded_near: the nearest training image to each decoded picture, and how far it is.
        faded_near: the same for the faded ones.
    """

    decoded: np.ndarray
    faded: np.ndarray
    decoded_near: novelty.Nearest
    faded_near: novelty.Nearest


def interpolate(net: forward.Network, codes: Pair, pictures: Pair, train: np.ndarray) -> Interpolation:
    """Go from one of two pictures with codes (k,) to the other; `train` are the training images.

    Pictures are (h, w) or (h, w, 3), training images (m, h, w) or (m, h, w, 3).
    """
    decoded = forward.decode(net, linear_path(*codes, STEPS))
    share = np.linspace(0.0, 1.0, STEPS, dtype=np.float32).reshape(-1, *[1] * pictures[0].ndim)
    faded = (1 - share) * pictures[0] + share * pictures[1]
    return Interpolation(decoded, faded, *(novelty.nearest(each, train) for each in (decoded, faded)))


Decode = Callable[[np.ndarray], np.ndarray]  # codes (n, k) -> pictures (n, h, w) or (n, h, w, 3)


def unlike_share_of_draws(decode: Decode, codes: np.ndarray, train: np.ndarray, limit: float, seed: int) -> float:
    """The share of random codes that decode to pictures unlike the data, 0 to 1.

    `DRAWS` codes are drawn evenly from the box of the known ones (n, k); unlike means farther than `limit`, a squared
    distance, from every training image (m, h, w).
    """
    return novelty.unlike_share(decode(box_draws(codes, DRAWS, seed)), train, limit)


class Halfway(NamedTuple):
    """The share of pictures unlike the data halfway between two images, 0 to 1: through the code and through pixels.

    One of each seed, which trained the network and drew the pairs.
    """

    decoded: Sequence[float]
    faded: Sequence[float]


def random_pairs(n: int, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """So many pairs of different ones of n images: the first of each, and the second."""
    rng = np.random.default_rng(seed)
    a = rng.integers(0, n, count)
    return a, (a + rng.integers(1, n, count)) % n


def unlike_halfway(
    decode: Decode, codes: np.ndarray, pictures: np.ndarray, train: np.ndarray, limit: float, seed: int
) -> tuple[float, float]:
    """The shares of `Halfway` over `DRAWS` random pairs of different `pictures` (n, h, w) and their codes (n, k).

    Unlike means the same as in `unlike_share_of_draws`.
    """
    a, b = random_pairs(len(codes), DRAWS, seed)
    decoded, faded = decode((codes[a] + codes[b]) / 2), (pictures[a] + pictures[b]) / 2
    return novelty.unlike_share(decoded, train, limit), novelty.unlike_share(faded, train, limit)


class Known(NamedTuple):
    """Training images (m, h, w) and their classes (m,)."""

    images: np.ndarray
    labels: np.ndarray


def share_through_others(decode: Decode, codes: np.ndarray, labels: np.ndarray, known: Known, seed: int) -> float:
    """The share of straight ways between codes of two classes that pass a third class, 0 to 1.

    The class of a decoded picture is that of the nearest training image. Looked at are the pictures between both ends
    of `WALKS` ways between two of the codes (n, k) with different labels (n,).
    """
    a, b = random_pairs(len(codes), 4 * WALKS, seed)
    a, b = (each[labels[a] != labels[b]][:WALKS] for each in (a, b))
    ways = np.stack([(1 - t) * codes[a] + t * codes[b] for t in np.linspace(0, 1, STEPS)[1:-1]])
    near = known.labels[novelty.nearest(decode(ways.reshape(-1, codes.shape[1])), known.images).rows]
    third = (near.reshape(len(ways), -1) != labels[a]) & (near.reshape(len(ways), -1) != labels[b])
    return float(third.any(axis=0).mean())
