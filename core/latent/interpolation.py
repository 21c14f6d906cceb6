"""Leaving the known: what a decoder makes of codes that belong to no image, on the way between two or drawn at random.

Whether a picture is like the data is measured by its distance to the nearest training image (`core.latent.novelty`).
Plain NumPy, so that a page can ask for any pair, any size and any seed.
"""

from typing import NamedTuple

import numpy as np

from core.latent import forward, novelty
from core.latent.codes import box_draws, linear_path

STEPS = 9  # pictures from one image to the other, both ends included
DRAWS = 500  # random codes on which a share is measured
SEED = 0  # of these codes, and of pairs
Pair = tuple[np.ndarray, np.ndarray]  # what belongs to the two images


class Interpolation(NamedTuple):
    """From one image to another in steps.

    Args:
        decoded: through the latent space, (steps, h, w): decoded codes on the line between the two codes.
        faded: through the pixels, (steps, h, w): the one image fading into the other.
        decoded_distance: squared distance of each decoded picture to the nearest training image, (steps,).
        faded_distance: the same for the faded ones.
    """

    decoded: np.ndarray
    faded: np.ndarray
    decoded_distance: np.ndarray
    faded_distance: np.ndarray


def interpolate(net: forward.Network, codes: Pair, pictures: Pair, train: np.ndarray) -> Interpolation:
    """Go from one of two pictures with codes (k,) to the other; `train` are the training images.

    Pictures are (h, w) or (h, w, 3), training images (m, h, w) or (m, h, w, 3).
    """
    decoded = forward.decode(net, linear_path(*codes, STEPS))
    share = np.linspace(0.0, 1.0, STEPS, dtype=np.float32).reshape(-1, *[1] * pictures[0].ndim)
    faded = (1 - share) * pictures[0] + share * pictures[1]
    distances = (novelty.nearest(each, train).distances for each in (decoded, faded))
    return Interpolation(decoded, faded, *distances)


def unlike_share_of_draws(net: forward.Network, codes: np.ndarray, train: np.ndarray, limit: float) -> float:
    """The share of random codes that decode to pictures unlike the data, 0 to 1.

    `DRAWS` codes are drawn evenly from the box of the known ones (n, k); unlike means farther than `limit`, a squared
    distance, from every training image (m, h, w).
    """
    return novelty.unlike_share(forward.decode(net, box_draws(codes, DRAWS, SEED)), train, limit)


class Halfway(NamedTuple):
    """The share of pictures unlike the data halfway between two images, 0 to 1: through the code and through pixels."""

    decoded: float
    faded: float


def measure_halfway(
    net: forward.Network, codes: np.ndarray, pictures: np.ndarray, train: np.ndarray, limit: float
) -> Halfway:
    """Measure the shares over `DRAWS` random pairs of different `pictures` (n, h, w) and their codes (n, k).

    Unlike means the same as in `unlike_share_of_draws`.
    """
    rng, n = np.random.default_rng(SEED), len(codes)
    a = rng.integers(0, n, DRAWS)
    b = (a + rng.integers(1, n, DRAWS)) % n
    decoded, faded = forward.decode(net, (codes[a] + codes[b]) / 2), (pictures[a] + pictures[b]) / 2
    return Halfway(*(novelty.unlike_share(each, train, limit) for each in (decoded, faded)))
