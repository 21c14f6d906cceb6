"""The recipe of what the networks of the faces know of the knobs that faces were drawn with."""

from functools import partial
from typing import Any

import numpy as np

from core.artefacts import catalogue, files
from core.build.autoencoder import pca_rebuilt
from core.build.recipe import Made, Recipe, check_remade, identity, rounded
from core.data import datasets
from core.data.faces import KNOBS
from core.latent import knobs
from core.networks import inference
from core.settings import VAESettings

NAME = "faces-knobs"
RULER_RIDGE = 1e-4  # a hundredth of it reads no better
TRIED = 500  # test faces at most on which each knob is turned


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    models = {name: each for name, each in catalogue.models().items() if each.dataset == "faces"}
    settings = {"models": {name: identity(each) for name, each in models.items()}, "tried": TRIED}
    recipe = Recipe(NAME, settings, "faces", "npz", make, partial(check_remade, NAME, make), tuple(models))
    return {NAME: recipe}


def make() -> Made:
    """Fit the ruler and each model's directions on training faces, and measure on test faces what they are worth."""
    dataset = datasets.load("faces")
    train, test, known = dataset.split.train, dataset.split.test, dataset.knobs
    assert known is not None
    ruler = knobs.fit_reading(dataset.values[train], known[train], RULER_RIDGE)
    metrics: dict[str, Any] = {
        "ruler": by_knob(knobs.explained(known[test], ruler(dataset.values[test]))),
        "test_images": len(test),
        "kept": {"pca": {}, "autoencoder": {}, "vae": {}},
        "readable": {},
        "worked": {},
    }
    arrays = {"ruler_weights": ruler.weights.astype(np.float32), "ruler_offset": ruler.offset.astype(np.float32)}
    for k in catalogue.FACE_SIZES:
        kept = knobs.explained(known[test], ruler(pca_rebuilt(dataset, k, dataset.values[test])))
        metrics["kept"]["pca"][str(k)] = by_knob(kept)
    for name in known_models():
        model, settings = inference.shipped(name), catalogue.models()[name]
        codes = inference.encode(model, dataset.values[test])
        kind, key = "autoencoder", str(settings.latent)
        if isinstance(settings, VAESettings):
            kind, key = "vae", catalogue.number(settings.beta)
        rebuilt = ruler(inference.decode(model, codes))
        metrics["kept"][kind][key] = by_knob(knobs.explained(known[test], rebuilt))
        metrics["readable"][name] = by_knob(knobs.readable(codes, known[test]))
        if settings.latent == catalogue.FACE_VALUES:
            directions = knobs.directions(inference.encode(model, dataset.values[train]), known[train])
            arrays[f"directions_{name}"] = directions.astype(np.float32)
            metrics["worked"][name] = worked(name, codes, known[test], directions, ruler)
    return Made(files.npz_bytes(arrays), rounded(metrics), dataset.sha256)


def known_models() -> list[str]:
    """The autoencoders of every size, and the wider VAEs of every beta."""
    sizes = [f"autoencoder-faces-k{k}" for k in catalogue.FACE_SIZES]
    return sizes + [catalogue.vae_name("faces", catalogue.FACE_VALUES, beta) for beta in catalogue.FACE_BETAS]


def by_knob(figures: np.ndarray) -> dict[str, float]:
    """Figures (m,) by the names of the knobs."""
    return {name: float(figure) for name, figure in zip(KNOBS, figures, strict=True)}


def worked(
    name: str, codes: np.ndarray, known: np.ndarray, directions: np.ndarray, ruler: knobs.Reading
) -> dict[str, dict[str, float]]:
    """How often turning a knob up by half of its range works, on faces where it is low, for each knob.

    A knob with two states is turned from the one to the other.
    """
    model, found = inference.shipped(name), {}
    ranges = np.array([knob.high - knob.low for knob in KNOBS.values()])
    for i, (title, knob) in enumerate(KNOBS.items()):
        by = ranges[i] if knob.discrete else ranges[i] / 2
        low = np.flatnonzero(known[:, i] <= knob.high - by)[:TRIED]
        turned = knobs.turn(codes[low], directions[i], by, i, ranges, partial(inference.decode, model), ruler)
        found[title] = {
            "worked": turned.worked,
            "turned": float(turned.turned.mean()),
            "stayed": float(turned.stayed.mean()),
            "faces": len(low),
        }
    return found
