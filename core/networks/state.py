"""What a training run has come to: plain data that travels between worker, cache and page without torch.

A run is a chain of pure steps, `state -> state` (see `core.networks.training`). The state holds everything the next
step needs, as bytes, so any worker can take it up.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.settings import NetworkSettings


@dataclass(frozen=True, eq=False)
class TrainingSnapshot:
    """A network on test images, at one moment of its training.

    Args:
        plane: (n, 2), where the codes lie; see `core.networks.snapshot.flatten_codes`.
        share: how much of the variance of the codes the plane shows, 0 to 1; 1 for one or two values.
        latent: how many values a code has, k.
        labels: (n,), positions in `label_names`.
        label_names: what each label means.
        images: test images, (4, h, w) in [0, 1].
        rebuilt: the same, rebuilt.
        error: squared error per image, the mean over the n test images.
        mean_error: the same for the mean training image in place of the rebuilt one.
    """

    plane: np.ndarray
    share: float
    latent: int
    labels: np.ndarray
    label_names: tuple[str, ...]
    images: np.ndarray
    rebuilt: np.ndarray
    error: float
    mean_error: float


class Parts(NamedTuple):
    """Loss per image, split: total = reconstruction + beta · kl. In squared error or nats, by the likelihood."""

    total: float
    reconstruction: float
    kl: float


class Epoch(NamedTuple):
    """Mean losses over one pass through the training images, and on the validation images after it."""

    number: int
    train: Parts
    validation: Parts
    seconds: float


@dataclass(frozen=True, eq=False)
class TrainState:
    """A run after `epoch` epochs.

    Args:
        settings: what was asked for.
        shape: of the images, (h, w) or in colour (h, w, 3).
        model: the weights, as safetensors bytes.
        optimizer: the optimiser's moments, as safetensors bytes.
        history: one record an epoch, oldest first.
    """

    settings: NetworkSettings
    shape: tuple[int, ...]
    model: bytes
    optimizer: bytes
    history: tuple[Epoch, ...] = ()

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return len(self.history)

    @property
    def finished(self) -> bool:
        """Whether all epochs asked for are done."""
        return self.epoch >= self.settings.epochs

    @property
    def seconds(self) -> float:
        """Seconds spent computing so far."""
        return sum(epoch.seconds for epoch in self.history)


@dataclass(frozen=True, eq=False)
class Preview:
    """What a model does to held-out images.

    Args:
        codes: (n, k), the means for a VAE.
        images: the images that went in, (n, h, w).
        rebuilt: what came out, (n, h, w).
        labels: (n,).
        error: mean squared error per image (sum over pixels) over all n.
    """

    codes: np.ndarray
    images: np.ndarray
    rebuilt: np.ndarray
    labels: np.ndarray
    error: float
