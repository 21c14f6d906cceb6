"""The points that are mapped, and what is true of them: rows of a data set, or the codes of a shipped network."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.artefacts import catalogue, files
from core.data import datasets
from core.maps import metrics

SAMPLE_SEED = 2000  # of the images drawn from a large data set
NOISE_SEED = 64  # of the noise that a source is held against


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
    """The points of a source: rows of a data set, codes of a shipped network (a VAE's means), or noise like them."""
    plan = catalogue.map_source(source)
    if plan.noise:
        real = themselves(plan)
        noise = noise_like(real.points.astype(np.float64), NOISE_SEED)
        return real._replace(points=noise.astype(np.float32))
    return themselves(plan)


def themselves(plan: catalogue.MapSource) -> Ground:
    """The points themselves, whether or not noise like them is asked for."""
    dataset = datasets.load(plan.dataset)
    rows = np.arange(len(dataset.values), dtype=np.int32)
    if len(rows) > plan.size:  # a seeded draw from the official test images
        rng = np.random.default_rng(SAMPLE_SEED)
        rows = np.sort(rng.choice(dataset.split.test, plan.size, replace=False)).astype(np.int32)
    if plan.model is None:
        return Ground(dataset.table[rows], rows, dataset.sha256, "")
    from core.networks import inference

    codes = inference.encode(inference.shipped(plan.model), dataset.values[rows]).mu
    return Ground(codes, rows, dataset.sha256, files.provenance(plan.model)["sha256"])


@lru_cache(maxsize=1)
def truth(source: str) -> metrics.Reference:
    """What the maps of a source are held against."""
    return metrics.reference(ground(source).points)


def noise_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Structureless points (n, d): normal noise with the mean and spread of each column of `points` (n, d)."""
    rng = np.random.default_rng(seed)
    return rng.normal(points.mean(axis=0), points.std(axis=0), points.shape)
