"""The common sentences about maps put to the test: for each one an experiment on shipped maps, and a verdict.

A verdict is decided by the measured numbers alone (`core.claims.verdicts`): other maps would have it come out as they
do.
"""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from core.claims import verdicts
from core.claims.figures import (
    distance_ratio,
    middle_angle,
    neighbours_of_own_kind,
    size_ratio,
    spacing_index,
    straightness,
)
from core.maps import pca
from core.maps.atlas import MapFacts
from core.maps.sweep import Sweep, single_map


class Shown(NamedTuple):
    """One map of an experiment."""

    method: str  # its key
    random: bool = False  # whether it started at random
    seed: int = 0  # of the run
    lowest: bool = False  # whether it is the one at the knob's lowest stop rather than at the default
    source: str = ""  # whose map; "" for the claim's
    again: str = ""  # PCA alone: computed anew, a key of `AGAIN`; "" for the shipped map


NO_PAIRS = np.empty((0, 2), dtype=int)


class Subject(NamedTuple):
    """What a figure is taken of: a sweep, the place of one of them, the data (n, d) and the labels (n,).

    Of words also the pairs of points, (p, 2), between which arrows lead.
    """

    sweep: Sweep
    place: tuple[int, int]
    points: np.ndarray
    labels: np.ndarray
    pairs: np.ndarray = NO_PAIRS

    @property
    def frame(self) -> np.ndarray:
        """The map, (n, 2)."""
        return np.asarray(self.sweep.frames[self.place])


SHUFFLE_SEED = 5
AGAIN = {
    "shuffled": "again, with the points in another order",
    "drawn 0": "by a method that draws random numbers, seed 0",
    "drawn 1": "the same, seed 1",
    "timed": "computed on this server",
}


class Claim(NamedTuple):
    """A sentence that is often said, and how it is tested."""

    said: str
    source: str  # whose maps, where a map names no other
    shown: tuple[Shown, ...]
    figure: str  # what is measured on each map, in words
    form: str  # how a value is written
    measure: Callable[[Subject], float]
    judge: Callable[..., tuple[str, str]]  # (values, value of the data) -> verdict and one sentence why
    truth: Callable[[Subject], float] | None = None  # the same figure of the data
    sized: bool = False  # whether `judge` is told a third thing: how many points each map has


class Evidence(NamedTuple):
    """The outcome: the place of each map, its value, the data's value (nan where it has none), verdict and reason."""

    places: tuple[tuple[int, int], ...]
    values: tuple[float, ...]
    truth: float
    verdict: str
    why: str


def place_of(shown: Shown, sweep: Sweep) -> tuple[int, int]:
    """Which map of its sweep is shown."""
    return (0, sweep.place({})[1]) if shown.lowest else sweep.place({})


def gather(claim: Claim, subjects: Sequence[Subject]) -> Evidence:
    """Measure each of the maps that the claim shows, in this order, and judge."""
    values = tuple(float(claim.measure(each)) for each in subjects)
    truth = float(claim.truth(subjects[0])) if claim.truth else float("nan")
    sizes = [[len(each.points) for each in subjects]] if claim.sized else []
    return Evidence(tuple(each.place for each in subjects), values, truth, *claim.judge(values, truth, *sizes))


def pca_again(points: np.ndarray, way: str) -> Sweep:
    """PCA of the points (n, d) computed anew, one of `AGAIN`, with the seconds of one core and what differs.

    In this thread alone: seconds of the process would count what other visitors ask for meanwhile.
    """
    with threadpool_limits(1):
        first = pca.pca(points)
        began = time.thread_time()
        if way == "shuffled":
            order = np.random.default_rng(SHUFFLE_SEED).permutation(len(points))
            positions = np.empty_like(first.positions)
            positions[order] = pca.pca(points[order]).positions
        elif way.startswith("drawn"):
            positions = pca.pca(points, seed=int(way.removeprefix("drawn "))).positions
        else:
            positions = pca.pca(points).positions
        seconds = time.thread_time() - began
    facts = MapFacts(seconds=seconds, run_difference=beyond_mirroring(first.positions, positions))
    return single_map(positions, facts)


def beyond_mirroring(first: np.ndarray, second: np.ndarray) -> float:
    """What is left between two maps (n, dims) once axes may be mirrored, neither turned nor scaled.

    Σ |a − b|² / Σ (|a|² + |b|²): 0 the same, 1 nothing in common.
    """
    mirrored = second * np.where((first * second).sum(axis=0) < 0, -1.0, 1.0)
    return float(((first - mirrored) ** 2).sum() / ((first**2).sum() + (second**2).sum()))


def on_frame(figure: Callable[..., float], *args: object) -> Callable[[Subject], float]:
    """A measure that asks `figure(frame, labels, *args)`."""
    return lambda subject: figure(subject.frame, subject.labels, *args)


def fact(name: str) -> Callable[[Subject], float]:
    """A measure that was taken when the map was made."""
    return lambda subject: subject.sweep.fact(name, subject.place)


def usual_seconds(subject: Subject) -> float:
    """Seconds of one core for a map, the median over all stops."""
    return float(np.median(subject.sweep.figures("seconds")))


def usual_angle(subject: Subject) -> float:
    """How parallel arrows are between the pairs of points, in degrees: the median over all stops, since it is luck."""
    maps = subject.sweep.frames[:, subject.place[1]]
    return float(np.median([middle_angle(each, subject.pairs) for each in maps]))


GROWING = ("toy-long-shape", "toy-circle", "digits-vae")  # ever more points
THREE = (Shown("pca"), Shown("tsne"), Shown("umap"))
STARTS = (Shown("tsne"), Shown("tsne", True), Shown("umap"), Shown("umap", True))

