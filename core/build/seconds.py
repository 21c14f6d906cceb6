"""The recipe of the seconds that whole maps take: by each method, of ever more images of one data set.

A whole run is timed, from the points to the map: neighbours, probabilities or graph, start and iterations. Counted are
seconds of one core's own work, the libraries being loaded and their loops compiled; beside it stands the first map of a
fresh process, which has to load them (`core.build.first_map`). No size is so small that t-SNE rehearses its beginning.
"""

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.build import first_map
from core.build.map_runs import timed, warm_up
from core.build.recipe import Made, Recipe, rounded
from core.data import datasets
from core.maps import tsne, umap
from core.settings import TSNESettings, UMAPSettings

DATASET = "mnist"


def recipes() -> dict[str, Recipe]:
    """The recipe of this module by name."""
    settings = {"sizes": list(catalogue.TIMED_SIZES), "runs": len(luck.SEEDS), "first": True}
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
            runs.append([timed(first_map.run_of(name, points, seed))[1] for seed in luck.SEEDS])
    few = test[: catalogue.TIMED_SIZES[0]].astype(np.float32)
    first = {name: [first_map.seconds(name, few, seed) for seed in luck.SEEDS] for name in found}
    metrics = rounded({"sizes": list(catalogue.TIMED_SIZES), "seconds": found, "first": first})
    return Made(files.npz_bytes({"sizes": np.array(catalogue.TIMED_SIZES)}), metrics, dataset.sha256)


def check(artefact: Artefact) -> list[str]:
    """Whether every run has its seconds: another machine has others."""
    seconds, sizes, first = (artefact.metrics[key] for key in ("seconds", "sizes", "first"))
    runs = [*(run for each in seconds.values() for run in each), *first.values()]
    whole = len(runs) == len(catalogue.MAP_METHODS) * (len(sizes) + 1) and min(map(min, runs)) > 0
    return [] if whole else [f"weights/{artefact.name}.json lacks the seconds of some runs."]
