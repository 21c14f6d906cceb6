"""What a map costs: seconds and memory against the number of points, measured here and now on the same data.

    first = Call("core.maps.cost:begin", ("digits",))
    chain(pool, visitor, "core.maps.cost:step", first, view="core.maps.cost:take_snapshot")

A measurement is a chain of short steps like any live run. Counted are the seconds of one core's work, from finding the
exact neighbours to the last iteration, with the settings a live map begins with; waiting for a busy machine and
loading the data are not. Importing and compiling t-SNE and UMAP is measured by itself, before their first maps in this
worker.
Memory is the most that arrays of NumPy took at one time beyond the points themselves.

Expected: exact t-SNE compares all pairs of points, n², at every iteration; UMAP needs n an epoch; the exact search for
neighbours compares all pairs once, which at a few thousand points is the smaller part. What the measured seconds and
bytes really grow like is fitted: `exponent`.
"""

import time
import tracemalloc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from core.artefacts import map_sources
from core.data import datasets
from core.data.mnist import FAMILY
from core.maps import live
from core.maps.source import map_points
from core.maps.warm_up import warm_up
from core.settings import TSNESettings, UMAPSettings

SIZES = (600, 1000, 2000, 5000)  # points, and as many as there are; fewer are mapped several times by t-SNE
MOST = 10_000
LOADING = {"loading tsne": "tsne", "loading umap": "umap"}  # the import and the compilation
SETTINGS: Mapping[str, live.MapSettings] = {"pca": None, "tsne": TSNESettings(), "umap": UMAPSettings()}


class Timed(NamedTuple):
    """What the map of n points took by a method, or `LOADING` it: seconds of one core's work, bytes."""

    method: str
    n: int
    seconds: float
    memory: int


class CostSnapshot(NamedTuple):
    """What is drawn of a measurement: what is done, and how many maps there are in all."""

    timed: tuple[Timed, ...]
    done: int
    last: int


@dataclass(frozen=True, eq=False)
class Cost:
    """A measurement on its way."""

    source: str  # whose points are mapped, a key of `map_sources.SOURCES`
    todo: tuple[tuple[str, int], ...]  # the maps still to make, method and number of points; the first one is under way
    timed: tuple[Timed, ...] = ()  # those that are done
    state: live.MapState | None = None  # the map that is under way, None before its first step
    used: float = 0.0  # seconds it has taken so far
    held: int = 0  # the most bytes so far

    @property
    def finished(self) -> bool:
        """Whether all maps are made."""
        return not self.todo


def measurable(source: str) -> str:
    """The source itself, or the digits where a source has too few points to tell anything."""
    return source if map_sources.SOURCES[source].size >= SIZES[1] else "digits"


def available(source: str) -> int:
    """Of how many points maps can be made: of MNIST and its like more than the shipped maps show."""
    plan = map_sources.SOURCES[source]
    return MOST if plan.model is None and plan.dataset in FAMILY else plan.size


def points_of(source: str, n: int) -> np.ndarray:
    """The points (n, d) of a map, each smaller one a draw from all of them."""
    plan = map_sources.SOURCES[source]
    if available(source) > plan.size:
        dataset = datasets.load(plan.dataset)
        points = dataset.table[dataset.split.test[:MOST]]
    else:
        points = map_points(source).points
    return live.sample(points, n)


def begin(source: str) -> Cost:
    """The measurement before its first step: PCA and t-SNE by rising n, then UMAP, each loaded before its first map."""
    count = available(source)
    sizes = (*[size for size in SIZES if size < count], count)
    early = [(method, n) for n in sizes for method in ("pca", "tsne")]
    loading_tsne, loading_umap = ((name, 0) for name in LOADING)
    return Cost(source, (loading_tsne, *early, loading_umap, *[("umap", n) for n in sizes]))


def step(cost: Cost) -> Cost:
    """The next part of the map that is under way, or of the next one."""
    (method, n), *rest = cost.todo
    settings, state = SETTINGS.get(method), cost.state
    made, points = live.method_of(settings), None if method in LOADING else points_of(cost.source, n)
    if points is not None:
        warm_up("umap" if method == "umap" else "tsne")
    tracemalloc.start()
    began = time.process_time()
    if points is None:
        warm_up(LOADING[method])
    else:
        state = made.start(points, settings) if state is None else made.step(state)
    used = cost.used + time.process_time() - began
    held = max(cost.held, tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    if state is not None and not state.finished:
        return replace(cost, state=state, used=used, held=held)
    return Cost(cost.source, tuple(rest), (*cost.timed, Timed(method, n, used, held)))


def exponent(pairs: Sequence[tuple[int, float]]) -> float:
    """The k for which y ∝ nᵏ lies nearest to the pairs (n, y > 0), by least squares in logarithms; nan of one pair."""
    if len(pairs) < 2:
        return float("nan")
    n, y = np.log(np.array(pairs, dtype=float).T)
    return float(np.polyfit(n, y, 1)[0])


def take_snapshot(cost: Cost) -> CostSnapshot:
    """What a page draws."""
    return CostSnapshot(cost.timed, len(cost.timed), len(cost.timed) + len(cost.todo))
