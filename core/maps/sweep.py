"""A sweep: all maps of the same points that the knobs of a method can reach, ready to be moved through.

PCA has no knob and one map, t-SNE one knob (perplexity), UMAP two (n_neighbors and min_dist). Each map is turned and
mirrored (which changes no distance) to lie as much as possible like its neighbours, so that what moves on screen moved
in the map. And each is divided by its own size, the root of the mean squared distance from its centre: the unit of a
t-SNE or UMAP map means nothing, and a map that merely grew would hide what happens inside.
"""

from dataclasses import dataclass

import numpy as np

from core.maps.atlas import DEFAULTS, Atlas, MapFacts, ShippedPCA, field, unpack
from core.maps.procrustes import scaled, turned_together


@dataclass(frozen=True, eq=False)
class Sweep:
    """Maps of n points at a stops of one knob and b stops of another."""

    knobs: tuple[str, ...]  # what turns: (), ("perplexity",) or ("n_neighbors", "min_dist")
    stops: tuple[tuple[float, ...], ...]  # the values of each knob, rising
    frames: np.ndarray  # float32 (a, b, n, 2 or 3), each of size 1; a = b = 1 without knobs, b = 1 with one
    facts: np.ndarray  # float64 (a, b, fields of MapFacts)

    @property
    def flat(self) -> np.ndarray:
        """The maps one after the other, float32 (a · b, n, 2 or 3); `number` tells which is which."""
        return self.frames.reshape(-1, *self.frames.shape[2:])

    def place(self, values: dict[str, float]) -> tuple[int, int]:
        """The computed map nearest to these values of the knobs; a knob that is not named stands at its default."""
        place = [0, 0]
        for i, (knob, stops) in enumerate(zip(self.knobs, self.stops, strict=True)):
            away = [abs(stop - values.get(knob, DEFAULTS[knob])) for stop in stops]
            place[i] = away.index(min(away))
        return place[0], place[1]

    def number(self, place: tuple[int, int]) -> int:
        """Where the map at a place comes in `flat`."""
        return place[0] * int(self.frames.shape[1]) + place[1]

    def figures(self, name: str) -> np.ndarray:
        """One figure of all maps, (a, b)."""
        return self.facts[..., field(name)]

    def fact(self, name: str, place: tuple[int, int]) -> float:
        """One figure of one map."""
        return float(self.figures(name)[place])


def single_map(positions: np.ndarray, facts: MapFacts) -> Sweep:
    """The sweep of a method without a knob, from its map (n, 2 or 3)."""
    return Sweep((), (), scaled(positions).astype(np.float32)[None, None], np.array(facts)[None, None])


def sweep_of_pca(found: ShippedPCA, dims: int = 2) -> Sweep:
    """The single map of PCA."""
    return single_map(found.positions[:, :dims].astype(np.float64), MapFacts(**found.quality[dims]._asdict()))


def sweep_of_atlas(atlas: Atlas, dims: int = 2, *, random: bool, seed: int) -> Sweep:
    """All maps of one start and seed; in three dimensions there are fewer stops."""
    rows = atlas.rows(dims, random=random, seed=seed)
    facts = atlas.facts[dims][rows]
    columns = [facts[:, field("min_dist" if knob == "min_dist" else "stop")] for knob in atlas.knobs]
    stops = tuple(tuple(np.unique(column).tolist()) for column in columns)
    order = np.lexsort(columns[::-1]).reshape(len(stops[0]), -1)  # (a, b)
    maps = unpack(atlas.packed[dims], rows[order.ravel()])
    first = Sweep(atlas.knobs, stops, maps.reshape(*order.shape, *maps.shape[1:]), facts[order])
    return Sweep(first.knobs, stops, turned_together(first.frames, first.place({})), first.facts)


def still_near(frames: np.ndarray, point: int, neighbours: np.ndarray) -> np.ndarray:
    """Which of a point's true neighbours (k,) are among its k nearest on each of the maps (m, n, dims): bool (m, k)."""
    k = len(neighbours)
    distances = ((frames - frames[:, point : point + 1]) ** 2).sum(axis=2)  # (m, n)
    distances[:, point] = np.inf
    reach = np.partition(distances, k - 1, axis=1)[:, k - 1 : k]
    return np.asarray(distances[:, neighbours] <= reach)
