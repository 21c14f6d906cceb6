"""Why a linear autoencoder is PCA, in numbers.

Without bends between its layers an autoencoder writes x' = W·(V·x + a) + b: all its answers lie in one flat space of
k dimensions. The one that leaves the least squared error is what PCA finds (Baldi & Hornik, "Neural networks and
principal component analysis", 1989, https://doi.org/10.1016/0893-6080(89)90014-2). So training must end there: at the
same error, and in the same space, though not along the same axes.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np


class Comparison(NamedTuple):
    """A trained linear autoencoder beside PCA with as many values.

    Args:
        linear_error: squared error per test image of the linear autoencoder.
        pca_error: the same of PCA, fitted on the training images.
        angles: the k angles between the two flat spaces, in degrees, smallest first; 0 where they agree.
    """

    linear_error: float
    pca_error: float
    angles: np.ndarray


def compare(weights: Mapping[str, np.ndarray], train: np.ndarray, test: np.ndarray) -> Comparison:
    """Hold a trained linear autoencoder, its arrays as they lie in weights/, against PCA.

    The images are vectors: `train` (m, d), on which PCA is fitted, and `test` (n, d).
    """
    keys = ("encoder.1.weight", "decoder.0.weight", "encoder.1.bias", "decoder.0.bias")
    encoder, decoder, shift_in, shift_out = (weights[key].astype(np.float64) for key in keys)  # (k, d), (d, k), …
    rebuilt = (test @ encoder.T + shift_in) @ decoder.T + shift_out
    mean = train.mean(0, dtype=np.float64)
    axes = np.linalg.svd(train - mean, full_matrices=False)[2][: len(encoder)]  # (k, d)
    shadow = (test - mean) @ axes.T @ axes + mean
    cosines = np.linalg.svd(np.linalg.qr(decoder)[0].T @ axes.T, compute_uv=False)
    angles = np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0)))
    linear_error, pca_error = (float(((each - test) ** 2).sum(1).mean()) for each in (rebuilt, shadow))
    return Comparison(linear_error, pca_error, angles)
