"""A sheet: all maps of the same points that two knobs can reach, ready to be moved through in both directions.

PCA has no knob and one map, t-SNE one knob (perplexity), UMAP two (n_neighbors and min_dist). As in a sweep each map
is divided by its size, and turned and mirrored (which changes no distance) to lie as much as possible like its
neighbours, here those to both sides.
"""

from dataclasses import dataclass

import numpy as np

from core.maps.atlas import DEFAULTS, Atlas, MapFacts, Packed, ShippedPCA, unpack
from core.maps.procrustes import turned_together


@dataclass(frozen=True, eq=False)
class Sheet:
    """Maps of n points at a stops of one knob and b stops of another.

    Args:
        knobs: what turns: (), ("perplexity",) or ("n_neighbors", "min_dist").
        stops: the values of each knob, rising.
        frames: float32 (a, b, n, 2), each of size 1; a = b = 1 without knobs, b = 1 with one.
        facts: `MapFacts` with arrays (a, b) in place of numbers; nan where a method has no such figure.
    """

    knobs: tuple[str, ...]
    stops: tuple[tuple[float, ...], ...]
    frames: np.ndarray
    facts: MapFacts

    def place(self, values: dict[str, float]) -> tuple[int, int]:
        """The computed map nearest to these values of the knobs; a knob that is not named stands at its default."""
        where = []
        for knob, stops in zip(self.knobs, self.stops, strict=True):
            away = [abs(stop - values.get(knob, DEFAULTS[knob])) for stop in stops]
            where.append(away.index(min(away)))
        return tuple(where + [0] * (2 - len(where)))

    def fact(self, name: str, place: tuple[int, int]) -> float:
        """One figure of one map."""
        return float(getattr(self.facts, name)[place])


def sheet_of_pca(found: ShippedPCA) -> Sheet:
    """The single map of PCA."""
    known = found.quality[2]._asdict()
    figures = {name: np.full((1, 1), known.get(name, np.nan)) for name in MapFacts._fields}
    return Sheet((), (), found.frame(2)[None, None], MapFacts(**figures))


def sheet_of_atlas(atlas: Atlas, *, random: bool, seed: int) -> Sheet:
    """All maps in the plane of one start and seed."""
    stops = (tuple(atlas.values(atlas.knob).tolist()),)
    knobs = (atlas.knob,)
    if atlas.knob == "n_neighbors":
        knobs, stops = (*knobs, "min_dist"), (*stops, tuple(atlas.values("min_dist").tolist()))
        columns = [atlas.rows(2, random=random, seed=seed, min_dist=value) for value in stops[1]]
    else:
        columns = [atlas.rows(2, random=random, seed=seed)]
    order = np.stack([rows[np.argsort(atlas.facts[2][rows, 0])] for rows in columns], axis=1)  # (a, b)
    maps = unpack(Packed(*(part[order.ravel()] for part in atlas.packed[2])))
    maps = maps.reshape(*order.shape, *maps.shape[1:])
    first = Sheet(knobs, stops, maps, MapFacts(*np.moveaxis(atlas.facts[2][order], -1, 0)))
    return Sheet(knobs, stops, turned_together(maps, first.place({})), first.facts)


def still_near(frames: np.ndarray, point: int, neighbours: np.ndarray) -> np.ndarray:
    """Which of a point's true neighbours (k,) are among its k nearest on each of the maps (m, n, dims): bool (m, k)."""
    k = len(neighbours)
    distances = ((frames - frames[:, point : point + 1]) ** 2).sum(axis=2)  # (m, n)
    distances[:, point] = np.inf
    reach = np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
    return distances[:, neighbours] <= reach
