"""What the Projections page asks for: shipped maps, what is true of their points, and maps computed live."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue, files, map_sources
from core.cache import words
from core.cache.autoencoder import face_knobs
from core.cache.shared import embedded, frozen, shipped
from core.claims.figures import spacing_index
from core.data import datasets
from core.data.faces import KNOBS
from core.data.mnist import FAMILY
from core.latent import knobs
from core.maps import metrics
from core.maps.atlas import Atlas, ShippedPCA, atlas_of, pca_of
from core.maps.doubt import Doubt, by_point
from core.maps.live import rows as sample_rows
from core.maps.metrics import K
from core.maps.neighbours import nearest
from core.maps.source import or_noise
from core.maps.sweep import Sweep, still_near, sweep_of_atlas, sweep_of_pca
from core.pictures import bmp
from core.pictures.places import on_screen


class ShownPoints(NamedTuple):
    """What the maps of a source show: of each of its n points the class, the picture, the true nearest others.

    Args:
        labels: (n,), positions in `names`.
        names: what the classes are called.
        rows: (n,), which rows of the data set the points are.
        neighbours: (n, 10), the true nearest other points of each, nearest first.
        header: what comes before a point's pixels to make a data URI; "" where points have no picture.
        pixels: of each point, as text; None where points have no picture.
        test_numbers: (n,), the point's number among the test images of its data set, −1 for others.
        words: what each point is called; None where points are no words.
        knob: of which knob the classes are steps, from low to high; "" where they are no steps.
    """

    labels: np.ndarray
    names: tuple[str, ...]
    rows: np.ndarray
    neighbours: np.ndarray
    header: str
    pixels: tuple[str, ...] | None
    test_numbers: np.ndarray
    words: tuple[str, ...] | None = None
    knob: str = ""


def maps_there(source: str) -> tuple[str, ...]:
    """The methods whose maps of this source lie in weights/, whole or not."""
    return tuple(
        method
        for method in catalogue.MAP_METHODS
        if (files.FOLDER / f"{catalogue.map_name(source, method)}.json").exists()
    )


@st.cache_resource(max_entries=12, show_spinner=False)
def shipped_pca(source: str) -> ShippedPCA:
    """The PCA of a source. Raises ArtefactError."""
    return pca_of(shipped(catalogue.map_name(source, "pca")))


@st.cache_resource(max_entries=36, show_spinner=False)
def map_sweep(source: str, method: str, random: bool, seed: int, dims: int = 2) -> Sweep:
    """All shipped maps in 2 or 3 dimensions by one method, from one start and seed. Raises ArtefactError."""
    if method == "pca":
        return sweep_of_pca(shipped_pca(source), dims)
    return sweep_of_atlas(atlas(source, method), dims, random=random, seed=seed)


@st.cache_resource(max_entries=8, show_spinner=False)
def atlas(source: str, method: str) -> Atlas:
    """All shipped maps of a source by "tsne" or "umap". Raises ArtefactError."""
    return atlas_of(shipped(catalogue.map_name(source, method)))


@st.cache_resource(max_entries=24, show_spinner=False)
def map_on_screen(source: str, method: str, random: bool, seed: int) -> np.ndarray:
    """The same maps in the units of the charts, int16 (m, n, 2)."""
    return frozen(on_screen(map_sweep(source, method, random, seed).flat))


@st.cache_resource(max_entries=12, show_spinner=False)
def shown_points(source: str) -> ShownPoints:
    """What is known of the points of a source. Raises ArtefactError.

    Of a data set that must be downloaded nothing is held in this process: classes and pictures come with the maps.
    """
    found, name = shipped_pca(source), map_sources.SOURCES[source].dataset
    rows, neighbours = found.rows, found.neighbours.astype(np.int32)
    if found.labels is not None and found.pictures is not None:
        header, pixels = bmp.bitmaps_of_levels(found.pictures)
        labels, numbers = found.labels.astype(np.int64), rows - datasets.MNIST_TRAIN
        return ShownPoints(labels, FAMILY[name].label_names, rows, neighbours, header, pixels, numbers)
    if name == "faces":
        drawn = datasets.faces_at(rows)
        header, pixels = bmp.bitmaps(drawn.images)
        return ShownPoints(drawn.labels, datasets.FACE_CLASSES, rows, neighbours, header, pixels, np.arange(len(rows)))
    dataset = embedded(name)
    numbers = np.full(len(dataset.values), -1)
    numbers[dataset.split.test] = np.arange(len(dataset.split.test))
    shown = ShownPoints(dataset.labels[rows], dataset.label_names, rows, neighbours, "", None, numbers[rows])
    if name == words.NAME:
        return shown._replace(test_numbers=np.full(len(rows), -1), words=words.words().words)
    if not dataset.is_images:
        return shown
    header, pixels = bmp.bitmaps(dataset.values[rows])
    return shown._replace(header=header, pixels=pixels)


KNOB_STEPS = 7  # colours of a knob


@st.cache_resource(max_entries=24, show_spinner=False)
def coloured(source: str, knob: str) -> ShownPoints:
    """The points of a source of faces, whose classes are the steps of a knob. Raises ArtefactError.

    The two states of a knob without steps in between are the classes of the faces anyway.
    """
    points, of = shown_points(source), KNOBS[knob]
    if of.discrete:
        return points
    ends = np.linspace(of.low, of.high, KNOB_STEPS + 1)
    names = tuple(f"{of.title} {low:.1f} to {high:.1f}".replace("-", "−") for low, high in pairwise(ends))
    return points._replace(labels=frozen(np.digitize(known(knob), ends[1:-1])), names=names, knob=knob)


def known(knob: str) -> np.ndarray:
    """The true values of a knob of the mapped faces, (n,). Raises ArtefactError."""
    return face_knobs()[:, tuple(KNOBS).index(knob)]


def told_by_data(source: str, knob: str) -> float:
    """The share of a knob's variance that the mean of each face's true neighbours tells: 0 or less by chance."""
    return told(knob, shown_points(source).neighbours)


@st.cache_resource(max_entries=256, show_spinner=False)
def told_by_map(source: str, method: str, random: bool, seed: int, place: tuple[int, int], knob: str) -> float:
    """The same for the ten nearest on one map."""
    return told(knob, metrics.nearest_on_map(map_sweep(source, method, random, seed).frames[place]))


def told(knob: str, neighbours: np.ndarray) -> float:
    """How well the mean over some others, (n, k), tells a knob of n faces: 1 is perfect."""
    values = known(knob)[:, None]
    return float(knobs.explained(values, values[neighbours].mean(axis=1))[0])


def near_on_map(source: str, method: str, random: bool, seed: int, place: tuple[int, int], point: int) -> int:
    """How many true neighbours of a point are still near it on one map: a tenth of a millisecond, not kept."""
    frame = map_sweep(source, method, random, seed).frames[place]
    return int(still_near(frame[None], point, shown_points(source).neighbours[point]).sum())


def noise_columns(source: str) -> int:
    """How many numbers each point of the noise like a source has. Raises ArtefactError."""
    return shipped(catalogue.map_name(source, "tsne")).metrics["columns"]


@st.cache_resource(max_entries=64, show_spinner=False)
def kept_on_map(source: str, method: str, random: bool, seed: int, place: tuple[int, int]) -> np.ndarray:
    """How many of each point's ten true neighbours are still near it on one map, integers (n,)."""
    frame = map_sweep(source, method, random, seed).frames[place]
    return frozen(metrics.kept_by_point(shown_points(source).neighbours, frame))


