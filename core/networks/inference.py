"""Trained models at work: arrays in, arrays out. Used by the build and, in a worker process, by the pages."""

from functools import lru_cache
from typing import cast

import numpy as np
import torch

from core.artefacts import catalogue, files
from core.data import datasets
from core.networks import losses, models, training
from core.settings import VAESettings


@lru_cache(maxsize=32)
def shipped(name: str) -> models.Model:
    """The shipped model of that name. Raises ArtefactError when its file is missing or damaged."""
    settings = catalogue.models()[name]
    content = files.load(name).content
    return training.model_from_bytes(settings, datasets.load(settings.dataset).shape, content).eval()


def shipped_vae(name: str) -> models.VAE:
    """The shipped VAE of that name. Raises ArtefactError."""
    return cast(models.VAE, shipped(name))


@torch.no_grad()
def encode(model: models.Model, images: np.ndarray) -> np.ndarray:
    """Codes (n, k) of `images` (n, h, w), the means for a VAE."""
    code = model.encode(torch.tensor(images))
    return (code.mu if isinstance(code, models.Posterior) else code).numpy()


@torch.no_grad()
def encode_posterior(model: models.VAE, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The clouds of `images` (n, h, w): mu and log_var, (n, k) each."""
    mu, log_var = model.encode(torch.tensor(images))  # a copy: what pages share is read-only
    return mu.numpy(), log_var.numpy()


@torch.no_grad()
def decode(model: models.Model, z: np.ndarray) -> np.ndarray:
    """The images (n, h, w) that codes z (n, k) stand for."""
    return model.decode(torch.tensor(np.asarray(z, dtype=np.float32))).numpy()


def rebuild(model: models.Model, images: np.ndarray) -> np.ndarray:
    """The images (n, h, w) that are left of `images` after their codes, the means for a VAE."""
    return decode(model, encode(model, images))


def error_per_image(images: np.ndarray, rebuilt: np.ndarray) -> np.ndarray:
    """Squared error summed over the pixels of each image: (n, h, w) twice -> (n,)."""
    return losses.squared_error(torch.tensor(images), torch.tensor(rebuilt)).numpy()


@torch.no_grad()
def kl_per_dimension(model: models.VAE, images: np.ndarray) -> np.ndarray:
    """KL to the prior of each latent dimension, the mean over `images`, in nats: (k,)."""
    return losses.kl_to_prior(model.encode(torch.tensor(images))).mean(0).numpy()


def test_loss(name: str) -> dict[str, float]:
    """Losses per image of a shipped model on the test images of its data set."""
    settings = catalogue.models()[name]
    dataset = datasets.load(settings.dataset)
    parts = training.evaluate(shipped(name), training.part_images(dataset, "test"), settings)
    if isinstance(settings, VAESettings):
        return {"test_" + key: value for key, value in parts._asdict().items()}
    return {"test_squared_error": parts.reconstruction}


def loss_on(name: str, images: np.ndarray) -> float:
    """Reconstruction + KL per image of a shipped VAE on `images` (n, h, w)."""
    parts = training.evaluate(shipped(name), torch.tensor(images), catalogue.models()[name])
    return parts.reconstruction + parts.kl


@torch.no_grad()
def importance_weighted_loss(name: str, images: np.ndarray, draws: int) -> float:
    """The importance-weighted bound of a shipped VAE with so many seeded draws an image, the mean, in nats."""
    settings = cast(VAESettings, catalogue.models()[name])
    generator = training.epoch_generator(settings.seed, 0)
    x = torch.tensor(images)
    return losses.importance_weighted_loss(shipped_vae(name), x, draws, settings.likelihood, generator).mean().item()
