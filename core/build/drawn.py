"""Recipe for what a visitor's drawing is held against: how strange real digits, letters and scribbles are."""

from functools import partial

import numpy as np

from core.artefacts import catalogue, files
from core.build.map_points import base_of
from core.build.recipe import Made, Recipe, check_remade, identity, rounded
from core.data import datasets, drawn
from core.latent import forward, unusual
from core.maps.atlas import pca_of
from core.maps.procrustes import scaled

STRANGERS = 300  # pictures of each kind that is no digit
SEED = 0


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    models = {name: catalogue.models()[name] for name in catalogue.DRAWN_MODELS}
    settings = {"models": {name: identity(each) for name, each in models.items()}, "strangers": STRANGERS}
    name, make = catalogue.DRAWN, make_scale
    needs = (*models, catalogue.map_name(catalogue.DRAWN_MAPS, "pca"))
    return {name: Recipe(name, settings, "mnist", "npz", make, partial(check_remade, name, make), needs)}


def make_scale() -> Made:
    """Measure strangeness of validation images, and of test images, letters and scribbles what lies above its limit."""
    dataset = datasets.load("mnist")
    networks = [
        forward.network(files.load(name).arrays(), catalogue.models()[name].architecture, dataset.shape)
        for name in catalogue.DRAWN_MODELS
    ]
    scale = unusual.scale_of(unusual.errors(networks, dataset.values[dataset.split.validation]))
    pictures = {"test images": dataset.values[dataset.split.test]} | {
        kind: draw(STRANGERS, SEED) for kind, draw in drawn.STRANGERS.items()
    }
    above = {kind: share_above(networks, each, scale) for kind, each in pictures.items()}
    arrays = scale._asdict() | {"pca": way_to_pca()}
    return Made(files.npz_bytes(arrays), rounded({"limit": scale.limit, "above": above}), dataset.sha256)


def way_to_pca() -> np.ndarray:
    """The matrix that takes an image's pixels, and a 1, to its place on PCA's shipped map: float32 (785, 2)."""
    base, shown = base_of(catalogue.DRAWN_MAPS), files.load(catalogue.map_name(catalogue.DRAWN_MAPS, "pca"))
    pixels = np.column_stack([base.points.astype(np.float64), np.ones(len(base.points))])
    plane = scaled(pca_of(shown).positions[:, :2].astype(np.float64))
    return np.asarray(np.linalg.lstsq(pixels, plane, rcond=1e-6)[0], dtype=np.float32)


def share_above(networks: list[forward.Network], images: np.ndarray, scale: unusual.Scale) -> float:
    """The share of `images` (n, h, w) that are stranger than the limit."""
    found = unusual.strangeness(unusual.errors(networks, images), scale.medians)
    return float((found > scale.limit).mean())
