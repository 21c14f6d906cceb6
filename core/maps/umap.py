"""UMAP as a chain of pure steps: a weighted neighbour graph of the data, laid out by springs.

    w_ij    how strongly i and j are tied: from each point's n_neighbors nearest (itself among them), 1 for the
            nearest and falling with distance, joined over both directions
    v_ij    1 / (1 + a·|y_i − y_j|^(2b)), the same on the map; a and b follow from min_dist

Each epoch walks over the ties, a tie of weight w in a share w / max w of the epochs, pulls its two ends together and
pushes one end away from five points drawn at random. The pull fades to nothing over the run.

    graph = find_graph(points, n_neighbors)              reused for every min_dist, start and seed
    state = start(points, settings, graph)
    while not state.finished:
        state = step(state)
    state = change(state, points, settings)              and on with the loop, from the map on screen

The chain comes to the very coordinates of `umap.umap_.simplicial_set_embedding`. The library is imported inside
the functions that need it: the first import costs half a minute. Run one at a time in a worker process, never in
two threads: its compiler's thread pool can abort the process.

McInnes, Healy & Melville, "UMAP", 2018, https://arxiv.org/abs/1802.03426
"""

import time
import warnings
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.errors import SettingError
from core.maps.neighbours import Neighbours, check_points, nearest
from core.settings import FEWEST_NEIGHBOURLY, UMAPSettings

EXTENT = 10.0  # the start fills a box of this side
START_NOISE, NEGATIVES = 1e-4, 5  # of the start; and points pushed away for every tie pulled
PART = 20  # epochs of a step of a small map
KEPT, KEPT_IN_ALL = 50, 600_000  # neighbours kept of a point, and of all points, for later changes of n_neighbors
WOUND_BACK = 0.8  # of its epochs, where a finished run goes on with other settings: its pull is 0.2 there
SMALL = 2_000  # points; an epoch over more takes longer, so that fewer make a step


