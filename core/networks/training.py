"""Training as a chain of pure steps, used alike by the live button and by `python -m core.build`.

    state = start(settings, dataset)
    while not state.finished:
        state = step(state, dataset)

A step depends on nothing but its arguments: shuffling, noise and sampling are seeded by the run's seed and the number
of the epoch. A chain cut into pieces, moved to another worker, or run at a stretch comes to the same weights.

The optimiser is AdamW (Loshchilov & Hutter, 2019, https://arxiv.org/abs/1711.05101) with a learning rate that rises
over the first tenth of the run and falls to zero along a cosine. All is computed in float32: bfloat16 saves a third
of the time on processors that have it and takes ten times as long on others (docs/log.md).
"""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import numpy as np
import torch
from safetensors.numpy import load as arrays_from_bytes
from safetensors.numpy import save as arrays_to_bytes
from safetensors.torch import load as tensors_from_bytes
from safetensors.torch import save as tensors_to_bytes
from torch import Tensor
from torch.nn import functional

from core.artefacts import quantize
from core.data.datasets import Dataset
from core.errors import Diverged, SettingError
from core.networks import losses, models
from core.networks.state import Epoch, Parts, Preview, TrainState
from core.settings import NetworkSettings, VAESettings

WARM_UP = 0.1  # share of the run over which the learning rate rises
RISEN = 1.2  # a run is called divergent when its error has risen this many times above its best epoch
DEAD_EPOCHS, DEAD_CHANGE = 3, 1e-4  # or has stood still for so many epochs to so small a share
LOST = 1.2  # and lies this many times above the error of answering with the mean image
EVALUATION_BATCH = 1_000


def start(settings: NetworkSettings, dataset: Dataset) -> TrainState:
    """The untrained run. Raises SettingError when the data set has no images to train on."""
    if not dataset.is_images:
        raise SettingError(f"dataset = {dataset.name!r} is not made of images: choose one of the image data sets.")
    model = models.build(settings, dataset.shape)
    return TrainState(settings, dataset.shape, tensors_to_bytes(model.state_dict()), b"")


def step(state: TrainState, dataset: Dataset) -> TrainState:
    """Train for one epoch. Raises Diverged when the loss stops being a number or explodes."""
    began = time.perf_counter()
    settings, number = state.settings, state.epoch + 1
    model = restore(state)
    optimizer = restore_optimizer(model, state)
    chosen = training_rows(dataset, settings)
    generator = epoch_generator(settings.seed, number)
    batches = torch.split(torch.randperm(len(chosen), generator=generator), settings.batch)
    sums = torch.zeros(3)
    for i, rows in enumerate(batches):
        set_learning_rate(optimizer, settings, progress=(number - 1 + i / len(batches)) / settings.epochs)
        images = torch.from_numpy(dataset.values[chosen[rows.numpy()]])
        loss = batch_loss(model, images, settings, number, generator)
        optimizer.zero_grad()
        torch.autograd.backward(loss.total)
        optimizer.step()
        sums += torch.stack(loss).detach() * len(rows)
    train = Parts(*(sums / len(chosen)).tolist())
    validation = evaluate(model, part_images(dataset, "validation"), settings)
    check_sane(train, validation, state, lambda: mean_answer(torch.from_numpy(dataset.values[chosen]), settings))
    epoch = Epoch(number, train, validation, time.perf_counter() - began)
    weights, moments = tensors_to_bytes(model.state_dict()), optimizer_bytes(optimizer)
    return replace(state, model=weights, optimizer=moments, history=(*state.history, epoch))


