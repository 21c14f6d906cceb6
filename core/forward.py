"""The forward pass of a shipped fully connected network in NumPy: decoding without torch in the server's memory.

Each layer is y = W·x + b with SiLU(y) = y · sigmoid(y) between layers (Elfwing, Uchibe & Doya, 2018,
https://arxiv.org/abs/1702.03118) and a sigmoid at the end, which keeps pixels in [0, 1]: the same as `core.models`,
which is held against it by a test. Decoding one code of the digits takes well under a millisecond.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from core.params import SettingError

LOG_VAR_RANGE = (-12.0, 12.0)  # the one of core.models, which this process must not import: it needs torch
Layers = tuple[tuple[np.ndarray, np.ndarray], ...]  # weights (out, in) and bias (out,), first layer first


class Network(NamedTuple):
    """A trained encoder and decoder, and the height and width of the images."""

    encoder: Layers
    decoder: Layers
    shape: tuple[int, int]


class Cloud(NamedTuple):
    """q(z|x) = N(mu, exp(log_var)) of each image, both (n, k)."""

    mu: np.ndarray
    log_var: np.ndarray

    @property
    def sigma(self) -> np.ndarray:
        """Standard deviations, (n, k)."""
        return np.exp(0.5 * self.log_var)


def network(arrays: Mapping[str, np.ndarray], architecture: str, shape: tuple[int, int]) -> Network:
    """The network whose weights are `arrays`, as they lie in weights/.

    Raises SettingError for architectures other than "mlp": those are the business of torch, in a worker.
    """
    if architecture != "mlp":
        raise SettingError(f"architecture = {architecture!r} is not made of plain layers: choose a model of 'mlp'.")
    return Network(layers(arrays, "encoder"), layers(arrays, "decoder"), shape)


def layers(arrays: Mapping[str, np.ndarray], part: str) -> Layers:
    """The layers of "encoder" or "decoder" in order, in float32."""
    numbers = sorted({int(key.split(".")[1]) for key in arrays if key.startswith(part)})
    return tuple(
        (arrays[f"{part}.{i}.weight"].astype(np.float32), arrays[f"{part}.{i}.bias"].astype(np.float32))
        for i in numbers
    )


def through(x: np.ndarray, stack: Layers) -> np.ndarray:
    """Pass x (n, in) through all layers, with SiLU between them: -> (n, out)."""
    for i, (weight, bias) in enumerate(stack):
        x = x @ weight.T + bias
        if i < len(stack) - 1:
            x = x * sigmoid(x)
    return x


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(−x)), written so that no exponential overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def decode(net: Network, z: np.ndarray) -> np.ndarray:
    """The images (n, h, w) in [0, 1] that codes z (n, k) stand for."""
    return sigmoid(through(np.asarray(z, dtype=np.float32), net.decoder)).reshape(-1, *net.shape)


def encode(net: Network, images: np.ndarray) -> np.ndarray:
    """The codes (n, k) of images (n, h, w) by an autoencoder."""
    return through(images.reshape(len(images), -1).astype(np.float32), net.encoder)


def clouds(net: Network, images: np.ndarray) -> Cloud:
    """The clouds of images (n, h, w) by a VAE."""
    mu, log_var = np.split(encode(net, images), 2, axis=1)
    return Cloud(mu, np.clip(log_var, *LOG_VAR_RANGE))


def kl_per_dimension(cloud: Cloud) -> np.ndarray:
    """KL(q(z|x) ‖ N(0, 1)) of each latent dimension, the mean over images, in nats: -> (k,)."""
    return 0.5 * (cloud.mu**2 + np.exp(cloud.log_var) - cloud.log_var - 1.0).mean(0)
