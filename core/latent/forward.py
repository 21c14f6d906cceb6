"""The forward pass of a shipped network in NumPy: decoding without torch in the server's memory.

Each dense layer is y = W·x + b, each convolution the same with shared weights (see `convolved` and its transpose, which
all move by two pixels), with SiLU(y) = y · sigmoid(y) between layers (Elfwing, Uchibe & Doya, 2018,
https://arxiv.org/abs/1702.03118) and a sigmoid at the end, which keeps pixels in [0, 1]: the same as
`core.networks.models`, which is held against it by a test. Decoding one code of the digits takes well under a
millisecond, of MNIST a few.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from core.errors import SettingError

LOG_VAR_RANGE = (-12.0, 12.0)  # the one of core.networks.models, which this process must not import: it needs torch
ACTIVE_NATS = 0.01  # of KL: a latent dimension with less carries nothing
STRIDE, EDGE = 2, 1  # of every convolution: pixels from one place to the next, and of black around the picture
AT_A_TIME = 64  # images in one go through convolutions: each needs about 100 kB on its way
PARTS = ("encoder", "decoder")  # in the order in which an image passes them
Layers = tuple[tuple[np.ndarray, np.ndarray], ...]  # weights (out, in) and bias (out,), first layer first


class Network(NamedTuple):
    """A trained encoder and decoder, and the shape of the images: (h, w), or in colour (h, w, 3)."""

    encoder: Layers
    decoder: Layers
    shape: tuple[int, ...]


class Posterior(NamedTuple):
    """The cloud of codes of each image: q(z|x) = N(mu, exp(log_var)), both (n, k)."""

    mu: np.ndarray
    log_var: np.ndarray

    @property
    def sigma(self) -> np.ndarray:
        """Standard deviations, (n, k)."""
        return np.exp(0.5 * self.log_var)


def network(arrays: Mapping[str, np.ndarray], architecture: str, shape: tuple[int, ...]) -> Network:
    """The network whose weights are `arrays`, as they lie in weights/.

    Raises SettingError for "linear", which has no bends.
    """
    if architecture == "linear":
        raise SettingError("architecture = 'linear' has another form: choose a model of 'mlp' or 'conv'.")
    return Network(read_layers(arrays, "encoder"), read_layers(arrays, "decoder"), shape)


def read_layers(arrays: Mapping[str, np.ndarray], part: str) -> Layers:
    """The layers of "encoder" or "decoder" in order, from arrays named "encoder.1.weight" and so on."""
    numbers = sorted({int(key.split(".")[1]) for key in arrays if key.startswith(part)})
    return tuple((arrays[f"{part}.{i}.weight"], arrays[f"{part}.{i}.bias"]) for i in numbers)


class Layer(NamedTuple):
    """A layer of "encoder" or "decoder": the shape of its weights, and how many numbers training had to find for it."""

    part: str
    shape: tuple[int, ...]
    parameters: int

    @property
    def words(self) -> str:
        """What it does, in words: "64 → 256", or the kernel of a convolution."""
        if len(self.shape) == 2:
            return f"dense, {self.shape[1]:,} → {self.shape[0]:,}"
        return f"convolution {self.shape[2]}×{self.shape[3]}, {self.shape[0]} × {self.shape[1]} kernels"


def describe_layers(arrays: Mapping[str, np.ndarray]) -> list[Layer]:
    """The layers of a network of any architecture, in the order in which an image passes them."""
    layers = ((part, layer) for part in PARTS for layer in read_layers(arrays, part))
    return [Layer(part, weight.shape, weight.size + bias.size) for part, (weight, bias) in layers]


Convolve = Callable[[np.ndarray, np.ndarray], np.ndarray]


def layer_by_layer(x: np.ndarray, stack: Layers, convolve: Convolve) -> Iterator[np.ndarray]:
    """What each layer makes of x, (n, in) or (n, c, h, w), with SiLU between them: (n, out) or (n, c, h, w).

    `convolve` is what a layer with weights of four axes does: `convolved` in an encoder, `spread` in a decoder.
    """
    for i, (weight, bias) in enumerate(stack):
        is_dense = weight.ndim == 2
        x = x.reshape(len(x), -1) @ weight.T + bias if is_dense else convolve(x, weight) + bias[:, None, None]
        if i < len(stack) - 1:
            x = x * sigmoid(x)
        yield x


def through(x: np.ndarray, stack: Layers, convolve: Convolve) -> np.ndarray:
    """Pass x through all layers: -> (n, out). The arguments are those of `layer_by_layer`."""
    for each in layer_by_layer(x, stack, convolve):
        x = each
    return x.reshape(len(x), -1)


def convolved(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Each place of the new picture is a weighted sum over a window of the old one: (n, c, h, w) -> (n, out, h/2, w/2).

    The weights are (out, c, side, side).
    """
    side = weight.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (EDGE, EDGE), (EDGE, EDGE)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), axis=(2, 3))[:, :, ::STRIDE, ::STRIDE]
    return np.moveaxis(np.tensordot(windows, weight, axes=([1, 4, 5], [1, 2, 3])), -1, 1)


