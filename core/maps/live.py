"""A live map, as workers compute it and pages see it: of a source's points, or of a visitor's own.

    first = Call("core.maps.live:begin", (MapOrder(points, size, settings),))
    chain(pool, visitor, "core.maps.live:step", first, view="core.maps.live:take_snapshot", key=order.key)

The first step does nothing, so that the start of the run is seen as soon as it is known. A run can be taken up again
while its knobs are turned (`go_on`): from the map on screen, with the same neighbours.

A source is named and read by the worker. A visitor's own points travel by value and are kept nowhere: their order has
no key, so that nobody else may join in. Once begun, t-SNE and UMAP need only the neighbours they have found, so the
points of a large table stay behind, and those of a small one travel on with the run, to measure the finished map
against them. What travels passes through the server at every group of steps: `MapOrder.check` bounds it, before a
table is sent and again in the worker.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType, NoneType
from typing import Any, NamedTuple, Self, cast

import numpy as np

from core.errors import SettingError
from core.limits import Limits
from core.maps import metrics, procrustes, tsne, umap, warm_start
from core.maps.metrics import MapQuality
from core.maps.pca import pca
from core.maps.reduced import LARGE, Reduced, is_large, reduced
from core.maps.source import map_points
from core.maps.tsne_state import TSNEState
from core.settings import TSNESettings, UMAPSettings

SAMPLE_SEED = 7  # of the points that are left out of a smaller map
FEWEST_MEASURED = 2 * metrics.K + 2  # points whose map is measured
MEASURED_ROWS = 5_000  # the most of a visitor's own whose map is measured: all distances between them are compared
MEASURED = LARGE  # numbers in a table that travels with its map

MapSettings = TSNESettings | UMAPSettings | None  # None asks for PCA


@dataclass(frozen=True, eq=False)
class PCAState:
    """A PCA map (n, 2), which is finished when it is begun, and the seconds it took."""

    positions: np.ndarray
    seconds: float
    done: int = 1
    last: int = 1
    kl: float = float("nan")
    finished: bool = True


MapState = PCAState | TSNEState | umap.UMAPState


def start_pca(points: np.ndarray, settings: None) -> PCAState:
    """The PCA map of points (n, d). Raises SettingError when they can't be mapped."""
    began = time.perf_counter()
    positions = pca(points).positions
    return PCAState(positions, time.perf_counter() - began)


class Method(NamedTuple):
    """How maps with one kind of settings are made. `start` and `go_on` raise SettingError."""

    name: str  # its key in the catalogue
    knob: str  # the setting that decides how much travels; "" where little does
    turned: tuple[str, ...]  # the settings with which a run can go on from the map on screen
    start: Callable[[np.ndarray, Any], MapState]  # (points (n, d), settings) -> the run before its first step
    step: Callable[[Any], MapState]  # the run after a few more iterations or epochs
    trimmed: Callable[[Any], MapState]  # what is needed of a run without a further step: to draw it, or go on from it
    max_bytes: Callable[[int, Any], int]  # (n, value of the knob) -> the most bytes a run of n points can have
    # (run, points (n, d), settings with other `turned` ones) -> the run from where it has come to
    go_on: Callable[[Any, np.ndarray, Any], MapState]


def as_it_is(state: MapState, *_: Any) -> MapState:
    """A map that is finished when it is begun has no further step, and nothing to turn."""
    return state


def tsne_step(state: TSNEState) -> TSNEState:
    """A step on as many threads as a worker has."""
    return tsne.step(state, threads=Limits.from_environment().worker_threads)


TSNE_TURNED = ("perplexity", "exaggeration", "learning_rate")
PCA = Method("pca", "", (), start_pca, as_it_is, as_it_is, lambda n, _: 16 * n, as_it_is)
TSNE = Method("tsne", "perplexity", TSNE_TURNED, tsne.start, tsne_step, tsne.trimmed, tsne.max_bytes, warm_start.change)
UMAP = Method(
    "umap", "n_neighbors", ("n_neighbors", "min_dist"), umap.start, umap.step, umap.trimmed, umap.max_bytes, umap.change
)
METHODS: Mapping[type, Method] = MappingProxyType({NoneType: PCA, TSNESettings: TSNE, UMAPSettings: UMAP})


def method_of(settings: MapSettings) -> Method:
    """How maps with these settings are made."""
    return METHODS[type(settings)]


@dataclass(frozen=True, eq=False)
class MapOrder:
    """What a visitor asks for."""

    points: str | np.ndarray  # a key of `map_sources.SOURCES`, or a visitor's own points (n, d)
    size: int  # how many of them are mapped; all of one's own
    settings: MapSettings  # of the method

    @property
    def source(self) -> str | None:
        """The name of the points; None for a visitor's own."""
        return self.points if isinstance(self.points, str) else None

    @property
    def method(self) -> str:
        """The method's key, as in the catalogue."""
        return method_of(self.settings).name

    @property
    def key(self) -> str | None:
        """What names everything that decides the map; None for a visitor's own points."""
        if self.source is None or self.settings is None:
            return None
        return f"map:{self.source}:{self.size}:{self.settings.fingerprint()}"

    @property
    def table(self) -> np.ndarray:
        """The points (size, d)."""
        if not isinstance(self.points, str):
            return self.points
        return sample(map_points(self.points).points, self.size)

    def without_points(self) -> Self:
        """The same order without a visitor's own points."""
        return self if isinstance(self.points, str) else replace(self, points=self.points[:0].copy())

    def check(self) -> None:
        """Raise SettingError when a map of one's own points may have more bytes on its way than this host allows."""
        if self.source is None:
            check_bytes(self.size, self.settings)


