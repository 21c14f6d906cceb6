"""The probabilities p_ij that t-SNE makes of nearest neighbours.

Neighbours are found once for the largest perplexity asked for; every smaller one uses the nearest of them.

    neighbours = nearest(points, most_neighbours(n, perplexity))
    affinities = find_affinities(neighbours, perplexity)
"""

from typing import NamedTuple

import numpy as np

from core.errors import SettingError
from core.maps.neighbours import Neighbours


class Affinities(NamedTuple):
    """The probabilities p_ij, n × n, as the three arrays of a compressed sparse row matrix.

    Args:
        indptr: int32 (n + 1,).
        indices: int32 (pairs,), rising within each row.
        values: float32 (pairs,), all together 1, and symmetric to the last bit.
    """

    indptr: np.ndarray
    indices: np.ndarray
    values: np.ndarray


def most_neighbours(n: int, perplexity: float) -> int:
    """How many neighbours of each of n points a perplexity asks for: three for each unit of it, 3 at least."""
    return min(n - 1, max(3, int(3 * perplexity)))


def find_affinities(neighbours: Neighbours, perplexity: float) -> Affinities:
    """p_ij = (p_j|i + p_i|j) / 2n, where p_j|i ∝ exp(−d_ij² / 2σ_i²) among the 3 · perplexity nearest neighbours of i.

    σ_i is such that i chooses among `perplexity` others: 2 to the entropy of its choices.

    Raises: SettingError when fewer neighbours are known than the perplexity asks for.

    van der Maaten & Hinton, "Visualizing Data using t-SNE", 2008, https://jmlr.org/papers/v9/vandermaaten08a.html
    """
    from core.maps import neighbour_loops

    n, k = neighbours.indices.shape
    needed = most_neighbours(n, perplexity)
    if k < needed:
        raise SettingError(
            f"neighbours holds {k} of each point, too few for perplexity = {perplexity:g}: bring at least {needed}."
        )
    squares = neighbours.distances[:, :needed] ** 2
    choices = np.empty_like(squares)
    neighbour_loops.choices(squares, float(perplexity), choices)
    return Affinities(*neighbour_loops.symmetric(np.ascontiguousarray(neighbours.indices[:, :needed]), choices))
