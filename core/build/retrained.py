"""Recipe for what the luck of training does: the digits' autoencoder of every latent size, trained with five seeds.

A seed draws the weights that a training begins with, and the order of the images. The networks themselves are not
kept, only their errors on the test images.
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

CHECKED = {"size": 2, "seed": luck.SEEDS[1]}  # the one training that a check does again, in four seconds
TOLERANCE = 0.02  # between machines


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    name = catalogue.RETRAINED
    settings = identity(network(catalogue.LATENT_SIZES[0], 0)) | {
        "sizes": list(catalogue.LATENT_SIZES),
        "seeds": list(luck.SEEDS),
    }
    return {name: Recipe(name, settings, "digits", "npz", make, partial(check, name))}


def network(size: int, seed: int) -> AutoencoderSettings:
    """How a network is trained: as the shipped one of this size."""
    return replace(catalogue.autoencoders()[f"autoencoder-digits-k{size}"], seed=seed)


def error(size: int, seed: int) -> float:
    """The squared error per test image of a network of this latent size, trained with this seed, as it would ship."""
    dataset, settings = datasets.load("digits"), network(size, seed)
    shipped = training.compact(training.train(settings, dataset).model)
    model = training.model_from_bytes(settings, dataset.shape, shipped)
    return training.evaluate(model, training.part_images(dataset, "test"), settings).reconstruction


def errors(sizes: Sequence[int], seeds: Sequence[int]) -> np.ndarray:
    """The errors of all of these networks, (sizes, seeds)."""
    return np.array([[error(size, seed) for seed in seeds] for size in sizes])


def make() -> Made:
    """Train them all and measure them."""
    found = errors(catalogue.LATENT_SIZES, luck.SEEDS)
    figures = {str(size): each.tolist() for size, each in zip(catalogue.LATENT_SIZES, found, strict=True)}
    return Made(files.npz_bytes({"errors": found}), rounded({"errors": figures}), datasets.load("digits").sha256)


def check(name: str, artefact: Artefact) -> list[str]:
    """Train one of the networks again, and hold every error of the file against the record."""
    size, seed = CHECKED["size"], CHECKED["seed"]
    recorded = artefact.metrics["errors"]
    kept = {str(k): each.tolist() for k, each in zip(catalogue.LATENT_SIZES, artefact.arrays()["errors"], strict=True)}
    again = {str(size): recorded[str(size)][luck.SEEDS.index(seed)]}
    return differences(name, {"errors": recorded}, {"errors": kept}) + differences(
        name, again, {str(size): error(size, seed)}, TOLERANCE
    )
