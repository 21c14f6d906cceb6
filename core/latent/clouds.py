"""How far the clouds of a VAE's codes overlap, and how evenly together they fill the plane. Plain NumPy."""

import numpy as np

from core.latent.forward import Posterior


def others_within(posterior: Posterior, sigmas: float = 1.0) -> np.ndarray:
    """How many other clouds' means lie within so many σ of each cloud's own mean, integers (n,)."""
    apart = (posterior.mu[:, None] - posterior.mu[None]) / posterior.sigma[:, None]  # (n, n, k)
    inside: np.ndarray = ((apart**2).sum(axis=2) <= sigmas**2).sum(axis=1) - 1
    return inside


def density_beside_prior(posterior: Posterior, z: np.ndarray) -> np.ndarray:
    """How many times as dense as N(0, 1) all clouds (n, k) together are at the places z (m, k): (m,).

    (1/n) Σ_i N(z; μ_i, σ_i²) / N(z; 0, 1)
    """
    apart = (z[:, None] - posterior.mu[None]) / posterior.sigma[None]  # (m, n, k)
    log_each = -0.5 * (apart**2).sum(axis=2) - np.log(posterior.sigma).sum(axis=1)
    found: np.ndarray = np.exp(log_each + 0.5 * (z**2).sum(axis=1)[:, None]).mean(axis=1)
    return found
