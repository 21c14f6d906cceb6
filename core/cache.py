"""What pages ask the computing modules for, computed once for all visitors. The only user of Streamlit's caches.

Arrays are shared between visitors and therefore read-only. Every cache has a bound. Keys are names and settings, never
arrays, which Streamlit would hash by a sample.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core import (
    anatomy,
    bitmaps,
    catalogue,
    claims,
    datasets,
    denoising,
    evidence,
    forward,
    holes,
    images,
    latent,
    novelty,
    sheets,
    straight,
    sweeps,
    weights,
)
from core import squeezed as squeezing
from core.charts.projections import on_screen
from core.datasets import Dataset
from core.jobs import Call, JobError, Progress, chain, shared_pool
from core.mapping import LiveMap, MapOrder
from core.mapping import rows as sample_rows
from core.metrics import MapQuality
from core.mnist import DatasetError
from core.params import SettingError, TrainingSettings
from core.runs import Diverged
from core.sheets import Sheet
from core.squeezed import Squeezed
from core.weights import Artefact, ArtefactError
from core.workers import WorkersError

TELLABLE = (ArtefactError, DatasetError, Diverged, JobError, WorkersError)  # their messages are written for visitors


@st.cache_resource(max_entries=64, show_spinner=False)
def shipped(name: str) -> Artefact:
    """The verified artefact of that name. Raises ArtefactError; a failure is not remembered."""
    return weights.load(name)


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
    """A data set that needs no download: the digits or a toy. Raises DatasetError for others."""
    if name in datasets.mnist.FAMILY:
        raise DatasetError(f"{datasets.TITLES[name]} is not embedded: ask a worker for it.")
    dataset = datasets.load(name)
    frozen(dataset.values)
    frozen(dataset.labels)
    return dataset


def dataset_title(name: str) -> str:
    """What a visitor reads for the data set called `name`."""
    return datasets.TITLES[name]


def has_models(name: str) -> bool:
    """Whether trained models for this data set are shipped."""
    return any(settings.dataset == name for settings in catalogue.models().values())


# Start page


@st.cache_resource(max_entries=8, show_spinner=False)
def thumbnails(name: str, rows: tuple[int, ...] | None = None) -> tuple[str, ...]:
    """Pictures of an embedded data set as data URIs for tooltips: of the given rows, or of all."""
    dataset = embedded(name)
    chosen = dataset.values if rows is None else dataset.values[list(rows)]
    return tuple(images.thumbnails(chosen, factor=6))


# Downloads

DOWNLOAD_FILES = len(datasets.mnist.FILES)


def is_here(name: str) -> bool:
    """Whether a data set can be used without a download."""
    return datasets.is_here(name)


def download_megabytes(name: str) -> float:
    """How much has to be fetched for a data set of the MNIST family."""
    return datasets.mnist.FAMILY[name].megabytes


def downloading(visitor: str, name: str) -> Iterator[Progress]:
    """A download as a chain in the workers, file by file; visitors who ask for the same one share it."""
    first = Call("core.mnist:start_download", (name, datasets.data_directory()))
    return chain(shared_pool(), visitor, "core.mnist:download_step", first, key=f"download:{name}", budget=0.0)


# Live training


def prepare_learning() -> None:
    """Have a worker import torch while the visitor still reads, once per server."""
    worker_with_torch()


@st.cache_resource(max_entries=1, ttl=240, show_spinner=False)
def worker_with_torch() -> None:
    """Asked again only when the worker may have given its memory back."""
    shared_pool().warm_up(("core.training", "core.glimpse"))


def most_epochs() -> int:
    """How many epochs a live training may have on this host."""
    return shared_pool().limits.epochs


def learning(visitor: str, settings: TrainingSettings) -> Iterator[Progress]:
    """A training as a chain in the workers, epoch by epoch; each report's `view` is a `Glimpse`.

    Raises SettingError when more epochs are asked for than this host allows.
    """
    if settings.epochs > most_epochs():
        raise SettingError(f"epochs = {settings.epochs} is too many to train live: choose at most {most_epochs()}.")
    data = Call("core.datasets:load", (settings.dataset,))
    first = Call("core.training:start", (settings, data))
    view = "core.glimpse:glimpse"
    key = f"learning:{settings.fingerprint()}"
    return chain(shared_pool(), visitor, "core.training:step", first, key=key, args=(data,), view=view)


# VAE page


class Plane(NamedTuple):
    """The shipped VAE with two latent values at one beta, all in the coordinates of its turned plane.

    Args:
        mu: means of the test images' clouds, (n, 2).
        log_var: logarithms of the clouds' variances in the model's own coordinates, (n, 2).
        turn: the turn or mirroring R (2, 2): shown = own · R.
        rebuilt: the test images decoded from their means, (n, h, w) uint8.
        tiles: the decoded grid, (961, h, w) uint8.
        axis: both axes of that grid, (31,).
        figures: test_reconstruction, test_kl, test_total, kl_per_dimension, active, squared_error_of_means.
    """

    mu: np.ndarray
    log_var: np.ndarray
    turn: np.ndarray
    rebuilt: np.ndarray
    tiles: np.ndarray
    axis: np.ndarray
    figures: Mapping[str, Any]

    def own(self, z: np.ndarray) -> np.ndarray:
        """Codes z (n, 2) of the shown plane in the model's own coordinates."""
        return z @ self.turn.T


