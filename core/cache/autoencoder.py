"""What the Autoencoder page asks for."""

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache.shared import TITLES, decoded, embedded, frozen, network, shipped, shipped_arrays
from core.data import datasets, mnist
from core.latent import denoising, forward, interpolation, linear, novelty
from core.latent.codes import box_draws
from core.latent.reconstruction import AutoencoderFamily, FormingPlane, Pictures, Reconstruction
from core.pictures import png

NOISE_LEVELS = denoising.LEVELS
SAMPLES = 10  # faces to choose from


@st.cache_resource(max_entries=4, show_spinner=False)
def reconstruction(name: str) -> Reconstruction:
    """What the shipped autoencoders make of the test images of a data set. Raises ArtefactError."""
    family = AutoencoderFamily.from_arrays(shipped_arrays(f"autoencoder-{name}-pictures"))
    if family.pictures is not None:  # a data set that must be downloaded
        pictures, labels = frozen(family.pictures.images.astype(np.float32) / 255), family.pictures.labels
        names = mnist.FAMILY[name].label_names
    elif name == "faces":
        drawn = datasets.faces_at(family.rows)
        pictures, labels, names = frozen(drawn.images), drawn.labels, datasets.FACE_CLASSES
    else:
        dataset = embedded(name)
        pictures, labels = frozen(dataset.values[family.rows]), dataset.labels[family.rows]
        names = dataset.label_names

    def decode(codes: np.ndarray) -> np.ndarray:
        return decoded(f"autoencoder-{name}-k{codes.shape[1]}", codes)

    metrics = shipped(f"autoencoder-{name}-pictures").metrics
    samples = range(SAMPLES) if name == "faces" else datasets.first_of_each_class(labels)
    return Reconstruction(TITLES[name], pictures, labels, names, samples, family, metrics, decode)


def passage(name: str, k: int, image: int) -> forward.Passage:
    """What every layer of a shipped autoencoder makes of a test image: a few milliseconds, so not remembered."""
    return forward.passage(network(f"autoencoder-{name}-k{k}"), reconstruction(name).images[image])


def retrained(name: str) -> dict[int, list[float]]:
    """For each latent size the error per test image of its autoencoders of five seeds. Raises ArtefactError."""
    errors = shipped(catalogue.retrained(name)).metrics["errors"]
    return {k: errors[str(k)] for k in catalogue.autoencoder_sizes(name)}


def forming_plane(name: str) -> FormingPlane | None:
    """The plane of the two-value autoencoder as it forms in training; None where none is shipped.

    Raises ArtefactError.
    """
    formed = catalogue.forming(name)
    return None if formed is None else FormingPlane(**shipped_arrays(formed))


@st.cache_resource(max_entries=1, show_spinner=False)
def face_knobs() -> np.ndarray:
    """The true knobs of the faces of `reconstruction`, (n, 7). Raises ArtefactError."""
    return frozen(datasets.face_knobs(reconstruction("faces").family.rows))


@st.cache_resource(max_entries=4, show_spinner=False)
def test_thumbnails(name: str) -> tuple[str, ...]:
    """The test images of `reconstruction` as data URIs, small: charts enlarge them."""
    return tuple(png.thumbnails(reconstruction(name).images))


def usual_distance(name: str) -> float:
    """The squared distance to the nearest training image that 95 % of the validation images stay below."""
    return float(reconstruction(name).metrics["usual_distance"])


@st.cache_resource(max_entries=4, show_spinner=False)
def training_pictures(name: str) -> np.ndarray:
    """Training images that pictures are held against, (m, h, w[, 3]): all of the digits, some of other data.

    Raises ArtefactError.
    """
    if name in mnist.FAMILY:
        pictures = Pictures.from_arrays(shipped_arrays(f"autoencoder-{name}-pictures"))
        return frozen(pictures.references.astype(np.float32) / 255)
    if name == "faces":
        rows = datasets.split(name, datasets.FACES).train[: reconstruction(name).metrics["references"]]
        return frozen(datasets.faces_at(rows).images)
    dataset = embedded(name)
    return frozen(dataset.values[dataset.split.train])


