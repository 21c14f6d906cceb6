"""Other settings for a t-SNE run, from the map on screen: a fraction of the time of a new run.

What is kept of the data are the neighbours and their distances, the slow part; the p_ij follow from them anew, since
every reach changes with the perplexity. The map is first stretched by the one factor that brings its KL divergence down
the most: a map of few neighbours lies wider than one of many, and gradient descent takes hundreds of iterations to
grow or shrink a map as a whole. Then it settles as any run does. Another exaggeration gathers the clusters once more.

    state = change(state, points, replace(state.settings, perplexity=50))
    while not state.finished:
        state = step(state)

This is a short cut, no theorem: a jump to a perplexity more than three times as high can end in a map whose KL lies a
few per cent above that of a new run, since what a small perplexity has torn apart does not grow together again.
"""

import time
from dataclasses import replace

import numpy as np

from core.maps.affinities import Affinities, find_affinities, most_neighbours
from core.maps.metrics import squared_distances
from core.maps.neighbours import check_points
from core.maps.tsne import check_perplexity, divergence, find_neighbours, kept
from core.maps.tsne_state import PART, Mark, TSNEState
from core.settings import FEWEST_NEIGHBOURLY, TSNESettings

STRETCH = 4.0  # the most by which a map is stretched or shrunk at a change of perplexity
SAMPLED = 100  # points that judge how far


def change(state: TSNEState, points: np.ndarray, settings: TSNESettings) -> TSNEState:
    """The same run of points (n, d) with other settings, from the map on screen.

    The neighbours are searched again only when the new perplexity asks for more than are kept. The run may be finished
    or not; while it gathers its clusters, they are held together on purpose, and it goes on doing so.

    Raises: SettingError when the perplexity is too high for n.
    """
    began = time.perf_counter()
    n = len(state.positions)
    check_perplexity(settings.perplexity, n)
    neighbours = state.neighbours
    if neighbours.k < most_neighbours(n, settings.perplexity):
        neighbours = find_neighbours(check_points(points, FEWEST_NEIGHBOURLY), settings.perplexity)
    affinities = find_affinities(neighbours, settings.perplexity)
    gathering = state.iteration < state.early
    again = not gathering and settings.exaggeration != state.settings.exaggeration
    stretch = 1.0 if gathering else best_stretch(affinities, state.positions)
    positions = (state.positions * stretch).astype(np.float32)
    kl = divergence(affinities, positions)
    return replace(
        state,
        settings=settings,
        positions=positions,
        update=np.zeros_like(state.update),
        gains=np.ones_like(state.gains),
        affinities=affinities,
        neighbours=kept(neighbours, settings.perplexity),
        since=state.iteration if again else state.since,
        early=state.iteration + settings.gathering if again else state.early,
        last=state.last if gathering else state.iteration + settings.iterations,
        mark=Mark(state.iteration, float("nan") if again else kl),
        part=PART if again else PART // 2,  # most of the way is gone
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