@st.cache_resource(max_entries=256, show_spinner=False)
def clumping(source: str, method: str, random: bool, seed: int, place: tuple[int, int]) -> float:
    """The spacing index of a shipped map: 1 for points strewn at random, less when clumped."""
    return spacing_index(map_sweep(source, method, random, seed).frames[place])


def points_of(source: str) -> np.ndarray:
    """The points of a source whose data set is embedded, (n, d), or codes."""
    found = shipped_pca(source)
    return embedded(map_sources.SOURCES[source].dataset).table[found.rows] if found.points is None else found.points


@st.cache_resource(max_entries=2, show_spinner=False)
def known_points(source: str) -> np.ndarray | None:
    """The points of a source, or noise like them, (n, d); None where they would have to be downloaded."""
    plan, real = map_sources.source_of(source), source.removesuffix(map_sources.NOISE)
    if plan.model is None and plan.dataset in FAMILY:
        return None
    if plan.model is None and plan.dataset == "faces":
        images = datasets.faces_at(shipped_pca(real).rows).images
        points = images.reshape(len(images), -1)
    else:
        points = points_of(real)
    return frozen(or_noise(plan, points))


@st.cache_resource(max_entries=64, show_spinner=False)
def doubt(source: str, method: str, random: bool, seed: int, place: tuple[int, int]) -> Doubt:
    """How far each point of a map of a source, or of noise like it, can be believed. Raises ArtefactError."""
    points, frame = known_points(source), map_sweep(source, method, random, seed).frames[place]
    if source.endswith(map_sources.NOISE):
        assert points is not None
        return by_point(points, frame, nearest(points, K).indices)
    return by_point(points, frame, shown_points(source).neighbours)


@st.cache_resource(max_entries=12, show_spinner=False)
def shown_sample(source: str, size: int) -> ShownPoints:
    """What is known of the points of a live map; its neighbours are those among all points of the source."""
    whole = shown_points(source)
    rows = sample_rows(len(whole.rows), size)
    pixels, called = (each and tuple(each[row] for row in rows) for each in (whole.pixels, whole.words))
    return whole._replace(
        labels=whole.labels[rows], rows=whole.rows[rows], neighbours=whole.neighbours[rows], pixels=pixels,
        test_numbers=whole.test_numbers[rows], words=called,
    )  # fmt: skip
