"""The two networks: an encoder that squeezes an image into a code, a decoder that rebuilds the image from it.

An autoencoder maps an image x to a code z = encode(x) and back to x' = decode(z). A variational autoencoder maps x to
a *cloud* of codes, the normal distribution q(z|x) = N(mu, sigma²), and decodes points drawn from it. The modules
know how to encode and decode and nothing else: losses are in `core.networks.losses`, training is in
`core.networks.training`.

Sources: Hinton & Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks", Science 2006,
https://doi.org/10.1126/science.1127647; Kingma & Welling, "Auto-Encoding Variational Bayes", 2013,
https://arxiv.org/abs/1312.6114.
"""

import math
from itertools import chain, pairwise
from typing import NamedTuple

import torch
from torch import Tensor, nn

from core.errors import SettingError
from core.settings import NetworkSettings, TrainingSettings, VAESettings

CHANNELS = 64  # after the last halving
SMALLEST_CONV, SMALL_ENOUGH = 16, 7  # pixels: of an image worth convolving, and where halving ends
LOG_VAR_RANGE = (-12.0, 12.0)  # exp of anything beyond is no longer a useful variance in float32


class Posterior(NamedTuple):
    """The cloud of codes of each image: q(z|x) = N(mu, exp(log_var)), both (n, k)."""

    mu: Tensor
    log_var: Tensor

    def sample(self, generator: torch.Generator | None = None) -> Tensor:
        """Draw z = mu + sigma·epsilon, one code an image, (n, k): the reparameterisation of Kingma & Welling."""
        epsilon = torch.randn(self.mu.shape, generator=generator, device=self.mu.device)
        return self.mu + torch.exp(0.5 * self.log_var) * epsilon


class Network(nn.Module):
    """What both networks have: an encoder with so many outputs for an image, and a decoder.

    Args:
        settings: architecture ("mlp", "conv" or "conv-deep" for larger images, or "linear"), latent size k and width.
        shape: of the images, (h, w) or in colour (h, w, 3), whose pixels lie in [0, 1].
        outputs: numbers that the encoder gives for an image.
    """

    def __init__(self, settings: TrainingSettings, shape: tuple[int, ...], outputs: int) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = encoder_layers(settings, shape, outputs)
        self.decoder = decoder_layers(settings, shape)

    def decode(self, z: Tensor) -> Tensor:
        """Return the images (n, h, w[, 3]) that codes z (n, k) stand for; of a VAE the means of p(x|z)."""
        x: Tensor = self.decoder(z)
        return x.reshape(-1, *self.shape)


