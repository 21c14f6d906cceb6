"""The two networks: an encoder that squeezes an image into a code, a decoder that rebuilds the image from it.

An autoencoder maps an image x to a code z = encode(x) and back to x' = decode(z). A variational autoencoder maps x to
a *cloud* of codes, the normal distribution q(z|x) = N(mu, sigma²), and decodes points drawn from it. The modules
know how to encode and decode and nothing else: losses are in `core.networks.losses`, training is in
`core.networks.training`.

Sources: Hinton & Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks", Science 2006,
https://doi.org/10.1126/science.1127647; Kingma & Welling, "Auto-Encoding Variational Bayes", 2013,
https://arxiv.org/abs/1312.6114.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn

from core.errors import SettingError
from core.settings import NetworkSettings, TrainingSettings, VAESettings

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
        settings: architecture ("mlp", "conv" or "conv-deep" for 28×28 images, or "linear"), latent size k and width.
        shape: height and width of the images, whose pixels lie in [0, 1].
        outputs: numbers that the encoder gives for an image.
    """

    def __init__(self, settings: TrainingSettings, shape: tuple[int, int], outputs: int) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = encoder_layers(settings, shape, outputs)
        self.decoder = decoder_layers(settings, shape)

    def decode(self, z: Tensor) -> Tensor:
        """Return the images (n, h, w) that codes z (n, k) stand for; of a VAE the means of p(x|z)."""
        x: Tensor = self.decoder(z)
        return x.reshape(-1, *self.shape)


class Autoencoder(Network):
    """Squeezes images into codes (n, k), the outputs of the encoder, and rebuilds them."""

    def encode(self, x: Tensor) -> Tensor:
        """Return the codes (n, k) of images x (n, h, w)."""
        z: Tensor = self.encoder(x)
        return z.float()


class VAE(Network):
    """Squeezes images into clouds of codes, the 2·k outputs of the encoder, and decodes codes (n, k) into images."""

    def encode(self, x: Tensor) -> Posterior:
        """Return the clouds q(z|x), two tensors (n, k), of images x (n, h, w)."""
        mu, log_var = self.encoder(x).float().chunk(2, dim=1)  # (n, k) each
        return Posterior(mu, log_var.clamp(*LOG_VAR_RANGE))


class Exact(nn.Module):
    """Goes on in float32 where layers were multiplied in less: near 0 and 1 a sigmoid needs the digits."""

    def forward(self, x: Tensor) -> Tensor:
        """Return x (any shape) in float32."""
        return x.float()


Model = Autoencoder | VAE


def build(settings: NetworkSettings, shape: tuple[int, int]) -> Model:
    """The untrained model that `settings` describe, for images of `shape`. The seed decides its first weights."""
    with torch.device("meta"):  # no storage and no random draw yet: layers would use the generator all visitors share
        is_vae = isinstance(settings, VAESettings)
        model = VAE(settings, shape, 2 * settings.latent) if is_vae else Autoencoder(settings, shape, settings.latent)
    model.to_empty(device="cpu")
    initialise(model, settings.seed)
    return model


def encoder_layers(settings: TrainingSettings, shape: tuple[int, int], outputs: int) -> nn.Sequential:
    """Layers from images (n, h, w) to (n, outputs)."""
    pixels, width = shape[0] * shape[1], settings.width
    if settings.architecture == "linear":
        return nn.Sequential(nn.Flatten(), nn.Linear(pixels, outputs))
    if settings.architecture == "mlp":
        return nn.Sequential(
            nn.Flatten(),
            nn.Linear(pixels, width), nn.SiLU(),
            nn.Linear(width, width), nn.SiLU(),
            nn.Linear(width, outputs),
        )  # fmt: skip
    check_conv(shape)
    return nn.Sequential(
        nn.Unflatten(1, (1, shape[0])),
        nn.Conv2d(1, 32, 4, stride=2, padding=1), nn.SiLU(),  # (n, 32, 14, 14)
        nn.Conv2d(32, 64, 4, stride=2, padding=1), nn.SiLU(),  # (n, 64, 7, 7)
        nn.Flatten(),
        nn.Linear(64 * 7 * 7, width), nn.SiLU(),
        *between(settings),
        nn.Linear(width, outputs),
    )  # fmt: skip


def decoder_layers(settings: TrainingSettings, shape: tuple[int, int]) -> nn.Sequential:
    """Layers from codes (n, k) to pixels in [0, 1]; the linear model has no squashing, as PCA has none."""
    pixels, width, latent = shape[0] * shape[1], settings.width, settings.latent
    if settings.architecture == "linear":
        return nn.Sequential(nn.Linear(latent, pixels))
    if settings.architecture == "mlp":
        return nn.Sequential(
            nn.Linear(latent, width), nn.SiLU(),
            nn.Linear(width, width), nn.SiLU(),
            nn.Linear(width, pixels), nn.Sigmoid(),
        )  # fmt: skip
    check_conv(shape)
    return nn.Sequential(
        nn.Linear(latent, width), nn.SiLU(),
        *between(settings),
        nn.Linear(width, 64 * 7 * 7), nn.SiLU(),
        nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1), nn.SiLU(),  # (n, 32, 14, 14)
        nn.ConvTranspose2d(32, 1, 4, stride=2, padding=1), Exact(), nn.Sigmoid(),  # (n, 1, 28, 28)
    )  # fmt: skip


def between(settings: TrainingSettings) -> tuple[nn.Module, ...]:
    """What "conv-deep" has more than "conv" on both sides of the code: another dense layer.

    A code of two numbers needs it, for the sheet of digits is folded tightly; one of thirty does worse with it
    (docs/log.md).
    """
    deep = settings.architecture == "conv-deep"
    return (nn.Linear(settings.width, settings.width), nn.SiLU()) if deep else ()


def check_conv(shape: tuple[int, int]) -> None:
    """Raise SettingError for images that the convolutional nets are not made for."""
    if shape != (28, 28):
        raise SettingError(f"a convolutional architecture needs images of 28×28 pixels, not {shape}: choose 'mlp'.")


def initialise(model: nn.Module, seed: int) -> None:
    """Draw every weight from `seed` (Glorot & Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html)."""
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        if parameter.ndim > 1:
            nn.init.xavier_uniform_(parameter, generator=generator)
        else:
            nn.init.zeros_(parameter)
