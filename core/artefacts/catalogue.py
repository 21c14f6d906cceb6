"""What is shipped in weights/: the settings of every model and every sweep, and the names of their files.

Pages ask here what exists; `python -m core.build` makes exactly this. Standard library only.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from core.artefacts.map_sources import CLAIM_ONLY, REDRAWN, draws
from core.artefacts.stops import thinned
from core.settings import AutoencoderSettings, NetworkSettings, VAESettings, perplexity_limit

LATENT_SIZES = (1, 2, 3, 4, 6, 8, 16, 32)
BETAS = (0.0, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)

LINEAR_SIZES = (2, 8)  # of the autoencoders without bends; what they learn is PCA
GRID_SIDE = 17  # images along each side of a decoded plane: on a screen each is about as large as an image of MNIST
BELLS = 20  # of the mixture that is fitted to a network's codes
BOUND_DRAWS = 50  # codes an image in the importance-weighted bound
DENOISER_SIZE, DENOISER_NOISE = 16, 0.3  # values in its code, and the noise it was trained with (white is 1)

DIGITS: dict[str, Any] = {
    "dataset": "digits", "width": 128, "epochs": 100, "weight_decay": 0.1, "learning_rate": 0.003, "batch": 64,
}  # fmt: skip

LINEAR: dict[str, Any] = {
    "dataset": "digits",
    "architecture": "linear",
    "epochs": 150,
    "learning_rate": 0.02,
    "batch": 32,
}

MNIST: dict[str, Any] = {"dataset": "mnist", "width": 128, "epochs": 24, "learning_rate": 0.01, "batch": 128}
MNIST_NOISE = 0.1  # on what its autoencoders see in training: it keeps the larger codes from learning images by heart
MNIST_BETAS = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0)

FACES: dict[str, Any] = {
    "dataset": "faces", "architecture": "conv", "width": 128, "epochs": 32, "learning_rate": 0.003, "batch": 128,
}  # fmt: skip
FACE_SIZES = (1, 2, 3, 4, 6, 8, 10, 16)
FACE_BETAS = (0.0, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
FACE_VALUES = 10  # in the code of the wider VAEs, of which there is one for each beta


def number(value: float) -> str:
    """A number as part of a file name: 0.05 becomes '0.05', 2.0 becomes '2'."""
    return f"{value:g}"


def autoencoders() -> dict[str, AutoencoderSettings]:
    """The shipped autoencoders by artefact name: one for each latent size of a data set, all of them trained alike."""
    recipes: dict[str, tuple[tuple[int, ...], dict[str, Any]]] = {
        "digits": (LATENT_SIZES, DIGITS),
        "faces": (FACE_SIZES, FACES),
        "mnist": (LATENT_SIZES, MNIST | {"noise": MNIST_NOISE}),
    }
    return {
        f"autoencoder-{dataset}-k{k}": AutoencoderSettings(latent=k, **recipe)
        for dataset, (sizes, recipe) in recipes.items()
        for k in sizes
    }


@cache
def autoencoder_sizes(dataset: str) -> tuple[int, ...]:
    """The latent sizes for which an autoencoder is shipped for a data set, rising; empty where there is none."""
    return tuple(sorted(each.latent for each in autoencoders().values() if each.dataset == dataset))


def retrained(dataset: str) -> str:
    """The artefact with the errors of a data set's autoencoders, each size trained with five seeds."""
    return f"autoencoder-{dataset}-retrained"


def retrained_vae(dataset: str) -> str:
    """The artefact with the losses of a data set's VAEs with two values, each β trained with five seeds."""
    return f"vae-{dataset}-retrained"


FORMING = ("digits", "faces", "mnist")  # data sets whose plane of two values is shipped as it forms in training


def forming(dataset: str) -> str | None:
    """The artefact with the plane of the two-value autoencoder as it forms in training; None where none is shipped."""
    return f"autoencoder-{dataset}-k2-epochs" if dataset in FORMING else None


