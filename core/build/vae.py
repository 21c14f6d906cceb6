"""Recipes for what the VAE page shows without torch.

The clouds of test images for every beta, the turn that makes their planes comparable, and what is measured of them; and
how often a random code decodes to something unlike the data.
"""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any, cast

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.build import seeded
from core.build.autoencoder import PICTURED, references_of
from core.build.recipe import Made, Recipe, check_remade, identity, pictures_recipe, rounded
from core.data import datasets
from core.data.datasets import Split
from core.latent import clouds, novelty
from core.latent.codes import Bells, box_draws, prior_draws
from core.latent.forward import ACTIVE_NATS, Posterior
from core.latent.plane import Planes, WideCodes
from core.maps import likeness
from core.maps.procrustes import best_turn
from core.networks import inference
from core.networks.models import VAE
from core.settings import VAESettings

PRIOR_REACH = 3.0  # the decoded plane goes this many standard deviations of the prior
NEAR_DRAWS = 200  # samples, and test images, whose nearest training image is sought
BOUND_IMAGES = 300  # on which the importance-weighted bound is measured where images are large: each is decoded often
DRAWS = {"digits": 2_000, "faces": 100, "mnist": 1_000}  # codes behind each share of unlike pictures, for each seed
PICTURED_BY_SEED = ("clouds", "sample_median", "sample_least")
BY_SEED = ("unlike", "rebuilt", "active", "likeness")  # figures of one number a seed
FLOOR = 1e-6  # what is added to the variance of each bell of a mixture, lest one grows flat
FITTED = 2_000  # training images, at most, whose codes the bells are fitted to
SHARE_TOLERANCE = 5e-3  # between machines: a distance near the limit may fall either way


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    made = [recipe for name in catalogue.VAE_FAMILIES for recipe in (pictures_of(name), draws_recipe(name))]
    return {recipe.name: recipe for recipe in made}


def pictures_of(dataset: str) -> Recipe:
    """The recipe of the pictures of one data set."""
    make, models = partial(make_pictures, dataset), family(dataset) | beside_published(dataset)
    again, needs = partial(make, luck.SEEDS[:1]), (catalogue.retrained_vae(dataset),)
    return pictures_recipe(f"vae-{dataset}-pictures", models, make, again, PICTURED_BY_SEED, needs)


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


