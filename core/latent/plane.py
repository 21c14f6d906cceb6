"""The plane of a VAE with two latent values: the clouds of test images on it, for every beta there is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

import numpy as np

from core.latent.forward import Posterior

MU, LOG_VAR, TURN = "mu_", "log_var_", "turn_"  # what arrays begin with; the beta follows
WIDE_MU, WIDE_KL = "wide_mu_", "wide_kl_"


class WideCodes(NamedTuple):
    """What a VAE with more than two values makes of test images.

    Args:
        mu: means of the test images' clouds, (n, k).
        kl: KL of each value, the mean over all test images, in nats, (k,).
    """

    mu: np.ndarray
    kl: np.ndarray


class Planes(NamedTuple):
    """What is shipped of a data set's VAEs beside their weights.

    Args:
        axis: both axes of the grid that is decoded, (side,).
        posteriors: for each beta, as it stands in file names, the clouds of n test images, (n, 2) each.
        turns: for each beta the turn or mirroring R (2, 2) that makes the planes comparable: shown = mu · R.
        rows: of the test images in the data set, (n,), where it is embedded.
        wide: of the VAEs with more values, for each beta, where pages don't encode the test images themselves.
    """

    axis: np.ndarray
    posteriors: Mapping[str, Posterior]
    turns: Mapping[str, np.ndarray]
    rows: np.ndarray | None = None
    wide: Mapping[str, WideCodes] = MappingProxyType({})

    def to_arrays(self) -> dict[str, np.ndarray]:
        """As arrays by name; `from_arrays` reads them."""
        arrays = {"axis": self.axis} if self.rows is None else {"rows": self.rows, "axis": self.axis}
        for beta, posterior in self.posteriors.items():
            arrays |= {MU + beta: posterior.mu, LOG_VAR + beta: posterior.log_var}
        arrays |= {TURN + beta: turn for beta, turn in self.turns.items()}
        for beta, codes in self.wide.items():
            arrays |= {WIDE_MU + beta: codes.mu, WIDE_KL + beta: codes.kl}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The planes in the arrays of a file."""
        wide_betas = [key.removeprefix(WIDE_MU) for key in arrays if key.startswith(WIDE_MU)]
        turns = {key.removeprefix(TURN): value for key, value in arrays.items() if key.startswith(TURN)}
        posteriors = {beta: Posterior(arrays[MU + beta], arrays[LOG_VAR + beta]) for beta in turns}
        wide = {beta: WideCodes(arrays[WIDE_MU + beta], arrays[WIDE_KL + beta]) for beta in wide_betas}
        return cls(arrays["axis"], posteriors, turns, arrays.get("rows"), wide)
