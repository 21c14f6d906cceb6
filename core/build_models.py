"""Recipes for the shipped networks, and what the recipes of pictures made with them share."""

import json
from functools import partial
from typing import Any

import numpy as np

from core import catalogue, datasets, training
from core.params import TrainingSettings
from core.recipe import Made, Recipe
from core.weights import Artefact

TOLERANCE = 1e-3  # between machines; a wrong weight moves a loss by far more
GRID_SIDE = 31  # images along each side of a decoded plane


def recipes() -> dict[str, Recipe]:
    """The recipe of every shipped network by name."""
    return {name: model_recipe(name, settings) for name, settings in catalogue.models().items()}


def identity(settings: TrainingSettings) -> dict[str, Any]:
    """What identifies a training: its kind and settings."""
    return {"kind": type(settings).__name__} | settings.as_dict()


def model_recipe(name: str, settings: TrainingSettings) -> Recipe:
    """The recipe of one trained network."""
    return Recipe(
        name, identity(settings), settings.dataset, "safetensors",
        partial(make_model, settings), partial(check_model, name),
    )  # fmt: skip


def make_model(settings: TrainingSettings) -> Made:
    """Train a network and measure it on the test images."""
    dataset = datasets.load(settings.dataset)
    state = training.train(settings, dataset)
    shipped = training.compact(state.model)
    model = training.model_from_bytes(settings, dataset.shape, shipped)
    parts = training.evaluate(model, training.part_images(dataset, "test"), settings)
    history = [[*epoch.train, *epoch.validation, round(epoch.seconds, 3)] for epoch in state.history]
    return Made(shipped, model_metrics(settings, parts), dataset.sha256, rounded(history))


def model_metrics(settings: TrainingSettings, parts: Any) -> dict[str, float]:
    """The test figures that stand in a model's provenance."""
    return rounded({"test_total": parts.total, "test_reconstruction": parts.reconstruction, "test_kl": parts.kl})


def check_model(name: str, artefact: Artefact) -> list[str]:
    """Reload the weights and measure them on the test images again."""
    settings = catalogue.models()[name]
    dataset = datasets.load(settings.dataset)
    if artefact.provenance["dataset_sha256"] != dataset.sha256:
        return [f"weights/{name} was trained on other data than {dataset.title} holds now."]
    model = training.model_from_bytes(settings, dataset.shape, artefact.content)
    parts = training.evaluate(model, training.part_images(dataset, "test"), settings)
    return differences(name, artefact.metrics, model_metrics(settings, parts))


def differences(name: str, recorded: Any, measured: Any) -> list[str]:
    """A sentence where a measured figure is not the recorded one, within `TOLERANCE` of its size."""
    flat_recorded, flat_measured = flattened(recorded), flattened(measured)
    if set(flat_recorded) != set(flat_measured):
        return [f"weights/{name}.json records other figures than are measured."]
    return [
        f"weights/{name}: {key} is {flat_measured[key]:.6g}, the record says {value:.6g}."
        for key, value in flat_recorded.items()
        if abs(value - flat_measured[key]) > TOLERANCE * max(1.0, abs(value))
    ]


def flattened(figures: Any, prefix: str = "") -> dict[str, float]:
    """Nested dicts and lists of numbers as one dict of paths."""
    if isinstance(figures, dict | list):
        pairs = figures.items() if isinstance(figures, dict) else enumerate(figures)
        return {key: value for name, each in pairs for key, value in flattened(each, f"{prefix}.{name}").items()}
    return {prefix.lstrip("."): float(figures)}


def rounded(figures: Any) -> Any:
    """The same nested figures with six significant digits, so that a JSON stays short."""
    return json.loads(json.dumps(figures, default=float), parse_float=lambda text: float(f"{float(text):.6g}"))


def pictures_recipe(name: str, models: dict[str, TrainingSettings], make: Any) -> Recipe:
    """The recipe of pictures that depend on several trained networks, all on one data set."""
    settings = {"models": {each: identity(value) for each, value in models.items()}, "grid_side": GRID_SIDE}
    dataset = next(iter(models.values())).dataset
    return Recipe(name, settings, dataset, "npz", make, partial(check_remade, name, make), tuple(models))


def check_remade(name: str, make: Any, artefact: Artefact) -> list[str]:
    """Make the pictures again from the shipped weights and compare every array and figure."""
    made = make()
    again = Artefact(name, made.content, artefact.provenance).arrays()
    shipped = artefact.arrays()
    if shipped.keys() != again.keys():
        return [f"weights/{name}.npz holds other arrays than its recipe makes."]
    wrong = [
        f"weights/{name}.npz: {key} is not what the shipped models give."
        for key in shipped
        if not same_picture(shipped[key], again[key])
    ]
    return wrong + differences(name, artefact.metrics, made.metrics)


def same_picture(shipped: np.ndarray, again: np.ndarray) -> bool:
    """Whether two arrays agree: grey levels to 2 of 255, other numbers to one part in a hundred."""
    if shipped.shape != again.shape or shipped.dtype != again.dtype:
        return False
    if shipped.dtype == np.uint8:
        return bool(np.abs(shipped.astype(int) - again.astype(int)).max(initial=0) <= 2)
    return np.allclose(shipped, again, rtol=1e-2, atol=5e-3)


def grey_bytes(images: np.ndarray) -> np.ndarray:
    """Images in [0, 1] as 256 grey levels, uint8: for looking at. Errors are measured before this rounding."""
    return np.rint(np.clip(images, 0.0, 1.0) * 255).astype(np.uint8)