class VAEFamily(NamedTuple):
    """The shipped VAEs of one data set.

    Args:
        betas: of the VAEs with two values, rising.
        reference: the one of them that is shown first; what is drawn of the others is turned to fit its plane.
        wide: values of the VAEs that have more than a plane can show.
        wide_betas: theirs, rising.
    """

    betas: tuple[float, ...]
    reference: float
    wide: int
    wide_betas: tuple[float, ...]


VAE_FAMILIES: dict[str, VAEFamily] = {
    "digits": VAEFamily(BETAS, 1.0, 16, (1.0,)),
    "faces": VAEFamily(FACE_BETAS, 0.5, FACE_VALUES, FACE_BETAS),
    "mnist": VAEFamily(MNIST_BETAS, 1.0, 16, (1.0,)),
}


def vae_name(dataset: str, k: int, beta: float) -> str:
    """The artefact of a data set's VAE with k values and this beta."""
    return f"vae-{dataset}-k{k}-beta{number(beta)}"


def wide_vae(dataset: str) -> str:
    """The artefact of a data set's VAE with more values than a plane can show, at the beta that is shown first."""
    family = VAE_FAMILIES[dataset]
    return vae_name(dataset, family.wide, family.reference)


def vaes() -> dict[str, VAESettings]:
    """The shipped VAEs by artefact name: of each data set those with two values, then those with more, beta rising."""
    return {
        vae_name(dataset, k, beta): VAESettings(latent=k, beta=beta, **vae_recipe(dataset))
        for dataset, family in VAE_FAMILIES.items()
        for k, betas in ((2, family.betas), (family.wide, family.wide_betas))
        for beta in betas
    }


def vae_recipe(dataset: str) -> dict[str, Any]:
    """How the VAEs of a data set are trained."""
    recipes = {"digits": DIGITS | {"likelihood": "bernoulli"}, "faces": FACES, "mnist": MNIST}
    return recipes[dataset]


DENOISED = ("digits", "mnist")  # data sets for which an autoencoder is shipped that was trained to remove noise


def denoiser_name(dataset: str) -> str:
    """The artefact of a data set's denoising autoencoder."""
    return f"autoencoder-{dataset}-k{DENOISER_SIZE}-denoising"


SHUFFLED, SHUFFLED_SIZE = "autoencoder-digits-shuffled", 8  # digits and the same with their pixels shuffled; values


def seen_noise(dataset: str) -> float:
    """The noise that the plain one of the two was trained with."""
    return autoencoders()[f"autoencoder-{dataset}-k{DENOISER_SIZE}"].noise


def noise_name(dataset: str) -> str:
    """The artefact with the errors of the two over the noise."""
    return f"autoencoder-{dataset}-noise"


def denoisers() -> dict[str, AutoencoderSettings]:
    """The denoising autoencoders by artefact name: of the size and recipe of a plain one, with more noise."""
    plain = autoencoders()
    return {
        denoiser_name(dataset): replace(plain[f"autoencoder-{dataset}-k{DENOISER_SIZE}"], noise=DENOISER_NOISE)
        for dataset in DENOISED
    }


LONG: dict[str, Any] = {"dataset": "mnist", "learning_rate": 0.003, "batch": 128}


def long_trained() -> dict[str, NetworkSettings]:
    """The networks that are held against published figures (`core.artefacts.published`): wider, and trained longer.

    A code of two values needs another dense layer and noise against learning by heart, one of thirty random shifts
    (docs/log.md).
    """
    small: dict[str, Any] = LONG | {"architecture": "conv-deep", "width": 256, "epochs": 20}
    large: dict[str, Any] = LONG | {"architecture": "conv", "width": 512, "epochs": 40, "shift": 1}
    vae: dict[str, Any] = LONG | {"architecture": "conv", "width": 256, "epochs": 24, "likelihood": "bernoulli"}
    return {
        "autoencoder-mnist-k2-long": AutoencoderSettings(latent=2, noise=0.2, **small),
        "autoencoder-mnist-k30": AutoencoderSettings(latent=30, **large),
        "vae-mnist-k2-long": VAESettings(latent=2, **small),
        "vae-mnist-k20-beta1": VAESettings(latent=20, **vae),
    }


