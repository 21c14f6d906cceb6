"""Recipes for what the VAE page shows without torch.

The clouds of test images for every beta, the turn that makes their planes comparable, and what is measured of them; and
how often a random code decodes to something unlike the data.
"""

from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from core.artefacts import catalogue, files
from core.build.autoencoder import PICTURED
from core.build.recipe import Made, Recipe, check_remade, identity, pictures_recipe, rounded
from core.data import datasets
from core.latent import novelty
from core.latent.codes import box_draws, prior_draws
from core.latent.forward import ACTIVE_NATS, Posterior
from core.latent.plane import Planes, WideCodes
from core.maps.procrustes import best_turn
from core.networks import inference

PRIOR_REACH = 3.0  # the decoded plane goes this many standard deviations of the prior
NEAR_DRAWS = 200  # samples, and test images, whose nearest training image is sought in MNIST
BOUND_IMAGES = 300  # of MNIST, on which that bound is measured: each is decoded so many times
REFERENCE = "1"  # the beta whose plane is shown as it is; the others are turned to fit
KINDS = (("autoencoder", ""), ("vae", "-beta1"))  # without and with a prior
DRAWS, DRAW_SEED = 2_000, 0  # random codes behind each share of unlike pictures


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    on_mnist = {f"vae-mnist-k{k}-beta{REFERENCE}": settings for k, settings in catalogue.mnist_vaes().items()}
    found = (
        pictures_recipe("vae-digits-pictures", plane_models(), make_vae_pictures),
        draws_recipe(),
        pictures_recipe("vae-mnist-pictures", on_mnist, make_mnist),
    )
    return {recipe.name: recipe for recipe in found}


def plane_models() -> dict[str, Any]:
    """The shipped VAEs of the digits with two latent values, by artefact name, beta rising."""
    return {
        name: settings
        for name, settings in catalogue.vaes().items()
        if settings.latent == 2 and settings.dataset == "digits"
    }


def make_vae_pictures() -> Made:
    """Let every shipped VAE of the plane encode and rebuild the test images of the digits: clouds for every beta."""
    dataset = datasets.load("digits")
    test = dataset.values[dataset.split.test]
    axis = np.linspace(-PRIOR_REACH, PRIOR_REACH, catalogue.GRID_SIDE, dtype=np.float32)
    posteriors: dict[str, Posterior] = {}
    metrics: dict[str, Any] = {}
    for name, settings in plane_models().items():
        beta = catalogue.number(settings.beta)
        posteriors[beta] = Posterior(*inference.encode_posterior(name, test))
        rebuilt = inference.decode_shipped(name, posteriors[beta].mu)
        kl = inference.kl_per_dimension(name, test)
        metrics[beta] = inference.test_loss(name) | {
            "kl_per_dimension": kl.tolist(),
            "active": int((kl > ACTIVE_NATS).sum()),
            "importance_weighted": inference.importance_weighted_loss(name, test, catalogue.BOUND_DRAWS),
            "squared_error_of_means": float(inference.error_per_image(test, rebuilt).mean()),
        }
    planes = Planes(axis, posteriors, turns({beta: each.mu for beta, each in posteriors.items()}), dataset.split.test)
    return Made(files.npz_bytes(planes.to_arrays()), rounded(metrics), dataset.sha256)


