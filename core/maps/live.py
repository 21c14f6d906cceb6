"""A live map of a source's points, as workers compute it and pages see it.

    first = Call("core.maps.live:begin", (MapOrder(source, size, settings),))
    chain(pool, visitor, "core.maps.live:step", first, view="core.maps.live:look")

The first step does nothing, so that the start of the run is seen as soon as it is known. A t-SNE run can be taken up
again with another perplexity (`go_on`): from the map on screen, with the same neighbours.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from core.errors import SettingError
from core.maps import metrics, perplexity, procrustes, tsne, umap
from core.maps.metrics import MapQuality
from core.maps.pca import pca
from core.maps.source import map_points
from core.settings import TSNESettings, UMAPSettings

SAMPLE_SEED = 7  # of the points that are left out of a smaller map
# Settings of live t-SNE runs that have no widget: on the digits as low a KL as scikit-learn's 1,000 iterations, to
# within about 1 % from perplexity 5 to 200, in little more than half the time (docs/log.md has what was tried).
TSNE_LIVE: Mapping[str, float] = MappingProxyType({"iterations": 550, "early": 80, "momentum": 0.85})
EARLY_AT_RANDOM = 180  # where points start at random, their clusters must be gathered first, or the big picture suffers


@dataclass(frozen=True, eq=False)
class PCAState:
    """A PCA map (n, 2), which is finished when it is begun, and the seconds it took."""

    positions: np.ndarray
    seconds: float
    finished: bool = True


State = PCAState | tsne.TSNEState | umap.UMAPState


@dataclass(frozen=True)
class MapOrder:
    """What a visitor asks for: which points, how many of them, and the settings of the method."""

    source: str
    size: int
    settings: TSNESettings | UMAPSettings

    @property
    def method(self) -> str:
        """The method's key, as in the catalogue."""
        return "tsne" if isinstance(self.settings, TSNESettings) else "umap"


@dataclass(frozen=True, eq=False)
class LiveMap:
    """A run on its way: the order, the method's own state, and whether its start has been seen."""

    order: MapOrder
    state: State
    seen: bool = False

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.state.finished


@dataclass(frozen=True, eq=False)
class Look:
    """What is drawn of a run.

    Args:
        positions: float32 (n, 2).
        done, last: iterations or epochs done, and the number of the last one; 1 of 1 for PCA.
        seconds: of computing so far.
        kl: the KL divergence of a t-SNE map; nan for the others.
        quality: of the map, once it is finished.
        finished: whether no step is left; before the last one, when a t-SNE map has settled.
    """

    positions: np.ndarray
    done: int
    last: int
    seconds: float
    kl: float
    quality: MapQuality | None
    finished: bool


def rows(n: int, size: int) -> np.ndarray:
    """Which of n points a map of `size` of them shows: all, or a draw that is the same every time, sorted."""
    if size >= n:
        return np.arange(n)
    return np.sort(np.random.default_rng(SAMPLE_SEED).choice(n, size, replace=False))


def points_of(order: MapOrder) -> np.ndarray:
    """The points (size, d) of an order."""
    points = map_points(order.source).points
    return points[rows(len(points), order.size)]


def started(points: np.ndarray, settings: TSNESettings | UMAPSettings | None) -> State:
    """The run of points (n, d) before its first step; settings None ask for PCA. Raises SettingError."""
    if settings is None:
        began = time.perf_counter()
        positions = pca(points).positions
        return PCAState(positions, time.perf_counter() - began)
    return (tsne if isinstance(settings, TSNESettings) else umap).start(points, settings)


def advanced(state: State) -> State:
    """The run after a few more iterations or epochs."""
    return (tsne if isinstance(state, tsne.TSNEState) else umap).step(state)


def changed(state: tsne.TSNEState, points: np.ndarray, wanted: float) -> tsne.TSNEState:
    """A t-SNE run of points (n, d) with another perplexity, from where it has come to. Raises SettingError."""
    state = perplexity.change(state, points, wanted)
    return replace(state, neighbours=tsne.kept(state.neighbours))


def put_by(state: State) -> State:
    """What is needed of a run that makes no further step: to draw it, or to go on with another perplexity."""
    if isinstance(state, PCAState):
        return state
    return (tsne if isinstance(state, tsne.TSNEState) else umap).put_by(state)


def begin(order: MapOrder) -> LiveMap:
    """The map before its first step. Raises SettingError when the settings do not suit so few points."""
    return LiveMap(order, started(points_of(order), order.settings))


def go_on(mapping: LiveMap, wanted: float) -> LiveMap:
    """A t-SNE run with another perplexity, from where it has come to. Raises SettingError."""
    if mapping.order.method != "tsne":
        raise SettingError("Only a t-SNE map can go on with another perplexity: begin a new UMAP map.")
    state = changed(mapping.state, points_of(mapping.order), wanted)
    return LiveMap(replace(mapping.order, settings=state.settings), state)


def step(mapping: LiveMap) -> LiveMap:
    """The next few iterations or epochs; the very first step leaves the start as it is, to be seen."""
    return replace(mapping, state=advanced(mapping.state)) if mapping.seen else replace(mapping, seen=True)


def look(mapping: LiveMap) -> Look:
    """What a page draws; with the two numbers of trust once the map is finished."""
    return drawn(mapping.state, points_of(mapping.order) if mapping.finished else None)


def drawn(state: State, points: np.ndarray | None) -> Look:
    """What a page draws of a run; with the two numbers of trust where the points (n, d) are given and not too few."""
    quality, done, last, kl = None, 1, 1, float("nan")
    if points is not None and len(points) > 2 * metrics.K + 1:
        quality = metrics.measure(metrics.reference(points), state.positions)
    if isinstance(state, tsne.TSNEState):
        done, last, kl = state.iteration, state.last, state.kl
    elif isinstance(state, umap.UMAPState):
        done, last = state.epoch, state.settings.iterations
    positions = procrustes.centred(state.positions).astype(np.float32)
    return Look(positions, done, last, state.seconds, kl, quality, state.finished)
