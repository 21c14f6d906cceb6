"""Recipes for t-SNE with more and more lasting exaggeration, and the smoothest axes of its graph, to which that leads.

Each map is a run of its own from the data, which no seed changes. All are held against UMAP's maps of the same points
with five seeds.
"""

from functools import partial
from typing import Any

import numpy as np
import scipy.sparse

from core import luck
from core.artefacts import catalogue, files, map_sources
from core.artefacts.files import Artefact
from core.build.map_points import base_of, truth
from core.build.map_runs import row, timed
from core.build.maps import measured, other_data
from core.build.recipe import Made, Recipe, differences, rounded
from core.maps import metrics, procrustes, spectral, tsne
from core.maps.affinities import find_affinities, most_neighbours
from core.maps.atlas import BITS, DEFAULTS, Atlas, atlas_of, field, pack, unpack
from core.maps.neighbours import Neighbours, nearest
from core.maps.pca import pca
from core.maps.sweep import sweep_of_atlas
from core.settings import TSNESettings

PERPLEXITY = DEFAULTS["perplexity"]
TOLERANCE = 2e-3  # between machines: equal distances may fall either way


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    found = {}
    for source in catalogue.EXAGGERATED:
        plan, name = map_sources.source_of(source), catalogue.exaggeration_name(source)
        settings = {
            "source": source, "size": plan.size, "perplexity": PERPLEXITY, "stops": list(catalogue.EXAGGERATIONS),
            "iterations": catalogue.TSNE_ITERATIONS, "bits": BITS,
        }  # fmt: skip
        needs = (catalogue.run_name(source, "umap"),)
        found[name] = Recipe(name, settings, plan.dataset, "npz", partial(make, source), partial(check, source), needs)
    return found


def make(source: str) -> Made:
    """The maps at every stop and the smoothest axes after them, each turned to the one before, measured as stored."""
    points = base_of(source).points
    neighbours = nearest(points, most_neighbours(len(points), PERPLEXITY))
    maps, known = [], []
    for stop in catalogue.EXAGGERATIONS:
        settings = TSNESettings(PERPLEXITY, lasting=stop, iterations=catalogue.TSNE_ITERATIONS)
        state, seconds = timed(partial(tsne.run, points, settings, neighbours))
        maps.append(state.positions)
        known.append(row(stop, np.nan, "pca", 0, seconds, state.kl))
    maps.append(smoothest_axes(points, neighbours))
    known.append(row(np.inf, np.nan, "pca", 0, 0.0, np.nan))
    turned = [procrustes.aligned(procrustes.scaled(maps[0]), pca(points).positions)]
    for each in maps[1:]:
        turned.append(procrustes.aligned(procrustes.scaled(each), turned[-1]))
    packed = pack(np.stack(turned))
    facts = measured(truth(source), unpack(packed), np.stack(known))
    atlas = Atlas({2: packed}, {2: facts})
    return Made(files.npz_bytes(atlas.to_arrays()), figures(source, atlas), base_of(source).sha256)


def smoothest_axes(points: np.ndarray, neighbours: Neighbours) -> np.ndarray:
    """Laplacian eigenmaps of t-SNE's own graph, (n, 2)."""
    found, n = find_affinities(neighbours, PERPLEXITY), len(points)
    graph = scipy.sparse.csr_matrix((found.values.astype(np.float64), found.indices, found.indptr), (n, n))
    return spectral.layout(points, graph.tocoo(), 2)


def figures(source: str, atlas: Atlas) -> dict[str, Any]:
    """How far each map is from each of UMAP's, and where these stand."""
    umap = atlas_of(files.load(catalogue.run_name(source, "umap")))
    sweeps = [sweep_of_atlas(umap, random=False, seed=seed) for seed in luck.SEEDS]
    others = [each.frames[each.place({})].astype(np.float64) for each in sweeps]
    frames = unpack(atlas.packed[2])
    found: dict[str, Any] = rounded(
        {
            "from_umap": [[procrustes.difference(frame, other) for other in others] for frame in frames],
            "from_axes": [procrustes.difference(frame, frames[-1]) for frame in frames[:-1]],
            "umap_kept": [each.fact("neighbours_kept", each.place({})) for each in sweeps],
            "seconds": atlas.facts[2][:-1, field("seconds")].tolist(),
        }
    )
    return found


def check(source: str, artefact: Artefact) -> list[str]:
    """Measure all stored maps again, and their distances from UMAP's."""
    atlas = atlas_of(artefact)
    if wrong := other_data(base_of(source), artefact):
        return wrong
    problems = []
    for i, frame in enumerate(unpack(atlas.packed[2])):
        first = field("neighbours_kept")
        recorded = metrics.MapQuality(*map(float, atlas.facts[2][i, first : first + 5]))
        again = metrics.measure(truth(source), frame)
        problems += differences(f"{artefact.name}, map {i}", recorded._asdict(), again._asdict(), TOLERANCE)
    made = figures(source, atlas) | {"seconds": artefact.metrics["seconds"]}
    return problems + differences(artefact.name, artefact.metrics, made, TOLERANCE)
