"""t-SNE as a chain of pure steps: neighbour probabilities in the data, matched by positions on the map.

    p_ij    how likely i would pick j as a neighbour, from distances in the data; each point's reach is set
            so that it picks among about `perplexity` others
    q_ij    ∝ 1 / (1 + |y_i − y_j|²), the same on the map
    KL      Σ p_ij log(p_ij / q_ij), made small by gradient descent

For the first part of a run all p are multiplied by 12 (early exaggeration), which gathers the clusters.

    state = start(points, settings)
    while not state.finished:
        state = step(state)

A state is plain arrays: any worker can take it up, and cutting the chain anywhere changes nothing. Gradients are
openTSNE's Barnes–Hut approximation, on one thread.

van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, https://jmlr.org/papers/v9/vandermaaten08a.html
Poličar, Stražar & Zupan, "openTSNE", 2024, https://doi.org/10.18637/jss.v109.i03
Belkina et al., 2019, https://doi.org/10.1038/s41467-019-13055-y (learning rate n / exaggeration)
"""

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.errors import SettingError
from core.maps.neighbours import Neighbours, check_points, nearest
from core.maps.pca import pca
from core.settings import FEWEST_NEIGHBOURLY, TSNESettings, perplexity_limit

if TYPE_CHECKING:
    from openTSNE import TSNEEmbedding

EXAGGERATION = 12.0
START_SPREAD = 1e-4  # standard deviation of the first axis at the start
PART = 50  # iterations after which a run is asked whether it has settled, and of one step of a small map
SMALL = 2_000  # points; an iteration over more takes longer, so that fewer make a step
SETTLED = 5e-4  # a run whose KL fell by less than this share over one part has settled
KEPT, KEPT_IN_ALL = 300, 540_000  # neighbours kept of a point, and of all points, for later changes of perplexity


class Mark(NamedTuple):
    """A KL divergence that later ones are held against; nan where there is none yet."""

    iteration: int
    kl: float


NO_MARK = Mark(0, float("nan"))


class Affinities(NamedTuple):
    """The probabilities p_ij, n × n, as the three arrays of a compressed sparse row matrix."""

    indptr: np.ndarray
    indices: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class TSNEState:
    """A run after `iteration` iterations."""

    settings: TSNESettings  # what was asked for
    positions: np.ndarray  # (n, dims), the map
    update: np.ndarray  # (n, dims), the momentum of the gradient descent
    gains: np.ndarray  # (n, dims), its step sizes
    affinities: Affinities  # p_ij
    neighbours: Neighbours  # of the data, for a change of perplexity; the nearest of those that were found
    iteration: int  # how many are done
    last: int  # the number of the last iteration
    early: int  # how many of them are exaggerated
    kl: float = float("nan")  # the Kullback–Leibler divergence in nats, nan before the first step
    mark: Mark = NO_MARK  # where the run was last asked whether it has settled
    settled: bool = False  # whether the KL has stopped falling
    seconds: float = 0.0  # spent computing so far

    @property
    def done(self) -> int:
        """How many iterations are done, of `last`."""
        return self.iteration

    @property
    def finished(self) -> bool:
        """Whether all iterations are done or the map has settled."""
        return self.settled or self.iteration >= self.last


def check_perplexity(perplexity: float, n: int) -> None:
    """Raise SettingError when `n` points allow no map of this perplexity."""
    limit = perplexity_limit(n)
    if perplexity > limit:
        raise SettingError(
            f"perplexity = {perplexity:g} is too high for {n:,} points: choose at most {limit:g}, or bring more points."
        )


def find_affinities(neighbours: Neighbours, perplexity: float) -> Affinities:
    """p_ij = (p_j|i + p_i|j) / 2n from the 3 · perplexity nearest neighbours, where p_j|i ∝ exp(−d_ij² / 2σ_i²)."""
    from openTSNE.affinity import joint_probabilities_nn

    k = min(neighbours.k, max(3, int(3 * perplexity)))
    matrix = joint_probabilities_nn(
        np.ascontiguousarray(neighbours.indices[:, :k]), np.ascontiguousarray(neighbours.distances[:, :k]), [perplexity]
    )
    matrix.sort_indices()
    return Affinities(matrix.indptr, matrix.indices, matrix.data)


def first_positions(points: np.ndarray, settings: TSNESettings) -> np.ndarray:
    """Where the points (n, d) start, (n, dims): their PCA map, which no seed changes, or seeded normal noise.

    Axes along which flat data has no extent are filled with noise of a hundredth of the first, always the same.
    """
    rng = np.random.default_rng(settings.seed)
    if settings.init == "random":
        return rng.normal(0.0, START_SPREAD, (len(points), settings.dims))
    positions = pca(points, settings.dims).positions
    positions *= START_SPREAD / positions[:, 0].std()
    flat = np.ptp(positions, axis=0) == 0
    positions[:, flat] = np.random.default_rng(0).normal(0.0, START_SPREAD / 100, (len(points), flat.sum()))
    return positions


