"""Recipes for what the VAE page shows without torch.

The clouds of test images for every beta, the turn that makes their planes comparable, and what is measured of them; and
how often a random code decodes to something unlike the data.
"""

import json
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build.autoencoder import PICTURED, references_of
from core.build.recipe import Made, Recipe, differences, identity, pictures_recipe, rounded, same_picture
from core.data import datasets
from core.data.datasets import Split
from core.latent import clouds, novelty
from core.latent.codes import Bells, box_draws, prior_draws
from core.latent.forward import ACTIVE_NATS, Posterior
from core.latent.plane import Planes, WideCodes
from core.maps.procrustes import best_turn
from core.networks import inference
from core.settings import VAESettings

PRIOR_REACH = 3.0  # the decoded plane goes this many standard deviations of the prior
NEAR_DRAWS = 200  # samples, and test images, whose nearest training image is sought
BOUND_IMAGES = 300  # on which the importance-weighted bound is measured where images are large: each is decoded often
DRAWS = {"digits": 2_000, "faces": 100, "mnist": 1_000}  # codes behind each share of unlike pictures, for each seed
DRAW_SEED = 0  # of samples
FLOOR = 1e-6  # what is added to the variance of each bell of a mixture, lest one grows flat
FITTED = 2_000  # training images, at most, whose codes the bells are fitted to
SHARE_TOLERANCE = 5e-3  # between machines: a distance near the limit may fall either way


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    pictured = [
        pictures_recipe(f"vae-{name}-pictures", family(name) | beside_published(name), partial(make_pictures, name))
        for name in catalogue.VAE_FAMILIES
    ]
    return {recipe.name: recipe for recipe in (*pictured, *map(draws_recipe, catalogue.VAE_FAMILIES))}


def family(dataset: str) -> dict[str, VAESettings]:
    """The shipped VAEs behind the pictures of one data set by artefact name, beta rising.

    Of the digits only those with two values: what the wider one makes of them the pages compute themselves.
    """
    vaes = catalogue.vaes().items()
    return {name: each for name, each in vaes if each.dataset == dataset and (each.latent == 2 or dataset != "digits")}


def beside_published(dataset: str) -> dict[str, VAESettings]:
    """The longer trained VAEs of a data set, of which only the losses are wanted."""
    longer = {name: each for name, each in catalogue.long_trained().items() if each.dataset == dataset}
    return {name: each for name, each in longer.items() if isinstance(each, VAESettings)}


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
        tight = name == "digits" and settings.beta == catalogue.VAE_FAMILIES[name].reference  # the page tells of it
        figures = measured(model, test) if tight else inference.test_loss(model)
        kl = inference.kl_per_dimension(model, test)
        if settings.latent == 2:
            posteriors[beta] = Posterior(posterior.mu[shown], posterior.log_var[shown])
            rebuilt = inference.decode_shipped(model, posterior.mu)
            error = float(inference.error_per_image(test, rebuilt).mean())
            spent = {"kl_per_dimension": kl.tolist(), "active": int((kl > ACTIVE_NATS).sum())}
            metrics[beta] = figures | spent | {"squared_error_of_means": error}
            if settings.beta == catalogue.VAE_FAMILIES[name].reference:
                metrics["clouds"] = clouds_of(model, posteriors[beta], dataset)
        else:
            wide[beta] = WideCodes(posterior.mu[shown].astype(np.float16), kl)
            metrics[f"wide-{beta}"] = (
                figures
                | {"norm": float(np.linalg.norm(posterior.mu, axis=1).mean()), "active": int((kl > ACTIVE_NATS).sum())}
                | novelty_of(model, dataset)
            )
    metrics |= {model: measured(model, test) for model in beside_published(name)}
    turned = turns({beta: each.mu for beta, each in posteriors.items()}, catalogue.VAE_FAMILIES[name].reference)
    planes = Planes(plane_axis(), posteriors, turned, rows if name == "digits" else None, wide)
    return Made(files.npz_bytes(planes.to_arrays()), rounded(metrics), dataset.sha256)


def plane_axis() -> np.ndarray:
    """Both axes of the decoded plane, (side,): as far as the prior goes."""
    return np.linspace(-PRIOR_REACH, PRIOR_REACH, catalogue.GRID_SIDE, dtype=np.float32)


def measured(name: str, test: np.ndarray) -> dict[str, Any]:
    """The losses of a VAE on all test images, and its importance-weighted bound on all of them or the first."""
    known: dict[str, Any] = {} if catalogue.models()[name].dataset == "digits" else {"bound_images": BOUND_IMAGES}
    images = test[: known.get("bound_images")]
    bound = inference.importance_weighted_loss(name, images, catalogue.BOUND_DRAWS)
    if known:
        known |= {"bound_loss": inference.loss_on(name, images)}
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


