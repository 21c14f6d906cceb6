"""The recipe of the seconds that whole maps take: by each method, of ever more images of one data set.

A whole run is timed, from the points to the map: neighbours, probabilities or graph, start and iterations. Counted are
seconds of one core's own work, the libraries being loaded and their loops compiled.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build.map_runs import timed, warm_up
from core.build.recipe import Made, Recipe, rounded
from core.data import datasets
from core.maps import pca, tsne, umap
from core.settings import TSNESettings, UMAPSettings

DATASET = "mnist"


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    settings = {"sizes": list(catalogue.TIMED_SIZES), "runs": len(luck.SEEDS)}
    return {catalogue.SECONDS: Recipe(catalogue.SECONDS, settings, DATASET, "npz", make, check)}


def make() -> Made:
    """Time every method at every size, five times."""
    dataset = datasets.load(DATASET)
    test = dataset.table[dataset.split.test]
    warm_up(tsne, TSNESettings(perplexity=5, iterations=10))
    warm_up(umap, UMAPSettings(n_neighbors=5, iterations=10))
    found: dict[str, list[list[float]]] = {name: [] for name in catalogue.MAP_METHODS}
    for size in catalogue.TIMED_SIZES:
        points = test[:size].astype(np.float32)
        for name, runs in found.items():
            runs.append([timed(run_of(name, points, seed))[1] for seed in luck.SEEDS])
    metrics = rounded({"sizes": list(catalogue.TIMED_SIZES), "seconds": found})
    return Made(files.npz_bytes({"sizes": np.array(catalogue.TIMED_SIZES)}), metrics, dataset.sha256)


def run_of(method: str, points: np.ndarray, seed: int) -> Callable[[], Any]:
    """A whole run."""
    if method == "pca":
        return partial(pca.pca, points)
    if method == "tsne":
        return partial(tsne.run, points, TSNESettings(seed=seed))
    return partial(umap.run, points, UMAPSettings(seed=seed))


def check(artefact: Artefact) -> list[str]:
    """Whether every run has its seconds: another machine has others."""
    seconds, sizes = artefact.metrics["seconds"], artefact.metrics["sizes"]
    whole = all(len(each) == len(sizes) and min(map(min, each)) > 0 for each in seconds.values())
    return [] if whole else [f"weights/{artefact.name}.json lacks the seconds of some runs."]
