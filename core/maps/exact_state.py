"""What a t-SNE run by exact gradients is asked for, and what it consists of between two steps."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from core.maps.affinities import Affinities
from core.maps.neighbours import Neighbours
from core.settings import SEED, Settings, knob

PART = 50  # iterations after which a run is asked whether it has settled


@dataclass(frozen=True)
class ExactTSNESettings(Settings):
    """One t-SNE map by exact gradients (van der Maaten & Hinton, 2008)."""

    perplexity: float = knob(
        30.0, "Perplexity", low=1.0, high=5000.0, step=1.0, help="About how many neighbours every point tries to keep."
    )
    init: str = knob("pca", "Start", choices=("pca", "random"))
    dims: int = knob(2, "Dimensions", choices=(2, 3))
    iterations: int = knob(1000, "Iterations", low=10, high=5000, step=10, help="At most; a settled map ends earlier.")
    early: int = knob(
        100, "Early exaggeration", low=0, high=1000, step=10, help="The first iterations, which gather the clusters."
    )
    exaggeration: float = knob(
        12.0, "Exaggeration", low=1.0, high=50.0, step=0.5, help="How many times as strongly neighbours pull at first."
    )
    learning_rate: float = knob(
        1.0, "Learning rate", low=0.01, high=2.0, step=0.01, help="The size of one step; 1 is n / exaggeration."
    )
    momentum: float = knob(
        0.9, "Momentum", low=0.0, high=0.95, step=0.05, help="How much of a step the next one keeps."
    )
    seed: int = field(default=0, metadata={"knob": SEED})


class Mark(NamedTuple):
    """A KL divergence that the next one is held against; nan where there is none yet."""

    iteration: int
    kl: float


class Beginning(NamedTuple):
    """How the exaggerated iterations move: their momentum, and the learning rate that they have at least (or n)."""

    momentum: float
    rate: float


BEGINNINGS = Beginning(0.8, 0.0), Beginning(0.5, 100.0), Beginning(0.5, 50.0)


@dataclass(frozen=True, eq=False)
class ExactTSNEState:
    """A run after `iteration` iterations.

    Args:
        settings: what was asked for.
        positions: float32 (n, dims), the map.
        update, gains: float32 (n, dims), the momentum and step sizes of the gradient descent.
        affinities: p_ij.
        neighbours: of the data, for a change of perplexity.
        iteration: how many are done.
        early: the iteration at which exaggeration ends.
        last: the iteration at which the run ends, settled or not.
        mark: where the run was last asked whether it has settled.
        part: how many iterations later it is next asked.
        beginning: how the exaggerated iterations move.
        kl: the Kullback–Leibler divergence in nats, nan before the first step.
        rate: the share of the learning rate that is left, 1 or less.
        settled: whether the KL has stopped falling.
        seconds: spent computing so far.
    """

    settings: ExactTSNESettings
    positions: np.ndarray
    update: np.ndarray
    gains: np.ndarray
    affinities: Affinities
    neighbours: Neighbours
    iteration: int
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
    def finished(self) -> bool:
        """Whether all iterations are done or the map has settled."""
        return self.settled or self.iteration >= self.last
