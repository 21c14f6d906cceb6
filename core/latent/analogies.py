"""Arithmetic with vectors: a − b + c, what lies nearest to it, and how often that is what was meant.

The step from b to a, taken from c. Where the same relation is the same step everywhere, *Paris − France + Italy* comes
out at *Rome*. It is tested on pairs in the same relation: every two, x : y and u : v, make the question y − x + u = v.

Mikolov, Yih & Zweig, "Linguistic Regularities in Continuous Space Word Representations", 2013,
https://aclanthology.org/N13-1090/
Linzen, "Issues in evaluating semantic spaces using word analogies", 2016, https://doi.org/10.18653/v1/W16-2503
(why the share without any step belongs beside it)
"""

from typing import NamedTuple

import numpy as np

Rows = int | np.ndarray


class Score(NamedTuple):
    """How often the arithmetic comes out right; the shares are 0 to 1, nan where there is no question."""

    questions: int  # how many were asked
    right: float  # share of answers, the nearest to y − x + u, that are v
    standing: float  # share that are v without any step: the nearest to u alone
    chance: float  # share that would be v if words were drawn blindly from those that may be the answer


def step(vectors: np.ndarray, a: Rows, b: Rows, c: Rows) -> np.ndarray:
    """The sum a − b + c, the step from b to a taken from c: rows of the vectors (n, d)."""
    return np.asarray(vectors[a] - vectors[b] + vectors[c])


def questions(pairs: np.ndarray) -> np.ndarray:
    """All questions that pairs (p, 2) of rows make, (q, 4): x, y, u and the answer v, four different words."""
    first, second = (each.ravel() for each in np.meshgrid(*[np.arange(len(pairs))] * 2, indexing="ij"))
    asked = np.hstack([pairs[first], pairs[second]])
    apart = [len(set(each)) == 4 for each in asked.tolist()]
    return np.asarray(asked[np.array(apart, dtype=bool)])


def score(vectors: np.ndarray, pairs: np.ndarray) -> Score:
    """How often arithmetic with vectors (n, d) of length 1 finds what is meant by pairs (p, 2) of their rows."""
    asked = questions(pairs)
    if not len(asked):
        return Score(0, *[float("nan")] * 3)
    x, y, u, v = asked.T
    right, standing = (
        float((best(vectors, place, asked[:, :3]) == v).mean()) for place in (step(vectors, y, x, u), vectors[u])
    )
    return Score(len(asked), right, standing, 1 / (len(vectors) - 3))


def best(vectors: np.ndarray, places: np.ndarray, without: np.ndarray) -> np.ndarray:
    """The row whose vector points most towards each place (q, d), but for those in `without` (q, 3): (q,)."""
    likeness = places @ vectors.T  # in the order of the cosines, since all vectors are of length 1
    np.put_along_axis(likeness, without, -np.inf, axis=1)
    return np.asarray(likeness.argmax(axis=1))