def training_count(name: str) -> int:
    """How many training images the shipped networks of a data set have learned from."""
    return int(reconstruction(name).metrics["training_images"])


def interpolated(name: str, k: int, a: int, b: int) -> interpolation.Interpolation:
    """The way from test image a to test image b through k values and through the pixels."""
    found = reconstruction(name)
    codes, pictures = (found.codes(k)[a], found.codes(k)[b]), (found.images[a], found.images[b])
    return interpolation.interpolate(network(f"autoencoder-{name}-k{k}"), codes, pictures, training_pictures(name))


def halfway(name: str, k: int) -> interpolation.Halfway:
    """How often the picture halfway between two test images is unlike the data."""
    return interpolation.Halfway(**reconstruction(name).metrics["halfway"][str(k)])


def unlike_shares(name: str) -> dict[int, list[float]]:
    """For each latent size the share of random codes, of each seed, that decode to pictures unlike the data."""
    return {k: reconstruction(name).metrics["unlike"][str(k)] for k in reconstruction(name).sizes}


def real_unlike(name: str) -> float:
    """The share of real test images that are unlike every training image."""
    return float(reconstruction(name).metrics["real_unlike"])


def through_others(name: str, k: int) -> list[float] | None:
    """The share of straight ways between two classes that pass a third, of each seed; None with two classes."""
    found = reconstruction(name).metrics.get("through_others")
    return None if found is None else found[str(k)]


@st.cache_resource(max_entries=4, show_spinner=False)
def unlike_on_plane(name: str) -> float:
    """The share of the pictures on the decoded plane, 0 to 1, that are unlike every training image."""
    return float(are_unlike(name, reconstruction(name).plane()).mean())


def nearest(name: str, pictures: np.ndarray) -> novelty.Nearest:
    """The nearest of `training_pictures` to each of `pictures` (n, h, w[, 3])."""
    return novelty.nearest(pictures, training_pictures(name))


def are_unlike(name: str, pictures: np.ndarray) -> np.ndarray:
    """Which of `pictures` (n, h, w) are unlike every training image, bool (n,)."""
    return nearest(name, pictures).distances > usual_distance(name)


def random_pictures(name: str, k: int, count: int, seed: int) -> np.ndarray:
    """Decoded codes drawn evenly from the box around the codes of the test images, (count, h, w)."""
    return decoded(f"autoencoder-{name}-k{k}", box_draws(reconstruction(name).codes(k), count, seed))


@st.cache_resource(max_entries=16, show_spinner=False)
def denoised(name: str, level: float, rows: tuple[int, ...]) -> denoising.Cleaned:
    """Some test images of a data set with noise of this level, and what both networks make of them."""
    return denoising.clean(reconstruction(name).images, level, *denoising_pair(name), list(rows))


def noise_errors(name: str) -> denoising.NoiseErrors:
    """The errors of both networks at every level of noise, as measured when they were built. Raises ArtefactError."""
    arrays = shipped_arrays(catalogue.noise_name(name))
    return denoising.NoiseErrors(**arrays)


def noise_luck(name: str) -> dict[str, list[float]]:
    """Of the pairs of each seed: from which noise on denoising "pays", and both errors without any noise."""
    found = shipped(catalogue.noise_name(name)).metrics
    return {"pays": found["pays"], **found["without"]}


def denoising_pair(name: str) -> tuple[forward.Network, forward.Network]:
    """The autoencoder that hardly saw noise, and the denoising one of the same size. Raises ArtefactError."""
    return network(f"autoencoder-{name}-k{catalogue.DENOISER_SIZE}"), network(catalogue.denoiser_name(name))


@st.cache_resource(max_entries=4, show_spinner=False)
def linear_beside_pca(k: int) -> linear.Comparison:
    """The shipped linear autoencoder with k values beside PCA, on the digits. Raises ArtefactError."""
    dataset = embedded("digits")
    parts = (dataset.table[rows] for rows in (dataset.split.train, dataset.split.test))
    return linear.compare(shipped_arrays(f"autoencoder-digits-k{k}-linear"), *parts)
