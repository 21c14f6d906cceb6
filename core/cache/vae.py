"""What the VAE page asks for."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache.autoencoder import are_unlike, reconstruction
from core.cache.shared import decoded, embedded, frozen, network, shipped, shipped_arrays
from core.latent import clouds, forward, novelty
from core.latent.codes import grid
from core.latent.plane import Planes


class Plane(NamedTuple):
    """The shipped VAE with two latent values at one beta, all in the coordinates of its turned plane.

    Args:
        mu: means of the test images' clouds, (n, 2).
        log_var: logarithms of the clouds' variances in the model's own coordinates, (n, 2).
        turn: the turn or mirroring R (2, 2): shown = own · R.
        axis: both axes of the grid that is decoded, (31,).
        figures: test_reconstruction, test_kl, test_total, kl_per_dimension, active, squared_error_of_means.
    """

    mu: np.ndarray
    log_var: np.ndarray
    turn: np.ndarray
    axis: np.ndarray
    figures: Mapping[str, Any]

    def own(self, z: np.ndarray) -> np.ndarray:
        """Codes z (n, 2) of the shown plane in the model's own coordinates."""
        return z @ self.turn.T


class TestImages(NamedTuple):
    """Test images (n, h, w) in [0, 1], their labels (n,), and what the labels mean."""

    images: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]


@st.cache_resource(max_entries=4, show_spinner=False)
def test_images(name: str) -> TestImages:
    """The test images of a data set that its pages share: all of the digits, those shipped of others."""
    if name != "digits":
        found = reconstruction(name)
        return TestImages(found.images, found.labels, found.label_names)
    dataset = embedded(name)
    rows = dataset.split.test
    return TestImages(frozen(dataset.values[rows]), dataset.labels[rows], dataset.label_names)


def plane_model(name: str, beta: float) -> str:
    """The artefact of a data set's VAE with two values and this beta."""
    return catalogue.vae_name(name, 2, beta)


@st.cache_resource(max_entries=16, show_spinner=False)
def plane(beta: float, name: str) -> Plane:
    """The plane of a data set's shipped VAE with this beta. Raises ArtefactError."""
    planes, key = Planes.from_arrays(shipped_arrays(f"vae-{name}-pictures")), catalogue.number(beta)
    (mu, log_var), turn = planes.posteriors[key], planes.turns[key]
    return Plane(frozen(mu @ turn), log_var, turn, planes.axis, shipped(f"vae-{name}-pictures").metrics[key])


class Losses(NamedTuple):
    """What the trainings of five seeds come to at one beta: reconstruction and KL per test image, in nats."""

    reconstruction: Sequence[float]
    kl: Sequence[float]


def retrained(name: str) -> dict[float, Losses]:
    """The losses of the VAEs with two values for each beta, those of the shipped one first. Raises ArtefactError."""
    record = shipped(catalogue.retrained_vae(name)).metrics
    keys = {beta: catalogue.number(beta) for beta in catalogue.VAE_FAMILIES[name].betas}
    return {beta: Losses(record["reconstruction"][key], record["kl"][key]) for beta, key in keys.items()}


def passage(name: str, beta: float, image: int, z: np.ndarray) -> forward.Passage:
    """What the layers of the VAE with two values make of a test image, and of a code z (2,) of the shown plane.

    A few milliseconds, so not remembered. Raises ArtefactError.
    """
    own = plane(beta, name).own(z[None])[0]
    return forward.passage(network(plane_model(name, beta)), test_images(name).images[image], own)


def own_bells(name: str, model: str) -> novelty.OwnBells:
    """Bells over the codes of one of the models of a data set that are compared. Raises ArtefactError."""
    return novelty.OwnBells.from_arrays(shipped_arrays(f"vae-{name}-draws"), model)


@st.cache_resource(max_entries=64, show_spinner=False)
def unlike_on_plane(beta: float, name: str, axis: np.ndarray) -> float:
    """The share of the pictures that are decoded over two such axes, 0 to 1, that are unlike every training image."""
    pictures = decoded(plane_model(name, beta), plane(beta, name).own(grid(axis, axis)))
    return float(are_unlike(name, pictures).mean())


@st.cache_resource(max_entries=4, show_spinner=False)
def crowding(name: str, reach: float) -> tuple[float, float]:
    """The least and the most that the clouds of the first VAE are as dense as the prior, within so far of the middle.

    In the model's own coordinates; the prior looks the same from every side.
    """
    beta = catalogue.VAE_FAMILIES[name].reference
    posterior = Planes.from_arrays(shipped_arrays(f"vae-{name}-pictures")).posteriors[catalogue.number(beta)]
    axis = np.linspace(-reach, reach, 41)
    places = grid(axis, axis)
    found = clouds.density_beside_prior(posterior, places[np.linalg.norm(places, axis=1) <= reach])
    return float(found.min()), float(found.max())


@st.cache_resource(max_entries=8, show_spinner=False)
def test_posterior(name: str) -> forward.Posterior:
    """The clouds of all test images by a shipped VAE, (n, k) each."""
    dataset = embedded(catalogue.models()[name].dataset)
    posterior = forward.encode_posterior(network(name), dataset.values[dataset.split.test])
    return forward.Posterior(*map(frozen, posterior))


@st.cache_resource(max_entries=8, show_spinner=False)
def reach_of_dimensions(name: str, far: float = 3.0) -> np.ndarray:
    """The most any pixel changes when one latent value goes from −far to far and the others stay 0: (k,), 0 to 1."""
    k = catalogue.models()[name].latent
    ends = decoded(name, far * np.vstack([np.eye(k), -np.eye(k)]))  # (2k, h, w)
    return frozen(np.abs(ends[:k] - ends[k:]).reshape(k, -1).max(1))


class Wide(NamedTuple):
    """A shipped VAE with more latent values than a plane can show, and test images to try it with.

    Args:
        name: of its artefact.
        images: test images, (n, h, w) in [0, 1].
        mu: their mean codes, (n, k).
        kl: KL of each latent value, the mean over all test images, in nats, (k,).
        norm: how far codes of test images lie from 0, the mean over all of them.
    """

    name: str
    images: np.ndarray
    mu: np.ndarray
    kl: np.ndarray
    norm: float


@st.cache_resource(max_entries=12, show_spinner=False)
def wide(dataset_name: str, beta: float | None = None) -> Wide:
    """The wide VAE of a data set with this beta, or with the one that is shown first. Raises ArtefactError."""
    family = catalogue.VAE_FAMILIES[dataset_name]
    key = catalogue.number(family.reference if beta is None else beta)
    name = catalogue.vae_name(dataset_name, family.wide, float(key))
    images = test_images(dataset_name).images
    if dataset_name == "digits":
        posterior = test_posterior(name)
        kl, norm = frozen(forward.kl_per_dimension(posterior)), float(np.linalg.norm(posterior.mu, axis=1).mean())
        return Wide(name, images, posterior.mu, kl, norm)
    artefact = f"vae-{dataset_name}-pictures"
    codes = Planes.from_arrays(shipped_arrays(artefact)).wide[key]
    norm = shipped(artefact).metrics[f"wide-{key}"]["norm"]
    return Wide(name, images, frozen(codes.mu.astype(np.float32)), codes.kl, norm)
