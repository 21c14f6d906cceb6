"""A sweep: the same points, seen while one knob turns. And an atlas: all the maps of one method that are shipped.

Neighbouring frames are turned and mirrored onto each other (orthogonal Procrustes: no distance changes), so that
what moves on screen moved in the map. Each frame is then divided by its own size, the root of the mean squared distance
from its centre: the unit of a t-SNE or UMAP map means nothing, and a map that merely grew would hide what happens
inside. `sizes` gives the units back (`core.maps.procrustes` has the geometry).

In a file the positions are whole numbers of 13 bits on a grid over the square around each map, so a coordinate is off
by at most 1/16,382 of the map's extent, a thirtieth of a pixel on screen. Quality is measured on the positions as
stored: 16 bits would change it by less than 0.002, and take a tenth more bytes.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from core.artefacts import files
from core.errors import ArtefactError
from core.maps.metrics import MapQuality
from core.maps.procrustes import aligned, centred, size

BITS = 13
LEVELS = 2**BITS - 1
DEFAULTS = {"perplexity": 30.0, "n_neighbors": 15.0, "min_dist": 0.1}


class Packed(NamedTuple):
    """Maps as they lie in a file: position = low + grid · step.

    Args:
        grid: uint16 (m, n, dims).
        low: float64 (m, dims).
        step: float64 (m,).
    """

    grid: np.ndarray
    low: np.ndarray
    step: np.ndarray


class MapFacts(NamedTuple):
    """What is known of one stored map.

    Args:
        stop: its perplexity or n_neighbors.
        min_dist: nan for t-SNE.
        random: 1 if it started at random, 0 if from the data (PCA for t-SNE, spectral for UMAP).
        seed: of the run; maps that use no random numbers are stored once, under seed 0.
        seconds: of one core's work on this map, neighbours and graph apart.
        kl: final KL divergence, nan for UMAP.
        neighbours_kept, trustworthiness, continuity, triplets_kept, rank_correlation: see `core.maps.metrics.measure`.
        run_overlap: share of each point's nearest on this map that are its nearest on the other seed's map too.
        run_difference: what is left between the two seeds' maps after the best turn, mirroring and scaling: 0 the same,
            1 nothing in common. Both nan for t-SNE from PCA, where no seed changes anything, but at perplexity 30 in
            the plane: there it was made with two seeds to see that.
    """

    stop: float
    min_dist: float
    random: float
    seed: float
    seconds: float
    kl: float
    neighbours_kept: float
    trustworthiness: float
    continuity: float
    triplets_kept: float
    rank_correlation: float
    run_overlap: float = float("nan")
    run_difference: float = float("nan")

    @property
    def quality(self) -> MapQuality:
        """The five figures of trust."""
        return MapQuality(*(getattr(self, name) for name in MapQuality._fields))


@dataclass(frozen=True, eq=False)
class Sweep:
    """Maps of the same points at several values of one knob.

    Args:
        knob: "perplexity", "n_neighbors" or "min_dist".
        stops: float64 (k,), the knob's values, rising.
        frames: float32 (k, n, 2 or 3), aligned, centred, of size 1.
        sizes: float64 (k,), by which frames are multiplied to be in the method's own units.
        facts: `MapFacts` with arrays (k,) in place of numbers.
        provenance: of the file they come from.
    """

    knob: str
    stops: np.ndarray
    frames: np.ndarray
    sizes: np.ndarray
    facts: MapFacts
    provenance: dict[str, Any]

    @property
    def quality(self) -> MapQuality:
        """The figures of trust, each an array (k,)."""
        return self.facts.quality

    @property
    def reach(self) -> float:
        """The largest coordinate of all frames without its sign: axes from −reach to reach show everything."""
        return float(np.abs(self.frames).max())

    def nearest_stop(self, value: float) -> int:
        """The number of the stop nearest to this value of the knob."""
        return int(np.abs(self.stops - value).argmin())


@dataclass(frozen=True, eq=False)
class Atlas:
    """All shipped maps of one source by one method.

    Args:
        name: of the artefact.
        knob: "perplexity" or "n_neighbors".
        packed: by dimensions, 2 and 3; 2 alone for noise.
        facts: likewise, float64 (m, fields of MapFacts).
        provenance: of the artefact.
    """

    name: str
    knob: str
    packed: dict[int, Packed]
    facts: dict[int, np.ndarray]
    provenance: dict[str, Any]

    def values(self, knob: str, dims: int = 2) -> np.ndarray:
        """The values of "min_dist" or of the atlas's own knob for which there are maps, rising."""
        return np.unique(self.facts[dims][:, field("min_dist" if knob == "min_dist" else "stop")])

    def rows(self, dims: int, *, random: bool, seed: int, **held: float) -> np.ndarray:
        """The numbers of the maps of one start and seed, with the other fields in `held` nearest to what is asked."""
        facts = self.facts[dims]
        chosen = facts[:, field("random")] == random
        if seed in facts[chosen, field("seed")]:  # else the start draws no random numbers: one map for all seeds
            chosen &= facts[:, field("seed")] == seed
        for name, value in held.items():
            column = facts[:, field(name)]
            present = np.unique(column)
            chosen &= column == present[np.abs(present - value).argmin()]
        return np.flatnonzero(chosen)

    def sweep(
        self,
        knob: str | None = None,
        *,
        dims: int = 2,
        random: bool = False,
        seed: int = 0,
        n_neighbors: float = DEFAULTS["n_neighbors"],
        min_dist: float = DEFAULTS["min_dist"],
    ) -> Sweep:
        """One knob's sweep with everything else held.

        Args:
            knob: the atlas's own (None), or "min_dist" on a UMAP atlas.
            dims: 2 or 3; in 3 there are fewer stops.
            random: whether the maps started at random rather than from the data.
            seed: 0 or 1.
            n_neighbors: held while min_dist turns; the nearest there is.
            min_dist: held while n_neighbors turns; the nearest there is. Ignored for t-SNE.
        """
        knob = knob or self.knob
        held: dict[str, float] = {}
        if knob == "min_dist":
            held = {"stop": n_neighbors}
        elif knob == "n_neighbors":
            held = {"min_dist": min_dist}
        rows = self.rows(dims, random=random, seed=seed, **held)
        facts = self.facts[dims][rows]
        stops = facts[:, field("min_dist" if knob == "min_dist" else "stop")]
        order = np.argsort(stops)
        packed = Packed(*(part[rows[order]] for part in self.packed[dims]))
        first = int(np.abs(stops[order] - DEFAULTS[knob]).argmin())
        frames, sizes = presented(unpack(packed), first)
        return Sweep(knob, stops[order], frames, sizes, MapFacts(*facts[order].T), self.provenance)