CLAIMS: dict[str, Claim] = {
    "far": Claim(
        "Clusters far apart on the map are far apart in the data.", "toy-three-distances", THREE,
        "how many times as wide the far gap is as the near one", "{:.1f}",
        on_frame(distance_ratio, (0, 1), (1, 2)), verdicts.ratio_kept,
        lambda data: distance_ratio(data.points, data.labels, (0, 1), (1, 2)),
    ),
    "size": Claim(
        "A bigger blob is a more varied group.", "toy-two-sizes", THREE,
        "how many times as wide one cluster is as the other", "{:.1f}",
        on_frame(size_ratio, 0, 1), verdicts.ratio_kept, lambda data: size_ratio(data.points, data.labels, 0, 1),
    ),
    "clumps": Claim(
        "Clusters on the map are clusters in the data.", "toy-noise",
        (Shown("tsne", lowest=True), Shown("tsne"), Shown("umap", lowest=True), Shown("umap")),
        "spacing of pure noise (1 is strewn at random, less is clumped)", "{:.2f}",
        lambda subject: spacing_index(subject.frame), verdicts.noise_clumps,
    ),
    "inside": Claim(
        "A cluster inside another one can be seen.", "toy-containment", THREE,
        "points most of whose 5 nearest on the map are of their own kind", "{:.0%}",
        on_frame(neighbours_of_own_kind), verdicts.groups_seen,
    ),
    "local": Claim(
        "t-SNE keeps neighbourhoods.", "digits", THREE, "neighbours kept", "{:.0%}", fact("neighbours_kept"),
        verdicts.neighbours_stay,
    ),
    "runs": Claim(
        "t-SNE gives another map at every run.", "digits", (Shown("tsne"), Shown("tsne", True), Shown("tsne", True, 1)),
        "difference from the other seed's map (0 the same, 1 nothing in common)", "{:.2f}", fact("run_difference"),
        verdicts.differs,
    ),
    "large": Claim(
        "t-SNE is expensive on large data.", GROWING[-1], tuple(Shown("tsne", source=source) for source in GROWING),
        "seconds a map on one core (median of all stops; neighbours left out)", "{:.1f} s", usual_seconds,
        verdicts.grows, sized=True,
    ),
    "global": Claim(
        "UMAP keeps the big picture better than t-SNE.", "toy-circle", STARTS,
        "rank correlation of distances on the map with the true ones", "{:.2f}", fact("rank_correlation"),
        verdicts.better_global,
    ),
    "between": Claim(
        "Distances between clusters mean more on UMAP's map than on t-SNE's.", "toy-three-distances",
        (Shown("tsne"), Shown("umap")), "how many times as wide the far gap is as the near one", "{:.1f}",
        on_frame(distance_ratio, (0, 1), (1, 2)), verdicts.gaps_mean_more,
        lambda data: distance_ratio(data.points, data.labels, (0, 1), (1, 2)),
    ),
    "stable": Claim(
        "UMAP is more consistent across runs than t-SNE.", "digits", STARTS,
        "difference from the other seed's map (0 the same, 1 nothing in common)", "{:.2f}", fact("run_difference"),
        verdicts.more_alike,
    ),
    "speed": Claim(
        "UMAP is much faster than t-SNE.", "digits", (Shown("tsne"), Shown("umap")),
        "seconds a map on one core (median of all stops; left out: neighbours, UMAP's graph and start, compilation)",
        "{:.1f} s",
        usual_seconds, verdicts.much_faster,
    ),
    "overall": Claim(
        "PCA keeps the big picture.", "digits", THREE, "big picture kept", "{:.0%}", fact("triplets_kept"),
        verdicts.overall_best,
    ),
    "curved": Claim(
        "PCA misses curved patterns.", "toy-swiss-roll", THREE, "neighbours kept", "{:.0%}", fact("neighbours_kept"),
        verdicts.straight_only,
    ),
    "directions": Claim(
        "The same direction on a map means the same everywhere.", "words",
        (Shown("pca"), Shown("tsne"), Shown("tsne", True), Shown("umap"), Shown("umap", seed=1), Shown("umap", True)),
        "angle between the arrows from two countries to their capitals, the middle one of all pairs and stops (90° is "
        "chance)", "{:.0f}°", usual_angle, verdicts.arrows_parallel,
        lambda data: middle_angle(data.points, data.pairs),
    ),
    "linear": Claim(
        "PCA is linear.", "toy-three-distances",
        (Shown("pca"), Shown("pca", source="toy-swiss-roll"), Shown("tsne"), Shown("tsne", source="toy-swiss-roll")),
        "share of the map that is a fixed sum of the features (R²)", "{:.3f}",
        lambda subject: straightness(subject.points, subject.frame), verdicts.sums_of_features,
    ),
    "deterministic": Claim(
        "PCA gives the same map at every run.", "digits",
        (Shown("pca", again="shuffled"), Shown("pca", again="drawn 0"), Shown("pca", again="drawn 1"),
         Shown("tsne", True)),
        "difference from the first run, or from the other seed's map (0 the same, 1 nothing in common)", "{:.4f}",
        fact("run_difference"), verdicts.same_again,
    ),
    "fast": Claim(
        "PCA is fast.", "digits", (Shown("pca", again="timed"), Shown("tsne"), Shown("umap")),
        "seconds a map on one core (PCA on this server; the others when they were made, median of all stops)",
        "{:.3f} s", usual_seconds, verdicts.fast,
    ),
}  # fmt: skip
