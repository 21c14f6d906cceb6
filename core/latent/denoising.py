"""Cleaning noise: what a denoising autoencoder makes of pictures with grey noise, beside one that never saw any.

A denoising autoencoder (Vincent et al., "Extracting and Composing Robust Features with Denoising Autoencoders", 2008,
https://doi.org/10.1145/1390156.1390294) is trained to rebuild the clean image from a noisy one. Errors are always
against the clean image, squared and summed over pixels.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.latent import forward

LEVELS = tuple(round(0.05 * i, 2) for i in range(13))  # standard deviations of the noise; white is 1
SEED = 0  # of the noise that is shown and measured


class Cleaned(NamedTuple):
    """Pictures (n, h, w) each: with noise, and what two networks make of them."""

    noisy: np.ndarray
    plain: np.ndarray
    denoised: np.ndarray


class NoiseErrors(NamedTuple):
    """Squared error per image against the clean images, the mean over all of them, at each of the levels: (levels,)."""

    noisy: np.ndarray
    plain: np.ndarray
    denoised: np.ndarray


def with_noise(images: np.ndarray, level: float) -> np.ndarray:
    """`images` (n, h, w) with seeded normal noise of standard deviation `level` on every pixel; not clipped."""
    noise = np.random.default_rng(SEED).standard_normal(images.shape, dtype=np.float32)
    noisy: np.ndarray = images + np.float32(level) * noise
    return noisy


def clean(
    images: np.ndarray,
    level: float,
    plain: forward.Network,
    denoiser: forward.Network,
    rows: Sequence[int] | None = None,
) -> Cleaned:
    """Put noise on `images` (n, h, w) and let both networks rebuild them: all, or those of these rows."""
    noisy = with_noise(images, level)
    noisy = noisy if rows is None else noisy[list(rows)]
    return Cleaned(noisy, *(forward.decode(net, forward.encode(net, noisy)) for net in (plain, denoiser)))


def measure_errors(images: np.ndarray, plain: forward.Network, denoiser: forward.Network) -> NoiseErrors:
    """Measure the errors at every level, on `images` (n, h, w)."""
    rows = []
    for level in LEVELS:
        pictures = clean(images, level, plain, denoiser)
        rows.append([((each - images) ** 2).sum((1, 2)).mean() for each in pictures])
    return NoiseErrors(*np.array(rows).T)


def pays_from(errors: NoiseErrors) -> float:
    """The least of the levels of noise at which the denoising network is the better one; infinite where it never is."""
    better = zip(LEVELS, errors.denoised < errors.plain, strict=True)
    return next((level for level, pays in better if pays), np.inf)
