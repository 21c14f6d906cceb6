"""What pages ask about words: the words themselves, arithmetic with them, and how often that comes out right."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.cache.shared import frozen, shipped
from core.data import word_pairs
from core.data.words import NAME, Near, Words, words_of
from core.latent import analogies
from core.latent.analogies import Score

SHOWN = 8  # words that are nearest to a sum


class Answer(NamedTuple):
    """What arithmetic gives: the nearest words but for the three, and the word that is nearest if they may be it."""

    near: Near
    first: int


@st.cache_resource(max_entries=1, show_spinner=False)
def words() -> Words:
    """The shipped words. Raises ArtefactError."""
    found = words_of(shipped(NAME))
    frozen(found.vectors)
    return found


def answer(a: int, b: int, c: int) -> Answer:
    """What is nearest to a − b + c, rows of the words: under a millisecond, so not remembered. Raises ArtefactError."""
    found = words()
    place = analogies.step(found.vectors, a, b, c)
    return Answer(found.nearest(place, SHOWN, (a, b, c)), int(found.nearest(place, 1).rows[0]))


def arrows(source: str) -> np.ndarray:
    """The pairs of points, (p, 2), between which arrows lead: countries and capitals of the words, none of others."""
    return word_pairs.families(words())[0].pairs if source == NAME else np.empty((0, 2), dtype=int)


@st.cache_resource(max_entries=1, show_spinner=False)
def scores() -> dict[str, Score]:
    """How often arithmetic comes out right, by family, the best first. Raises ArtefactError."""
    found = {name: analogies.score(words().vectors, pairs) for name, pairs in word_pairs.families(words())}
    return dict(sorted(found.items(), key=lambda each: -each[1].right))