@st.cache_resource(max_entries=16, show_spinner=False)
def plane(beta: float) -> Plane:
    """The plane of the shipped VAE with this beta, on the digits."""
    arrays, key = shipped_arrays("vae-digits-pictures"), catalogue.number(beta)
    figures = shipped("vae-digits-pictures").metrics[key]
    mu = frozen(arrays[f"mu_{key}"] @ arrays[f"turn_{key}"])
    names = ("log_var", "turn", "rebuilt", "plane")
    return Plane(mu, *(arrays[f"{name}_{key}"] for name in names), arrays["axis"], figures)


@st.cache_resource(max_entries=32, show_spinner=False)
def network(name: str) -> forward.Network:
    """A shipped network of plain layers, ready to decode without torch. Raises ArtefactError."""
    arrays = shipped_arrays(name)
    net = forward.network(arrays, catalogue.models()[name].architecture, (1, 1))
    side = math.isqrt(len(net.decoder[-1][1]))  # every shipped model makes square images
    return net._replace(shape=(side, side))


def decoded(name: str, z: np.ndarray) -> np.ndarray:
    """The images (n, h, w) that codes z (n, k) stand for, by a shipped network: a millisecond, so not remembered."""
    return forward.decode(network(name), z)


@st.cache_resource(max_entries=8, show_spinner=False)
def test_clouds(name: str) -> forward.Cloud:
    """The clouds of all test images by a shipped VAE, (n, k) each."""
    dataset = embedded(catalogue.models()[name].dataset)
    cloud = forward.clouds(network(name), dataset.values[dataset.split.test])
    return forward.Cloud(frozen(cloud.mu), frozen(cloud.log_var))


@st.cache_resource(max_entries=8, show_spinner=False)
def kl_of_dimensions(name: str) -> np.ndarray:
    """KL of each latent dimension of a shipped VAE, the mean over the test images, in nats: (k,)."""
    return frozen(forward.kl_per_dimension(test_clouds(name)))


@st.cache_resource(max_entries=8, show_spinner=False)
def reach_of_dimensions(name: str, far: float = 3.0) -> np.ndarray:
    """The most any pixel changes when one latent value goes from −far to far and the others stay 0: (k,), 0 to 1."""
    k = catalogue.models()[name].latent
    ends = decoded(name, far * np.vstack([np.eye(k), -np.eye(k)]))  # (2k, h, w)
    return frozen(np.abs(ends[:k] - ends[k:]).max((1, 2)))


class Wide(NamedTuple):
    """A shipped VAE with more latent values than a plane can show, and test images to try it with.

    Args:
        name: of its artefact.
        images: test images, (n, h, w) in [0, 1].
        labels: their classes, (n,).
        mu: their mean codes, (n, k).
        kl: KL of each latent value, the mean over all test images, in nats, (k,).
        norm: how far codes of test images lie from 0, the mean over all of them.
    """

    name: str
    images: np.ndarray
    labels: np.ndarray
    mu: np.ndarray
    kl: np.ndarray
    norm: float