def clouds_of(name: str, posterior: Posterior, dataset: datasets.Dataset) -> dict[str, Any]:
    """What the clouds (n, 2) of the first test images come to mean, and how far they overlap."""
    train, labels = dataset.values[dataset.split.train], dataset.labels
    own = labels[dataset.split.test[: len(posterior.mu)]]

    def share(z: np.ndarray) -> float:
        rows = novelty.nearest(inference.decode_shipped(name, z), train).rows
        return float((labels[dataset.split.train][rows] == own).mean())

    sampled = [posterior.mu + posterior.sigma * prior_draws(len(own), 2, seed) for seed in luck.SEEDS]
    return {
        "own_class_of_points": [share(z) for z in sampled],
        "own_class_of_mean": share(posterior.mu),
        "others_within_sigma": float(np.median(clouds.others_within(posterior))),
    }


def draws_recipe(dataset: str) -> Recipe:
    """How often random codes decode to something unlike the data, autoencoder against VAE."""
    models = {name: catalogue.models()[name] for name in drawn_models(dataset)}
    name = f"vae-{dataset}-draws"
    settings = {
        "models": {each: identity(value) for each, value in models.items()},
        "draws": DRAWS[dataset],
        "seeds": list(luck.SEEDS),
        "bells": catalogue.BELLS,
    }
    check = partial(check_draws, name, dataset)
    return Recipe(name, settings, dataset, "npz", partial(make_draws, dataset), check, tuple(models))


def drawn_models(dataset: str) -> tuple[str, ...]:
    """The models whose random codes are compared: with two values and with more, without and with a prior."""
    family = catalogue.VAE_FAMILIES[dataset]
    return tuple(
        name
        for k in (2, family.wide)
        for name in (f"autoencoder-{dataset}-k{k}", catalogue.vae_name(dataset, k, family.reference))
    )


def make_draws(dataset_name: str, seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Decode random codes with every model and measure how far from the training images they land, for each seed."""
    dataset, draws = datasets.load(dataset_name), DRAWS[dataset_name]
    _, validation, test = (dataset.values[getattr(dataset.split, part)] for part in Split._fields)
    train = dataset.values[references_of(dataset)]
    limit = novelty.usual_distance(validation, train)
    metrics: dict[str, Any] = {
        "limit": limit,
        "references": len(train),
        "real_median": float(np.median(novelty.nearest(test, train).distances)),
        "real_unlike": novelty.unlike_share(test, train, limit),
        "unlike": {name: {way: [] for way in novelty.WAYS} for name in drawn_models(dataset_name)},
        "rebuilt": {},
        "active": {},
    }
    arrays: dict[str, np.ndarray] = {}
    for name, shares in metrics["unlike"].items():
        model = inference.shipped(name)
        codes = inference.encode(model, train[:FITTED])
        own = own_bells(codes, seed=0)
        arrays |= own.to_arrays(name)
        drawn = (Bells.prior(codes.shape[1]), *own)
        for seed in seeds:
            for way, bells in zip(novelty.WAYS, drawn, strict=False):
                pictures = inference.decode(model, bells.draws(draws, seed))
                shares[way].append(novelty.unlike_share(pictures, train, limit))
            boxed = inference.decode(model, box_draws(codes, draws, seed))
            shares["box"].append(novelty.unlike_share(boxed, train, limit))
        rebuilt = inference.decode(model, inference.encode(model, test))
        metrics["rebuilt"][name] = float(inference.error_per_image(test, rebuilt).mean())
        if isinstance(catalogue.models()[name], VAESettings):
            metrics["active"][name] = int((inference.kl_per_dimension(name, test) > ACTIVE_NATS).sum())
    return Made(files.npz_bytes(arrays), rounded(metrics), dataset.sha256)


def own_bells(codes: np.ndarray, seed: int) -> novelty.OwnBells:
    """Bells fitted to codes (n, k)."""
    from sklearn.mixture import GaussianMixture

    mean, k = codes.mean(axis=0, dtype=np.float64), codes.shape[1]
    one = np.cov(codes, rowvar=False, dtype=np.float64) + FLOOR * np.eye(k)
    found = GaussianMixture(catalogue.BELLS, reg_covar=FLOOR, random_state=seed).fit(codes.astype(np.float64))
    return novelty.OwnBells(
        Bells(np.ones(1), mean[None], np.diag(codes.std(axis=0, dtype=np.float64))[None]),
        Bells(np.ones(1), mean[None], np.linalg.cholesky(one)[None]),
        Bells(found.weights_, found.means_, np.linalg.cholesky(found.covariances_)),
    )


def check_draws(name: str, dataset: str, artefact: Artefact) -> list[str]:
    """Make the first seed's draws again and compare them with the record."""
    made = make_draws(dataset, luck.SEEDS[:1])
    again = Artefact(name, made.content, artefact.provenance).arrays()
    shipped, wrong = artefact.arrays(), []
    if shipped.keys() != again.keys() or not all(same_picture(shipped[key], again[key]) for key in shipped):
        wrong = [f"weights/{name}.npz: the bells are not those of the shipped networks' codes."]
    first = json.loads(json.dumps(dict(artefact.metrics)))
    for shares in first["unlike"].values():
        for way, each in shares.items():
            shares[way] = each[:1]
    return wrong + differences(name, first, made.metrics, SHARE_TOLERANCE)


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
