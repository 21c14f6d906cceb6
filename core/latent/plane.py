"""The plane of a VAE with two latent values: the clouds of test images on it, for every beta there is."""

from collections.abc import Mapping
from typing import NamedTuple, Self

import numpy as np

from core.latent.forward import Posterior

MU, LOG_VAR, TURN = "mu_", "log_var_", "turn_"  # what arrays begin with; the beta follows


class Planes(NamedTuple):
    """What is shipped of a data set's VAEs beside their weights.

    Args:
        axis: both axes of the grid that is decoded, (side,).
        posteriors: for each beta, as it stands in file names, the clouds of n test images, (n, 2) each.
        turns: for each beta the turn or mirroring R (2, 2) that makes the planes comparable: shown = mu · R.
        rows: of the test images in the data set, (n,), where it is embedded.
        wide_mu: means of the test images' clouds by the VAE with more values, (n, k), where they are shipped.
        wide_kl: KL of each of these values, the mean over all test images, in nats, (k,).
    """

    axis: np.ndarray
    posteriors: Mapping[str, Posterior]
    turns: Mapping[str, np.ndarray]
    rows: np.ndarray | None = None
    wide_mu: np.ndarray | None = None
    wide_kl: np.ndarray | None = None

    def to_arrays(self) -> dict[str, np.ndarray]:
        """As arrays by name; `from_arrays` reads them."""
        arrays = {"rows": self.rows, "axis": self.axis}
        for beta, posterior in self.posteriors.items():
            arrays |= {MU + beta: posterior.mu, LOG_VAR + beta: posterior.log_var}
        arrays |= {TURN + beta: turn for beta, turn in self.turns.items()}
        arrays |= {"mu": self.wide_mu, "kl": self.wide_kl}
        return {key: value for key, value in arrays.items() if value is not None}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The planes in the arrays of a file."""
        turns = {key.removeprefix(TURN): value for key, value in arrays.items() if key.startswith(TURN)}
        posteriors = {beta: Posterior(arrays[MU + beta], arrays[LOG_VAR + beta]) for beta in turns}
        return cls(arrays["axis"], posteriors, turns, arrays.get("rows"), arrays.get("mu"), arrays.get("kl"))
