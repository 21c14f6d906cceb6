"""A wide, long table in its first principal components: its neighbours are found in a third of the time.

Where a table has more than `LARGE` numbers and more than `COMPONENTS` columns, t-SNE and UMAP see it through the first
`COMPONENTS` of its principal components, as is usual for such tables; how much of the variance these hold is told
beside the map. A smaller table is mapped as it is: there is nothing to win.

Kobak & Berens, "The art of using t-SNE for single-cell transcriptomics", 2019,
https://doi.org/10.1038/s41467-019-13056-x
"""

from typing import NamedTuple

import numpy as np

from core.maps.neighbours import check_points
from core.maps.pca import directions

LARGE = 2_000_000  # numbers in a table
COMPONENTS = 50


class Reduced(NamedTuple):
    """What was made of a table: its columns, the components in their place, the share of variance they hold, 0 to 1."""

    columns: int
    components: int
    share: float


def is_large(points: np.ndarray) -> bool:
    """Whether points (n, d) are mapped through their first components."""
    return points.ndim == 2 and points.size > LARGE and points.shape[1] > COMPONENTS


def reduced(points: np.ndarray) -> tuple[np.ndarray, Reduced]:
    """The points (n, d) along their first components, float64 (n, COMPONENTS), and what was done.

    Raises SettingError when the points can't be mapped.
    """
    points = check_points(points)
    centred = points - points.mean(axis=0)
    found, squares = directions(centred, COMPONENTS)
    share = float(squares.sum() / (centred**2).sum())
    return centred @ found.T, Reduced(points.shape[1], COMPONENTS, share)
