"""t-SNE as a chain of pure steps: neighbour probabilities in the data, matched by positions on the map.

    p_ij    how likely i would pick j as a neighbour, from distances in the data (`core.maps.affinities`)
    q_ij    ∝ w_ij = 1 / (1 + |y_i − y_j|²), the same on the map
    KL      Σ p_ij log(p_ij / q_ij), made small by gradient descent:
            ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j)

    state = start(points, settings)
    while not state.finished:
        state = step(state)

A state is plain arrays, so that any worker can take it up; `core.maps.warm_start` goes on from one with other settings.

The sums run over all pairs. A modern core works through eight pairs at once (`core.maps.loops`), which up to 50,000
points was measured to take less time than the tree or the grid that stand in for the far ones elsewhere, and leaves
nothing to doubt: the same settings give the same bits however the chain is cut and however many threads share the rows.

How a run goes: all p are multiplied by 12 at first, which gathers the clusters, and by less from iteration to
iteration, so that the map unfolds from the whole to the parts (`early` iterations); then it settles. Every `PART`
iterations the KL is held against what it was: a rise halves the learning rate and stops all movement, a small fall
ends the run. Few points are easily caught in a bad map (a ring that has torn, a knot): for them the beginning is
rehearsed in three to eight ways, and the best is taken.

A *lasting* exaggeration e stays to the end. It draws the map together, and leads from t-SNE (1) over maps like UMAP's
to the smoothest axes of the neighbour graph (Böhm, Berens & Kobak, 2022, https://jmlr.org/papers/v23/21-0055.html).

van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, https://jmlr.org/papers/v9/vandermaaten08a.html
Belkina et al., 2019, https://doi.org/10.1038/s41467-019-13055-y (learning rate n / exaggeration)
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.errors import SettingError
from core.maps.affinities import Affinities, find_affinities, most_neighbours
from core.maps.neighbours import Neighbours, check_points, nearest
from core.maps.pca import pca
from core.maps.tsne_state import BEGINNINGS, MORE_BEGINNINGS, PART, Mark, TSNEState
from core.settings import FEWEST_NEIGHBOURLY, TSNESettings, perplexity_limit

START_SPREAD = 1e-4  # standard deviation of the first axis at the start
FLAT = 1e-6  # of that, below which an axis has no extent
FEW, FEWEST = 500, 200  # points, up to which a run is cheap enough for its beginning to be rehearsed, and more often
UNPAIRED = 500  # points, up to which counting a pair for each of its ends costs no more than once for both
SETTLED = 2e-3  # a run whose KL fell by less than this share over one part has settled
COOLEST = 1 / 64  # of the learning rate, below which a run has settled
GROUP, MOST_GROUPS = 1_000, 4  # points for which a group of rows is worth a thread; and groups at most
PAIR, PULL = 0.2e-9, 1.3e-9  # seconds that a pair of points and a p_ij take on one core, to size a step
STEP = 0.2  # seconds of a step
KEPT, KEPT_IN_ALL = 300, 1_800_000  # neighbours kept of a point, and of all points, for later changes of perplexity


def check_perplexity(perplexity: float, n: int) -> None:
    """Raise SettingError when `n` points allow no map of this perplexity."""
    limit = perplexity_limit(n)
    if perplexity > limit:
        raise SettingError(
            f"perplexity = {perplexity:g} is too high for {n:,} points: choose at most {limit:g}, or bring more points."
        )


def first_positions(points: np.ndarray, settings: TSNESettings) -> np.ndarray:
    """Where the points (n, d) start, (n, dims): their PCA map, which no seed changes, or seeded normal noise.

    Axes along which flat data has no extent are filled with noise of a hundredth of the first, always the same.
    """
    rng = np.random.default_rng(settings.seed)
    if settings.init == "random":
        return rng.normal(0.0, START_SPREAD, (len(points), settings.dims))
    positions = pca(points, settings.dims).positions
    positions *= START_SPREAD / positions[:, 0].std()
    flat = np.ptp(positions, axis=0) < FLAT * START_SPREAD
    positions[:, flat] = np.random.default_rng(0).normal(0.0, START_SPREAD / 100, (len(points), flat.sum()))
    return positions


def find_neighbours(points: np.ndarray, perplexity: float) -> Neighbours:
    """The neighbours that a perplexity asks for, and where there is room those that a higher one would ask for."""
    n = len(points)
    return nearest(points, max(most_neighbours(n, perplexity), most_kept(n, perplexity)))


def most_kept(n: int, perplexity: float) -> int:
    """How many neighbours of each of n points travel with a run."""
    return min(n - 1, max(most_neighbours(n, perplexity), KEPT), max(1, KEPT_IN_ALL // n))


def start(points: np.ndarray, settings: TSNESettings, neighbours: Neighbours | None = None) -> TSNEState:
    """The map of points (n, d) before its first iteration.

    Neighbours that are known already must be at least `most_neighbours(n, perplexity)` of each point. Raises
    SettingError when they are fewer, the points can't be mapped or the perplexity is too high for them.
    """
    began = time.perf_counter()
    points = check_points(points, FEWEST_NEIGHBOURLY)
    n = len(points)
    check_perplexity(settings.perplexity, n)
    if neighbours is None:
        neighbours = find_neighbours(points, settings.perplexity)
    elif len(neighbours.indices) != n:
        raise SettingError(f"neighbours belongs to {len(neighbours.indices):,} points: bring those of all {n:,}.")
    positions = first_positions(points, settings).astype(np.float32)
    state = TSNEState(
        settings,
        positions,
        update=np.zeros_like(positions),
        gains=np.ones_like(positions),
        affinities=find_affinities(neighbours, settings.perplexity),
        neighbours=kept(neighbours, settings.perplexity),
        iteration=0,
        since=0,
        early=settings.gathering,
        last=settings.iterations,
        mark=Mark(0, float("nan")),
    )
    state = rehearse(state) if state.early and n <= FEW else state
    return replace(state, seconds=time.perf_counter() - began)


def kept(neighbours: Neighbours, perplexity: float) -> Neighbours:
    """The nearest of the neighbours, few enough to travel with a run."""
    k = most_kept(len(neighbours.indices), perplexity)
    if neighbours.k <= k:
        return neighbours
    return Neighbours(neighbours.indices[:, :k].copy(), neighbours.distances[:, :k].copy())


def max_bytes(n: int, perplexity: float) -> int:
    """The most bytes a run of n points can have: p_ij both ways, neighbours, positions with what moves them."""
    pairs = min(2 * n * most_neighbours(n, perplexity), n * (n - 1))
    return 8 * pairs + 12 * n * most_kept(n, perplexity) + 48 * n


def trimmed(state: TSNEState) -> TSNEState:
    """A run that makes no further step as it is: what `core.maps.warm_start` and a picture need."""
    return replace(state, affinities=Affinities(*(array[:0].copy() for array in state.affinities)))


def rehearse(state: TSNEState) -> TSNEState:
    """The state, about to begin in the way that leads to the least KL: whole runs, since a knot opens late."""
    ends = []
    for beginning in BEGINNINGS + (MORE_BEGINNINGS if len(state.positions) <= FEWEST else ()):
        end = replace(state, beginning=beginning)
        while not end.finished:
            end = step(end)
        ends.append(end)
    return replace(state, beginning=min(ends, key=lambda end: end.kl).beginning)


def iterations_per_step(n: int, pairs: int) -> int:
    """How many iterations over n points with so many p_ij take about `STEP` seconds of one core, 8 to `PART`.

    With fewer than 8 the KL divergence at their end would take a quarter of the time and more.
    """
    return min(PART, max(8, int(STEP / (PAIR * n**2 + PULL * pairs))))


def step(state: TSNEState, iterations: int | None = None, threads: int = 1) -> TSNEState:
    """Up to `iterations` more iterations, by default as many as take about `STEP` seconds.

    It stops at the end of early exaggeration and of the run, and every `part` iterations, where the run is asked
    whether it has settled: so where a chain is cut changes nothing.

    Args:
        state: where to go on from.
        iterations: how many, at the most.
        threads: how many share the rows; the result is the same.

    Raises: SettingError when the positions stop being numbers.
    """
    began = time.perf_counter()
    end = state.early if state.iteration < state.early else min(state.last, state.mark.iteration + state.part)
    wanted = iterations or iterations_per_step(len(state.positions), len(state.affinities.values))
    moved = descend(state, min(wanted, end - state.iteration), threads)
    moved = replace(moved, kl=divergence(moved.affinities, moved.positions))
    if not np.isfinite(moved.kl):
        raise SettingError(
            f"The computation broke down at perplexity = {state.settings.perplexity:g} and learning_rate = "
            f"{state.settings.learning_rate:g}: try another perplexity, or a lower learning rate."
        )
    moved = judge(moved) if moved.iteration == end else moved
    return replace(moved, seconds=state.seconds + time.perf_counter() - began)


def judge(state: TSNEState) -> TSNEState:
    """The state with its KL marked, and what follows from it: a slower run after a rise, the end after a small fall."""
    kl, before = loss(state), state.mark.kl
    mark = Mark(state.iteration, kl)
    if kl > before:
        still, rate = np.zeros_like(state.update), state.rate / 2
        return replace(
            state, mark=mark, update=still, gains=np.ones_like(state.gains), rate=rate, settled=rate < COOLEST
        )
    return replace(state, mark=mark, settled=before - kl < SETTLED * state.rate * kl)


def loss(state: TSNEState) -> float:
    """What a run makes small: the KL, and with a lasting exaggeration e also (e − 1) · Σ p_ij log(1 + |y_i − y_j|²)."""
    lasting, (indptr, indices, p), y = state.settings.lasting, state.affinities, state.positions
    if lasting == 1:
        return state.kl
    rows = np.repeat(np.arange(len(y)), np.diff(indptr))
    apart = ((y[rows] - y[indices]) ** 2).sum(axis=1, dtype=np.float64)
    return state.kl + (lasting - 1) * float((p * np.log1p(apart)).sum())


def descend(state: TSNEState, iterations: int, threads: int) -> TSNEState:
    """So many iterations of gradient descent, and no look at where they lead."""
    from core.maps import loops

    y, update, gains = (np.array(a.T, np.float32, order="C") for a in (state.positions, state.update, state.gains))
    dims, n = y.shape
    y0, y1, y2 = y[0], y[1], y[2] if dims == 3 else None
    indptr, indices, p = state.affinities
    longest = int(np.diff(indptr).max())
    rows = list(pairwise(np.linspace(0, n, groups_of(n) + 1).astype(int).tolist()))
    paired = list(pairwise(pair_edges(n).tolist())) if dims == 2 and n > UNPAIRED else [None] * len(rows)
    pull, pushes = np.empty_like(y), np.empty((len(rows), dims + 1, n), np.float32)

    def forces(paired: tuple[int, int] | None, rows: tuple[int, int], push: np.ndarray) -> None:
        if paired:
            loops.repel_pairs(*paired, y0, y1, push)
        else:
            loops.repel_rows(*rows, y0, y1, y2, push)
        loops.attract(*rows, y0, y1, y2, indptr, indices, p, np.empty((dims, longest), np.float32), pull)

    with sharing(threads) as share:
        for iteration in range(state.iteration, state.iteration + iterations):
            list(share(forces, paired, rows, pushes))
            push = pushes.sum(axis=0) if len(pushes) > 1 else pushes[0]
            exaggeration, momentum, rate = schedule(state, iteration)
            numbers = map(np.float32, (exaggeration, push[-1].sum(dtype=np.float64), momentum, rate))
            loops.move(y, update, gains, pull, push, *numbers)
    positions, update, gains = (np.ascontiguousarray(a.T) for a in (y, update, gains))
    return replace(state, positions=positions, update=update, gains=gains, iteration=state.iteration + iterations)


@contextmanager
def sharing(threads: int) -> Iterator[Callable[..., Iterable[None]]]:
    """A `map` that works on so many threads."""
    if threads == 1:
        yield map
    else:
        with ThreadPoolExecutor(threads) as pool:
            yield pool.map


def groups_of(n: int) -> int:
    """How many groups of rows threads work through. It follows from n alone: so sums are taken in the same order."""
    return min(max(n // GROUP, 1), MOST_GROUPS)


def pair_edges(n: int) -> np.ndarray:
    """The first rows of the groups, and n, so that each has about as many pairs with later rows. All but n are even."""
    edges = (n * (1 - np.sqrt(np.linspace(1, 0, groups_of(n) + 1)))).astype(int) // 2 * 2
    edges[-1] = n
    return edges


def schedule(state: TSNEState, iteration: int) -> tuple[float, float, float]:
    """Exaggeration, momentum and learning rate of one iteration."""
    settings, n = state.settings, len(state.positions)
    if iteration >= state.early:
        return settings.lasting, settings.momentum, settings.learning_rate * state.rate * n / settings.lasting
    gathered = (iteration - state.since) / (state.early - state.since)
    exaggeration = settings.lasting * max(settings.exaggeration / settings.lasting, 1.0) ** (1 - gathered)
    rate = settings.learning_rate * max(n / exaggeration, min(state.beginning.rate, n))
    return exaggeration, min(state.beginning.momentum, settings.momentum), rate


def divergence(affinities: Affinities, positions: np.ndarray) -> float:
    """The KL divergence in nats of a map (n, dims), exact over all pairs, never negative."""
    from core.maps import loops

    columns = np.array(positions.T, np.float64, order="C")
    return float(loops.divergence(columns[0], columns[1], columns[2] if len(columns) == 3 else None, *affinities))


def run(
    points: np.ndarray, settings: TSNESettings, neighbours: Neighbours | None = None, threads: int = 1
) -> TSNEState:
    """A whole run at a stretch."""
    state = start(points, settings, neighbours)
    while not state.finished:
        state = step(state, PART, threads)
    return state