def field(name: str) -> int:
    """The column of a field of `MapFacts`."""
    return MapFacts._fields.index(name)


def pack(maps: np.ndarray) -> Packed:
    """Maps (m, n, dims) on their grids."""
    maps = np.asarray(maps, dtype=np.float64)
    low = maps.min(axis=1)
    step = (maps.max(axis=1) - low).max(axis=1) / LEVELS
    grid = np.rint((maps - low[:, None]) / step[:, None, None])
    return Packed(grid.astype(np.uint16), low, step)


def unpack(packed: Packed) -> np.ndarray:
    """The maps again, float64 (m, n, dims)."""
    return packed.low[:, None] + packed.grid * packed.step[:, None, None]


def presented(maps: np.ndarray, first: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Maps (k, n, dims) ready to be moved through: each of size 1, aligned with its neighbour, beginning at `first`.

    Returns: frames float32 (k, n, dims) and their sizes (k,). Frame `first` keeps its orientation.
    """
    sizes = np.array([size(each) for each in maps])
    frames = np.stack([centred(each) / s for each, s in zip(maps, sizes, strict=True)])
    for i in range(first + 1, len(frames)):
        frames[i] = aligned(frames[i], frames[i - 1])
    for i in range(first - 1, -1, -1):
        frames[i] = aligned(frames[i], frames[i + 1])
    return frames.astype(np.float32), sizes


def atlas_arrays(packed: dict[int, Packed], facts: dict[int, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays of an atlas as they are written to its file."""
    arrays = {f"facts{dims}": table for dims, table in facts.items()}
    for dims, each in packed.items():
        arrays |= {f"{name}{dims}": part for name, part in each._asdict().items()}
    return arrays


class ShippedPCA(NamedTuple):
    """The PCA of a source, and what pages need to know of its points.

    Args:
        positions: float32 (n, 3): the first two columns are the 2-D map.
        variance_share: (3,), the share of all variance along each axis.
        rows: int32 (n,), which rows of the data set the points are.
        neighbours: uint16 (n, 10), the true nearest other points of each, as places in `rows`, nearest first.
        points: float32 (n, d), the codes that are mapped, or None where the points are the data set's own rows.
        labels: (n,), the points' classes, where the data set itself must be downloaded; else None.
        pictures: uint8 (n, h, w), thumbnails in levels from 0 to 15, likewise.
        quality: of the map in 2 and in 3 dimensions.
        provenance: of the artefact.
    """

    positions: np.ndarray
    variance_share: np.ndarray
    rows: np.ndarray
    neighbours: np.ndarray
    points: np.ndarray | None
    labels: np.ndarray | None
    pictures: np.ndarray | None
    quality: dict[int, MapQuality]
    provenance: dict[str, Any]

    def frame(self, dims: int) -> np.ndarray:
        """The map in `dims` dimensions, centred and of size 1, as the frames of a sweep are: float32 (n, dims)."""
        positions = centred(self.positions[:, :dims].astype(np.float64))
        return (positions / size(positions)).astype(np.float32)


def pca_of(artefact: files.Artefact) -> ShippedPCA:
    """The PCA in an artefact. Raises ArtefactError when there is none."""
    arrays = artefact.arrays()
    try:
        parts = (arrays[name] for name in ("positions", "variance_share", "rows", "neighbours"))
        quality = {dims: MapQuality(**artefact.metrics[f"{dims}d"]) for dims in (2, 3)}
        held = (arrays.get(name) for name in ("points", "labels", "pictures"))
        return ShippedPCA(*parts, *held, quality, artefact.provenance)
    except (KeyError, TypeError) as error:
        raise ArtefactError(f"weights/{artefact.name} holds no PCA ({error}). {files.remedy(artefact.name)}") from error


def atlas_of(artefact: files.Artefact) -> Atlas:
    """The atlas in an artefact. Raises ArtefactError when there is none."""
    arrays = artefact.arrays()
    try:
        in_space = {"facts3", *(f"{part}3" for part in Packed._fields)} & arrays.keys()
        there = (2, 3) if in_space else (2,)  # noise that maps are held against is mapped in the plane alone
        packed = {dims: Packed(*(arrays[f"{part}{dims}"] for part in Packed._fields)) for dims in there}
        facts = {dims: arrays[f"facts{dims}"] for dims in there}
        knob = artefact.provenance["settings"]["knob"]
    except KeyError as error:
        raise ArtefactError(
            f"weights/{artefact.name} holds no maps ({error} is missing). {files.remedy(artefact.name)}"
        ) from error
    return Atlas(artefact.name, knob, packed, facts, artefact.provenance)