@cache
def models() -> Mapping[str, NetworkSettings]:
    """All shipped models by artefact name."""
    linear = {f"autoencoder-digits-k{k}-linear": AutoencoderSettings(latent=k, **LINEAR) for k in LINEAR_SIZES}
    return MappingProxyType({**autoencoders(), **denoisers(), **linear, **vaes(), **long_trained()})


DRAWN = "drawn-mnist"  # the artefact that a visitor's drawing is held against
DRAWN_MODELS = ("autoencoder-mnist-k8", "autoencoder-mnist-k16")  # whose errors say how unusual it is
DRAWN_MAPS = "mnist-2000"  # on whose maps it is placed


# --- SWEEPS: which points are mapped, by which method, at which stops ------------------------------------------------


MAP_METHODS = ("pca", "tsne", "umap")
MAP_SEEDS = (0, 1)
MIN_DISTS = (0.0, 0.1, 0.25, 0.5, 0.99)
TSNE_ITERATIONS = 1000
UMAP_EPOCHS, DENSMAP_EPOCHS = 500, 700  # what the library takes for so few points

PERPLEXITIES = (2, 3, 4, 5, 7, 10, 12, 15, 20, 25, 30, 40, 50, 70, 100, 150, 200, 300, 400, 500)
KEPT_PERPLEXITIES = (2, 5, 30, 50)
NEIGHBOUR_COUNTS = (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200)
KEPT_NEIGHBOUR_COUNTS = (2, 5, 15, 30)


BOTH = ("tsne", "umap")
CLAIM_SOURCES: dict[str, tuple[str, ...]] = {  # of which maps are made with five seeds, to test sentences, and how
    **dict.fromkeys(("digits", "words", "toy-three-distances", "toy-noise", "toy-containment", "toy-swiss-roll"), BOTH),
    **dict.fromkeys(CLAIM_ONLY, BOTH),
    "toy-two-sizes": (*BOTH, "densmap"),
    "mnist-2000": ("umap",),
}
FROM_DATA = ("digits-correlated", "mnist-2000", *REDRAWN)  # those of which none starts at random
EXAGGERATED = ("digits", "mnist-2000")  # sources whose t-SNE is shown with more and more lasting exaggeration
EXAGGERATIONS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 9.0, 13.0, 20.0, 30.0)
SECONDS, TIMED_SIZES = "seconds", (600, 1200, 2400, 4800)  # the artefact of times, and how many images are mapped


def run_name(source: str, method: str) -> str:
    """The artefact that holds the maps of a source by a method with five seeds, at the usual settings."""
    return f"runs-{source}-{method}"


def exaggeration_name(source: str) -> str:
    """The artefact that holds the t-SNE maps of a source with more and more lasting exaggeration."""
    return f"exaggeration-{source}"


def run_stops(source: str, method: str) -> tuple[float, ...]:
    """The perplexity or n_neighbors of these maps: the usual one, and of noise the lowest, too."""
    lowest = (2.0,) if len(draws(source)) > 1 or source in REDRAWN else ()
    return (*lowest, 30.0 if method == "tsne" else 15.0)


def map_name(source: str, method: str) -> str:
    """The artefact that holds all maps of a source by one method."""
    return f"map-{source}-{method}"


def perplexities(n: int) -> tuple[float, ...]:
    """The 12 perplexities at which `n` points are mapped: from 2 to the highest allowed, strictly below (n − 1)/3."""
    return thinned(PERPLEXITIES, KEPT_PERPLEXITIES, perplexity_limit(n), 12)


def neighbour_counts(n: int) -> tuple[int, ...]:
    """The 10 values of n_neighbors at which `n` points are mapped: from 2 to 200, or n − 1 where that is less."""
    return tuple(map(int, thinned(NEIGHBOUR_COUNTS, KEPT_NEIGHBOUR_COUNTS, min(200, n - 1), 10)))
