"""Networks trained as the shipped ones, but with another seed: what a figure owes to the luck of one training.

A seed draws the weights that a training begins with, and the order of the images. Only the first seed's networks are
shipped; the others are kept in a temporary folder of the machine, so that recipes share them and an interrupted build
loses one. They are made anew when the shipped one has changed, and so whatever made it.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.artefacts import catalogue, files
from core.build.recipe import identity, workshop
from core.data import datasets
from core.networks import inference, models, training
from core.settings import NetworkSettings


def settings_of(name: str, seed: int) -> NetworkSettings:
    """The settings of a shipped network, with this seed."""
    return replace(catalogue.models()[name], seed=seed)


def is_shipped(name: str, seed: int) -> bool:
    """Whether the shipped network of that name was trained with this seed."""
    return seed == catalogue.models()[name].seed


def trained(name: str, seed: int) -> models.Model:
    """A network trained now as the shipped one of that name, but with this seed, as it would ship."""
    return ready(name, weights(settings_of(name, seed)))


@lru_cache(maxsize=64)
def network(name: str, seed: int) -> models.Model:
    """The network of that name and seed: the shipped one, or one that is trained if none is kept."""
    return inference.shipped(name) if is_shipped(name, seed) else ready(name, content(name, seed))


def arrays(name: str, seed: int) -> dict[str, np.ndarray]:
    """The weights of `network` by name, as pages read them."""
    return replace(files.load(name), content=content(name, seed)).arrays()


def content(name: str, seed: int) -> bytes:
    """The file of `network`."""
    if is_shipped(name, seed):
        return files.load(name).content
    settings = settings_of(name, seed)
    known = identity(settings), datasets.load(settings.dataset).sha256, files.provenance(name)["sha256"]
    path = workshop(*known) / f"{name}-{seed}.safetensors"
    if not path.is_file():
        files.write_whole(path, weights(settings))
    return path.read_bytes()


def weights(settings: NetworkSettings) -> bytes:
    """What a training with these settings comes to, as it would ship."""
    return training.compact(training.train(settings, datasets.load(settings.dataset)).model)


def ready(name: str, file: bytes) -> models.Model:
    """A network like the shipped one of that name, from its file."""
    settings = catalogue.models()[name]
    return training.model_from_bytes(settings, datasets.load(settings.dataset).shape, file).eval()
