"""A map that somebody brings, held against the vectors it was made of, beside maps made of the same vectors here.

    found = audit(points, positions)      # in a worker

All maps are measured alike. What chance gives is measured too, on the same places handed out to the points at random.
"""

from typing import NamedTuple

import numpy as np

from core.luck import BAR, way
from core.maps import doubt, live, metrics
from core.maps.doubt import Doubt
from core.maps.live import MapSettings
from core.maps.metrics import MapQuality
from core.settings import TSNESettings, UMAPSettings, perplexity_limit

MOST = 2_000  # points that pages have measured; of more, a draw
SHUFFLE_SEED = 17
PERPLEXITY, NEIGHBOURS = 30, 15
BROUGHT = "Your map"


class Audited(NamedTuple):
    """A map and what is known of it.

    Args:
        title: of the map.
        positions: float32 (n, 2 or 3).
        quality: its figures.
        found: the doubt about each point.
    """

    title: str
    positions: np.ndarray
    quality: MapQuality
    found: Doubt


class Audit(NamedTuple):
    """The brought map first, then those made here.

    Args:
        maps: of the same points.
        chance: figures of the brought map with its places handed out at random.
    """

    maps: tuple[Audited, ...]
    chance: MapQuality


def audit(points: np.ndarray, positions: np.ndarray) -> Audit:
    """Measure a map (n, 2 or 3) of the points (n, d), n at least `live.FEWEST_MEASURED`, beside PCA, t-SNE and UMAP."""
    truth = metrics.reference(points)
    shuffled = positions[np.random.default_rng(SHUFFLE_SEED).permutation(len(positions))]
    maps = {BROUGHT: positions} | {title: made(points, settings) for title, settings in asked(len(points)).items()}
    measured = (
        Audited(
            title,
            np.asarray(each, dtype=np.float32),
            metrics.measure(truth, each),
            doubt.by_point(points, each, truth.neighbours),
        )
        for title, each in maps.items()
    )
    return Audit(tuple(measured), metrics.measure(truth, shuffled))


def asked(n: int) -> dict[str, MapSettings]:
    """The settings of the maps of n points that are made beside a brought one: the usual ones, less for few points."""
    perplexity, neighbours = min(PERPLEXITY, perplexity_limit(n)), min(NEIGHBOURS, n - 1)
    return {
        "PCA": None,
        f"t-SNE, perplexity {perplexity:g}": TSNESettings(perplexity=perplexity),
        f"UMAP, n_neighbors {neighbours}": UMAPSettings(n_neighbors=neighbours),
    }


def made(points: np.ndarray, settings: MapSettings) -> np.ndarray:
    """The finished map of points (n, d). Raises SettingError when they can't be mapped."""
    method = live.method_of(settings)
    state = method.start(points, settings)
    while not state.finished:
        state = method.step(state)
    return np.asarray(state.positions)


def verdict(found: Audit) -> list[str]:
    """What can be believed of the brought map, in sentences, each with its figures."""
    mine, *others = found.maps
    best = max(others, key=lambda each: each.quality.neighbours_kept)
    near = way(mine.quality.trustworthiness, 1.0, found.chance.trustworthiness) >= BAR
    sure, points = int((mine.found.kinds == 0).sum()), len(mine.positions)
    said = [
        f"{sure:,} of {points:,} points lie about where they should: neither torn from their neighbours nor among "
        "strangers.",
        f"**Regions** {'can mostly be believed' if near else 'can not be believed'}: trustworthiness "
        f"{mine.quality.trustworthiness:.2f}, by chance {found.chance.trustworthiness:.2f}.",
        f"**The nearest points** are mostly {'right' if mine.quality.neighbours_kept >= BAR else 'wrong'}: the "
        f"map keeps {mine.quality.neighbours_kept:.0%} of the {metrics.K} nearest, by chance "
        f"{found.chance.neighbours_kept:.0%}, and {best.quality.neighbours_kept:.0%} in {best.title}.",
    ]
    if np.isfinite(mine.quality.rank_correlation):
        far = mine.quality.rank_correlation >= BAR
        said.append(
            f"**Distances between groups** {'mostly' if far else 'do not'} follow the vectors: rank correlation "
            f"{mine.quality.rank_correlation:.2f}, by chance {found.chance.rank_correlation:z.2f}, and PCA "
            f"{others[0].quality.rank_correlation:.2f}."
        )
    return said
