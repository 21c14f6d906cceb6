"""What a question is that is guessed first: what is asked, what may be answered, what is seen before and after.

A question is asked anew with every seed, and alike for everyone with the same one. What is right comes from data.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

LETTERS = ("A", "B", "C", "D")
SAME = "About the same"
ALIKE = 1.5  # times: below it two sizes or two gaps are about the same


class Still(NamedTuple):
    """A map that stands still: by which method, what stands above it, its places (n, 2), classes (n,) and names."""

    method: str
    note: str
    frame: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]


class Strip(NamedTuple):
    """Rows of pictures (data URIs) by name, what stands under each column, and the height in pixels."""

    rows: Mapping[str, Sequence[str]]
    captions: tuple[str, ...]
    height: int = 110


class Placed(NamedTuple):
    """A plane of dots (n, 2) in the colours of their classes, on which one place (2,) is marked."""

    plane: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]
    place: np.ndarray


Picture = Still | Strip | Placed


class Case(NamedTuple):
    """One question with one seed.

    Args:
        asked: what is to be guessed.
        choices: what may be guessed.
        right: which of them is right.
        before: what is seen before the guess.
        after: what is seen instead once it is made; nothing where that stays.
        truth: what was measured, in words.
    """

    asked: str
    choices: tuple[str, ...]
    right: int
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]
    truth: str


@dataclass(frozen=True)
class Question:
    """What is guessed before it is shown.

    Args:
        name: in links and texts.
        title: of what is unfolded, after "Guess first".
        case: what is asked of a data set or source with a seed.
    """

    name: str
    title: str
    case: Callable[[str, int], Case]


def random(name: str, seed: int) -> np.random.Generator:
    """The random numbers of a question with a seed."""
    return np.random.default_rng([seed, *name.encode()])