def batch_loss(
    model: models.Model, x: Tensor, settings: NetworkSettings, number: int, generator: torch.Generator
) -> losses.Loss:
    """The loss of one batch in epoch `number`, with the random shift, noise and KL warm-up that `settings` ask for."""
    if settings.shift:
        x = shifted(x, settings.shift, generator)
    if isinstance(settings, VAESettings):
        return losses.vae_loss(cast(models.VAE, model), x, warm_beta(settings, number), settings.likelihood, generator)
    noisy = x + settings.noise * torch.randn(x.shape, generator=generator) if settings.noise else x  # not clipped
    return losses.autoencoder_loss(cast(models.Autoencoder, model), x, noisy)


def warm_beta(settings: VAESettings, number: int) -> float:
    """The weight of the KL term in epoch `number` (1, 2, …): grows in equal steps over the warm-up."""
    return settings.beta * min(1.0, number / (settings.warmup + 1))


def shifted(x: Tensor, pixels: int, generator: torch.Generator) -> Tensor:
    """Each image x (n, h, w[, 3]) moved by its own random offset of up to `pixels`, black coming in at the edges.

    Whole pixels only: interpolated shifts blur, and a network trained on them does worse on sharp images
    than one trained without (docs/log.md).
    """
    n, h, w = x.shape[:3]
    down, right = torch.randint(0, 2 * pixels + 1, (2, n, 1), generator=generator)
    rows, columns = torch.arange(h) + down, torch.arange(w) + right  # (n, h), (n, w)
    padded = functional.pad(x, (0, 0) * (x.ndim - 3) + (pixels,) * 4)
    return padded[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]


def learning_rate(settings: NetworkSettings, progress: float) -> float:
    """The learning rate at `progress` through the run (0 to 1)."""
    if progress < WARM_UP:
        return settings.learning_rate * (0.04 + 0.96 * progress / WARM_UP)
    return settings.learning_rate * 0.5 * (1 + math.cos(math.pi * (progress - WARM_UP) / (1 - WARM_UP)))


def set_learning_rate(optimizer: torch.optim.Optimizer, settings: NetworkSettings, progress: float) -> None:
    """Give the optimiser the learning rate of this moment."""
    for group in optimizer.param_groups:
        group["lr"] = learning_rate(settings, progress)


def mean_answer(images: Tensor, settings: NetworkSettings) -> float:
    """The reconstruction loss per image of answering every one of `images` (n, h, w) with their mean."""
    measure = losses.cross_entropy if getattr(settings, "likelihood", "") == "bernoulli" else losses.squared_error
    mean = images.mean(0)
    sums = [measure(x, mean.expand_as(x)).sum() for x in torch.split(images, EVALUATION_BATCH)]
    return (torch.stack(sums).sum() / len(images)).item()


def check_sane(train: Parts, validation: Parts, state: TrainState, mean_loss: Callable[[], float]) -> None:
    """Raise Diverged when a loss is no number, or has risen above both the run's best and the mean image's.

    A rate that is too high does not always end in NaN: behind a squashing output the network goes dead instead,
    and answers worse than the mean image from then on. The mean image's loss is asked for only where it decides.
    """
    remedy = f"The learning rate of {state.settings.learning_rate:g} is too high for this run: try a tenth of it."
    if not all(math.isfinite(value) for value in (*train, *validation)):
        raise Diverged(f"Training diverged in epoch {state.epoch + 1}: the loss is no longer a number. {remedy}")
    error = train.reconstruction
    best = min((epoch.train.reconstruction for epoch in state.history), default=math.inf)
    if error > RISEN * best:
        what = f"the error rose from {best:.3g} to {error:.3g}"
    elif state.epoch >= DEAD_EPOCHS and error > (1 - DEAD_CHANGE) * state.history[-DEAD_EPOCHS].train.reconstruction:
        what = f"the network no longer changes, its error stands at {error:.3g}"
    else:
        return
    mean = mean_loss()
    if error >= LOST * mean:
        beside = f"while answering with the mean image has {mean:.3g}"
        raise Diverged(f"Training diverged in epoch {state.epoch + 1}: {what}, {beside}. {remedy}")