@st.cache_resource(max_entries=4, show_spinner=False)
def wide(dataset_name: str) -> Wide:
    """The wide VAE of a data set. Raises ArtefactError."""
    name = catalogue.WIDE_VAES[dataset_name]
    if dataset_name == "digits":
        dataset, mu = embedded("digits"), test_clouds(name).mu
        rows = dataset.split.test
        norm = float(np.linalg.norm(mu, axis=1).mean())
        return Wide(name, frozen(dataset.values[rows]), dataset.labels[rows], mu, kl_of_dimensions(name), norm)
    arrays, figures = shipped_arrays(f"vae-{dataset_name}-pictures"), shipped(f"vae-{dataset_name}-pictures").metrics
    pictures = frozen(arrays["images"].astype(np.float32) / 255)
    return Wide(name, pictures, arrays["labels"], arrays["mu"], arrays["kl"], figures["norm"])


def nearest_training(pictures: np.ndarray, dataset_name: str = "digits") -> tuple[np.ndarray, np.ndarray]:
    """The nearest training image to each of `pictures` (n, h, w), and the squared distances: (n, h, w), (n,)."""
    dataset = embedded(dataset_name)
    train = dataset.values[dataset.split.train]
    found = novelty.nearest(pictures, train)
    return train[found.rows], found.distances


# Autoencoder page


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


# Projections page


class MapGround(NamedTuple):
    """What the maps of a source show: of each of its n points the class, the picture, the true nearest others.

    Args:
        labels: (n,), positions in `names`.
        names: what the classes are called.
        rows: (n,), which rows of the data set the points are.
        neighbours: (n, 10), the true nearest other points of each, nearest first.
        header: what comes before a point's pixels to make a data URI; "" where points have no picture.
        pixels: of each point, as text; None where points have no picture.
        test_numbers: (n,), the point's number among the test images of its data set, −1 for others.
    """

    labels: np.ndarray
    names: tuple[str, ...]
    rows: np.ndarray
    neighbours: np.ndarray
    header: str
    pixels: tuple[str, ...] | None
    test_numbers: np.ndarray


def maps_there(source: str) -> tuple[str, ...]:
    """The methods whose maps of this source lie in weights/, whole or not."""
    return tuple(
        method
        for method in catalogue.MAP_METHODS
        if (weights.FOLDER / f"{catalogue.map_name(source, method)}.json").exists()
    )


@st.cache_resource(max_entries=12, show_spinner=False)
def shipped_pca(source: str) -> sweeps.ShippedPCA:
    """The PCA of a source. Raises ArtefactError."""
    return sweeps.pca_of(shipped(catalogue.map_name(source, "pca")))


@st.cache_resource(max_entries=24, show_spinner=False)
def map_sheet(source: str, method: str, random: bool, seed: int) -> Sheet:
    """All shipped maps in the plane by one method, from one start and seed. Raises ArtefactError."""
    if method == "pca":
        return sheets.sheet_of_pca(shipped_pca(source))
    return sheets.sheet_of_atlas(atlas(source, method), random=random, seed=seed)


@st.cache_resource(max_entries=8, show_spinner=False)
def atlas(source: str, method: str) -> sweeps.Atlas:
    """All shipped maps of a source by "tsne" or "umap". Raises ArtefactError."""
    return sweeps.atlas_of(shipped(catalogue.map_name(source, method)))


@st.cache_resource(max_entries=24, show_spinner=False)
def map_on_screen(source: str, method: str, random: bool, seed: int) -> np.ndarray:
    """The same maps in the units of the charts, int16 (m, n, 2)."""
    frames = map_sheet(source, method, random, seed).frames
    return frozen(on_screen(frames.reshape(-1, *frames.shape[2:])))


@st.cache_resource(max_entries=12, show_spinner=False)
def map_ground(source: str) -> MapGround:
    """What is known of the points of a source. Raises ArtefactError.

    Of a data set that must be downloaded nothing is held in this process: its points have no classes and no pictures.
    """
    found, name = shipped_pca(source), catalogue.MAP_SOURCES[source].dataset
    neighbours = found.neighbours.astype(np.int32)
    if name in datasets.mnist.FAMILY:
        labels = np.zeros(len(found.rows), dtype=np.int64)
        return MapGround(labels, ("",), found.rows, neighbours, "", None, found.rows - datasets.MNIST_TRAIN)
    dataset = embedded(name)
    numbers = np.full(len(dataset.values), -1)
    numbers[dataset.split.test] = np.arange(len(dataset.split.test))
    header, pixels = bitmaps.bitmaps(dataset.values[found.rows]) if dataset.is_images else ("", None)
    return MapGround(
        dataset.labels[found.rows], dataset.label_names, found.rows, neighbours, header, pixels, numbers[found.rows]
    )


