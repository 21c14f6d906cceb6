"""Recipes for what the Autoencoder page shows without torch: codes, rebuilt images, the decoded plane, its forming."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np

from core import luck
from core.artefacts import catalogue, files, published
from core.artefacts.files import Artefact
from core.build import seeded
from core.build.recipe import Made, Recipe, check_remade, differences, identity, pictures_recipe, rounded, same_picture
from core.data import datasets
from core.data.mnist import FAMILY
from core.latent import denoising, forward, interpolation, novelty
from core.latent.codes import even_axis
from core.latent.reconstruction import METHODS, PLANE, AutoencoderFamily, FormingPlane, Pictures
from core.maps import likeness
from core.networks import inference, training
from core.pictures.png import eight_bit
from core.settings import AutoencoderSettings

PICTURED = 1_000  # test images whose codes are shipped, at most
REFERENCES = 1_000  # training images that travel with the pictures of a data set that is not embedded
CHECKED_STOPS = 3  # of these that --check trains up to
BY_SEED = ("unlike", "halfway", "through_others", "likeness")  # figures of one number a seed
PAIR_BY_SEED = ("pays", "without")
EPOCH_STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 100)


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    made = [pictures_of(name) for name in datasets.IMAGE_NAMES if catalogue.autoencoder_sizes(name)]
    others = *map(epochs_recipe, catalogue.FORMING), *map(noise_recipe, catalogue.DENOISED)
    return {recipe.name: recipe for recipe in (*made, *others)}


def pictures_of(dataset: str) -> Recipe:
    """The recipe of the pictures of one data set."""
    make = partial(make_autoencoder_pictures, dataset)
    again, needs = partial(make, luck.SEEDS[:1]), (catalogue.retrained(dataset),)
    return pictures_recipe(f"autoencoder-{dataset}-pictures", family(dataset), make, again, BY_SEED, needs)


def family(dataset: str) -> dict[str, AutoencoderSettings]:
    """The shipped autoencoders of one data set by artefact name."""
    return {name: each for name, each in catalogue.autoencoders().items() if each.dataset == dataset}


def make_autoencoder_pictures(name: str, seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Let every shipped autoencoder of a data set, and PCA with as many values, rebuild its test images.

    Errors are measured on all test images; the codes and errors of at most `PICTURED` are kept, from which a page
    rebuilds the pictures. Of a data set that is not embedded the images travel with them, and some training images.
    What codes mean is measured for the networks of all `seeds`, the shipped ones' first.
    """
    dataset = datasets.load(name)
    test, rows = dataset.values[dataset.split.test], dataset.split.test[:PICTURED]
    shown, codes = slice(len(rows)), dict[int, np.ndarray]()
    errors: dict[str, dict[int, np.ndarray]] = {method: {} for method in METHODS}
    error = inference.error_per_image(test, np.repeat(dataset.mean[None], len(test), axis=0))
    metrics: dict[str, Any] = {
        "training_images": len(dataset.split.train),
        "test_images": len(test),
        "mean_image": float(error.mean()),
    }
    for model_name, settings in family(name).items():
        k, model = settings.latent, inference.shipped(model_name)
        z = inference.encode(model, test)
        for method, rebuilt in zip(METHODS, (inference.decode(model, z), pca_rebuilt(dataset, k, test)), strict=True):
            error = inference.error_per_image(test, rebuilt)
            errors[method][k] = error[shown]
            metrics.setdefault(method, {})[str(k)] = float(error.mean())
        codes[k] = z[shown]
        if k == PLANE:
            axes = plane_axis(z[:, 0]), plane_axis(z[:, 1])
    centre, directions = pca_axes(dataset)
    found = AutoencoderFamily(
        rows, centre.astype(np.float32), directions[: max(codes)].astype(np.float16), codes, errors, axes,
        pictures_beside(dataset, rows) if name in FAMILY else None,
    )  # fmt: skip
    for each in published.AUTOENCODERS if name == "mnist" else ():
        error = inference.error_per_image(test, pca_rebuilt(dataset, each.latent, test))
        metrics["pca"][str(each.latent)] = float(error.mean())
    metrics |= what_codes_mean(dataset, found.rows, seeds) | {"training": on_training_images(dataset)}
    return Made(files.npz_bytes(found.to_arrays()), rounded(metrics), dataset.sha256)


