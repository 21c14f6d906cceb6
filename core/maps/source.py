"""The points that are mapped: rows of a data set, or the codes of a shipped network, read without the network."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.artefacts import catalogue, files, map_sources
from core.artefacts.map_sources import MapSource
from core.data import datasets
from core.errors import ArtefactError
from core.maps.atlas import pca_of

SAMPLE_SEED = 2000  # of the images drawn from a large data set
NOISE_SEED = 64  # of the noise that a source is held against


class MapPoints(NamedTuple):
    """The points that are mapped."""

    points: np.ndarray  # float32 (n, d)
    rows: np.ndarray  # int32 (n,), which rows of the data set they are


@lru_cache(maxsize=1)
def map_points(source: str) -> MapPoints:
    """The points of a source, a key of `map_sources.SOURCES`; codes as they lie beside their shipped PCA.

    Raises: ArtefactError when there are no such codes, DatasetError when there is no such data set.
    """
    plan = map_sources.SOURCES[source]
    if plan.model is None:
        return real_points(plan)
    name = catalogue.map_name(source, "pca")
    found = pca_of(files.load(name))
    if found.points is None:
        raise ArtefactError(f"weights/{name} holds no codes. {files.remedy(name)}")
    return MapPoints(found.points, found.rows)


def real_points(plan: MapSource) -> MapPoints:
    """The rows of the data set themselves, whether or not codes of them or noise like them are asked for."""
    dataset = datasets.load(plan.dataset)
    rows = np.arange(len(dataset.values), dtype=np.int32)
    if dataset.knobs is not None:  # drawn at random anyway: those that other pages show
        rows = dataset.split.test[: plan.size].astype(np.int32)
    elif len(rows) > plan.size:  # a seeded draw from the official test images
        rng = np.random.default_rng(SAMPLE_SEED)
        rows = np.sort(rng.choice(dataset.split.test, plan.size, replace=False)).astype(np.int32)
    return MapPoints(dataset.table[rows], rows)


def or_noise(plan: MapSource, points: np.ndarray) -> np.ndarray:
    """The points (n, d) of a source themselves, or the noise like them that the source asks for, float32 (n, d)."""
    if plan.correlated:
        return correlated_noise(points, NOISE_SEED + plan.draw)
    if plan.noise:
        return noise_like(points.astype(np.float64), NOISE_SEED + plan.draw).astype(np.float32)
    return points


def correlated_noise(points: np.ndarray, seed: int) -> np.ndarray:
    """Structureless points, float32 (n, d): normal noise with the mean and the covariance of `points` (n, d)."""
    table, rng = points.astype(np.float64), np.random.default_rng(seed)
    return rng.multivariate_normal(table.mean(axis=0), np.cov(table.T), len(table), method="eigh").astype(np.float32)


def noise_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Structureless points (n, d): normal noise with the mean and spread of each column of `points` (n, d)."""
    rng = np.random.default_rng(seed)
    return rng.normal(points.mean(axis=0), points.std(axis=0), points.shape)
