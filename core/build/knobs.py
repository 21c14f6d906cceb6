"""The recipe of what the networks of the faces know of the knobs that faces were drawn with."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.build import seeded
from core.build.autoencoder import PICTURED, pca_rebuilt
from core.build.recipe import Made, Recipe, check_remade, identity, rounded
from core.data import datasets
from core.data.faces import KNOBS, FaceKnob
from core.latent import knobs
from core.networks import inference
from core.networks.models import Model

NAME = "faces-knobs"
RULER_RIDGE = 1e-4  # a hundredth of it reads no better
TRIED = 500  # test faces at most on which each knob is turned
BY_SEED = ("autoencoder", "strongest", "worked")  # figures of one number a seed


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    models = {name: each for name, each in catalogue.models().items() if each.dataset == "faces"}
    known = {"models": {name: identity(each) for name, each in models.items()}, "tried": TRIED}
    settings = known | {"trainings": list(luck.SEEDS)}
    check = partial(check_remade, NAME, partial(make, luck.SEEDS[:1]), by_seed=BY_SEED)
    needs = (*models, catalogue.retrained("faces"), "vae-faces-pictures")  # where some of the networks are trained
    return {NAME: Recipe(NAME, settings, "faces", "npz", make, check, needs)}


def make(seeds: Sequence[int] = luck.SEEDS) -> Made:
    """Fit the ruler and each model's directions on training faces, and measure on test faces what they are worth.

    What networks know is measured for the shipped ones and their like of every seed, the shipped ones' first.
    """
    dataset = datasets.load("faces")
    train, test, known = dataset.split.train, dataset.split.test, dataset.knobs
    assert known is not None
    ruler = knobs.fit_reading(dataset.values[train], known[train], RULER_RIDGE)
    metrics: dict[str, Any] = {
        "ruler": by_knob(knobs.explained(known[test], ruler(dataset.values[test]))),
        "kept": {"pca": {}, "autoencoder": {}},
        "strongest": {},
        "tried": dict(zip(KNOBS, map(len, low_faces(known[test])), strict=True)),
        "worked": {},
    }
    arrays = {"ruler_weights": ruler.weights.astype(np.float32), "ruler_offset": ruler.offset.astype(np.float32)}
    for k in catalogue.FACE_SIZES:
        by_pca = ruler(pca_rebuilt(dataset, k, dataset.values[test]))
        networks = [seeded.network(f"autoencoder-faces-k{k}", seed) for seed in seeds]
        rebuilt = [ruler(inference.rebuild(model, dataset.values[test])) for model in networks]
        metrics["kept"]["pca"][str(k)] = by_knob(knobs.explained(known[test], by_pca))
        metrics["kept"]["autoencoder"][str(k)] = of_seeds(knobs.explained(known[test], each) for each in rebuilt)
    for name in wide_models():
        strongest, worth = [], []
        for seed in seeds:
            model = seeded.network(name, seed)
            directions = knobs.directions(inference.encode(model, dataset.values[train]), known[train])
            arrays.setdefault(f"directions_{name}", directions.astype(np.float32))  # of the shipped one
            codes = inference.encode(model, dataset.values[test])
            found = knobs.correlations(codes[:PICTURED], known[test[:PICTURED]])  # the faces that pages show
            strongest.append(np.abs(found).max(1))
            worth.append(worked(model, codes, known[test], directions, ruler))
        metrics["strongest"][name] = of_seeds(strongest)
        metrics["worked"][name] = {
            knob: {figure: [each[knob][figure] for each in worth] for figure in worth[0][knob]} for knob in KNOBS
        }
    return Made(files.npz_bytes(arrays), rounded(metrics), dataset.sha256)


def wide_models() -> list[str]:
    """The networks whose codes have more values than there are knobs: the autoencoder, and the VAEs of every beta."""
    vaes = [catalogue.vae_name("faces", catalogue.FACE_VALUES, beta) for beta in catalogue.FACE_BETAS]
    return [f"autoencoder-faces-k{catalogue.FACE_VALUES}", *vaes]


def by_knob(figures: np.ndarray) -> dict[str, float]:
    """Figures (m,) by the names of the knobs."""
    return {name: float(figure) for name, figure in zip(KNOBS, figures, strict=True)}


def of_seeds(figures: Iterable[np.ndarray]) -> dict[str, list[float]]:
    """Figures (m,) of each seed, by the names of the knobs."""
    return dict(zip(KNOBS, np.array(list(figures)).T.tolist(), strict=True))


def worked(
    model: Model, codes: np.ndarray, known: np.ndarray, directions: np.ndarray, ruler: knobs.Reading
) -> dict[str, dict[str, float]]:
    """How often turning a knob up works, on faces where it is low, for each knob."""
    found = {}
    ranges = np.array([knob.high - knob.low for knob in KNOBS.values()])
    for i, (title, low) in enumerate(zip(KNOBS, low_faces(known), strict=True)):
        decode = partial(inference.decode, model)
        turned = knobs.turn(codes[low], directions[i], turned_by(KNOBS[title]), i, ranges, decode, ruler)
        found[title] = {"worked": turned.worked, "turned": float(turned.turned.mean())}
    return found


def turned_by(knob: FaceKnob) -> float:
    """How far a knob is turned: half of its range, or from one of two states to the other."""
    extent: float = knob.high - knob.low
    return extent if knob.discrete else extent / 2


def low_faces(known: np.ndarray) -> list[np.ndarray]:
    """For each knob the first rows of the faces (n, 7) that it can be turned up on."""
    knob_rows = zip(KNOBS.values(), known.T, strict=True)
    return [np.flatnonzero(values <= knob.high - turned_by(knob))[:TRIED] for knob, values in knob_rows]
