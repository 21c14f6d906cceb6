"""A live map of a source's points, as workers compute it and pages see it.

    first = Call("core.mapping:begin", (MapOrder(source, size, settings),))
    chain(pool, visitor, "core.mapping:step", first, view="core.mapping:look")

A finished t-SNE run can be taken up again with another perplexity (`go_on`): from the map on screen, with the same
neighbours.
"""

from dataclasses import dataclass, replace

import numpy as np

from core import ground, metrics, procrustes, tsne, umaps
from core.metrics import MapQuality
from core.params import SettingError, TSNESettings, UMAPSettings

SAMPLE_SEED = 7  # of the points that are left out of a smaller map


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
    """A run on its way: the order, and the method's own state."""

    order: MapOrder
    state: tsne.TSNEState | umaps.UMAPState

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.state.finished


@dataclass(frozen=True, eq=False)
class Look:
    """What is drawn of a run.

    Args:
        positions: float32 (n, 2).
        done, last: iterations or epochs done, and the number of the last one.
        seconds: of computing so far.
        kl: the KL divergence of a t-SNE map; nan for UMAP.
        quality: of the map, once it is finished.
    """

    positions: np.ndarray
    done: int
    last: int
    seconds: float
    kl: float
    quality: MapQuality | None


def rows(n: int, size: int) -> np.ndarray:
    """Which of n points a map of `size` of them shows: all, or a draw that is the same every time, sorted."""
    if size >= n:
        return np.arange(n)
    return np.sort(np.random.default_rng(SAMPLE_SEED).choice(n, size, replace=False))


def points_of(order: MapOrder) -> np.ndarray:
    """The points (size, d) of an order."""
    points = ground.ground(order.source).points
    return points[rows(len(points), order.size)]


def begin(order: MapOrder) -> LiveMap:
    """The map before its first step. Raises SettingError when the settings do not suit so few points."""
    method = tsne if order.method == "tsne" else umaps
    return LiveMap(order, method.start(points_of(order), order.settings))


def go_on(mapping: LiveMap, perplexity: float) -> LiveMap:
    """A t-SNE run with another perplexity, from where it has come to. Raises SettingError."""
    if mapping.order.method != "tsne":
        raise SettingError("Only a t-SNE map can go on with another perplexity: begin a new UMAP map.")
    state = tsne.change_perplexity(mapping.state, points_of(mapping.order), perplexity, None)
    return LiveMap(replace(mapping.order, settings=state.settings), state)


def step(mapping: LiveMap) -> LiveMap:
    """The next few iterations or epochs."""
    method = tsne if mapping.order.method == "tsne" else umaps
    return replace(mapping, state=method.step(mapping.state))


def look(mapping: LiveMap) -> Look:
    """What a page draws; with the two numbers of trust once the map is finished."""
    state, quality = mapping.state, None
    if mapping.finished:
        points = points_of(mapping.order)
        if len(points) > 2 * metrics.K + 1:
            quality = metrics.measure(metrics.reference(points), state.positions)
    done, last = (
        (state.iteration, state.last) if mapping.order.method == "tsne" else (state.epoch, state.settings.iterations)
    )
    kl = state.kl if mapping.order.method == "tsne" else float("nan")
    return Look(procrustes.centred(state.positions).astype(np.float32), done, last, state.seconds, kl, quality)