def held_data(source: str) -> tuple[Dataset, ...]:
    """The data set of a source, if this process holds it."""
    name = catalogue.MAP_SOURCES[source].dataset
    return () if name in datasets.mnist.FAMILY else (embedded(name),)


def neighbours_on_maps(source: str, method: str, random: bool, seed: int, point: int) -> np.ndarray:
    """Which true neighbours of a point are still near it on each map, bool (m, 10): a few milliseconds, not kept."""
    frames = map_sheet(source, method, random, seed).frames
    return sheets.still_near(frames.reshape(-1, *frames.shape[2:]), point, map_ground(source).neighbours[point])


@st.cache_resource(max_entries=256, show_spinner=False)
def clumping(source: str, method: str, random: bool, seed: int, place: tuple[int, int]) -> float:
    """The spacing index of a shipped map: 1 for points strewn at random, less when clumped."""
    return claims.spacing_index(map_sheet(source, method, random, seed).frames[place])


CLAIMS = evidence.CLAIMS


@st.cache_resource(max_entries=32, show_spinner=False)
def evidence_for(claim: str) -> evidence.Evidence:
    """What the shipped maps say to one of `CLAIMS`. Raises ArtefactError."""
    tested = evidence.CLAIMS[claim]
    ground, dataset = map_ground(tested.source), embedded(catalogue.MAP_SOURCES[tested.source].dataset)
    found = [map_sheet(tested.source, *shown[:3]) for shown in tested.shown]
    return evidence.gather(tested, found, dataset.table[ground.rows], ground.labels)


class SpaceMap(NamedTuple):
    """A shipped map in three dimensions.

    Args:
        frame: float32 (n, 3).
        quality: of the map.
        stop: of its knob; None for PCA.
    """

    frame: np.ndarray
    quality: MapQuality
    stop: float | None


@st.cache_resource(max_entries=24, show_spinner=False)
def maps_in_space(source: str, method: str, random: bool, seed: int) -> tuple[SpaceMap, ...]:
    """The shipped maps in three dimensions by one method, at rising stops of its knob. Raises ArtefactError."""
    if method == "pca":
        found = shipped_pca(source)
        return (SpaceMap(found.frame(3), found.quality[3], None),)
    sweep = atlas(source, method).sweep(dims=3, random=random, seed=seed)
    figures = np.stack(sweep.quality, axis=1)
    return tuple(
        SpaceMap(frame, MapQuality(*map(float, row)), float(stop))
        for frame, row, stop in zip(sweep.frames, figures, sweep.stops, strict=True)
    )


# Live maps


def prepare_mapping() -> None:
    """Have a worker import what t-SNE needs while the visitor still reads, once per server."""
    worker_with_tsne()


@st.cache_resource(max_entries=1, ttl=240, show_spinner=False)
def worker_with_tsne() -> None:
    """Asked again only when the worker may have given its memory back."""
    shared_pool().warm_up(("core.mapping", "openTSNE"))


def mapping(visitor: str, order: MapOrder, earlier: LiveMap | None = None) -> Iterator[Progress]:
    """A live map as a chain in the workers; each report's `view` is a `Look`.

    Args:
        visitor: whose turn it takes.
        order: the points and the settings.
        earlier: a t-SNE map of the same points that goes on with the order's perplexity; None begins anew.
    """
    if earlier is None:
        first = Call("core.mapping:begin", (order,))
        key = f"map:{order.source}:{order.size}:{order.settings.fingerprint()}"
    else:
        first, key = Call("core.mapping:go_on", (earlier, order.settings.perplexity)), None
    return chain(shared_pool(), visitor, "core.mapping:step", first, key=key, view="core.mapping:look")


@st.cache_resource(max_entries=12, show_spinner=False)
def map_sample(source: str, size: int) -> MapGround:
    """What is known of the points of a live map; its neighbours are those among all points of the source."""
    whole = map_ground(source)
    rows = sample_rows(len(whole.rows), size)
    pixels = None if whole.pixels is None else tuple(whole.pixels[row] for row in rows)
    return whole._replace(
        labels=whole.labels[rows], rows=whole.rows[rows], neighbours=whole.neighbours[rows], pixels=pixels,
        test_numbers=whole.test_numbers[rows],
    )  # fmt: skip
