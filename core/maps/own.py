"""A live map of a visitor's own points: the same methods as everywhere, the points passed by value and kept nowhere.

    first = Call("core.maps.own:begin", (points, settings))
    chain(pool, visitor, "core.maps.own:step", first, view="core.maps.own:look")     # no key: nobody else may join in

Once begun, t-SNE and UMAP need only the neighbours they have found. The points of a small table travel on with the
state, so that the finished map can be measured against them; those of a large one stay behind. What travels passes
through the server at every group of steps, so `check` bounds it, before a table is sent and again in the worker.
"""

from dataclasses import dataclass, replace

import numpy as np

from core.errors import SettingError
from core.limits import Limits
from core.maps import live, tsne, umap
from core.maps.live import Look
from core.settings import TSNESettings, UMAPSettings

MEASURED_ROWS = 5_000  # the most whose map is measured: all distances between them are compared
MEASURED = 2_000_000  # numbers in a table that travels with its map


@dataclass(frozen=True, eq=False)
class OwnMap:
    """A run on its way.

    Args:
        settings: what was asked for; None for PCA.
        state: the method's own.
        points: (n, d), if their map will be measured, else None.
        seen: whether the start has been seen.
    """

    settings: TSNESettings | UMAPSettings | None
    state: live.State
    points: np.ndarray | None
    seen: bool = False

    @property
    def finished(self) -> bool:
        """Whether no step is left."""
        return self.state.finished


def check(n: int, settings: TSNESettings | UMAPSettings | None) -> None:
    """Raise SettingError when the map of n points may have more bytes on its way than this host allows."""
    if settings is None:
        return
    method, name = (tsne, "perplexity") if isinstance(settings, TSNESettings) else (umap, "n_neighbors")
    asked, allowed = getattr(settings, name), Limits.from_environment().map_mb
    weight = method.weight(n, asked)
    if weight <= allowed << 20:
        return
    lowest = type(settings).knob(name).low
    fitting = (value for value in range(int(asked), int(lowest) - 1, -1) if method.weight(n, value) <= allowed << 20)
    most = next(fitting, None)
    remedy = "bring fewer rows" if most is None else f"choose at most {most}, or bring fewer rows"
    raise SettingError(
        f"{name} = {asked:g} is too high for {n:,} points on this host: while it is computed, their map may take "
        f"{-(-weight >> 20)} MB, where {allowed} MB are allowed: {remedy}."
    )


def measured(points: np.ndarray) -> np.ndarray | None:
    """The points (n, d) if their map will be measured, else None."""
    return points if len(points) <= MEASURED_ROWS and points.size <= MEASURED else None


def begin(points: np.ndarray, settings: TSNESettings | UMAPSettings | None) -> OwnMap:
    """The map of points (n, d) before its first step; settings None ask for PCA.

    Raises: SettingError when the settings do not suit so few points, or so many.
    """
    check(len(points), settings)
    return OwnMap(settings, live.started(points, settings), measured(points))


def go_on(own: OwnMap, points: np.ndarray, wanted: float) -> OwnMap:
    """A t-SNE map of points (n, d) with another perplexity, from where it has come to. Raises SettingError."""
    check(len(points), replace(own.settings, perplexity=wanted))
    state = live.changed(own.state, points, wanted)
    return OwnMap(state.settings, state, measured(points))


def put_by(own: OwnMap) -> OwnMap:
    """What is needed of a run that makes no further step: to draw it, or to go on with another perplexity."""
    return replace(own, state=live.put_by(own.state), points=None)


def step(own: OwnMap) -> OwnMap:
    """The next few iterations or epochs; the very first step leaves the start as it is, to be seen."""
    return replace(own, state=live.advanced(own.state)) if own.seen else replace(own, seen=True)


def look(own: OwnMap) -> Look:
    """What a page draws; with the two numbers of trust once a map that can be measured is finished."""
    return live.drawn(own.state, own.points if own.finished else None)
