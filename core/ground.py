"""The points that are mapped, and what is true of them: rows of a data set, or the codes of a shipped network."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core import catalogue, datasets, metrics, weights

SAMPLE_SEED = 2000  # of the images drawn from a large data set


class Ground(NamedTuple):
    """The points that are mapped.

    Args:
        points: float32 (n, d).
        rows: int32 (n,), which rows of the data set they are.
        sha256: hash of the data set.
        model_sha256: hash of the weights whose codes they are, or "".
    """

    points: np.ndarray
    rows: np.ndarray
    sha256: str
    model_sha256: str


@lru_cache(maxsize=1)
def ground(source: str) -> Ground:
    """The points of a source: rows of a data set, or the codes of a shipped network (the means, for a VAE)."""
    plan = catalogue.MAP_SOURCES[source]
    dataset = datasets.load(plan.dataset)
    rows = np.arange(len(dataset.values), dtype=np.int32)
    if len(rows) > plan.size:  # a seeded draw from the official test images
        rng = np.random.default_rng(SAMPLE_SEED)
        rows = np.sort(rng.choice(dataset.split.test, plan.size, replace=False)).astype(np.int32)
    if plan.model is None:
        return Ground(dataset.table[rows], rows, dataset.sha256, "")
    from core import inference

    codes = inference.encode(inference.shipped(plan.model), dataset.values[rows]).mu
    return Ground(codes, rows, dataset.sha256, weights.provenance(plan.model)["sha256"])


@lru_cache(maxsize=1)
def truth(source: str) -> metrics.Reference:
    """What the maps of a source are held against."""
    return metrics.reference(ground(source).points)
