"""What the Autoencoder page asks for."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core import (
    anatomy,
    catalogue,
    datasets,
    denoising,
    forward,
    holes,
    images,
    latent,
    novelty,
    straight,
)
from core import squeezed as squeezing
from core.cache.shared import dataset_title, decoded, embedded, frozen, network, shipped, shipped_arrays
from core.squeezed import Squeezed


def autoencoder_pictures(name: str) -> str | None:
    """The artefact with what the shipped autoencoders make of a data set's test images; None where none is shipped."""
    return f"autoencoder-{name}-pictures" if catalogue.autoencoder_sizes(name) else None


@st.cache_resource(max_entries=4, show_spinner=False)
def squeezed(name: str) -> Squeezed:
    """What the shipped autoencoders make of the test images of a data set. Raises ArtefactError."""
    arrays, metrics = shipped_arrays(f"autoencoder-{name}-pictures"), shipped(f"autoencoder-{name}-pictures").metrics
    if "images" in arrays:  # a data set that must be downloaded: its test images travel with the artefact
        pictures, labels = frozen(arrays["images"].astype(np.float32) / 255), arrays["labels"]
        names = datasets.mnist.FAMILY[name].label_names
    else:
        dataset = embedded(name)
        pictures, labels = frozen(dataset.values[arrays["rows"]]), dataset.labels[arrays["rows"]]
        names = dataset.label_names
    return squeezing.squeezed(dataset_title(name), pictures, labels, names, arrays, metrics)


@st.cache_resource(max_entries=4, show_spinner=False)
def test_thumbnails(name: str) -> tuple[str, ...]:
    """The test images of `squeezed` as data URIs, small: charts enlarge them."""
    return tuple(images.thumbnails(squeezed(name).images))


def can_decode(name: str) -> bool:
    """Whether this process can decode any code of a data set's autoencoders, and has its training images."""
    return name not in datasets.mnist.FAMILY and bool(catalogue.autoencoder_sizes(name))


@st.cache_resource(max_entries=4, show_spinner=False)
def usual_distance(name: str) -> float:
    """The squared distance to the nearest training image that 95 % of the test images stay below."""
    return novelty.usual_distance(squeezed(name).images, training_pictures(name))


def training_pictures(name: str) -> np.ndarray:
    """The training images of an embedded data set, (m, h, w)."""
    dataset = embedded(name)
    return dataset.values[dataset.split.train]


def training_count(name: str) -> int:
    """How many training images an embedded data set has."""
    return len(embedded(name).split.train)


def way(name: str, k: int, a: int, b: int) -> holes.Way:
    """The way from test image a to test image b through k values and through the pixels."""
    found = squeezed(name)
    codes, pictures = (found.codes(k)[a], found.codes(k)[b]), (found.images[a], found.images[b])
    return holes.way(network(f"autoencoder-{name}-k{k}"), codes, pictures, training_pictures(name))


@st.cache_resource(max_entries=32, show_spinner=False)
def halfway(name: str, k: int) -> holes.Halfway:
    """How often the picture halfway between two test images is unlike the data."""
    found = squeezed(name)
    net = network(f"autoencoder-{name}-k{k}")
    return holes.halfway(net, found.codes(k), found.images, training_pictures(name), usual_distance(name))


@st.cache_resource(max_entries=4, show_spinner=False)
def unlike_shares(name: str) -> Mapping[int, float]:
    """For each latent size the share of random codes that decode to pictures unlike the data."""
    found = squeezed(name)
    nets = {k: network(f"autoencoder-{name}-k{k}") for k in found.sizes}
    codes = {k: found.codes(k) for k in found.sizes}
    return holes.unlike_shares(nets, codes, training_pictures(name), usual_distance(name))


def unlike(name: str, pictures: np.ndarray) -> np.ndarray:
    """Which of `pictures` (n, h, w) are unlike every training image, bool (n,)."""
    return novelty.nearest(pictures, training_pictures(name)).distances > usual_distance(name)


def random_pictures(name: str, k: int, count: int, seed: int) -> np.ndarray:
    """Decoded codes drawn evenly from the box around the codes of the test images, (count, h, w)."""
    return decoded(f"autoencoder-{name}-k{k}", latent.box_draws(squeezed(name).codes(k), count, seed))


def denoised(level: float) -> denoising.Cleaned:
    """The test images of the digits with noise of this level, and what both networks make of them."""
    return denoising.clean(squeezed("digits").images, level, *denoising_pair())


@st.cache_resource(max_entries=1, show_spinner=False)
def noise_errors() -> denoising.NoiseErrors:
    """The errors of both networks on the test images of the digits at every level of noise."""
    return denoising.errors(squeezed("digits").images, *denoising_pair())


def noise_levels() -> tuple[float, ...]:
    """The levels of noise that are measured: standard deviations, where white is 1."""
    return denoising.LEVELS


def denoising_pair() -> tuple[forward.Network, forward.Network]:
    """The autoencoder that never saw noise, and the denoising one of the same size. Raises ArtefactError."""
    plain = f"autoencoder-digits-k{catalogue.DENOISER_SIZE}"
    return network(plain), network(f"{plain}-denoising")


@st.cache_resource(max_entries=4, show_spinner=False)
def straight_beside_pca(k: int) -> straight.Straight:
    """The shipped linear autoencoder with k values beside PCA, on the digits. Raises ArtefactError."""
    dataset = embedded("digits")
    parts = (dataset.table[rows] for rows in (dataset.split.train, dataset.split.test))
    return straight.compare(shipped_arrays(f"autoencoder-digits-k{k}-linear"), *parts)


def layers_of(name: str) -> list[anatomy.Layer]:
    """The layers of a shipped network. Raises ArtefactError."""
    return anatomy.layers(shipped_arrays(name))
