"""Figures that others have published for MNIST, to hold the shipped networks against.

All are per test image unless said otherwise, summed over its 784 pixels of 0 to 1: squared error, or nats.
"""

import math
from typing import NamedTuple


class Figure(NamedTuple):
    """One published figure."""

    what: str  # the model, its latent size and the loss
    value: float
    source: str
    url: str
    model: str | None  # artefact name of the shipped network that is measured in the same way; None where PCA is
    latent: int  # the size of the code


HINTON = ("Hinton & Salakhutdinov, 2006", "https://doi.org/10.1126/science.1127647")
EXPLAINER = ("VAE Explainer, 2024, on training images", "https://github.com/xnought/vae-explainer")
EXAMPLE = ("the example of PyTorch, after 10 epochs", "https://github.com/pytorch/examples/tree/main/vae")

AUTOENCODERS = (
    Figure("PCA, 30 values: squared error", 13.87, *HINTON, None, 30),
    Figure("autoencoder, 30 values: squared error", 3.00, *HINTON, "autoencoder-mnist-k30", 30),
    Figure("autoencoder, 2 values: squared error", 33.6, *EXPLAINER, "autoencoder-mnist-k2-long", 2),
)
VAES = (
    Figure("VAE, 2 values: squared error + KL", 36.63, *EXPLAINER, "vae-mnist-k2-long", 2),
    Figure("VAE, 20 values: cross-entropy + KL, nats", 105.26, *EXAMPLE, "vae-mnist-k20-beta1", 20),
)


def left_out(pixels: int) -> float:
    """Nats an image that a squared error leaves out of −log p(x): (pixels / 2) · ln π, for a normal of variance ½."""
    return pixels / 2 * math.log(math.pi)