def what_codes_mean(dataset: datasets.Dataset, rows: np.ndarray, seeds: Sequence[int]) -> dict[str, Any]:
    """How often codes between two images, and random ones, decode to pictures unlike the data, by latent size.

    Of each seed, which trains the network and draws the codes. Beside it the same of real test images, what the codes
    keep of how like pictures are, and where there are more than two classes how often a straight way from one class to
    another leads through a third.
    """
    images, labels = dataset.values[rows], dataset.labels[rows]
    known = interpolation.Known(*(each[references_of(dataset)] for each in (dataset.values, dataset.labels)))
    limit = novelty.usual_distance(dataset.values[dataset.split.validation[:PICTURED]], known.images)
    figures: dict[str, Any] = {
        "usual_distance": limit,
        "real_unlike": novelty.unlike_share(images, known.images, limit),
        "references": len(known.images),
        "unlike": {},
        "halfway": {},
        "likeness": {},
    }
    for name, settings in family(dataset.name).items():
        unlike, halfway, alike, strayed = [], [], [], []
        for seed in seeds:
            network = seeded.network(name, seed)
            codes, decode = inference.encode(network, images), partial(inference.decode, network)
            unlike.append(interpolation.unlike_share_of_draws(decode, codes, known.images, limit, seed))
            halfway.append(interpolation.unlike_halfway(decode, codes, images, known.images, limit, seed))
            alike.append(likeness.of_codes(images, codes, labels))
            if len(dataset.label_names) > 2:
                strayed.append(interpolation.share_through_others(decode, codes, labels, known, seed))
        k = str(settings.latent)
        figures["unlike"][k] = unlike
        figures["halfway"][k] = interpolation.Halfway(*zip(*halfway, strict=True))._asdict()
        figures["likeness"][k] = likeness.of_seeds(alike)
        if strayed:
            figures.setdefault("through_others", {})[k] = strayed
    return figures


def on_training_images(dataset: datasets.Dataset) -> dict[str, Any]:
    """The errors on images that the models have learned from, at most `PICTURED` of them, by method and latent size."""
    train = dataset.values[dataset.split.train[:PICTURED]]
    figures: dict[str, Any] = {"images": len(train)}
    for name, settings in family(dataset.name).items():
        k, model = settings.latent, inference.shipped(name)
        pair = inference.rebuild(model, train), pca_rebuilt(dataset, k, train)
        for method, rebuilt in zip(METHODS, pair, strict=True):
            error = float(inference.error_per_image(train, rebuilt).mean())
            figures.setdefault(method, {})[str(k)] = error
    return figures


def references_of(dataset: datasets.Dataset) -> np.ndarray:
    """Rows of the training images that pictures are held against: all, or those that travel with the pictures."""
    train = dataset.split.train
    return train if dataset.name == "digits" else train[:REFERENCES]


def pictures_beside(dataset: datasets.Dataset, rows: np.ndarray) -> Pictures:
    """The images and labels of these rows, and the training images they are held against."""
    images, references = eight_bit(dataset.values[rows]), eight_bit(dataset.values[references_of(dataset)])
    return Pictures(images, dataset.labels[rows].astype(np.uint8), references)


def plane_axis(values: np.ndarray) -> np.ndarray:
    """The axis of the decoded plane, from `values` (n,): the middle 96 % of them, since a few codes lie far out."""
    return even_axis(np.quantile(values, (0.02, 0.98)), catalogue.GRID_SIDE)


def pca_rebuilt(dataset: datasets.Dataset, k: int, images: np.ndarray) -> np.ndarray:
    """Images (n, h, w) as PCA with k components, fitted on the training images, rebuilds them."""
    mean, axes = pca_axes(dataset)
    rebuilt: np.ndarray = (images.reshape(len(images), -1) - mean) @ axes[:k].T @ axes[:k] + mean
    return rebuilt.reshape(-1, *dataset.shape).astype(np.float32)


@lru_cache(maxsize=1)
def pca_axes(dataset: datasets.Dataset) -> tuple[np.ndarray, np.ndarray]:
    """The mean training image (d,) and all principal axes (d, d), widest first.

    From the covariance: for all latent sizes at once, and for 55,000 images in seconds.
    """
    train = dataset.table[dataset.split.train].astype(np.float64)
    mean = train.mean(0)
    _, axes = np.linalg.eigh(np.cov(train, rowvar=False))  # narrowest first, one a column
    return mean, axes.T[::-1]


