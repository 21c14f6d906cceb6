"""What a visitor's drawing is held against. What is drawn is remembered nowhere: only what is shipped is."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import projections, vae
from core.cache.autoencoder import reconstruction, training_pictures
from core.cache.shared import decoded, frozen, network, shipped, shipped_arrays
from core.latent import forward, unusual
from core.maps import atlas, placing, procrustes

NAME = "mnist"
AUTOENCODERS = (2, 8, 16)  # values of those that rebuild the drawing
NEAREST = 5  # training images beside it


class Rebuilt(NamedTuple):
    """A drawing as one network rebuilds it: what it is called, the picture (28, 28), the squared error."""

    title: str
    picture: np.ndarray
    error: float


class OnPlane(NamedTuple):
    """Where a drawing lies, `place` (2,), among others: their places (n, 2), classes (n,), and the classes' names."""

    plane: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    place: np.ndarray


@st.cache_resource(max_entries=1, show_spinner=False)
def scale() -> unusual.Scale:
    """What is usual. Raises ArtefactError."""
    arrays = shipped_arrays(catalogue.DRAWN)
    return unusual.Scale(arrays["medians"], arrays["quantiles"])


def called_out() -> Mapping[str, float]:
    """The measured shares of test images, letters and scribbles that count as unusual. Raises ArtefactError."""
    found: Mapping[str, float] = shipped(catalogue.DRAWN).metrics["above"]
    return found


def strangeness(image: np.ndarray) -> float:
    """How strange an image (28, 28) is: 1 for a usual one."""
    networks = [network(name) for name in catalogue.DRAWN_MODELS]
    return float(unusual.strangeness(unusual.errors(networks, image[None]), scale().medians)[0])


def rebuilt(image: np.ndarray) -> list[Rebuilt]:
    """What the shipped networks make of an image (28, 28)."""
    family = catalogue.VAE_FAMILIES[NAME]
    models = {f"AE-{k}": f"autoencoder-{NAME}-k{k}" for k in AUTOENCODERS}
    models |= {f"VAE-{k}": catalogue.vae_name(NAME, k, family.reference) for k in (2, family.wide)}
    pictures = {title: decoded(name, code(name, image))[0] for title, name in models.items()}
    return [Rebuilt(title, each, float(((each - image) ** 2).sum())) for title, each in pictures.items()]


def code(name: str, image: np.ndarray) -> np.ndarray:
    """The code of an image (28, 28) by a shipped network, of a VAE the mean: (1, k)."""
    net = network(name)
    return forward.encode_posterior(net, image[None]).mu if name.startswith("vae") else forward.encode(net, image[None])


def nearest(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest of the training images that are here, and their squared distances: (k, 28, 28), (k,)."""
    train = training_pictures(NAME)
    squares = ((train - image) ** 2).reshape(len(train), -1).sum(axis=1)
    rows = np.argsort(squares)[:NEAREST]
    return train[rows], squares[rows]


def on_planes(image: np.ndarray) -> dict[str, OnPlane]:
    """Its place on the planes of the networks with two values."""
    found, beta = reconstruction(NAME), catalogue.VAE_FAMILIES[NAME].reference
    plane, test = vae.plane(beta, NAME), vae.test_images(NAME)
    flat, cloud = code(f"autoencoder-{NAME}-k2", image)[0], code(vae.plane_model(NAME, beta), image)[0]
    return {
        "Autoencoder": OnPlane(found.codes(2), found.labels, found.label_names, flat),
        "VAE": OnPlane(plane.mu, test.labels, test.names, cloud @ plane.turn),
    }


def on_maps(image: np.ndarray) -> dict[str, OnPlane]:
    """Its place on the shipped maps of MNIST's pixels: exact on PCA's, among the fixed points of the others.

    The points of the maps are here as pictures of half the size, among which its neighbours are sought.
    """
    pictures, points = map_pictures(), projections.shown_points(catalogue.DRAWN_MAPS)
    squares = 4.0 * ((pictures - halved(image)) ** 2).reshape(len(pictures), -1).sum(axis=1)  # a pixel stands for four
    (pca, place_by_pca), tsne, umap = pca_map(), still("tsne"), still("umap")
    own_units, turn, size = tsne_units()
    middle = own_units.mean(axis=0)
    at = placing.on_tsne(squares, own_units, atlas.DEFAULTS["perplexity"])
    places = {
        "PCA": (pca, place_by_pca @ np.append(image.ravel(), 1.0)),
        "t-SNE": (tsne, (at - middle) / size @ turn),
        "UMAP": (umap, placing.middle(placing.ties(np.sqrt(squares), int(atlas.DEFAULTS["n_neighbors"])), umap)),
    }
    return {title: OnPlane(plane, points.labels, points.names, at) for title, (plane, at) in places.items()}


def halved(image: np.ndarray) -> np.ndarray:
    """An image (28, 28) at half the size, each pixel the mean of four: (14, 14)."""
    return image.reshape(14, 2, 14, 2).mean(axis=(1, 3))


@st.cache_resource(max_entries=1, show_spinner=False)
def map_pictures() -> np.ndarray:
    """The pictures of the maps' points at half their size, float32 (n, 14, 14) in [0, 1]."""
    pictures = projections.shipped_pca(catalogue.DRAWN_MAPS).pictures
    return frozen(np.asarray(pictures, dtype=np.float32) / 255)


def still(method: str) -> np.ndarray:
    """The shipped map at the usual stops, (n, 2)."""
    sweep = projections.map_sweep(catalogue.DRAWN_MAPS, method, False, 0)
    return sweep.frames[sweep.place({})]


@st.cache_resource(max_entries=1, show_spinner=False)
def tsne_units() -> tuple[np.ndarray, np.ndarray, float]:
    """The same map of t-SNE in its own units (n, 2), and the turn (2, 2) and size that make of it what is shown."""
    found = projections.atlas(catalogue.DRAWN_MAPS, "tsne")
    sweep = projections.map_sweep(catalogue.DRAWN_MAPS, "tsne", False, 0)
    row = found.rows(2, random=False, seed=0)[sweep.number(sweep.place({}))]
    own = atlas.unpack(found.packed[2], np.array([row]))[0]
    return own, procrustes.best_turn(procrustes.scaled(own), still("tsne")), procrustes.size(own)


@st.cache_resource(max_entries=1, show_spinner=False)
def pca_map() -> tuple[np.ndarray, np.ndarray]:
    """PCA's map (n, 2) as shown, and the matrix (2, 785) that takes the pixels of an image, and a 1, to its place."""
    return still("pca"), shipped_arrays(catalogue.DRAWN)["pca"].T