def spread(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The transpose of `convolved`: each place of the old picture adds a weighted window to the new, larger one.

    x is (n, c, h, w), or the same as rows (n, c·h·w) of square pictures; the weights are (c, out, side, side).
    """
    channels, out, side, _ = weight.shape
    edge = math.isqrt(x.size // (len(x) * channels))
    x = x.reshape(len(x), channels, edge, -1)
    parts = np.tensordot(weight, x, axes=([0], [1]))  # (out, side, side, n, h, w)
    far = STRIDE * (edge - 1) + 1
    larger = np.zeros((len(x), out, far + side - 1, far + side - 1), dtype=x.dtype)
    for row in range(side):
        for column in range(side):
            window = larger[:, :, row : row + far : STRIDE, column : column + far : STRIDE]
            window += np.moveaxis(parts[:, row, column], 0, 1)
    return larger[:, :, EDGE:-EDGE, EDGE:-EDGE]


def in_portions(x: np.ndarray, stack: Layers, convolve: Convolve) -> np.ndarray:
    """`through`, a few images at a time where there are convolutions, whose way needs memory."""
    if all(weight.ndim == 2 for weight, _ in stack) or len(x) <= AT_A_TIME:
        return through(x, stack, convolve)
    firsts = range(0, len(x), AT_A_TIME)
    return np.concatenate([through(x[first : first + AT_A_TIME], stack, convolve) for first in firsts])


def sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(−x)), written so that no exponential overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * x))


def decode(net: Network, z: np.ndarray) -> np.ndarray:
    """The images (n, h, w[, 3]) in [0, 1] that codes z (n, k) stand for."""
    pixels = sigmoid(in_portions(np.asarray(z, dtype=np.float32), net.decoder, spread))
    if len(net.shape) == 2 or net.decoder[-1][0].ndim == 2:
        return pixels.reshape(-1, *net.shape)
    height, width, colours = net.shape
    return np.ascontiguousarray(np.moveaxis(pixels.reshape(-1, colours, height, width), 1, -1))


def encode(net: Network, images: np.ndarray) -> np.ndarray:
    """The codes (n, k) of images (n, h, w[, 3]) by an autoencoder."""
    return in_portions(as_input(net, images), net.encoder, convolved)


def as_input(net: Network, images: np.ndarray) -> np.ndarray:
    """Images (n, h, w[, 3]) as the first layer wants them: a convolution has the colours before the rows."""
    images = images.astype(np.float32)
    if net.encoder[0][0].ndim == 2:
        return images
    return images[:, None] if images.ndim == 3 else np.moveaxis(images, -1, 1)


class Passage(NamedTuple):
    """What the layers of a network make of one image, in order; an autoencoder's code is the last of the encoder's.

    Args:
        encoder: a flat array a layer.
        decoder: the same but for the last, which is the rebuilt image.
    """

    encoder: list[np.ndarray]
    decoder: list[np.ndarray]


def passage(net: Network, image: np.ndarray, z: np.ndarray | None = None) -> Passage:
    """Follow one image (h, w[, 3]) through every layer; z (k,) is what the decoder gets, by default the encoder's code.

    A VAE's encoder ends with the means and the logarithms of the variances, of which z is drawn.
    """
    encoder = [each.ravel() for each in layer_by_layer(as_input(net, image[None]), net.encoder, convolved)]
    code = encoder[-1] if z is None else z.astype(np.float32)
    decoder = [each.ravel() for each in layer_by_layer(code[None], net.decoder, spread)]
    return Passage(encoder, decoder[:-1])


def encode_posterior(net: Network, images: np.ndarray) -> Posterior:
    """The clouds of codes of images (n, h, w) by a VAE."""
    mu, log_var = np.split(encode(net, images), 2, axis=1)
    return Posterior(mu, np.clip(log_var, *LOG_VAR_RANGE))


def kl_per_dimension(posterior: Posterior) -> np.ndarray:
    """KL(q(z|x) ‖ N(0, 1)) of each latent dimension, the mean over images, in nats: -> (k,)."""
    mu, log_var = posterior
    kl: np.ndarray = 0.5 * (mu**2 + np.exp(log_var) - log_var - 1.0).mean(0)
    return kl
