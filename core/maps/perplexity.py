"""Another perplexity for a t-SNE run, from the map on screen: a twentieth of the time of a new run.

What is kept of the affinities are the neighbours and their distances, the slow part; the p_ij follow from them anew,
since every reach changes. The map is first stretched by the one factor that brings its KL divergence down the most: a
map of few neighbours lies wider than one of many, and gradient descent takes hundreds of iterations to grow or
shrink a map as a whole. Then a few iterations move every point to its new place.

This is a short cut, no theorem: a jump to a perplexity more than three times as high can end in a map whose KL lies a
few per cent above that of a new run, since what a small perplexity has torn apart does not grow together again.
"""

import time
from dataclasses import replace

import numpy as np

from core.maps.metrics import squared_distances
from core.maps.neighbours import check_points, nearest
from core.maps.tsne import Affinities, TSNEState, check_perplexity, find_affinities
from core.settings import FEWEST_NEIGHBOURLY

CONTINUED, CONTINUED_FAR = 40, 250  # iterations after a change of perplexity, and after a far one
NEAR = 0.33, 3.4  # between these factors a change of perplexity is not far
FEW = 1_000  # points, below which a map is cheap and more easily caught, so that every change is a far one
STRETCH = 4.0  # the most by which a map is stretched or shrunk at a change of perplexity
SAMPLED = 100  # points from which the distances of all pairs on a map are judged


def change(state: TSNEState, points: np.ndarray, perplexity: float) -> TSNEState:
    """The same run of points (n, d) with another perplexity, from the map on screen, stretched or shrunk as a whole.

    The neighbours are searched again only when the new perplexity asks for more than were kept: 3 of each point for
    every unit of it, and `tsne.KEPT` of each up to 1,800 points, enough for a perplexity of 100. The run may be
    finished or not. Raises SettingError when the perplexity is too high for n.
    """
    began = time.perf_counter()
    n = len(state.positions)
    check_perplexity(perplexity, n)
    iterations = continued(n, perplexity / state.settings.perplexity)
    neighbours, needed = state.neighbours, min(n - 1, int(3 * perplexity))
    if neighbours.k < needed:
        neighbours = nearest(check_points(points, FEWEST_NEIGHBOURLY), needed)
    affinities = find_affinities(neighbours, perplexity)
    gathering = state.iteration < state.early  # the clusters are held together on purpose
    return replace(
        state,
        settings=replace(state.settings, perplexity=perplexity),
        positions=state.positions * (1.0 if gathering else best_stretch(affinities, state.positions)),
        affinities=affinities,
        neighbours=neighbours,
        update=np.zeros_like(state.update),
        gains=np.ones_like(state.gains),
        last=max(0 if state.finished else state.last, state.iteration + iterations),
        kl=float("nan"),
        settled=False,
        seconds=time.perf_counter() - began,
    )


def continued(n: int, ratio: float) -> int:
    """How many iterations a map of n points needs when its perplexity is multiplied by `ratio`."""
    return CONTINUED if n >= FEW and NEAR[0] <= ratio <= NEAR[1] else CONTINUED_FAR


def best_stretch(affinities: Affinities, positions: np.ndarray) -> float:
    """The factor s, a quarter to 4, for which the map s·y has the least KL divergence, y the positions (n, dims).

        KL(s) = Σ p_ij log(1 + s²·d_ij²) + log Σ 1 / (1 + s²·d_ij²) + what does not depend on s

    with d_ij the distances on the map y. The first sum runs over the pairs that have a p. The second one, over all
    pairs, is estimated from the pairs of `SAMPLED` points, evenly spread over the rows, with all others.
    """
    from scipy.optimize import minimize_scalar

    n = len(positions)
    one = np.repeat(np.arange(n), np.diff(affinities.indptr))
    near = ((positions[one] - positions[affinities.indices]) ** 2).sum(axis=1)
    sample = np.unique(np.linspace(0, n - 1, min(n, SAMPLED)).astype(int))
    far = squared_distances(positions[sample], positions)
    far[np.arange(len(sample)), sample] = np.inf  # a point is no pair with itself

    def divergence(log_s: float) -> float:
        square = np.exp(2 * log_s)
        return float(affinities.values @ np.log1p(square * near) + np.log((1 / (1 + square * far)).sum()))

    limit = np.log(STRETCH)
    return float(np.exp(minimize_scalar(divergence, bounds=(-limit, limit), method="bounded").x))
