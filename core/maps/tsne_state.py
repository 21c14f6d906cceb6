"""What a t-SNE run consists of between two steps."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.maps.affinities import Affinities
from core.maps.neighbours import Neighbours
from core.settings import TSNESettings

PART = 50  # iterations after which a run is asked whether it has settled


class Mark(NamedTuple):
    """A KL divergence that the next one is held against; nan where there is none yet."""

    iteration: int
    kl: float


class Beginning(NamedTuple):
    """How the exaggerated iterations move: their momentum, and the learning rate that they have at least (or n)."""

    momentum: float
    rate: float


BEGINNINGS = Beginning(0.8, 0.0), Beginning(0.5, 100.0), Beginning(0.5, 50.0)  # of few points, tried in turn
MORE_BEGINNINGS = (
    Beginning(0.8, 50.0),
    Beginning(0.2, 100.0),
    Beginning(0.5, 25.0),
    Beginning(0.3, 50.0),
    Beginning(0.8, 25.0),
)


@dataclass(frozen=True, eq=False)
class TSNEState:
    """A run after `iteration` iterations.

    Args:
        settings: what was asked for.
        positions: float32 (n, dims), the map.
        update, gains: float32 (n, dims), the momentum and step sizes of the gradient descent.
        affinities: p_ij.
        neighbours: of the data, for a change of perplexity.
        iteration: how many are done.
        since, early: the iterations at which exaggeration begins and ends.
        last: the iteration at which the run ends, settled or not.
        mark: where the run was last asked whether it has settled.
        part: how many iterations later it is next asked.
        beginning: how the exaggerated iterations move.
        kl: the Kullback–Leibler divergence in nats, nan before the first step.
        rate: the share of the learning rate that is left, 1 or less.
        settled: whether the KL has stopped falling.
        seconds: spent computing so far.
    """

    settings: TSNESettings
    positions: np.ndarray
    update: np.ndarray
    gains: np.ndarray
    affinities: Affinities
    neighbours: Neighbours
    iteration: int
    since: int
    early: int
    last: int
    mark: Mark
    part: int = PART
    beginning: Beginning = BEGINNINGS[0]
    kl: float = float("nan")
    rate: float = 1.0
    settled: bool = False
    seconds: float = 0.0

    @property
    def done(self) -> int:
        """How many iterations are done, of `last`."""
        return self.iteration

    @property
    def finished(self) -> bool:
        """Whether all iterations are done or the map has settled."""
        return self.settled or self.iteration >= self.last