def start(points: np.ndarray, settings: TSNESettings, neighbours: Neighbours | None = None) -> TSNEState:
    """The map of points (n, d) before its first iteration.

    Neighbours that are known already must be at least 3 · perplexity of each point, or all n − 1. Raises SettingError
    when they are fewer, the points can't be mapped or the perplexity is too high for them.
    """
    began = time.perf_counter()
    points = check_points(points, FEWEST_NEIGHBOURLY)
    n = len(points)
    check_perplexity(settings.perplexity, n)
    needed = min(n - 1, int(3 * settings.perplexity))
    if neighbours is None:
        neighbours = nearest(points, max(needed, min(n - 1, KEPT, KEPT_IN_ALL // n)))
    elif neighbours.k < needed or len(neighbours.indices) != n:
        raise SettingError(f"neighbours has shape {neighbours.indices.shape}: bring at least ({n}, {needed}).")
    positions = first_positions(points, settings)
    affinities = find_affinities(neighbours, settings.perplexity)
    return TSNEState(
        settings,
        positions,
        update=np.zeros_like(positions),
        gains=np.ones_like(positions),
        affinities=affinities,
        neighbours=kept(neighbours),
        iteration=0,
        last=settings.iterations,
        early=min(settings.early, settings.iterations // 3),
        seconds=time.perf_counter() - began,
    )


def kept(neighbours: Neighbours) -> Neighbours:
    """The nearest of the neighbours, few enough to travel with a run."""
    k = max(1, KEPT_IN_ALL // len(neighbours.indices))
    if neighbours.k <= k:
        return neighbours
    return Neighbours(neighbours.indices[:, :k].copy(), neighbours.distances[:, :k].copy())


def max_bytes(n: int, perplexity: float) -> int:
    """The most bytes a run of n points can have: twice 3 · perplexity pairs a point, neighbours, positions."""
    pairs = min(2 * n * max(3, int(3 * perplexity)), n * (n - 1))
    return 12 * (pairs + min(KEPT_IN_ALL, n * (n - 1))) + 80 * n  # a number of 8 bytes and an index of 4 each


def trimmed(state: TSNEState) -> TSNEState:
    """A run that makes no further step as it is: what `core.maps.perplexity` and a picture need."""
    return replace(state, affinities=Affinities(*(array[:0].copy() for array in state.affinities)))


def iterations_per_step(n: int) -> int:
    """How many iterations over n points make a step of about a third of a second, `PART` at most."""
    return PART if n <= SMALL else max(1, int(PART * (SMALL / n) ** 1.5))


def last_mark(state: TSNEState) -> Mark:
    """What the KL is next held against: nothing, just after exaggeration and after a change of perplexity."""
    new = state.iteration == state.early or state.kl != state.kl
    return Mark(state.iteration, float("nan")) if new else state.mark


def step(state: TSNEState, iterations: int | None = None) -> TSNEState:
    """Up to `iterations` more iterations, by default `iterations_per_step(n)`.

    It stops at the end of early exaggeration and of the run, and every `PART` iterations, where the run is asked
    whether it has settled: so where a chain is cut changes nothing.

    Raises: SettingError when the positions stop being numbers.
    """
    began = time.perf_counter()
    exaggerated, mark = state.iteration < state.early, last_mark(state)
    end = state.early if exaggerated else min(state.last, mark.iteration + PART)
    count = min(iterations or iterations_per_step(len(state.positions)), end - state.iteration)
    embedding = restore(state)
    embedding.optimize(
        count, inplace=True, exaggeration=EXAGGERATION if exaggerated else 1.0, momentum=state.settings.momentum
    )
    positions, kl = np.array(embedding), float(embedding.kl_divergence)
    if not np.isfinite(positions).all():
        raise SettingError(
            f"perplexity = {state.settings.perplexity:g} led nowhere: the map is no longer made of numbers."
        )
    iteration, settled = state.iteration + count, False
    if not exaggerated and iteration == mark.iteration + PART:
        mark, settled = Mark(iteration, kl), abs(mark.kl - kl) < SETTLED * abs(kl)
    return replace(
        state,
        positions=positions,
        update=embedding.optimizer.update,
        gains=embedding.optimizer.gains,
        iteration=iteration,
        kl=kl,
        mark=mark,
        settled=settled,
        seconds=state.seconds + time.perf_counter() - began,
    )


def restore(state: TSNEState) -> "TSNEEmbedding":
    """OpenTSNE's object with the positions, momentum and probabilities of `state`."""
    import scipy.sparse
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PrecomputedAffinities
    from openTSNE.tsne import gradient_descent

    n = len(state.positions)
    indptr, indices, values = state.affinities
    matrix = scipy.sparse.csr_matrix((values.copy(), indices, indptr), shape=(n, n))  # optimize scales it in place
    optimizer = gradient_descent()
    optimizer.update, optimizer.gains = state.update.copy(), state.gains.copy()
    return TSNEEmbedding(
        state.positions,
        PrecomputedAffinities(matrix, normalize=False),
        optimizer=optimizer,
        negative_gradient_method="bh",
        learning_rate="auto",
        n_jobs=1,
    )


def run(points: np.ndarray, settings: TSNESettings, neighbours: Neighbours | None = None) -> TSNEState:
    """A whole run at a stretch."""
    state = start(points, settings, neighbours)
    while not state.finished:
        state = step(state, PART)
    return state
