"""How unusual is a picture for networks that know only some kind? By how badly they rebuild it.

An autoencoder learns to rebuild its training images; of others it keeps what they have in common with these. The
error through a narrow code sees a wrong shape, that through a wider one a wrong detail, so both count: `strangeness`
is the mean of the two, each divided by its median over real images. What is usual is decided on validation images;
how many test images, and how many pictures of other kinds, lie above it is measured.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.latent import forward
from core.latent.novelty import USUAL


class Scale(NamedTuple):
    """What is usual; the fields are the arrays of a file.

    Args:
        medians: of the squared error of each network over real images, (networks,).
        quantiles: strangeness of real images: that which 0, 1, … 100 % of them stay below, (101,).
    """

    medians: np.ndarray
    quantiles: np.ndarray

    @property
    def limit(self) -> float:
        """The strangeness that `USUAL` of the real images stay below."""
        return float(np.interp(100 * USUAL, np.arange(len(self.quantiles)), self.quantiles))

    def stranger_than(self, strangeness: float) -> float:
        """The share of real images that are less strange, 0 to 1."""
        return float(np.searchsorted(self.quantiles, strangeness) / len(self.quantiles))


def errors(networks: Sequence[forward.Network], images: np.ndarray) -> np.ndarray:
    """Squared error of each network on `images` (n, h, w): (networks, n)."""
    rebuilt = [forward.decode(net, forward.encode(net, images)) for net in networks]
    return np.stack([((each - images) ** 2).reshape(len(images), -1).sum(axis=1) for each in rebuilt])


def strangeness(found: np.ndarray, medians: np.ndarray) -> np.ndarray:
    """The mean of errors (networks, n), each divided by the network's median on real images: (n,); about 1 is usual."""
    return np.asarray((found / medians[:, None]).mean(axis=0))


def scale_of(found: np.ndarray) -> Scale:
    """What is usual, from the errors (networks, n) on real images."""
    medians = np.median(found, axis=1)
    return Scale(medians, np.quantile(strangeness(found, medians), np.linspace(0.0, 1.0, 101)))
