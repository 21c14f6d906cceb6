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
from core.settings import VAESettings

PRIOR_REACH = 3.0  # the decoded plane goes this many standard deviations of the prior
NEAR_DRAWS = 200  # samples, and test images, whose nearest training image is sought
BOUND_IMAGES = 300  # on which the importance-weighted bound is measured where images are large: each is decoded often
DRAWS, DRAW_SEED = 2_000, 0  # random codes behind each share of unlike pictures
COMPARED = ("digits", "faces")  # data sets of which an autoencoder and a VAE of each size are held against each other


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    pictured = [
        pictures_recipe(f"vae-{name}-pictures", family(name), partial(make_pictures, name))
        for name in catalogue.VAE_FAMILIES
    ]
    return {recipe.name: recipe for recipe in (*pictured, *map(draws_recipe, COMPARED))}


def family(dataset: str) -> dict[str, VAESettings]:
    """The shipped VAEs behind the pictures of one data set by artefact name, beta rising.

    Of the digits only those with two values: what the wider one makes of them the pages compute themselves.
    """
    vaes = catalogue.vaes().items()
    return {name: each for name, each in vaes if each.dataset == dataset and (each.latent == 2 or dataset != "digits")}


def make_pictures(name: str) -> Made:
    """Let every shipped VAE of a data set encode and rebuild its test images: clouds for every beta, and figures.

    Figures are measured on all test images; the clouds of at most `PICTURED` are kept.
    """
    dataset = datasets.load(name)
    rows = dataset.split.test[:PICTURED]
    test, shown = dataset.values[dataset.split.test], slice(len(rows))
    posteriors: dict[str, Posterior] = {}
    wide: dict[str, WideCodes] = {}
    metrics: dict[str, Any] = {}
    for model, settings in family(name).items():
        beta, posterior = catalogue.number(settings.beta), Posterior(*inference.encode_posterior(model, test))
        figures, kl = measured(model, test), inference.kl_per_dimension(model, test)
        if settings.latent == 2:
            posteriors[beta] = Posterior(posterior.mu[shown], posterior.log_var[shown])
            rebuilt = inference.decode_shipped(model, posterior.mu)
            error = float(inference.error_per_image(test, rebuilt).mean())
            spent = {"kl_per_dimension": kl.tolist(), "active": int((kl > ACTIVE_NATS).sum())}
            metrics[beta] = figures | spent | {"squared_error_of_means": error}
        else:
            wide[beta] = WideCodes(posterior.mu[shown].astype(np.float16), kl)
            metrics[f"wide-{beta}"] = (
                figures
                | {"norm": float(np.linalg.norm(posterior.mu, axis=1).mean()), "active": int((kl > ACTIVE_NATS).sum())}
                | novelty_of(model, dataset)
            )
    turned = turns({beta: each.mu for beta, each in posteriors.items()}, catalogue.VAE_FAMILIES[name].reference)
    planes = Planes(plane_axis(), posteriors, turned, rows if name == "digits" else None, wide)
    return Made(files.npz_bytes(planes.to_arrays()), rounded(metrics), dataset.sha256)


def plane_axis() -> np.ndarray:
    """Both axes of the decoded plane, (side,): as far as the prior goes."""
    return np.linspace(-PRIOR_REACH, PRIOR_REACH, catalogue.GRID_SIDE, dtype=np.float32)


def measured(name: str, test: np.ndarray) -> dict[str, Any]:
    """The losses of a VAE on all test images, and its importance-weighted bound on all of them or the first."""
    known = {} if catalogue.models()[name].dataset == "digits" else {"bound_images": BOUND_IMAGES}
    images = test[: known.get("bound_images")]
    bound = inference.importance_weighted_loss(name, images, catalogue.BOUND_DRAWS)
    return inference.test_loss(name) | {"importance_weighted": bound} | known


def turns(means: dict[str, np.ndarray], reference: float) -> dict[str, np.ndarray]:
    """For each beta the turn or mirroring R (2, 2) with which mu·R fits the neighbouring beta's plane best.

    The prior N(0, 1) looks the same from every side, so a plane's direction is luck of the training; without this
    the map would flip between two stops and mean nothing by it. Distances do not change. The chains start at the
    reference beta.
    """
    first = catalogue.number(reference)
    order, found = list(means), {first: np.eye(2, dtype=np.float32)}
    at = order.index(first)
    for chain in (order[at::-1], order[at:]):
        for known, new in pairwise(chain):
            found[new] = best_turn(means[new], means[known] @ found[known])
    return {beta: found[beta] for beta in order}


def draws_recipe(dataset: str) -> Recipe:
    """How often random codes decode to something unlike the data, autoencoder against VAE."""
    models = {name: catalogue.models()[name] for name in drawn_models(dataset)}
    name, make = f"vae-{dataset}-draws", partial(make_draws, dataset)
    settings = {"models": {each: identity(value) for each, value in models.items()}, "draws": DRAWS}
    return Recipe(name, settings, dataset, "npz", make, partial(check_remade, name, make), tuple(models))


def drawn_models(dataset: str) -> tuple[str, ...]:
    """The models whose random codes are compared: with two values and with more, without and with a prior."""
    family = catalogue.VAE_FAMILIES[dataset]
    return tuple(
        name
        for k in (2, family.wide)
        for name in (f"autoencoder-{dataset}-k{k}", catalogue.vae_name(dataset, k, family.reference))
    )


def make_draws(dataset_name: str) -> Made:
    """Decode the same random codes with every model and measure how far from the training images they land."""
    dataset = datasets.load(dataset_name)
    train, test = dataset.values[dataset.split.train], dataset.values[dataset.split.test]
    limit = novelty.usual_distance(test, train)
    real, found = novelty.nearest(test, train).distances, {}
    metrics: dict[str, Any] = {"limit": limit, "real_median": float(np.median(real)), "unlike": {}}
    for name in drawn_models(dataset_name):
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