def goes_on(was: MapSettings, now: MapSettings) -> bool:
    """Whether a map of the same points can go on with other settings: no others than can be turned are others."""
    if was is None or type(was) is not type(now):
        return False
    before = cast(Any, was)
    return bool(replace(before, **{name: getattr(now, name) for name in method_of(now).turned}) == now)


def check_bytes(n: int, settings: MapSettings) -> None:
    """Raise SettingError when the map of n points may have more bytes on its way than this host allows."""
    if settings is None:
        return
    method, allowed = method_of(settings), Limits.from_environment().map_mb
    asked, lowest = getattr(settings, method.knob), settings.knob(method.knob).low or 0
    needed = method.max_bytes(n, asked)
    if needed <= allowed << 20:
        return
    fitting = (k for k in range(int(asked), int(lowest) - 1, -1) if method.max_bytes(n, k) <= allowed << 20)
    most = next(fitting, None)
    remedy = "bring fewer rows" if most is None else f"choose at most {most}, or bring fewer rows"
    raise SettingError(
        f"{method.knob} = {asked:g} is too high for {n:,} points on this host: while it is computed, their map may "
        f"take {-(-needed >> 20)} MB, where {allowed} MB are allowed: {remedy}."
    )


def sample(points: np.ndarray, size: int) -> np.ndarray:
    """The points (size, d) of a smaller map of the points (n, d)."""
    return np.asarray(points[rows(len(points), size)])


def rows(n: int, size: int) -> np.ndarray:
    """Which of n points a map of `size` of them shows: all, or a draw that is the same every time, sorted."""
    if size >= n:
        return np.arange(n)
    return np.sort(np.random.default_rng(SAMPLE_SEED).choice(n, size, replace=False))


@dataclass(frozen=True, eq=False)
class LiveMap:
    """A run on its way: the order, without points that would travel for nothing; the method's state; its start seen.

    Of a large table also what it was reduced to.
    """

    order: MapOrder
    state: MapState
    seen: bool = False
    reduced: Reduced | None = None

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.state.finished


@dataclass(frozen=True, eq=False)
class MapSnapshot:
    """What is drawn of a run."""

    positions: np.ndarray  # float32 (n, 2)
    done: int  # iterations or epochs; 1 of 1 for PCA
    last: int  # the number of the last one
    seconds: float  # of computing so far
    kl: float  # the KL divergence of a t-SNE map; nan for the others
    quality: MapQuality | None  # of the map, once it is finished
    finished: bool  # whether no step is left; before the last one, when a t-SNE map has settled
    reduced: Reduced | None = None  # of a large table what it was reduced to


def begin(order: MapOrder) -> LiveMap:
    """The map before its first step. Raises SettingError when the settings do not suit so few points, or so many."""
    order.check()
    points, how = mapped(order)
    return on_its_way(order, method_of(order.settings).start(points, order.settings), how)


def go_on(earlier: LiveMap, order: MapOrder) -> LiveMap:
    """A run with the order's settings, from where an earlier one of its points has come to.

    Raises: SettingError when more than knobs was changed, or they don't suit so few points, or so many.
    """
    if not goes_on(earlier.order.settings, order.settings):
        raise SettingError("Only a map by the same method, from the same start and seed, can go on: begin a new one.")
    order.check()
    points, how = mapped(order)
    return on_its_way(order, method_of(order.settings).go_on(earlier.state, points, order.settings), how)


def mapped(order: MapOrder) -> tuple[np.ndarray, Reduced | None]:
    """The points as the method sees them; of a visitor's large table what it was reduced to, for all but PCA."""
    table = order.table
    apart = order.source is None and order.settings is not None
    return reduced(table) if apart and is_large(table) else (table, None)


def on_its_way(order: MapOrder, state: MapState, how: Reduced | None) -> LiveMap:
    """A run, with a visitor's own points only if their map will be measured."""
    table = order.points
    large = not isinstance(table, str) and (len(table) > MEASURED_ROWS or table.size > MEASURED)
    return LiveMap(order.without_points() if large else order, state, reduced=how)


def step(live: LiveMap) -> LiveMap:
    """The next few iterations or epochs; the very first step leaves the start as it is, to be seen."""
    if not live.seen:
        return replace(live, seen=True)
    return replace(live, state=method_of(live.order.settings).step(live.state))


def trimmed(live: LiveMap) -> LiveMap:
    """What is needed of a run that makes no further step: to draw it, or to go on while knobs are turned."""
    state = method_of(live.order.settings).trimmed(live.state)
    return replace(live, order=live.order.without_points(), state=state)


def take_snapshot(live: LiveMap) -> MapSnapshot:
    """What a page draws; with the figures of trust once a map that can be measured is finished."""
    state, quality = live.state, None
    points = live.order.table if live.finished else np.empty((0, 0))
    if len(points) >= FEWEST_MEASURED:
        quality = metrics.measure(metrics.reference(points), state.positions)
    positions = procrustes.centred(state.positions).astype(np.float32)
    return MapSnapshot(
        positions, state.done, state.last, state.seconds, state.kl, quality, state.finished, live.reduced
    )
