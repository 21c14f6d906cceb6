"""A live map of a visitor's own points: the same methods as everywhere, the points passed by value and kept nowhere.

    first = Call("core.own:begin", (points, settings))
    chain(pool, visitor, "core.own:step", first, view="core.own:look")     # no key: nobody else may join in

Once begun, t-SNE and UMAP need only the neighbours they have found. The points of a small table travel on with the
state, so that the finished map can be measured against them; those of a large one stay behind.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from core import metrics, procrustes, projections, tsne, umaps
from core.mapping import Look
from core.params import TSNESettings, UMAPSettings

MEASURED_ROWS = 5_000  # the most whose map is measured: all distances between them are compared
MEASURED = 2_000_000  # numbers in a table that travels with its map


@dataclass(frozen=True)
class PCAState:
    """A PCA map, which is finished when it is begun."""

    positions: np.ndarray
    seconds: float
    finished: bool = True


@dataclass(frozen=True, eq=False)
class OwnMap:
    """A run on its way: the method's own state, and the points (n, d) if their map will be measured, else None."""

    state: PCAState | tsne.TSNEState | umaps.UMAPState
    points: np.ndarray | None

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.state.finished


def begin(points: np.ndarray, settings: TSNESettings | UMAPSettings | None) -> OwnMap:
    """The map of points (n, d) before its first step; settings None ask for PCA.

    Raises: SettingError when the settings do not suit so few points.
    """
    kept = points if len(points) <= MEASURED_ROWS and points.size <= MEASURED else None
    if settings is None:
        began = time.perf_counter()
        positions = projections.pca(points).positions
        return OwnMap(PCAState(positions, time.perf_counter() - began), kept)
    method = tsne if isinstance(settings, TSNESettings) else umaps
    return OwnMap(method.start(points, settings), kept)


def step(own: OwnMap) -> OwnMap:
    """The next few iterations or epochs."""
    method = tsne if isinstance(own.state, tsne.TSNEState) else umaps
    return replace(own, state=method.step(own.state))


def look(own: OwnMap) -> Look:
    """What a page draws; with the two numbers of trust once a map that can be measured is finished."""
    state, quality = own.state, None
    if own.finished and own.points is not None and len(own.points) > 2 * metrics.K + 1:
        quality = metrics.measure(metrics.reference(own.points), state.positions)
    done, last, kl = 1, 1, float("nan")
    if isinstance(state, tsne.TSNEState):
        done, last, kl = state.iteration, state.last, state.kl
    elif isinstance(state, umaps.UMAPState):
        done, last = state.epoch, state.settings.iterations
    return Look(procrustes.centred(state.positions).astype(np.float32), done, last, state.seconds, kl, quality)
