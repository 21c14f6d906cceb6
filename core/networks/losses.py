"""What training makes small, in units per image: summed over pixels and latent dimensions, averaged over images.

Averaging over pixels but summing over latent dimensions would hide a beta in the loss (784 of it for MNIST), so
nothing here averages over pixels.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from core.networks.models import VAE, Autoencoder, Posterior


class Loss(NamedTuple):
    """The parts of a loss, each the mean over images of a per-image sum.

    total = reconstruction + beta · kl; an autoencoder has kl = 0.
    """

    total: Tensor
    reconstruction: Tensor
    kl: Tensor


def squared_error(x: Tensor, rebuilt: Tensor) -> Tensor:
    """Sum over pixels of (x' − x)² for each image: (n, h, w) twice -> (n,). Range 0 to the number of pixels."""
    return (rebuilt - x).square().flatten(1).sum(1)


def cross_entropy(x: Tensor, rebuilt: Tensor) -> Tensor:
    """Sum over pixels of −x·log x' − (1−x)·log(1−x') for each image, in nats: (n, h, w) twice -> (n,).

    For grey pixels this is a surrogate for a likelihood: its floor is the entropy of x, not 0.
    """
    return functional.binary_cross_entropy(rebuilt, x, reduction="none").flatten(1).sum(1)


def kl_to_prior(posterior: Posterior) -> Tensor:
    """KL(N(mu, sigma²) ‖ N(0, 1)) = ½ (mu² + sigma² − log sigma² − 1), in nats for each dimension: -> (n, k).

    Source: Kingma & Welling, 2013, appendix B, https://arxiv.org/abs/1312.6114.
    """
    mu, log_var = posterior
    return 0.5 * (mu.square() + log_var.exp() - log_var - 1.0)


def autoencoder_loss(model: Autoencoder, x: Tensor, seen: Tensor) -> Loss:
    """Squared error between the clean images x and what the model rebuilds from `seen` (noisy or x itself)."""
    error = squared_error(x, model.decode(model.encode(seen))).mean()
    return Loss(error, error, torch.zeros(()))


def vae_loss(model: VAE, x: Tensor, beta: float, likelihood: str, generator: torch.Generator | None) -> Loss:
    """Reconstruction + beta · KL, the negative evidence lower bound when beta = 1.

    The reconstruction is the squared error ("gaussian": a normal likelihood of variance ½, up to a constant) or the
    cross-entropy ("bernoulli"), of one sample z an image.
    """
    posterior = model.encode(x)
    rebuilt = model.decode(posterior.sample(generator))
    measure = cross_entropy if likelihood == "bernoulli" else squared_error
    reconstruction = measure(x, rebuilt).mean()
    kl = kl_to_prior(posterior).sum(1).mean()
    return Loss(reconstruction + beta * kl, reconstruction, kl)


def importance_weighted_loss(
    model: VAE, x: Tensor, draws: int, likelihood: str, generator: torch.Generator | None
) -> Tensor:
    """−log of the mean of p(x, z) / q(z|x) over `draws` codes z from q(z|x), in nats for each image: -> (n,).

    In expectation the loss with beta = 1 for one draw, and with more draws ever closer to −log p(x) from above. For
    "gaussian" that is −log p(x) short of a constant, (d/2)·log π for d pixels and variance ½ (448.7 nats for 784).
    Source: Burda, Grosse & Salakhutdinov, "Importance Weighted Autoencoders", 2016, https://arxiv.org/abs/1509.00519.
    """
    posterior = model.encode(x)
    measure = cross_entropy if likelihood == "bernoulli" else squared_error
    logs = []
    for _ in range(draws):
        z = posterior.sample(generator)
        epsilon = (z - posterior.mu) * torch.exp(-0.5 * posterior.log_var)
        log_ratio = 0.5 * (epsilon.square() + posterior.log_var - z.square()).sum(1)  # log p(z) − log q(z|x), (n,)
        logs.append(log_ratio - measure(x, model.decode(z)))
    return math.log(draws) - torch.logsumexp(torch.stack(logs), dim=0)
