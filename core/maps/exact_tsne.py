"""t-SNE by exact gradients, as a chain of pure steps.

    p_ij    how likely i would pick j as a neighbour, from distances in the data (`core.maps.affinities`)
    q_ij    ∝ w_ij = 1 / (1 + |y_i − y_j|²), the same on the map
    KL      Σ p_ij log(p_ij / q_ij), made small by gradient descent:
            ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j)

    state = start(points, settings)
    while not state.finished:
        state = step(state)
    state = change(state, points, perplexity=50)        and on with the loop

The sums run over all pairs. A modern core works through eight pairs at once, which up to some 30,000 points takes less
time than the tree or the grid that stand in for the far ones (`exact_is_quicker`), and leaves nothing to doubt: the
same settings give the same bits however the chain is cut and however many threads share the rows.

How a run goes: all p are multiplied by 12 at first, which gathers the clusters, and by less from iteration to
iteration, so that the map unfolds from the whole to the parts (`early` iterations); then it settles. Every `PART`
iterations the KL is held against what it was: a rise halves the learning rate and stops all movement, a small fall
ends the run. Few points are easily caught in a bad map (a ring that has torn, a knot): for them the beginning is
rehearsed in three ways, and the best is taken.

van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, https://jmlr.org/papers/v9/vandermaaten08a.html
Belkina et al., 2019, https://doi.org/10.1038/s41467-019-13055-y (learning rate n / exaggeration)
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from core.errors import SettingError
from core.maps.affinities import Affinities, find_affinities, find_neighbours, most_neighbours
from core.maps.exact_state import BEGINNINGS, PART, ExactTSNESettings, ExactTSNEState, Mark
from core.maps.metrics import squared_distances
from core.maps.neighbours import Neighbours, check_points
from core.maps.tsne import check_perplexity, first_positions
from core.settings import FEWEST_NEIGHBOURLY

CROSSOVER = 30_000  # points, the most for which all pairs were measured to take less time than the interpolation
FEW = 250  # points, up to which a run is cheap enough for its beginning to be rehearsed
SETTLED = 2e-3  # a run whose KL fell by less than this share over one part has settled
COOLEST = 1 / 64  # of the learning rate, below which a run has settled
PAIR, PULL = 0.25e-9, 1.3e-9  # seconds that a pair of points and a p_ij take on one core, to size a step
STEP = 0.2  # seconds of a step
STRETCH = 4.0  # the most by which a map is stretched or shrunk at a change of perplexity
SAMPLED = 100  # points that judge how far


def exact_is_quicker(n: int) -> bool:
    """Whether all pairs of n points take less time than openTSNE's interpolation, on one core.

    An iteration in the plane at perplexity 30, measured by `tests/bench/tsne.py`: docs/log.md has the figures.
    """
    return n <= CROSSOVER


def start(
    points: np.ndarray,
    settings: ExactTSNESettings,
    neighbours: Neighbours | None = None,
    positions: np.ndarray | None = None,
) -> ExactTSNEState:
    """The map before its first iteration.

    Args:
        points: (n, d).
        settings: the run.
        neighbours: of the points, if they are known already; at least `most_neighbours(n, perplexity)` of each.
        positions: (n, dims), where to start instead of `settings.init`; nothing is then exaggerated.

    Raises: SettingError when the points can't be mapped, the perplexity is too high for them, or `neighbours` or
        `positions` don't belong to them.
    """
    began = time.perf_counter()
    points = check_points(points, FEWEST_NEIGHBOURLY)
    n = len(points)
    check_perplexity(settings.perplexity, n)
    if neighbours is None:
        neighbours = find_neighbours(points, most_neighbours(n, settings.perplexity))
    elif len(neighbours.indices) != n:
        raise SettingError(f"neighbours belongs to {len(neighbours.indices):,} points: bring those of all {n:,}.")
    early = min(settings.early, settings.iterations // 3)
    if positions is None:
        positions = first_positions(points, settings)  # type: ignore[arg-type]
    elif np.shape(positions) != (n, settings.dims) or not np.isfinite(positions).all():
        raise SettingError(f"positions has shape {np.shape(positions)}: bring finite numbers ({n}, {settings.dims}).")
    else:
        early = 0
    positions = np.array(positions, dtype=np.float32)
    state = ExactTSNEState(
        settings,
        positions,
        update=np.zeros_like(positions),
        gains=np.ones_like(positions),
        affinities=find_affinities(neighbours, settings.perplexity),
        neighbours=neighbours,
        iteration=0,
        early=early,
        last=settings.iterations,
        mark=Mark(0, float("nan")),
    )
    state = rehearse(state) if early and n <= FEW else state
    return replace(state, seconds=time.perf_counter() - began)


def rehearse(state: ExactTSNEState) -> ExactTSNEState:
    """The state, about to begin in the way that leads to the least KL: whole runs, since a knot opens late."""
    ends = []
    for beginning in BEGINNINGS:
        end = replace(state, beginning=beginning)
        while not end.finished:
            end = step(end)
        ends.append(end)
    return replace(state, beginning=min(ends, key=lambda end: end.kl).beginning)


def iterations_per_step(n: int, pairs: int) -> int:
    """How many iterations over n points with so many p_ij take about `STEP` seconds of one core, 4 to `PART`.

    Fewer than 4 would take less time than the KL divergence at their end.
    """
    return min(PART, max(4, int(STEP / (PAIR * n**2 + PULL * pairs))))


def step(state: ExactTSNEState, iterations: int | None = None, threads: int = 1) -> ExactTSNEState:
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
            f"perplexity = {state.settings.perplexity:g} led nowhere: the map is no longer made of numbers. "
            "Choose a lower learning rate."
        )
    moved = judge(moved) if moved.iteration == end else moved
    return replace(moved, seconds=state.seconds + time.perf_counter() - began)


def judge(state: ExactTSNEState) -> ExactTSNEState:
    """The state with its KL marked, and what follows from it: a slower run after a rise, the end after a small fall."""
    kl, before = state.kl, state.mark.kl
    mark = Mark(state.iteration, kl)
    if kl > before:
        still, rate = np.zeros_like(state.update), state.rate / 2
        return replace(
            state, mark=mark, update=still, gains=np.ones_like(state.gains), rate=rate, settled=rate < COOLEST
        )
    return replace(state, mark=mark, settled=before - kl < SETTLED * state.rate * kl)


def descend(state: ExactTSNEState, iterations: int, threads: int) -> ExactTSNEState:
    """So many iterations of gradient descent, and no look at where they lead."""
    from core.maps import loops

    y, update, gains = (np.array(a.T, np.float32, order="C") for a in (state.positions, state.update, state.gains))
    dims, n = y.shape
    indptr, indices, p = state.affinities
    pull, push, z = np.empty_like(y), np.empty_like(y), np.empty(n)
    edges = np.linspace(0, n, threads + 1).astype(int)
    longest = int(np.diff(indptr).max())

    def forces(first: int, last: int) -> None:
        near = np.empty((dims, longest), np.float32)
        loops.forces(first, last, y[0], y[1], y[2] if dims == 3 else None, indptr, indices, p, near, pull, push, z)

    with sharing(threads) as share:
        for iteration in range(state.iteration, state.iteration + iterations):
            list(share(forces, edges[:-1], edges[1:]))
            exaggeration, momentum, rate = schedule(state, iteration)
            numbers = map(np.float32, (exaggeration, z.sum(), momentum, rate))
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


def schedule(state: ExactTSNEState, iteration: int) -> tuple[float, float, float]:
    """Exaggeration, momentum and learning rate of one iteration."""
    settings, n = state.settings, len(state.positions)
    if iteration >= state.early:
        return 1.0, settings.momentum, settings.learning_rate * state.rate * n
    exaggeration = settings.exaggeration ** (1 - iteration / state.early)
    rate = settings.learning_rate * max(n / exaggeration, min(state.beginning.rate, n))
    return exaggeration, min(state.beginning.momentum, settings.momentum), rate


def divergence(affinities: Affinities, positions: np.ndarray) -> float:
    """The KL divergence in nats of a map (n, dims), exact over all pairs, never negative."""
    from core.maps import loops

    columns = np.array(positions.T, np.float64, order="C")
    return float(loops.divergence(columns[0], columns[1], columns[2] if len(columns) == 3 else None, *affinities))


def change(state: ExactTSNEState, points: np.ndarray, perplexity: float) -> ExactTSNEState:
    """The same run with another perplexity, from the map on screen, first stretched by the factor with the least KL.

    The neighbours are searched again only when the new perplexity asks for more than are kept.

    Args:
        state: where to go on from; may be finished or not.
        points: (n, d), those the run was started with.
        perplexity: the new one.

    Raises: SettingError when the perplexity is too high for n.
    """
    began = time.perf_counter()
    n = len(state.positions)
    check_perplexity(perplexity, n)
    neighbours, needed = state.neighbours, most_neighbours(n, perplexity)
    if neighbours.k < needed:
        neighbours = find_neighbours(check_points(points, FEWEST_NEIGHBOURLY), needed)
    affinities = find_affinities(neighbours, perplexity)
    gathering = state.iteration < state.early  # the clusters are held together on purpose
    stretch = 1.0 if gathering else best_stretch(affinities, state.positions)
    positions = (state.positions * stretch).astype(np.float32)
    kl = divergence(affinities, positions)
    return replace(
        state,
        settings=replace(state.settings, perplexity=perplexity),
        positions=positions,
        update=np.zeros_like(state.update),
        gains=np.ones_like(state.gains),
        affinities=affinities,
        neighbours=neighbours,
        last=state.last if gathering else state.iteration + state.settings.iterations,
        mark=Mark(state.iteration, kl),
        part=PART // 2,  # most of the way is gone
        kl=kl,
        rate=1.0,
        settled=False,
        seconds=time.perf_counter() - began,
    )


def best_stretch(affinities: Affinities, positions: np.ndarray) -> float:
    """The factor s, a quarter to 4, for which the map s·y (n, dims) has the least KL divergence.

        KL(s) = Σ p_ij log(1 + s²·d_ij²) + log Σ 1 / (1 + s²·d_ij²) + what does not depend on s

    A map of few neighbours lies wider than one of many, and gradient descent takes long to grow or shrink a whole. Both
    sums are estimated from the rows of `SAMPLED` points, evenly spread.
    """
    from scipy.optimize import minimize_scalar

    n = len(positions)
    indptr, indices, p = affinities
    sample = np.unique(np.linspace(0, n - 1, min(n, SAMPLED)).astype(int))
    far = squared_distances(positions[sample].astype(float), positions.astype(float))
    rows = [slice(*indptr[i : i + 2]) for i in sample]
    near = np.concatenate([squares[indices[row]] for squares, row in zip(far, rows, strict=True)])
    share = np.concatenate([p[row] for row in rows]).astype(float)
    share /= share.sum()
    far[np.arange(len(sample)), sample] = np.inf  # a point is no pair with itself

    def estimate(log_s: float) -> float:
        square = np.exp(2 * log_s)
        return float(share @ np.log1p(square * near) + np.log((1 / (1 + square * far)).sum()))

    limit = np.log(STRETCH)
    found = minimize_scalar(estimate, bounds=(-limit, limit), method="bounded", options={"xatol": 0.01})
    return float(np.exp(found.x))


def run(
    points: np.ndarray, settings: ExactTSNESettings, neighbours: Neighbours | None = None, threads: int = 1
) -> ExactTSNEState:
    """A whole run at a stretch."""
    state = start(points, settings, neighbours)
    while not state.finished:
        state = step(state, PART, threads)
    return state
