"""All the maps of one method that are shipped, and what is known of each: an atlas; and the PCA of the same points.

In a file the positions are whole numbers of 13 bits on a grid over the square around each map, so a coordinate is off
by at most 1/16,382 of the map's extent, a thirtieth of a pixel on screen. Quality is measured on the positions as
stored: 16 bits would change it by less than 0.002, and take a tenth more bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from core.artefacts import files
from core.errors import ArtefactError
from core.maps.metrics import MapQuality

BITS = 13
LEVELS = 2**BITS - 1
NAN = float("nan")
DEFAULTS = {"perplexity": 30.0, "n_neighbors": 15.0, "min_dist": 0.1}


class Packed(NamedTuple):
    """Maps as they lie in a file: position = low + grid · step."""

    grid: np.ndarray  # uint16 (m, n, dims)
    low: np.ndarray  # float64 (m, dims)
    step: np.ndarray  # float64 (m,)


class MapFacts(NamedTuple):
    """What is known of one map; nan where a figure is not known, or a method has none."""

    stop: float = NAN  # its perplexity or n_neighbors
    min_dist: float = NAN  # nan for t-SNE
    random: float = NAN  # 1 if it started at random, 0 if from the data (PCA for t-SNE, spectral for UMAP)
    seed: float = NAN  # of the run; maps that use no random numbers are stored once, under seed 0
    seconds: float = NAN  # of one core's work on this map, neighbours and graph apart
    kl: float = NAN  # final KL divergence, nan for UMAP
    neighbours_kept: float = NAN  # this and the next four: see `core.maps.metrics.measure`
    trustworthiness: float = NAN
    continuity: float = NAN
    triplets_kept: float = NAN
    rank_correlation: float = NAN
    run_overlap: float = NAN  # share of each point's nearest on this map that are its nearest on the other seed's too
    # What is left between the two seeds' maps after the best turn, mirroring and scaling: 0 the same, 1 nothing in
    # common. Both nan for t-SNE from PCA, where no seed changes anything, but at perplexity 30 in the plane: there it
    # was made with two seeds to see that.
    run_difference: float = NAN

    @property
    def quality(self) -> MapQuality:
        """The five figures of trust."""
        return MapQuality(*(getattr(self, name) for name in MapQuality._fields))


@dataclass(frozen=True, eq=False)
class Atlas:
    """All shipped maps of one source by one method."""

    packed: dict[int, Packed]  # by dimensions, 2 and 3; 2 alone for noise
    facts: dict[int, np.ndarray]  # likewise, float64 (m, fields of MapFacts)

    @property
    def knobs(self) -> tuple[str, ...]:
        """What turns from map to map."""
        return knobs_of(self.facts[2])

    def rows(self, dims: int, *, random: bool, seed: int) -> np.ndarray:
        """The numbers of the maps of one start and seed."""
        facts = self.facts[dims]
        chosen = facts[:, field("random")] == random
        if seed in facts[chosen, field("seed")]:  # else the start draws no random numbers: one map for all seeds
            chosen &= facts[:, field("seed")] == seed
        return np.flatnonzero(chosen)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The arrays of its file: without the seconds, so that the same maps give the same bytes."""
        arrays = {f"facts{dims}": table.copy() for dims, table in self.facts.items()}
        for table in arrays.values():
            table[:, field("seconds")] = NAN
        for dims, each in self.packed.items():
            arrays |= {f"{name}{dims}": part for name, part in each._asdict().items()}
        return arrays

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Self:
        """The atlas that `to_arrays` described. Raises KeyError when an array is missing."""
        parts = ("facts", *Packed._fields)
        in_space = {f"{part}3" for part in parts} & arrays.keys()
        there = (2, 3) if in_space else (2,)  # noise that maps are held against is mapped in the plane alone
        packed = {dims: Packed(*(arrays[f"{part}{dims}"] for part in Packed._fields)) for dims in there}
        return cls(packed, {dims: arrays[f"facts{dims}"] for dims in there})


def knobs_of(facts: np.ndarray) -> tuple[str, ...]:
    """What turns from map to map of which these are the facts (m, fields): t-SNE has one knob, UMAP two."""
    return ("perplexity",) if np.isnan(facts[:, field("min_dist")]).all() else ("n_neighbors", "min_dist")


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


def unpack(packed: Packed, rows: np.ndarray | slice = slice(None)) -> np.ndarray:
    """The maps again, all or those of these numbers: float64 (m, n, dims)."""
    grid, low, step = (part[rows] for part in packed)
    return np.asarray(low[:, None] + grid * step[:, None, None])


class ShippedPCA(NamedTuple):
    """The PCA of a source, and what pages need to know of its points."""

    positions: np.ndarray  # float32 (n, 3): the first two columns are the 2-D map
    variance_share: np.ndarray  # (3,), the share of all variance along each axis
    rows: np.ndarray  # int32 (n,), which rows of the data set the points are
    neighbours: np.ndarray  # uint16 (n, 10), the true nearest other points of each, as places in `rows`, nearest first
    points: np.ndarray | None  # float32 (n, d), the codes that are mapped; None where those are the data set's own rows
    labels: np.ndarray | None  # (n,), the points' classes, where the data set itself must be downloaded; else None
    pictures: np.ndarray | None  # uint8 (n, h, w), thumbnails in levels from 0 to 15, likewise
    quality: dict[int, MapQuality]  # of the map in 2 and in 3 dimensions

    def to_arrays(self) -> dict[str, np.ndarray]:
        """The arrays of its file; the quality stands in its provenance."""
        return {name: array for name, array in self._asdict().items() if isinstance(array, np.ndarray)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], quality: dict[int, MapQuality]) -> Self:
        """The PCA that `to_arrays` described. Raises KeyError when an array is missing."""
        positions, share, rows, neighbours = (arrays[name] for name in cls._fields[:4])
        points, labels, pictures = (arrays.get(name) for name in cls._fields[4:7])
        return cls(positions, share, rows, neighbours, points, labels, pictures, quality)


def pca_of(artefact: files.Artefact) -> ShippedPCA:
    """The PCA in an artefact. Raises ArtefactError when there is none."""
    try:
        quality = {dims: MapQuality(**artefact.metrics[f"{dims}d"]) for dims in (2, 3)}
        return ShippedPCA.from_arrays(artefact.arrays(), quality)
    except (KeyError, TypeError) as error:
        raise ArtefactError(f"weights/{artefact.name} holds no PCA ({error}). {files.remedy(artefact.name)}") from error


def atlas_of(artefact: files.Artefact) -> Atlas:
    """The atlas in an artefact, with the seconds that its provenance knows. Raises ArtefactError when there is none."""
    try:
        atlas = Atlas.from_arrays(artefact.arrays())
        for dims, seconds in artefact.metrics.get("map_seconds", {}).items():
            atlas.facts[int(dims)][:, field("seconds")] = seconds
        return atlas
    except KeyError as error:
        raise ArtefactError(
            f"weights/{artefact.name} holds no maps ({error} is missing). {files.remedy(artefact.name)}"
        ) from error
