"""The runs behind a shipped map: at one stop of the knob, t-SNE or UMAP from every start and seed that is asked for.

Each run is what a user of the library would get; the seconds are those of one core's own work.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from core.artefacts import catalogue, map_sources
from core.maps import metrics, procrustes, tsne, umap
from core.maps.atlas import DEFAULTS, MapFacts, field
from core.maps.neighbours import Neighbours
from core.settings import TSNESettings, UMAPSettings

RUNS = ("run_overlap", "run_difference")  # the fields that compare a map with the other seed's


class Extent(NamedTuple):
    """How many maps are made at each stop."""

    random: bool  # whether also from a random start
    seeds: tuple[int, ...]  # of the runs
    min_dists: tuple[float, ...]  # of UMAP maps in the plane
    dims: tuple[int, ...]  # dimensions of the maps


def extent_of(plan: map_sources.MapSource) -> Extent:
    """Everything of points that are looked at; of noise like them only what they are held against."""
    if plan.noise:
        return Extent(False, (0,), (DEFAULTS["min_dist"],), (2,))
    return Extent(True, catalogue.MAP_SEEDS, catalogue.MIN_DISTS, (2, 3))


def tsne_runs(
    points: np.ndarray, neighbours: Neighbours, stop: float, dims: int, extent: Extent
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The t-SNE maps of one perplexity: from the PCA map, which no seed changes, and from a random start a seed.

    That no seed changes the map from PCA is seen at the usual perplexity, where it is made with another seed, too.
    """
    warm_up(tsne, TSNESettings(perplexity=5, dims=dims, iterations=10))
    for init, seed in (("pca", 0), *(("random", seed) for seed in extent.seeds if extent.random)):
        settings = TSNESettings(perplexity=stop, init=init, dims=dims, iterations=catalogue.TSNE_ITERATIONS, seed=seed)
        state, seconds = timed(partial(tsne.run, points, settings, neighbours))
        known = row(stop, np.nan, init, seed, seconds, state.kl)
        if init == "pca" and made_twice(stop, dims, extent):
            again = tsne.run(points, replace(settings, seed=max(extent.seeds)), neighbours)
            known[list(map(field, RUNS))] = runs_compared(state.positions, again.positions)
        yield known, state.positions


def made_twice(stop: float, dims: int, extent: Extent) -> bool:
    """Whether the t-SNE map from PCA at this perplexity is made with two seeds, to see what they change."""
    return stop == DEFAULTS["perplexity"] and dims == 2 and len(extent.seeds) > 1


def runs_compared(first: np.ndarray, second: np.ndarray) -> tuple[float, float]:
    """How alike two maps (n, dims) of the same points are: the `RUNS` fields of `MapFacts`."""
    return metrics.same_neighbours(first, second), procrustes.difference(first, second)


def umap_runs(
    points: np.ndarray, neighbours: Neighbours, stop: float, dims: int, extent: Extent
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The UMAP maps of one n_neighbors: every start and seed, and in the plane every min_dist."""
    warm_up(umap, UMAPSettings(n_neighbors=5, dims=dims, iterations=10))
    graph = umap.find_graph(points, int(stop), neighbours)
    spectral = umap.spectral_start(points, umap.pulled(graph, catalogue.UMAP_EPOCHS), dims)
    for min_dist in extent.min_dists if dims == 2 else (DEFAULTS["min_dist"],):
        for init in ("spectral", "random") if extent.random else ("spectral",):
            for seed in extent.seeds:
                settings = UMAPSettings(
                    n_neighbors=int(stop), min_dist=min_dist, init=init, dims=dims,
                    iterations=catalogue.UMAP_EPOCHS, seed=seed,
                )  # fmt: skip
                state, seconds = timed(partial(umap.run, points, settings, graph, spectral))
                yield row(stop, min_dist, init, seed, seconds, np.nan), state.positions


def densmap_runs(
    points: np.ndarray, neighbours: Neighbours, stop: float, dims: int, extent: Extent
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The densMAP maps of one n_neighbors, as the library makes them: UMAP that also tries to keep local density.

    Narayan, Berger & Cho, "Assessing single-cell transcriptomic variability through density-preserving data
    visualization", 2021, https://doi.org/10.1038/s41587-020-00801-7
    """
    umap.import_umap()
    from umap import UMAP

    for seed in extent.seeds:
        model = UMAP(
            n_neighbors=int(stop), n_components=dims, min_dist=DEFAULTS["min_dist"], densmap=True, n_jobs=1,
            n_epochs=catalogue.DENSMAP_EPOCHS, random_state=seed,
        )  # fmt: skip
        positions, seconds = timed(partial(model.fit_transform, points))
        yield row(stop, DEFAULTS["min_dist"], "spectral", seed, seconds, np.nan), positions


RUNS_OF = {"tsne": tsne_runs, "umap": umap_runs, "densmap": densmap_runs}


def timed(compute: Callable[[], Any]) -> tuple[Any, float]:
    """What `compute` returns, and the seconds of one core's work it took: waiting for a busy machine is not counted."""
    began = time.process_time()
    found = compute()
    return found, time.process_time() - began


@lru_cache(maxsize=4)
def warm_up(method: ModuleType, settings: TSNESettings | UMAPSettings) -> None:
    """Make a tiny map, so that a method is compiled, once a process: no map's seconds contain that."""
    method.run(np.random.default_rng(0).normal(size=(30, 20)), settings)


def row(stop: float, min_dist: float, init: str, seed: int, seconds: float, kl: float) -> np.ndarray:
    """The facts of a map before it is measured."""
    return np.array(MapFacts(stop, min_dist, float(init == "random"), seed, seconds, kl))
