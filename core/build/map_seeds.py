"""Recipes for the maps on which common sentences are put to the test: at the usual settings, with five seeds.

Each run is what a user of the library would get (`core.build.map_runs`). The map from the data by t-SNE, which no seed
changes, is made with two, to see that.
"""

from functools import partial

import numpy as np

from core import luck
from core.artefacts import catalogue, files, map_sources
from core.build.map_points import base_of, truth
from core.build.map_runs import RUNS_OF, Extent
from core.build.maps import atlas_metrics, check_atlas, measured
from core.build.recipe import Made, Recipe
from core.data import words
from core.maps import procrustes
from core.maps.affinities import most_neighbours
from core.maps.atlas import BITS, DEFAULTS, Atlas, pack, unpack
from core.maps.neighbours import nearest
from core.maps.pca import pca

EXTENT = Extent(random=True, seeds=luck.SEEDS, min_dists=(DEFAULTS["min_dist"],), dims=(2,))
ITERATIONS = {"tsne": catalogue.TSNE_ITERATIONS, "umap": catalogue.UMAP_EPOCHS, "densmap": catalogue.DENSMAP_EPOCHS}


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    found = {}
    for source, made_by in catalogue.CLAIM_SOURCES.items():
        plan = map_sources.source_of(source)
        for method in made_by:
            name = catalogue.run_name(source, method)
            settings = {
                "source": source, "method": method, "size": plan.size, "seeds": list(extent_of(source).seeds),
                "bits": BITS,
                "stops": list(catalogue.run_stops(source, method)), "iterations": ITERATIONS[method],
            }  # fmt: skip
            if source in catalogue.FROM_DATA:
                settings["random"] = False
            make, check = partial(make_runs, method, source), partial(check_atlas, source)
            needs = (words.NAME,) if plan.dataset == words.NAME else ()
            found[name] = Recipe(name, settings, plan.dataset, "npz", make, check, needs)
    return found


def extent_of(source: str) -> Extent:
    """Which maps are made at each stop: those from a random start where sentences speak of them.

    Of noise that is drawn again one: the draws are what differs.
    """
    seeds = luck.SEEDS[:1] if source in map_sources.REDRAWN else luck.SEEDS
    return EXTENT._replace(random=source not in catalogue.FROM_DATA, seeds=seeds)


def make_runs(method: str, source: str) -> Made:
    """The maps of every start and seed, each turned to the PCA map, and measured as they are stored."""
    base, stops, extent = base_of(source), catalogue.run_stops(source, method), extent_of(source)
    n, most = len(base.points), max(stops)
    neighbours = nearest(base.points, most_neighbours(n, most) if method == "tsne" else int(most) - 1)
    runs = [run for stop in stops for run in RUNS_OF[method](base.points, neighbours, stop, 2, extent)]
    anchor = pca(base.points).positions
    packed = pack(np.stack([procrustes.aligned(positions, anchor) for _, positions in runs]))
    facts = {2: measured(truth(source), unpack(packed), np.stack([known for known, _ in runs]))}
    content = files.npz_bytes(Atlas({2: packed}, facts).to_arrays())
    return Made(content, atlas_metrics(facts) | {"model_sha256": base.model_sha256}, base.sha256)
