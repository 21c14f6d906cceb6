"""Recipe for what an autoencoder makes of pictures without structure: digits, each pixel shuffled among them.

Every column of pixels keeps its values and so its average and spread; what pixels have to do with one another is gone.
Both kinds are squeezed by networks of the same size, trained alike, with five seeds.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build.recipe import Made, Recipe, differences, identity, rounded
from core.data import datasets
from core.networks import training
from core.networks.state import Preview
from core.pictures.png import eight_bit
from core.settings import AutoencoderSettings

KINDS = ("digits", "shuffled")
PICTURED = 8  # test images of each kind that are shown, with what is rebuilt of them by the first seed
BEGUN = 5  # epochs after which a check measures, since the whole training takes half a minute
TOLERANCE = 0.02  # between machines


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    name = catalogue.SHUFFLED
    settings = identity(network(0)) | {"seeds": list(luck.SEEDS), "begun": BEGUN}
    return {name: Recipe(name, settings, "digits", "npz", make, partial(check, name))}


def network(seed: int) -> AutoencoderSettings:
    """How the networks are trained: as the shipped one of this size."""
    shipped = catalogue.autoencoders()[f"autoencoder-digits-k{catalogue.SHUFFLED_SIZE}"]
    return replace(shipped, seed=seed)


def shuffled(dataset: datasets.Dataset, seed: int) -> datasets.Dataset:
    """The data set with every pixel shuffled among the images of each part of the split."""
    values, rng = dataset.values.copy(), np.random.default_rng(seed)
    for rows in dataset.split:
        values[rows] = rng.permuted(values[rows], axis=0)
    return replace(dataset, values=values)


def trained(kind: str, settings: AutoencoderSettings) -> tuple[Preview, float]:
    """What a network makes of the test images of a kind, and the share of the mean image's error that it removes."""
    dataset = datasets.load("digits")
    if kind == "shuffled":
        dataset = shuffled(dataset, settings.seed)
    test = dataset.values[dataset.split.test]
    seen = training.preview(training.train(settings, dataset), dataset, len(test))
    by_mean = ((test - dataset.mean) ** 2).reshape(len(test), -1).sum(axis=1).mean()
    return seen, float(1 - seen.error / by_mean)


def make() -> Made:
    """Train all networks and measure them; keep some pictures of the first seed."""
    runs = {kind: [trained(kind, network(seed)) for seed in luck.SEEDS] for kind in KINDS}
    arrays = {}
    for kind, ((first, _), *_) in runs.items():
        arrays[kind], arrays[f"{kind}_rebuilt"] = (eight_bit(each[:PICTURED]) for each in (first.images, first.rebuilt))
    removed = {kind: [share for _, share in each] for kind, each in runs.items()}
    figures = rounded({"removed": removed, "begun": begun()})
    return Made(files.npz_bytes(arrays), figures, datasets.load("digits").sha256)


def begun() -> dict[str, float]:
    """The share of the mean image's error that the first seed's networks remove after their first epochs."""
    settings = replace(network(luck.SEEDS[0]), epochs=BEGUN)
    return {kind: trained(kind, settings)[1] for kind in KINDS}


def check(name: str, artefact: Artefact) -> list[str]:
    """Begin the training of the first seed again: to end it, and the other seeds', takes minutes."""
    return differences(name, artefact.metrics["begun"], begun(), TOLERANCE)