def part_images(dataset: Dataset, part: str) -> Tensor:
    """The images (n, h, w) of one part of the split."""
    return torch.from_numpy(dataset.values[getattr(dataset.split, part)])


def training_rows(dataset: Dataset, settings: NetworkSettings) -> np.ndarray:
    """The rows of the training images, at most `settings.images`, a seeded choice that is the same every epoch."""
    rows = dataset.split.train
    if settings.images < len(rows):
        rows = np.sort(np.random.default_rng(settings.seed).choice(rows, settings.images, replace=False))
    return rows


def epoch_generator(seed: int, number: int) -> torch.Generator:
    """The random numbers of epoch `number` of a run with this seed (0 is for evaluation)."""
    mixed = np.random.SeedSequence([seed, number]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(mixed >> np.uint64(1)))


def restore(state: TrainState) -> models.Model:
    """The model with the weights of `state`."""
    return model_from_bytes(state.settings, state.shape, state.model)


def model_from_bytes(settings: NetworkSettings, shape: tuple[int, ...], weights: bytes) -> models.Model:
    """The model that `settings` describe with these weights (safetensors bytes, compressed or not)."""
    model = models.build(settings, shape)
    arrays = quantize.decompress(arrays_from_bytes(weights))
    model.load_state_dict({name: torch.from_numpy(values) for name, values in arrays.items()})
    return model


def compact(weights: bytes) -> bytes:
    """The same weights in eight bits, for shipping."""
    return arrays_to_bytes(quantize.compress(arrays_from_bytes(weights)))


def restore_optimizer(model: torch.nn.Module, state: TrainState) -> torch.optim.AdamW:
    """The optimiser with the moments of `state`, or fresh at the start."""
    parameters = list(model.parameters())
    rate, decay = state.settings.learning_rate, state.settings.weight_decay
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=decay, fused=True)  # one loop instead of twelve
    if state.optimizer:
        for key, value in tensors_from_bytes(state.optimizer).items():
            index, name = key.split(".")
            optimizer.state[parameters[int(index)]][name] = value
    return optimizer


def optimizer_bytes(optimizer: torch.optim.AdamW) -> bytes:
    """The optimiser's moments as safetensors bytes."""
    state = optimizer.state_dict()["state"]
    return tensors_to_bytes({f"{i}.{name}": value for i, each in state.items() for name, value in each.items()})


@torch.no_grad()
def evaluate(model: models.Model, images: Tensor, settings: NetworkSettings) -> Parts:
    """Mean loss per image on clean `images` (n, h, w), with the full beta; a VAE draws one seeded sample an image."""
    generator = epoch_generator(settings.seed, 0)
    sums = torch.zeros(3)
    for x in torch.split(images, EVALUATION_BATCH):
        if isinstance(settings, VAESettings):
            loss = losses.vae_loss(cast(models.VAE, model), x, settings.beta, settings.likelihood, generator)
        else:
            loss = losses.autoencoder_loss(cast(models.Autoencoder, model), x, x)
        sums += torch.stack(loss) * len(x)
    return Parts(*(sums / len(images)).tolist())


@torch.no_grad()
def preview(state: TrainState, dataset: Dataset, limit: int) -> Preview:
    """Codes and rebuilt images of at most `limit` test images; a VAE decodes its means."""
    model = restore(state)
    rows = dataset.split.test[:limit]
    x = torch.from_numpy(dataset.values[rows])
    code = model.encode(x)
    mu = code.mu if isinstance(code, models.Posterior) else code
    rebuilt = model.decode(mu)
    error = losses.squared_error(x, rebuilt).mean().item()
    return Preview(mu.numpy(), x.numpy(), rebuilt.numpy(), dataset.labels[rows], error)


def train(settings: NetworkSettings, dataset: Dataset) -> TrainState:
    """A whole run at a stretch."""
    state = start(settings, dataset)
    while not state.finished:
        state = step(state, dataset)
    return state