def epochs_recipe(dataset: str) -> Recipe:
    """The plane of the two-value autoencoder of a data set as it forms during training."""
    settings, name = catalogue.autoencoders()[f"autoencoder-{dataset}-k{PLANE}"], f"autoencoder-{dataset}-k2-epochs"
    make, stops = partial(make_epochs, settings), epoch_stops(settings)
    check = partial(check_epochs, name, settings)
    return Recipe(name, identity(settings) | {"stops": stops}, dataset, "npz", make, check)


def epoch_stops(settings: AutoencoderSettings) -> list[int]:
    """The epochs after which the plane is kept: close at first, when most happens, up to the last."""
    return [stop for stop in EPOCH_STOPS if stop < settings.epochs] + [settings.epochs]


def check_epochs(name: str, settings: AutoencoderSettings, artefact: Artefact) -> list[str]:
    """Train the first epochs again and compare what was kept of them: all of them take as long as the training."""
    made = make_epochs(settings, CHECKED_STOPS)
    again, shipped = Artefact(name, made.content, artefact.provenance).arrays(), artefact.arrays()
    kept = {key: each if key == "rows" else each[:CHECKED_STOPS] for key, each in shipped.items()}
    if kept.keys() != again.keys() or not all(same_picture(kept[key], again[key]) for key in kept):
        return [f"weights/{name}.npz: the first stops are not what training gives."]
    figures = {key: each[:CHECKED_STOPS] for key, each in artefact.metrics.items()}
    return differences(name, figures, made.metrics)


def make_epochs(settings: AutoencoderSettings, most: int | None = None) -> Made:
    """Train again, keeping the codes of the test images at each stop, or at the first `most` of them."""
    dataset = datasets.load(settings.dataset)
    state, stops = training.start(settings, dataset), epoch_stops(settings)[:most]
    codes, errors = [], []
    while True:
        if state.epoch in stops:
            seen = training.preview(state, dataset, limit=PICTURED)
            codes.append(seen.codes)
            errors.append(seen.error)
        if state.epoch == stops[-1]:
            break
        state = training.step(state, dataset)
    found = FormingPlane(dataset.split.test[:PICTURED], np.array(stops), np.stack(codes))
    return Made(files.npz_bytes(found._asdict()), rounded({"test_squared_error": errors}), dataset.sha256)


def noise_recipe(dataset: str) -> Recipe:
    """What a plain and a denoising autoencoder of a data set make of test images, over the noise put on them."""
    names = f"autoencoder-{dataset}-k{catalogue.DENOISER_SIZE}", catalogue.denoiser_name(dataset)
    settings = {
        "models": {each: identity(catalogue.models()[each]) for each in names},
        "levels": list(denoising.LEVELS),
        "images": PICTURED,
        "trainings": list(luck.SEEDS),
    }
    name, make = catalogue.noise_name(dataset), partial(make_noise_errors, dataset, names)
    check = partial(check_remade, name, partial(make, luck.SEEDS[:1]), by_seed=PAIR_BY_SEED)
    return Recipe(name, settings, dataset, "npz", make, check, (*names, catalogue.retrained(dataset)))


def make_noise_errors(dataset_name: str, names: tuple[str, str], seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Put noise on test images, let both networks rebuild them, and measure the errors against the clean ones.

    The errors are those of the shipped pair; of the pair of each seed it is kept where denoising begins to pay, and
    what both make of images without noise.
    """
    dataset = datasets.load(dataset_name)
    images = dataset.values[dataset.split.test[:PICTURED]]
    kinds = [(name, catalogue.models()[name].architecture) for name in names]
    found = []
    for seed in seeds:  # plain NumPy, as on pages
        pair = [forward.network(seeded.arrays(name, seed), kind, dataset.shape) for name, kind in kinds]
        found.append(denoising.measure_errors(images, *pair))
    figures: dict[str, Any] = {key: each.tolist() for key, each in found[0]._asdict().items()}
    figures["pays"] = [denoising.pays_from(errors) for errors in found]
    figures["without"] = {kind: [float(getattr(each, kind)[0]) for each in found] for kind in ("plain", "denoised")}
    return Made(files.npz_bytes(found[0]._asdict()), rounded(figures | {"images": len(images)}), dataset.sha256)
