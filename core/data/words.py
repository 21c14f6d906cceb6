"""Words and their vectors: 713 English words of 20 kinds, each 50 numbers that say in what company it is used.

What counts is a vector's direction: of two words the likeness is the cosine of the angle between theirs. So rows are
scaled to length 1, and the distance |x − y|² = 2 − 2 cos(x, y) tells the same.

Pennington, Socher & Manning, "GloVe: Global Vectors for Word Representation", 2014,
https://nlp.stanford.edu/projects/glove/
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from core.artefacts import files
from core.errors import ArtefactError, DatasetError

NAME = "words"  # of the data set, and of the artefact that holds it
TITLE = "Words"
SOURCE = "GloVe, Pennington, Socher & Manning, 2014, https://nlp.stanford.edu/projects/glove/"
LICENCE = "Public Domain Dedication and License 1.0"
ARRAYS = ("vectors", "words", "labels", "names")
SPELT_ALIKE = 3  # words that are named where one is asked for that isn't there
LONGEST = 40  # letters of what was asked for that are repeated


class Near(NamedTuple):
    """Words beside some place among the vectors, the nearest first."""

    rows: np.ndarray  # (k,), which words
    cosines: np.ndarray  # (k,), their likeness, −1 to 1


@dataclass(frozen=True, eq=False)
class Words:
    """All words: their spelling (n,), vectors of length 1, float32 (n, d), kinds as places (n,) in `kinds`."""

    words: tuple[str, ...]
    vectors: np.ndarray
    labels: np.ndarray
    kinds: tuple[str, ...]

    def row(self, word: str) -> int:
        """Which row a word is, in whatever letters. Raises DatasetError with the nearest in spelling where it isn't."""
        asked = word.strip().casefold()
        if asked in self.rows:
            return self.rows[asked]
        alike = difflib.get_close_matches(asked[:LONGEST], self.words, SPELT_ALIKE, cutoff=0.0)
        shown = asked[:LONGEST].translate({ord(letter): None for letter in "*_`[]<>$:\\"}) or "that"
        raise DatasetError(
            f"*{shown}* is not among the {len(self.words)} words; nearest in spelling: {', '.join(alike)}."
        )

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""
        return {word: row for row, word in enumerate(self.words)}

    @cached_property
    def typical(self) -> np.ndarray:
        """All rows (n,), the most typical words first: of each kind the one nearest to its mean, of each the next."""
        likeness = np.einsum("nd,nd->n", self.vectors, self.middles[self.labels])
        place = np.empty(len(self.words), dtype=np.int64)
        for kind in range(len(self.kinds)):
            rows = np.flatnonzero(self.labels == kind)
            place[rows[np.argsort(-likeness[rows], kind="stable")]] = np.arange(len(rows))
        return np.lexsort((self.labels, place))

    @property
    def middles(self) -> np.ndarray:
        """The mean vector of each kind, (kinds, d)."""
        return np.stack([self.vectors[self.labels == kind].mean(axis=0) for kind in range(len(self.kinds))])

    def nearest(self, vector: np.ndarray, k: int, without: tuple[int, ...] = ()) -> Near:
        """The k words whose vectors point most in the direction of `vector` (d,), but for the rows in `without`."""
        cosines = self.vectors @ (vector / max(float(np.linalg.norm(vector)), 1e-12))
        order = np.argsort(-cosines, kind="stable")
        order = order[~np.isin(order, without)][:k]
        return Near(order, cosines[order])


def words_of(artefact: files.Artefact) -> Words:
    """The words in an artefact. Raises ArtefactError when there are none."""
    found, wrong = artefact.arrays(), f"weights/{artefact.name} holds no words"
    try:
        vectors, words, labels, names = (found[name] for name in ARRAYS)
        fits = vectors.ndim == 2 and len(vectors) == len(words) == len(labels) == len(set(words.tolist())) > 0
        fits = fits and bool(np.isfinite(vectors).all()) and set(labels.tolist()) == set(range(len(names)))
    except (KeyError, TypeError) as error:
        raise ArtefactError(f"{wrong} ({error}). {files.remedy(artefact.name)}") from error
    if not fits:
        raise ArtefactError(f"{wrong}. {files.remedy(artefact.name)}")
    vectors = vectors.astype(np.float64)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled = (vectors / np.maximum(lengths, 1e-12)).astype(np.float32)
    return Words(tuple(map(str, words)), scaled, labels.astype(np.int64), tuple(map(str, names)))


@lru_cache(maxsize=1)
def load() -> Words:
    """The shipped words. Raises ArtefactError when their file is missing or damaged."""
    return words_of(files.load(NAME))
