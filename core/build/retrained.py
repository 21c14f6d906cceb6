"""Recipes for what the luck of training does: the autoencoders of every latent size, each trained with five seeds.

A seed draws the weights that a training begins with, and the order of the images. One of the seeds is that of the
shipped networks. The others' networks are not kept, only their errors on the test images.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build.recipe import Made, Recipe, differences, identity, rounded
from core.data import datasets
from core.networks import training
from core.settings import AutoencoderSettings

QUICK, CHECKED = "digits", {"size": 2, "seed": luck.SEEDS[1]}  # what a check trains again, in four seconds
TOLERANCE = 0.02  # between machines


def recipes() -> dict[str, Recipe]:
    """The recipes of this module by name."""
    return {recipe.name: recipe for recipe in map(recipe_of, datasets.IMAGE_NAMES) if recipe is not None}


def recipe_of(dataset: str) -> Recipe | None:
    """The recipe of one data set; None where no autoencoder is shipped."""
    sizes = catalogue.autoencoder_sizes(dataset)
    if not sizes:
        return None
    name = catalogue.retrained(dataset)
    settings = identity(network(dataset, sizes[0], luck.SEEDS[0])) | {"sizes": list(sizes), "seeds": list(luck.SEEDS)}
    needs = tuple(map(partial(model_name, dataset), sizes))
    return Recipe(name, settings, dataset, "npz", partial(make, dataset), partial(check, name, dataset), needs)


def model_name(dataset: str, size: int) -> str:
    """The shipped autoencoder of this size."""
    return f"autoencoder-{dataset}-k{size}"


def network(dataset: str, size: int, seed: int) -> AutoencoderSettings:
    """How a network is trained: as the shipped one of this size."""
    return replace(catalogue.autoencoders()[model_name(dataset, size)], seed=seed)


def error(dataset: str, size: int, seed: int) -> float:
    """The squared error per test image of a network of this latent size, trained with this seed, as it would ship."""
    settings = network(dataset, size, seed)
    if settings == catalogue.autoencoders()[model_name(dataset, size)]:
        return float(files.load(model_name(dataset, size)).metrics["test_reconstruction"])
    images = datasets.load(dataset)
    shipped = training.compact(training.train(settings, images).model)
    model = training.model_from_bytes(settings, images.shape, shipped)
    return training.evaluate(model, training.part_images(images, "test"), settings).reconstruction


def errors(dataset: str, sizes: Sequence[int], seeds: Sequence[int]) -> np.ndarray:
    """The errors of all of these networks, (sizes, seeds)."""
    return np.array([[error(dataset, size, seed) for seed in seeds] for size in sizes])


def make(dataset: str) -> Made:
    """Train them all and measure them: of MNIST and of the faces about an hour of one core."""
    sizes = catalogue.autoencoder_sizes(dataset)
    found = errors(dataset, sizes, luck.SEEDS)
    figures = {str(size): each.tolist() for size, each in zip(sizes, found, strict=True)}
    return Made(files.npz_bytes({"errors": found}), rounded({"errors": figures}), datasets.load(dataset).sha256)


def check(name: str, dataset: str, artefact: Artefact) -> list[str]:
    """Hold every error of the file against the record, and those of the shipped networks against theirs.

    Of the digits, whose trainings take seconds, one is done again.
    """
    recorded, sizes = artefact.metrics["errors"], catalogue.autoencoder_sizes(dataset)
    kept = {str(k): each.tolist() for k, each in zip(sizes, artefact.arrays()["errors"], strict=True)}
    wrong = differences(name, {"errors": recorded}, {"errors": kept})
    shipped = {str(k): error(dataset, k, luck.SEEDS[0]) for k in sizes}
    wrong += differences(name, {k: of_k[0] for k, of_k in recorded.items()}, shipped)
    if dataset == QUICK:
        size, seed = CHECKED["size"], CHECKED["seed"]
        again = {str(size): recorded[str(size)][luck.SEEDS.index(seed)]}
        wrong += differences(name, again, {str(size): error(dataset, size, seed)}, TOLERANCE)
    return wrong
