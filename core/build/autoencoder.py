"""Recipes for what the Autoencoder page shows without torch: codes, rebuilt images, the decoded plane, its forming."""

from functools import lru_cache, partial
from typing import Any

import numpy as np

from core.artefacts import catalogue, files
from core.build.recipe import GRID_SIDE, Made, Recipe, check_remade, grey_bytes, identity, pictures_recipe, rounded
from core.data import datasets
from core.latent import forward, interpolation, novelty
from core.latent.codes import even_axis
from core.networks import inference, training
from core.settings import AutoencoderSettings, TrainingSettings

PICTURED = 1_000  # test images whose codes are shipped, at most
REFERENCES = 1_000  # training images that travel with the pictures of a data set that is not embedded
EPOCH_STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 100)


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    made = [pictures(name) for name in datasets.IMAGE_NAMES if catalogue.autoencoder_sizes(name)]
    return {recipe.name: recipe for recipe in (*made, epochs_recipe())}


def family(dataset: str) -> dict[str, AutoencoderSettings]:
    """The shipped autoencoders of one data set by artefact name."""
    return {name: each for name, each in catalogue.autoencoders().items() if each.dataset == dataset}


def pictures(dataset: str) -> Recipe:
    """Codes of test images and their errors for every latent size, and the axes of PCA and of the plane."""
    name = f"autoencoder-{dataset}-pictures"
    return pictures_recipe(name, family(dataset), partial(make_autoencoder_pictures, dataset))


def make_autoencoder_pictures(name: str) -> Made:
    """Let every shipped autoencoder of a data set, and PCA with as many values, rebuild its test images.

    Errors are measured on all test images; the codes and errors of at most `PICTURED` are kept, from which a page
    rebuilds the pictures. Of a data set that is not embedded the images travel with them, and some training images.
    """
    dataset = datasets.load(name)
    test, rows = dataset.values[dataset.split.test], dataset.split.test[:PICTURED]
    shown, mean = slice(len(rows)), dataset.values[dataset.split.train].mean(0, keepdims=True)
    sizes = catalogue.autoencoder_sizes(name)
    centre, axes = pca_axes(dataset)
    arrays: dict[str, np.ndarray] = {
        "rows": rows,
        "pca_mean": centre.astype(np.float32),
        "pca_axes": axes[: max(sizes)].astype(np.float16),
    }
    if name != "digits":
        arrays |= images_beside(dataset, rows)
    error = inference.error_per_image(test, np.repeat(mean, len(test), axis=0))
    metrics: dict[str, Any] = {
        "training_images": len(dataset.split.train),
        "test_images": len(test),
        "mean_image": float(error.mean()),
    }
    for model_name, settings in family(name).items():
        k, model = settings.latent, inference.shipped(model_name)
        codes = inference.encode(model, test).mu
        for method, rebuilt in (("autoencoder", inference.decode(model, codes)), ("pca", pca_rebuilt(dataset, k))):
            error = inference.error_per_image(test, rebuilt)
            arrays[f"{method}_error_{k}"] = error[shown]
            metrics.setdefault(method, {})[str(k)] = float(error.mean())
        arrays[f"codes_{k}"] = codes[shown]
        if k == 2:
            arrays |= {f"axis_{i + 1}": plane_axis(axis) for i, axis in enumerate(codes.T)}
    metrics |= leaving_the_known(dataset, arrays, sizes)
    return Made(files.npz_bytes(arrays), rounded(metrics), dataset.sha256)


def leaving_the_known(
    dataset: datasets.Dataset, arrays: dict[str, np.ndarray], sizes: tuple[int, ...]
) -> dict[str, Any]:
    """How often codes between two images, and random ones, decode to pictures unlike the data, by latent size."""
    images = dataset.values[arrays["rows"]]
    references = dataset.values[references_of(dataset)]
    limit = novelty.usual_distance(images, references)
    figures: dict[str, Any] = {"usual_distance": limit, "references": len(references), "unlike": {}, "halfway": {}}
    for k in sizes:
        net = shipped_network(f"autoencoder-{dataset.name}-k{k}", dataset.shape)
        codes = arrays[f"codes_{k}"]
        figures["unlike"][str(k)] = interpolation.unlike_share_of_draws(net, codes, references, limit)
        figures["halfway"][str(k)] = interpolation.halfway(net, codes, images, references, limit)._asdict()
    return figures


def references_of(dataset: datasets.Dataset) -> np.ndarray:
    """Rows of the training images that pictures are held against: all, or those that travel with the pictures."""
    train = dataset.split.train
    return train if dataset.name == "digits" else train[:REFERENCES]


def shipped_network(name: str, shape: tuple[int, int]) -> forward.Network:
    """A shipped network as the pages use it. Raises ArtefactError."""
    return forward.network(files.load(name).arrays(), catalogue.models()[name].architecture, shape)


def images_beside(dataset: datasets.Dataset, rows: np.ndarray) -> dict[str, np.ndarray]:
    """The images and labels of these rows, and the training images they are held against."""
    return {
        "images": grey_bytes(dataset.values[rows]),
        "labels": dataset.labels[rows].astype(np.uint8),
        "references": grey_bytes(dataset.values[references_of(dataset)]),
    }


def plane_axis(values: np.ndarray) -> np.ndarray:
    """The axis of the decoded plane, from `values` (n,): the middle 96 % of them, since a few codes lie far out."""
    return even_axis(np.quantile(values, (0.02, 0.98)), GRID_SIDE)


def pca_rebuilt(dataset: datasets.Dataset, k: int) -> np.ndarray:
    """The test images as PCA with k components, fitted on the training images, rebuilds them: (n, h, w)."""
    mean, axes = pca_axes(dataset)
    test = dataset.table[dataset.split.test] - mean
    return (test @ axes[:k].T @ axes[:k] + mean).reshape(-1, *dataset.shape).astype(np.float32)


@lru_cache(maxsize=1)
def pca_axes(dataset: datasets.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """The mean training image (d,) and all principal axes (d, d), widest first.

    From the covariance: for all latent sizes at once, and for 55,000 images in seconds.
    """
    train = dataset.table[dataset.split.train].astype(np.float64)
    mean = train.mean(0)
    _, axes = np.linalg.eigh(np.cov(train, rowvar=False))  # narrowest first, one a column
    return mean, axes.T[::-1]


def epochs_recipe() -> Recipe:
    """The plane of the two-value autoencoder as it forms during training."""
    settings = catalogue.autoencoders()["autoencoder-digits-k2"]
    make = partial(make_epochs, settings)
    return Recipe(
        "autoencoder-digits-k2-epochs", identity(settings) | {"stops": list(EPOCH_STOPS)}, settings.dataset, "npz",
        make, partial(check_remade, "autoencoder-digits-k2-epochs", make),
    )  # fmt: skip


def make_epochs(settings: TrainingSettings) -> Made:
    """Train again, keeping the codes of the test images at each stop."""
    dataset = datasets.load(settings.dataset)
    state = training.start(settings, dataset)
    codes, errors = [], []
    while True:
        if state.epoch in EPOCH_STOPS:
            seen = training.preview(state, dataset, limit=len(dataset.values))
            codes.append(seen.codes)
            errors.append(seen.error)
        if state.finished:
            break
        state = training.step(state, dataset)
    arrays = {"rows": dataset.split.test, "stops": np.array(EPOCH_STOPS), "codes": np.stack(codes)}
    return Made(files.npz_bytes(arrays), rounded({"test_squared_error": errors}), dataset.sha256)
