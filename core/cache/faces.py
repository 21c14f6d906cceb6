"""What pages ask of the faces, whose true knobs are known."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import vae
from core.cache.autoencoder import face_knobs, nearest, reconstruction, training_pictures
from core.cache.shared import decoded, frozen, network, shipped, shipped_arrays
from core.data import datasets
from core.data.faces import KNOBS, draw, in_words
from core.latent import forward, knobs
from core.latent.codes import grid
from core.settings import VAESettings

ARTEFACT = "faces-knobs"
SAVING = catalogue.vae_name("faces", catalogue.FACE_VALUES, catalogue.FACE_BETAS[-1])  # must save most
PAD_SIDE = 9  # pictures along each side of the pad
NAMES = tuple(KNOBS)
PLAIN = {"width": 0.6, "eyes": 0.85, "gaze": 0.0, "hair": 0.35, "glasses": 0.0}  # of the faces on the pad
PAD_KNOBS = ("colour", "smile")  # along the pad, and up


class Pad(NamedTuple):
    """A plane through the space of codes, spanned by two knobs, decoded.

    Args:
        axis_1: values of the first knob, (side,).
        axis_2: values of the second, (side,).
        codes: of the places in reading order, (side², k).
        pictures: the same decoded, (side², h, w, 3).
    """

    axis_1: np.ndarray
    axis_2: np.ndarray
    codes: np.ndarray
    pictures: np.ndarray


def figures() -> Mapping[str, Any]:
    """What was measured of the faces' networks and knobs when they were built. Raises ArtefactError."""
    return shipped(ARTEFACT).metrics


def kept(by: str) -> dict[int, dict[str, list[float]]]:
    """The share of each knob that is left by "autoencoder" or "pca", for each size of the code.

    Of the autoencoders one of each seed, the shipped one first; PCA knows no luck. Raises ArtefactError.
    """
    found = figures()["kept"][by]
    return {
        size: {name: np.atleast_1d(each).tolist() for name, each in found[str(size)].items()}
        for size in catalogue.FACE_SIZES
    }


def directions(model: str) -> np.ndarray:
    """How the codes of a shipped model move as each knob is turned by 1, (knobs, k). Raises ArtefactError."""
    return shipped_arrays(ARTEFACT)[f"directions_{model}"]


def codes_of(model: str) -> np.ndarray:
    """Codes (n, k) of the test faces that pages show, by an autoencoder or a wide VAE. Raises ArtefactError."""
    settings = catalogue.models()[model]
    if isinstance(settings, VAESettings):
        return vae.wide("faces", settings.beta).mu
    return reconstruction("faces").codes(settings.latent)


@st.cache_resource(max_entries=16, show_spinner=False)
def correlations(model: str) -> np.ndarray:
    """How far each knob and each value of a model's codes rise and fall together over test faces, (knobs, k)."""
    return frozen(knobs.correlations(codes_of(model), face_knobs()))


@st.cache_resource(max_entries=1, show_spinner=False)
def pca_correlations() -> np.ndarray:
    """The same for as many principal components as the wider VAE has values. Raises ArtefactError."""
    found = reconstruction("faces")
    axes = found.family.pca_axes[: catalogue.FACE_VALUES].astype(np.float32)
    codes = (found.images.reshape(len(found), -1) - found.family.pca_mean) @ axes.T
    return frozen(knobs.correlations(codes, face_knobs()))


@st.cache_resource(max_entries=1, show_spinner=False)
def training_knobs() -> tuple[str, ...]:
    """What each of the training faces that are here was drawn from, in words."""
    rows = datasets.split("faces", datasets.FACES).train[: len(training_pictures("faces"))]
    return tuple(in_words(each) for each in datasets.face_knobs(rows))


class OwnFace(NamedTuple):
    """A face drawn from a visitor's knobs, and rebuilt.

    Args:
        pictures: as drawn, and by name of each network as it rebuilds it, (h, w, 3) each.
        errors: squared error of each rebuilt picture.
        read: the knobs (7,) as a ruler that knows nothing of codes reads them in each picture.
        nearest: the nearest of the training faces that are here, (h, w, 3).
    """

    pictures: Mapping[str, np.ndarray]
    errors: Mapping[str, float]
    read: Mapping[str, np.ndarray]
    nearest: np.ndarray


DRAWN = "drawn"  # the face as it was drawn, among `OwnFace.pictures`


def own_face(wanted: tuple[float, ...]) -> OwnFace:
    """The face with these knobs, in the order of `KNOBS`. Raises SettingError, ArtefactError."""
    face = draw(np.array([wanted]))
    models = {"autoencoder": f"autoencoder-faces-k{catalogue.FACE_VALUES}", "VAE": catalogue.wide_vae("faces")}
    pictures = {DRAWN: face[0]}
    for title, name in models.items():
        net = network(name)
        code = forward.encode_posterior(net, face).mu if title == "VAE" else forward.encode(net, face)
        pictures[title] = decoded(name, code)[0]
    arrays = shipped_arrays(ARTEFACT)
    ruler = knobs.Reading(arrays["ruler_weights"], arrays["ruler_offset"])
    read = dict(zip(pictures, ruler(np.stack(list(pictures.values()))), strict=True))
    errors = {title: float(((pictures[title] - face[0]) ** 2).sum()) for title in models}
    return OwnFace(pictures, errors, read, training_pictures("faces")[nearest("faces", face).rows[0]])


class Turning(NamedTuple):
    """A face on its way from one end of a knob to the other.

    Args:
        by: how far the knob is turned from where it is, in its own units, (steps,).
        pictures: decoded, (steps, h, w, 3).
    """

    by: np.ndarray
    pictures: np.ndarray


def turned(model: str, face: int, knob: str, steps: int) -> Turning:
    """A test face whose code is moved along the direction of a knob. Raises ArtefactError."""
    at, ends = NAMES.index(knob), KNOBS[knob]
    by = np.linspace(ends.low, ends.high, steps) - face_knobs()[face, at]
    return Turning(by, decoded(model, codes_of(model)[face] + by[:, None] * directions(model)[at]))


@st.cache_resource(max_entries=1, show_spinner=False)
def pad() -> Pad:
    """The faces that the VAE which must save most draws as smile and colour are turned on a plain face.

    Raises ArtefactError.
    """
    axis_1, axis_2 = (np.linspace(KNOBS[name].low, KNOBS[name].high, PAD_SIDE) for name in PAD_KNOBS)
    wanted = np.tile([PLAIN.get(name, 0.0) for name in NAMES], (PAD_SIDE**2, 1))
    wanted[:, [NAMES.index(name) for name in PAD_KNOBS]] = grid(axis_1, axis_2)
    codes = codes_of(SAVING).mean(0) + (wanted - face_knobs().mean(0)) @ directions(SAVING)
    return Pad(axis_1, axis_2, frozen(codes.astype(np.float32)), frozen(decoded(SAVING, codes)))