def turns(means: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """For each beta the turn or mirroring R (2, 2) with which mu·R fits the neighbouring beta's plane best.

    The prior N(0, 1) looks the same from every side, so a plane's direction is luck of the training; without this
    the map would flip between two stops and mean nothing by it. Distances do not change. The chains start at beta = 1.
    """
    order, found = list(means), {REFERENCE: np.eye(2, dtype=np.float32)}
    at = order.index(REFERENCE)
    for chain in (order[at::-1], order[at:]):
        for known, new in pairwise(chain):
            found[new] = best_turn(means[new], means[known] @ found[known])
    return {beta: found[beta] for beta in order}


def draws_recipe() -> Recipe:
    """How often random codes decode to something unlike the data, autoencoder against VAE."""
    models = {name: catalogue.models()[name] for name in drawn_models()}
    settings = {"models": {name: identity(value) for name, value in models.items()}, "draws": DRAWS}
    return Recipe(
        "vae-digits-draws", settings, "digits", "npz",
        make_draws, partial(check_remade, "vae-digits-draws", make_draws), tuple(models),
    )  # fmt: skip


def drawn_models() -> tuple[str, ...]:
    """The models whose random codes are compared: 2 and 16 latent values, without and with a prior."""
    return tuple(f"{kind}-digits-k{k}{tail}" for k in catalogue.VAE_SIZES for kind, tail in KINDS)


def make_draws() -> Made:
    """Decode the same random codes with every model and measure how far from the training images they land."""
    dataset = datasets.load("digits")
    train, test = dataset.values[dataset.split.train], dataset.values[dataset.split.test]
    limit = novelty.usual_distance(test, train)
    real, found = novelty.nearest(test, train).distances, {}
    metrics: dict[str, Any] = {"limit": limit, "real_median": float(np.median(real)), "unlike": {}}
    for name in drawn_models():
        model = inference.shipped(name)
        codes = inference.encode(model, test)
        normal = prior_draws(DRAWS, codes.shape[1], DRAW_SEED)
        mean, std = codes.mean(0), codes.std(0)
        drawn = (normal, normal * std + mean, box_draws(codes, DRAWS, DRAW_SEED))
        distances = {
            way: novelty.nearest(inference.decode(model, z), train).distances
            for way, z in zip(novelty.WAYS, drawn, strict=True)
        }
        found[name] = novelty.Draws(distances, mean, std)
        metrics["unlike"][name] = {way: float((each > limit).mean()) for way, each in distances.items()}
    return Made(files.npz_bytes(novelty.NoveltyOfDraws(real, found).to_arrays()), rounded(metrics), dataset.sha256)


def make_mnist() -> Made:
    """Clouds of the test images that are shipped, and what is measured of both VAEs."""
    dataset = datasets.load("mnist")
    test, shown = dataset.values[dataset.split.test], dataset.values[dataset.split.test[:PICTURED]]
    flat, wide = f"vae-mnist-k2-beta{REFERENCE}", catalogue.WIDE_VAES["mnist"]
    axis = np.linspace(-PRIOR_REACH, PRIOR_REACH, catalogue.GRID_SIDE, dtype=np.float32)
    mu = inference.encode(inference.shipped(wide), test)
    planes = Planes(
        axis,
        {REFERENCE: Posterior(*inference.encode_posterior(flat, shown))},
        {REFERENCE: np.eye(2, dtype=np.float32)},
        wide=WideCodes(mu[:PICTURED].astype(np.float16), inference.kl_per_dimension(wide, test)),
    )
    kl = inference.kl_per_dimension(flat, test)
    metrics = {
        REFERENCE: measured(flat, test) | {"kl_per_dimension": kl.tolist(), "active": int((kl > ACTIVE_NATS).sum())},
        "wide": measured(wide, test) | {"norm": float(np.linalg.norm(mu, axis=1).mean())} | novelty_of(wide, dataset),
    }
    return Made(files.npz_bytes(planes.to_arrays()), rounded(metrics), dataset.sha256)


def measured(name: str, test: np.ndarray) -> dict[str, Any]:
    """The losses of a VAE on all test images, and its importance-weighted bound on the first of them."""
    bound = inference.importance_weighted_loss(name, test[:BOUND_IMAGES], catalogue.BOUND_DRAWS)
    return inference.test_loss(name) | {"importance_weighted": bound, "bound_images": BOUND_IMAGES}


def novelty_of(name: str, dataset: datasets.Dataset) -> dict[str, Any]:
    """How near samples of a VAE lie to training images, beside real test images."""
    train = dataset.values[dataset.split.train]
    z = prior_draws(NEAR_DRAWS, catalogue.models()[name].latent, DRAW_SEED)
    near = novelty.nearest(inference.decode(inference.shipped(name), z), train).distances
    real = novelty.nearest(dataset.values[dataset.split.test[:NEAR_DRAWS]], train).distances
    return {
        "samples": len(near),
        "sample_median": float(np.median(near)),
        "sample_least": float(near.min()),
        "real_median": float(np.median(real)),
    }
