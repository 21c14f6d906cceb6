"""What every page asks for: shipped artefacts, embedded data sets."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.data import datasets, mnist
from core.data.datasets import Dataset
from core.data.gallery import framing
from core.errors import DatasetError
from core.latent import forward
from core.pictures import png

TITLES = datasets.TITLES
YOURS = framing.NAME  # a visitor's own pictures, of which nothing is kept here


@st.cache_resource(max_entries=64, show_spinner=False)
def shipped(name: str) -> Artefact:
    """The verified artefact of that name. Raises ArtefactError; a failure is not remembered."""
    return files.load(name)


@st.cache_resource(max_entries=64, show_spinner=False)
def shipped_arrays(name: str) -> Mapping[str, np.ndarray]:
    """The arrays of a shipped artefact, read-only."""
    return {key: frozen(value) for key, value in shipped(name).arrays().items()}


def frozen(array: np.ndarray) -> np.ndarray:
    """The same array, protected from being written to."""
    array.setflags(write=False)
    return array


@st.cache_resource(max_entries=16, show_spinner=False)
def embedded(name: str) -> Dataset:
    """A data set that is small and needs no download: the digits or a toy. Raises DatasetError for others."""
    if name in mnist.FAMILY or name == "faces":
        raise DatasetError(f"{datasets.TITLES[name]} is not embedded: ask a worker for it.")
    dataset = datasets.load(name)
    frozen(dataset.values)
    frozen(dataset.labels)
    return dataset


def credit(name: str) -> str:
    """Who made the data set called `name`, where it lies and under which terms."""
    if name == "faces":
        return f"{TITLES[name]}: {datasets.DRAWN} (CC0)"
    made = mnist.FAMILY.get(name) or embedded(name)
    return f"{made.title}: {made.source} ({made.licence})"


@st.cache_resource(max_entries=8, show_spinner=False)
def thumbnails(name: str, rows: tuple[int, ...] | None = None) -> tuple[str, ...]:
    """Pictures of an embedded data set as data URIs for tooltips: of the given rows, or of all."""
    dataset = embedded(name)
    chosen = dataset.values if rows is None else dataset.values[list(rows)]
    return tuple(png.thumbnails(chosen, factor=6))


@st.cache_resource(max_entries=32, show_spinner=False)
def network(name: str) -> forward.Network:
    """A shipped network, ready to decode without torch. Raises ArtefactError."""
    settings = catalogue.models()[name]
    return forward.network(shipped_arrays(name), settings.architecture, datasets.IMAGE_SHAPES[settings.dataset])


def decoded(name: str, z: np.ndarray) -> np.ndarray:
    """The images (n, h, w) that codes z (n, k) stand for, by a shipped network: a millisecond, so not remembered."""
    return forward.decode(network(name), z)
