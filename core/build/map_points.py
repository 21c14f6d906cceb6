"""The points behind the shipped maps, computed anew: rows of a data set, a network's codes of them, or noise like them.

Live maps take the codes from what is shipped (`core.maps.source`); here they are made by the network itself.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.artefacts import files, map_sources
from core.data import datasets
from core.maps import metrics
from core.maps.source import or_noise, real_points
from core.networks import inference


class Base(NamedTuple):
    """What the maps of a source are made of."""

    points: np.ndarray  # float32 (n, d)
    rows: np.ndarray  # int32 (n,), which rows of the data set they are
    sha256: str  # hash of the data set
    model_sha256: str  # hash of the weights whose codes they are, or ""


@lru_cache(maxsize=1)
def base_of(source: str) -> Base:
    """The points of a source: rows of a data set, codes of a shipped network (a VAE's means), or noise like them."""
    plan = map_sources.source_of(source)
    dataset, (points, rows), weights = datasets.load(plan.dataset), real_points(plan), ""
    if plan.model is not None:
        points = inference.encode(inference.shipped(plan.model), dataset.values[rows])
        weights = files.provenance(plan.model)["sha256"]
    return Base(or_noise(plan, points), rows, dataset.sha256, weights)


@lru_cache(maxsize=1)
def truth(source: str) -> metrics.Reference:
    """What the maps of a source are held against."""
    return metrics.reference(base_of(source).points)