@lru_cache(maxsize=1)
def import_umap() -> None:
    """Import the library for the first time, quietly: it warns of an optional part that is not used here.

    It would compile its loops anew in every process: kept on disk, they spare each 8 s of one core.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)
        from umap import layouts, umap_
    loops = (umap_.smooth_knn_dist, umap_.compute_membership_strengths, layouts.clip)
    for loop in (*loops, layouts._get_optimize_layout_euclidean_single_epoch_fn(False)):
        with suppress(RuntimeError):  # no folder can be written
            loop.enable_caching()


class Graph(NamedTuple):
    """The tied pairs of points, each in both directions."""

    n_neighbors: int  # of how many nearest points, itself among them, each point was tied to
    head: np.ndarray  # int32 (edges,), one end
    tail: np.ndarray  # int32 (edges,), the other
    weight: np.ndarray  # float32 (edges,), 0 to 1


@dataclass(frozen=True, eq=False)
class UMAPState:
    """A run after `epoch` epochs."""

    settings: UMAPSettings  # what was asked for
    positions: np.ndarray  # float32 (n, dims), the map
    graph: Graph  # the ties that are ever pulled in a run of this length
    neighbours: Neighbours | None  # of the data, for a change of n_neighbors; None where the graph was given
    a: float  # of the curve that min_dist stands for, as is b
    b: float
    next_pull: np.ndarray  # float64 (edges,), the epoch in which each tie is next pulled
    next_push: np.ndarray  # float64 (edges,), and pushed
    random: np.ndarray  # int64 (n, 3), each point's random number generator
    epoch: int = 0  # how many epochs are done
    seconds: float = 0.0  # spent computing so far
    kl: float = float("nan")  # UMAP has none

    @property
    def done(self) -> int:
        """How many epochs are done, of `last`."""
        return self.epoch

    @property
    def last(self) -> int:
        """The number of the last epoch."""
        return self.settings.iterations

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.epoch >= self.settings.iterations


def most_kept(n: int, n_neighbors: int) -> int:
    """How many neighbours of each of n points travel with a run."""
    return max(n_neighbors - 1, min(n - 1, KEPT, KEPT_IN_ALL // n))


def find_neighbours(points: np.ndarray, n_neighbors: int) -> Neighbours:
    """The neighbours that n_neighbors asks for, and where there is room those that a higher one would ask for."""
    check_n_neighbors(n_neighbors, len(points))
    return nearest(points, most_kept(len(points), n_neighbors))


def check_n_neighbors(n_neighbors: int, n: int) -> None:
    """Raise SettingError unless `n` points have so many neighbours, themselves among them."""
    if n_neighbors >= n:
        raise SettingError(
            f"n_neighbors = {n_neighbors} is too many for {n:,} points: choose 2 to {n - 1:,}, or bring more points."
        )


def find_graph(points: np.ndarray, n_neighbors: int, neighbours: Neighbours | None = None) -> Graph:
    """The weighted neighbour graph of points (n, d), from exact neighbours: n_neighbors − 1 of each, 1 to n − 2.

    They are sought unless known already. Raises SettingError when the points can't be mapped or are too few.
    """
    import_umap()
    from umap.umap_ import fuzzy_simplicial_set

    points = check_points(points, FEWEST_NEIGHBOURLY)
    n = len(points)
    check_n_neighbors(n_neighbors, n)
    if neighbours is None:
        neighbours = nearest(points, n_neighbors - 1)
    indices = np.column_stack([np.arange(n), neighbours.indices[:, : n_neighbors - 1]])
    distances = np.column_stack([np.zeros(n), neighbours.distances[:, : n_neighbors - 1]]).astype(np.float32)
    matrix, _, _ = fuzzy_simplicial_set(
        points, n_neighbors, None, "euclidean", knn_indices=indices, knn_dists=distances
    )
    matrix = matrix.tocoo()
    matrix.sum_duplicates()
    return Graph(n_neighbors, matrix.row.astype(np.int32), matrix.col.astype(np.int32), matrix.data.astype(np.float32))


def pulled(graph: Graph, epochs: int) -> Graph:
    """The ties strong enough to be pulled at least once in so many epochs."""
    keep = graph.weight >= graph.weight.max() / epochs
    return Graph(graph.n_neighbors, graph.head[keep], graph.tail[keep], graph.weight[keep])


def spectral_start(points: np.ndarray, graph: Graph, dims: int) -> np.ndarray:
    """The smoothest coordinates on the graph (n, dims), the same at every run: see `core.maps.spectral`."""
    import scipy.sparse

    from core.maps import spectral

    n = len(points)
    return spectral.layout(points, scipy.sparse.coo_matrix((graph.weight, (graph.head, graph.tail)), (n, n)), dims)


def start(
    points: np.ndarray, settings: UMAPSettings, graph: Graph | None = None, spectral: np.ndarray | None = None
) -> UMAPState:
    """The map of points (n, d) before its first epoch.

    What is known already can be given: the graph, from `find_graph` with the same n_neighbors, and the spectral start,
    from `spectral_start` with the `pulled` graph. Raises SettingError when the points can't be mapped, n_neighbors is
    too high for them or the graph is one of another.
    """
    import_umap()
    from umap.umap_ import find_ab_params, make_epochs_per_sample

    began = time.perf_counter()
    points = check_points(points, FEWEST_NEIGHBOURLY)
    check_n_neighbors(settings.n_neighbors, len(points))
    neighbours = None
    if graph is None:
        neighbours = find_neighbours(points, settings.n_neighbors)
        graph = find_graph(points, settings.n_neighbors, neighbours)
    elif graph.n_neighbors != settings.n_neighbors:
        raise SettingError(f"graph has n_neighbors = {graph.n_neighbors}: bring one with {settings.n_neighbors}.")
    graph = pulled(graph, settings.iterations)
    draws = np.random.RandomState(settings.seed)  # the kind of generator that umap-learn draws from
    positions = first_positions(points, settings, graph, spectral, draws)
    states = draws.randint(np.iinfo(np.int32).min + 1, np.iinfo(np.int32).max - 1, 3).astype(np.int64)
    between = make_epochs_per_sample(graph.weight, settings.iterations)
    a, b = find_ab_params(1.0, settings.min_dist)
    return UMAPState(
        settings, positions, graph, neighbours, float(a), float(b),
        next_pull=between.copy(),
        next_push=between / NEGATIVES,
        random=states + positions[:, :1].astype(np.float64).view(np.int64),
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def first_positions(
    points: np.ndarray, settings: UMAPSettings, graph: Graph, spectral: np.ndarray | None, draws: np.random.RandomState
) -> np.ndarray:
    """Where the points (n, d) start, float32 (n, dims): in a box, spectral with a little noise or all at random."""
    if settings.init == "random":
        positions = draws.uniform(-EXTENT, EXTENT, (len(points), settings.dims)).astype(np.float32)
    else:
        if spectral is None:
            spectral = spectral_start(points, graph, settings.dims)
        positions = (spectral * (EXTENT / np.abs(spectral).max())).astype(np.float32)
        positions += draws.normal(scale=START_NOISE, size=positions.shape).astype(np.float32)
    low, high = positions.min(axis=0), positions.max(axis=0)
    return np.ascontiguousarray(EXTENT * (positions - low) / (high - low), dtype=np.float32)


def max_bytes(n: int, n_neighbors: int) -> int:
    """The most bytes a run of n points can have: twice n_neighbors ties a point, neighbours, positions."""
    return 28 * min(2 * n * n_neighbors, n * (n - 1)) + 12 * n * most_kept(n, n_neighbors) + 40 * n


def trimmed(state: UMAPState) -> UMAPState:
    """A run that makes no further step as it is: what `change` and a picture need."""
    return replace(state, next_pull=np.empty(0), next_push=np.empty(0))


def epochs_per_step(n: int) -> int:
    """How many epochs over n points make a step, `PART` at most."""
    return PART if n <= SMALL else max(1, PART * SMALL // n)


def step(state: UMAPState, epochs: int | None = None) -> UMAPState:
    """Up to `epochs` more epochs, by default `epochs_per_step(n)`."""
    import_umap()
    from umap.layouts import _get_optimize_layout_euclidean_single_epoch_fn as compiled
    from umap.umap_ import make_epochs_per_sample

    began = time.perf_counter()
    last = min(state.epoch + (epochs or epochs_per_step(len(state.positions))), state.settings.iterations)
    between = make_epochs_per_sample(state.graph.weight, state.settings.iterations)
    positions, random = state.positions.copy(), state.random.copy()
    next_pull, next_push = state.next_pull.copy(), state.next_push.copy()
    run_epoch, unused = compiled(False), np.zeros(1, dtype=np.float32)
    for epoch in range(state.epoch, last):
        run_epoch(
            positions, positions, state.graph.head, state.graph.tail, len(positions), between, state.a, state.b,
            random, 1.0, positions.shape[1], True, pull(epoch, state.settings.iterations),
            between / NEGATIVES, next_push, next_pull, epoch,
            False, unused, unused, 0, 0, 0, 0, unused, unused, 0,
        )  # fmt: skip
    return replace(
        state,
        positions=positions,
        next_pull=next_pull,
        next_push=next_push,
        random=random,
        epoch=last,
        seconds=state.seconds + time.perf_counter() - began,
    )


def pull(epoch: int, epochs: int) -> float:
    """The step size in this epoch (0, 1, …): 1 in the first two, then falling in a straight line."""
    return 1.0 - max(epoch - 1, 0) / epochs


def change(state: UMAPState, points: np.ndarray, settings: UMAPSettings) -> UMAPState:
    """The same run of points (n, d) with another n_neighbors or min_dist, from the map on screen.

    It is wound back to where four fifths of its epochs are done, or stays where it is if it has not come so far. With
    the same n_neighbors the graph is kept; for a lower one, and for a higher one up to `KEPT`, the neighbours.

    Raises: SettingError when n_neighbors is too high for n.
    """
    import_umap()
    from umap.umap_ import find_ab_params, make_epochs_per_sample

    began = time.perf_counter()
    check_n_neighbors(settings.n_neighbors, len(state.positions))
    graph, neighbours = state.graph, state.neighbours
    if graph.n_neighbors != settings.n_neighbors:
        if neighbours is None or neighbours.k < settings.n_neighbors - 1:
            neighbours = find_neighbours(check_points(points, FEWEST_NEIGHBOURLY), settings.n_neighbors)
        graph = pulled(find_graph(points, settings.n_neighbors, neighbours), settings.iterations)
    epoch = min(state.epoch, int(WOUND_BACK * settings.iterations))
    between = make_epochs_per_sample(graph.weight, settings.iterations)
    a, b = find_ab_params(1.0, settings.min_dist)
    return replace(
        state, settings=settings, graph=graph, neighbours=neighbours, a=float(a), b=float(b),
        next_pull=next_after(epoch, between), next_push=next_after(epoch, between / NEGATIVES), epoch=epoch,
        seconds=time.perf_counter() - began,
    )  # fmt: skip


def next_after(epoch: int, between: np.ndarray) -> np.ndarray:
    """The first time from `epoch` on of what happens every `between` epochs, (edges,)."""
    return np.asarray(np.maximum(np.ceil(epoch / between), 1) * between)


def run(
    points: np.ndarray, settings: UMAPSettings, graph: Graph | None = None, spectral: np.ndarray | None = None
) -> UMAPState:
    """A whole run at a stretch."""
    state = start(points, settings, graph, spectral)
    while not state.finished:
        state = step(state, settings.iterations)
    return state
