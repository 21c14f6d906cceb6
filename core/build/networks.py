"""Recipes for the shipped networks, and what the recipes of pictures made with them share."""

from functools import partial

from core.artefacts import catalogue
from core.artefacts.files import Artefact
from core.build.recipe import Made, Recipe, differences, identity, rounded
from core.data import datasets
from core.networks import training
from core.networks.state import Parts
from core.settings import NetworkSettings


def recipes() -> dict[str, Recipe]:
    """The recipe of every shipped network by name."""
    return {name: model_recipe(name, settings) for name, settings in catalogue.models().items()}


def model_recipe(name: str, settings: NetworkSettings) -> Recipe:
    """The recipe of one trained network."""
    return Recipe(
        name, identity(settings), settings.dataset, "safetensors",
        partial(make_model, settings), partial(check_model, name),
    )  # fmt: skip


def make_model(settings: NetworkSettings) -> Made:
    """Train a network and measure it on the test images."""
    dataset = datasets.load(settings.dataset)
    state = training.train(settings, dataset)
    shipped = training.compact(state.model)
    model = training.model_from_bytes(settings, dataset.shape, shipped)
    parts = training.evaluate(model, training.part_images(dataset, "test"), settings)
    history = [[*epoch.train, *epoch.validation, round(epoch.seconds, 3)] for epoch in state.history]
    return Made(shipped, model_metrics(parts), dataset.sha256, rounded(history))


def model_metrics(parts: Parts) -> dict[str, float]:
    """The test figures that stand in a model's provenance."""
    figures: dict[str, float] = rounded({f"test_{key}": value for key, value in parts._asdict().items()})
    return figures


def check_model(name: str, artefact: Artefact) -> list[str]:
    """Reload the weights and measure them on the test images again."""
    settings = catalogue.models()[name]
    dataset = datasets.load(settings.dataset)
    if artefact.provenance["dataset_sha256"] != dataset.sha256:
        return [f"weights/{name} was trained on other data than {dataset.title} holds now."]
    model = training.model_from_bytes(settings, dataset.shape, artefact.content)
    parts = training.evaluate(model, training.part_images(dataset, "test"), settings)
    return differences(name, artefact.metrics, model_metrics(parts))
