"""Recipes for what the luck of training does: the networks of a ladder, each trained with five seeds.

A ladder are the shipped networks of a data set that differ in one setting: the autoencoders in their latent size, the
VAEs with two values in β. A seed draws the weights that a training begins with, and the order of the images. One of the
seeds is that of the shipped networks. Of the others only the losses on the test images are shipped.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build import seeded
from core.build.recipe import Made, Recipe, differences, identity, rounded
from core.data import datasets
from core.networks import training
from core.networks.models import Model
from core.settings import NetworkSettings

QUICK, AGAIN = "digits", luck.SEEDS[1]  # a check trains one of their networks again with this seed, in some seconds
TOLERANCE = 0.02  # between machines


class Ladder(NamedTuple):
    """Networks that differ in one setting.

    Args:
        name: of the artefact.
        setting: what they differ in, as the identity of the artefact names all of its values.
        values: of the setting, rising.
        models: the shipped network of each value, by its artefact.
        losses: which are kept, by what the artefact calls them: names of `Parts`.
        again: the value of the network that a check trains again.
    """

    name: str
    setting: str
    values: tuple[float, ...]
    models: tuple[str, ...]
    losses: Mapping[str, str]
    again: float

    @property
    def dataset(self) -> str:
        """The data set of them all."""
        return shipped()[self.models[0]].dataset


def shipped() -> dict[str, NetworkSettings]:
    """The shipped networks by artefact."""
    return {**catalogue.autoencoders(), **catalogue.vaes()}


def ladders() -> list[Ladder]:
    """All ladders: of each data set its autoencoders of every size, then its VAEs of every β."""
    sizes = {name: catalogue.autoencoder_sizes(name) for name in datasets.IMAGE_NAMES}
    found = [
        Ladder(
            catalogue.retrained(name), "sizes", of_name, tuple(f"autoencoder-{name}-k{k}" for k in of_name),
            {"errors": "reconstruction"}, 2,
        )
        for name, of_name in sizes.items() if of_name
    ]  # fmt: skip
    for name, family in catalogue.VAE_FAMILIES.items():
        models = tuple(catalogue.vae_name(name, 2, beta) for beta in family.betas)
        losses = {"reconstruction": "reconstruction", "kl": "kl"}
        found.append(Ladder(catalogue.retrained_vae(name), "betas", family.betas, models, losses, family.reference))
    return found


def recipes() -> dict[str, Recipe]:
    """The recipes of this module by name."""
    return {ladder.name: recipe_of(ladder) for ladder in ladders()}


def recipe_of(ladder: Ladder) -> Recipe:
    """The recipe of one ladder."""
    values = {ladder.setting: list(ladder.values), "seeds": list(luck.SEEDS)}
    settings = identity(shipped()[ladder.models[0]]) | values
    made, checked = partial(make, ladder), partial(check, ladder)
    return Recipe(ladder.name, settings, ladder.dataset, "npz", made, checked, ladder.models)


def losses(model: str, seed: int) -> dict[str, float]:
    """The losses per test image of a network trained as the shipped one but with this seed, as it would ship."""
    if seeded.is_shipped(model, seed):
        metrics = files.load(model).metrics
        return {name.removeprefix("test_"): float(value) for name, value in metrics.items()}
    return measured(model, seeded.network(model, seed))


def measured(model: str, network: Model) -> dict[str, float]:
    """The losses per test image of a network like this shipped one."""
    settings = shipped()[model]
    images = training.part_images(datasets.load(settings.dataset), "test")
    return training.evaluate(network, images, settings)._asdict()


def figures(ladder: Ladder, seeds: tuple[int, ...], models: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The kept losses of these networks with these seeds, each (models, seeds)."""
    found = [[losses(model, seed) for seed in seeds] for model in models]
    return {name: np.array([[each[loss] for each in row] for row in found]) for name, loss in ladder.losses.items()}


def by_value(ladder: Ladder, arrays: Mapping[str, np.ndarray], values: tuple[float, ...]) -> dict[str, Any]:
    """The same as a record holds them: by loss, and by value of the setting."""
    return {
        loss: {catalogue.number(value): row.tolist() for value, row in zip(values, arrays[loss], strict=True)}
        for loss in ladder.losses
    }


def make(ladder: Ladder) -> Made:
    """Train them all and measure them: of MNIST and of the faces an hour and more of one core."""
    found = figures(ladder, luck.SEEDS, ladder.models)
    record = rounded(by_value(ladder, found, ladder.values))
    return Made(files.npz_bytes(found), record, datasets.load(ladder.dataset).sha256)


def check(ladder: Ladder, artefact: Artefact) -> list[str]:
    """Hold every loss of the file against the record, and those of the shipped networks against theirs.

    Of the digits, whose trainings take seconds, one is done again.
    """
    recorded = artefact.metrics
    wrong = differences(ladder.name, recorded, by_value(ladder, artefact.arrays(), ladder.values))
    first = by_value(ladder, figures(ladder, luck.SEEDS[:1], ladder.models), ladder.values)
    wrong += differences(ladder.name, of_seed(recorded, luck.SEEDS[0]), of_seed(first, luck.SEEDS[0]))
    if ladder.dataset == QUICK:
        again = by_value(ladder, trained_again(ladder), (ladder.again,))
        key = catalogue.number(ladder.again)
        known = {loss: {key: [of_loss[key][luck.SEEDS.index(AGAIN)]]} for loss, of_loss in recorded.items()}
        wrong += differences(ladder.name, known, again, TOLERANCE)
    return wrong


def trained_again(ladder: Ladder) -> dict[str, np.ndarray]:
    """The kept losses of the one network that a check trains, (1, 1) each: the value `again`, the seed `AGAIN`."""
    model = ladder.models[ladder.values.index(ladder.again)]
    found = measured(model, seeded.trained(model, AGAIN))
    return {name: np.array([[found[loss]]]) for name, loss in ladder.losses.items()}


def of_seed(record: Mapping[str, Mapping[str, list[float]]], seed: int) -> dict[str, dict[str, float]]:
    """The losses of one seed in a record."""
    at = luck.SEEDS.index(seed)
    return {loss: {key: each[at] for key, each in of_loss.items()} for loss, of_loss in record.items()}