class Autoencoder(Network):
    """Squeezes images into codes (n, k), the outputs of the encoder, and rebuilds them."""

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes (n, k) of images x (n, h, w[, 3])."""
        z: Tensor = self.encoder(x)
        return z


class VAE(Network):
    """Squeezes images into clouds of codes, the 2·k outputs of the encoder, and decodes codes (n, k) into images."""

    def encode(self, x: Tensor) -> Posterior:
        """Return the clouds q(z|x), two tensors (n, k), of images x (n, h, w[, 3])."""
        mu, log_var = self.encoder(x).chunk(2, dim=1)  # (n, k) each
        return Posterior(mu, log_var.clamp(*LOG_VAR_RANGE))


class ChannelsFirst(nn.Module):
    """Images as convolutions want them: (n, h, w) -> (n, 1, h, w), and in colour (n, h, w, 3) -> (n, 3, h, w)."""

    def forward(self, x: Tensor) -> Tensor:
        """Return x with its colours before its rows."""
        return x[:, None] if x.ndim == 3 else x.movedim(-1, 1)


class ChannelsLast(nn.Module):
    """What convolutions give, as pictures are kept: (n, c, h, w) -> (n, h, w, c)."""

    def forward(self, x: Tensor) -> Tensor:
        """Return x with its colours behind its columns."""
        return x.movedim(1, -1)


Model = Autoencoder | VAE


def build(settings: NetworkSettings, shape: tuple[int, ...]) -> Model:
    """The untrained model that `settings` describe, for images of `shape`. The seed decides its first weights."""
    with torch.device("meta"):  # no storage and no random draw yet: layers would use the generator all visitors share
        is_vae = isinstance(settings, VAESettings)
        model = VAE(settings, shape, 2 * settings.latent) if is_vae else Autoencoder(settings, shape, settings.latent)
    model.to_empty(device="cpu")
    initialise(model, settings.seed)
    return model


def encoder_layers(settings: TrainingSettings, shape: tuple[int, ...], outputs: int) -> nn.Sequential:
    """Layers from images (n, h, w[, 3]) to (n, outputs)."""
    pixels, width = math.prod(shape), settings.width
    if settings.architecture == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(pixels, outputs))
    if settings.architecture == "mlp":
        return nn.Sequential(
            nn.Flatten(),
            nn.Linear(pixels, width), nn.SiLU(),
            nn.Linear(width, width), nn.SiLU(),
            nn.Linear(width, outputs),
        )  # fmt: skip
    channels, edge = convolutions(shape)
    halving = [(nn.Conv2d(few, many, 4, stride=2, padding=1), nn.SiLU()) for few, many in pairwise(channels)]
    return nn.Sequential(
        ChannelsFirst(),
        *chain.from_iterable(halving),
        nn.Flatten(),
        nn.Linear(channels[-1] * edge**2, width), nn.SiLU(),
        *between(settings),
        nn.Linear(width, outputs),
    )  # fmt: skip


def decoder_layers(settings: TrainingSettings, shape: tuple[int, ...]) -> nn.Sequential:
    """Layers from codes (n, k) to pixels in [0, 1]; the linear model has no squashing, as PCA has none."""
    pixels, width, latent = math.prod(shape), settings.width, settings.latent
    if settings.architecture == "linear":
        return nn.Sequential(nn.Linear(latent, pixels))
    if settings.architecture == "mlp":
        return nn.Sequential(
            nn.Linear(latent, width), nn.SiLU(),
            nn.Linear(width, width), nn.SiLU(),
            nn.Linear(width, pixels), nn.Sigmoid(),
        )  # fmt: skip
    channels, edge = convolutions(shape)
    doubling = [
        (nn.ConvTranspose2d(many, few, 4, stride=2, padding=1), nn.SiLU()) for many, few in pairwise(channels[::-1])
    ]
    return nn.Sequential(
        nn.Linear(latent, width), nn.SiLU(),
        *between(settings),
        nn.Linear(width, channels[-1] * edge**2), nn.SiLU(),
        nn.Unflatten(1, (channels[-1], edge, edge)),
        *list(chain.from_iterable(doubling))[:-1], nn.Sigmoid(), ChannelsLast(),
    )  # fmt: skip


def convolutions(shape: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """The channels before and after each halving of an image, and the edge in pixels that is left.

    As many times as a picture is halved the channels are doubled, up to `CHANNELS`: 28×28 become 32 of 14×14 and 64 of
    7×7; 32×32 become 16 of 16×16, 32 of 8×8 and 64 of 4×4. Raises SettingError for images that the convolutional nets
    are not made for.
    """
    edge, halvings = shape[0], 0
    if shape[1] != edge or edge < SMALLEST_CONV or edge % 4:
        size = "×".join(map(str, shape[:2]))
        raise SettingError(
            f"a convolutional architecture needs square images of {SMALLEST_CONV} pixels or more, a multiple of 4, not "
            f"{size}: choose 'mlp'."
        )
    while edge % 2 == 0 and edge > SMALL_ENOUGH:
        edge, halvings = edge // 2, halvings + 1
    colours = shape[2] if len(shape) == 3 else 1
    return (colours, *(CHANNELS >> left for left in reversed(range(halvings)))), edge


def between(settings: TrainingSettings) -> tuple[nn.Module, ...]:
    """What "conv-deep" has more than "conv" on both sides of the code: another dense layer.

    A code of two numbers needs it, for the sheet of digits is folded tightly; one of thirty does worse with it
    (docs/log.md).
    """
    deep = settings.architecture == "conv-deep"
    return (nn.Linear(settings.width, settings.width), nn.SiLU()) if deep else ()


def initialise(model: nn.Module, seed: int) -> None:
    """Draw every weight from `seed` (Glorot & Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html)."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter, generator=generator)
        else:
            nn.init.zeros_(parameter)