def make_pictures(name: str, seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Let every shipped VAE of a data set encode and rebuild its test images: clouds for every beta, and figures.

    Figures are measured on all test images; the clouds of at most `PICTURED` are kept. What clouds and new images come
    to is measured for the networks of all `seeds`, the shipped ones' first.
    """
    dataset = datasets.load(name)
    rows = dataset.split.test[:PICTURED]
    test, shown = dataset.values[dataset.split.test], slice(len(rows))
    posteriors: dict[str, Posterior] = {}
    wide: dict[str, WideCodes] = {}
    metrics: dict[str, Any] = {}
    for model, settings in family(name).items():
        beta, network = catalogue.number(settings.beta), inference.shipped_vae(model)
        posterior = Posterior(*inference.encode_posterior(network, test))
        tight = name == "digits" and settings.beta == catalogue.VAE_FAMILIES[name].reference  # the page tells of it
        figures = measured(model, test) if tight else inference.test_loss(model)
        kl = inference.kl_per_dimension(network, test)
        if settings.latent == 2:
            posteriors[beta] = Posterior(posterior.mu[shown], posterior.log_var[shown])
            rebuilt = inference.decode(network, posterior.mu)
            error = float(inference.error_per_image(test, rebuilt).mean())
            spent = {"kl_per_dimension": kl.tolist(), "active": int((kl > ACTIVE_NATS).sum())}
            metrics[beta] = figures | spent | {"squared_error_of_means": error}
        else:
            wide[beta] = WideCodes(posterior.mu[shown].astype(np.float16), kl)
            norm = float(np.linalg.norm(posterior.mu, axis=1).mean())
            metrics[f"wide-{beta}"] = figures | {"norm": norm, "active": int((kl > ACTIVE_NATS).sum())}
    metrics["clouds"] = clouds_of(dataset, seeds)
    if wide:
        metrics["novelty"] = novelty_of(dataset, seeds)
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


def clouds_of(dataset: datasets.Dataset, seeds: Sequence[int]) -> dict[str, list[float]]:
    """What the clouds of the first test images come to mean, and how far they overlap.

    By the VAE with two values that is shown first and its like, of each seed, which also draws the points.
    """
    rows = dataset.split.test[:PICTURED]
    train, labels = dataset.values[dataset.split.train], dataset.labels
    name = catalogue.vae_name(dataset.name, 2, catalogue.VAE_FAMILIES[dataset.name].reference)
    found: dict[str, list[float]] = {"own_class_of_points": [], "own_class_of_mean": [], "others_within_sigma": []}
    for seed in seeds:
        model = cast(VAE, seeded.network(name, seed))
        posterior = Posterior(*inference.encode_posterior(model, dataset.values[rows]))
        points = posterior.mu + posterior.sigma * prior_draws(len(rows), 2, seed)
        for z, figure in ((points, "own_class_of_points"), (posterior.mu, "own_class_of_mean")):
            near = novelty.nearest(inference.decode(model, z), train).rows
            found[figure].append(float((labels[dataset.split.train][near] == labels[rows]).mean()))
        found["others_within_sigma"].append(float(np.median(clouds.others_within(posterior))))
    return found


def draws_recipe(dataset: str) -> Recipe:
    """How often random codes decode to something unlike the data, autoencoder against VAE."""
    models = {name: catalogue.models()[name] for name in drawn_models(dataset)}
    name = f"vae-{dataset}-draws"
    settings = {
        "models": {each: identity(value) for each, value in models.items()},
        "draws": DRAWS[dataset],
        "trainings": list(luck.SEEDS),
        "bells": catalogue.BELLS,
    }
    again = partial(make_draws, dataset, luck.SEEDS[:1])
    check = partial(check_remade, name, again, by_seed=BY_SEED, tolerance=SHARE_TOLERANCE)
    needs = (*models, catalogue.retrained(dataset), f"vae-{dataset}-pictures")  # where its networks are trained
    return Recipe(name, settings, dataset, "npz", partial(make_draws, dataset), check, needs)


def drawn_models(dataset: str) -> tuple[str, ...]:
    """The models whose random codes are compared: with two values and with more, without and with a prior."""
    family = catalogue.VAE_FAMILIES[dataset]
    return tuple(
        name
        for k in (2, family.wide)
        for name in (f"autoencoder-{dataset}-k{k}", catalogue.vae_name(dataset, k, family.reference))
    )


def make_draws(dataset_name: str, seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Decode random codes with every model and measure how far from the training images they land.

    Of each seed, which trains the model and draws the codes; the bells that are kept are those of the shipped one.
    """
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
        "rebuilt": {name: [] for name in drawn_models(dataset_name)},
        "active": {},
        "likeness": {},
    }
    shown = dataset.split.test[:PICTURED]
    arrays: dict[str, np.ndarray] = {}
    for name, shares in metrics["unlike"].items():
        alike = []
        for seed in seeds:
            model = seeded.network(name, seed)
            codes = inference.encode(model, train[:FITTED])
            own = own_bells(codes, seed=0)
            arrays = own.to_arrays(name) | arrays  # the first stay
            for way, bells in zip(novelty.WAYS, (Bells.prior(codes.shape[1]), *own), strict=False):
                pictures = inference.decode(model, bells.draws(draws, seed))
                shares[way].append(novelty.unlike_share(pictures, train, limit))
            boxed = inference.decode(model, box_draws(codes, draws, seed))
            shares["box"].append(novelty.unlike_share(boxed, train, limit))
            error = inference.error_per_image(test, inference.rebuild(model, test)).mean()
            metrics["rebuilt"][name].append(float(error))
            if isinstance(model, VAE):
                active = int((inference.kl_per_dimension(model, test) > ACTIVE_NATS).sum())
                metrics["active"].setdefault(name, []).append(active)
                codes = inference.encode(model, dataset.values[shown])
                alike.append(likeness.of_codes(dataset.values[shown], codes, dataset.labels[shown]))
        if alike:
            metrics["likeness"][name] = likeness.of_seeds(alike)
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


def novelty_of(dataset: datasets.Dataset, seeds: Sequence[int]) -> dict[str, Any]:
    """How near samples of the wider VAE lie to training images, beside real test images.

    By the one that is shown first and its like, of each seed, which also draws the samples.
    """
    train, name = dataset.values[dataset.split.train], catalogue.wide_vae(dataset.name)
    real = novelty.nearest(dataset.values[dataset.split.test[:NEAR_DRAWS]], train).distances
    drawn = {seed: prior_draws(NEAR_DRAWS, catalogue.models()[name].latent, seed) for seed in seeds}
    decoded = (inference.decode(seeded.network(name, seed), z) for seed, z in drawn.items())
    near = [novelty.nearest(pictures, train).distances for pictures in decoded]
    return {
        "samples": NEAR_DRAWS,
        "real_median": float(np.median(real)),
        "sample_median": [float(np.median(each)) for each in near],
        "sample_least": [float(each.min()) for each in near],
    }
