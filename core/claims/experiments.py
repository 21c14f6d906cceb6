"""The common sentences about maps put to the test: for each one an experiment, and a verdict.

A verdict is decided by the measured numbers alone (`core.claims.verdicts`): other maps would have it come out as they
do. Wherever chance has a part, several runs are measured, five of most.
"""

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from core.claims import times, verdicts
from core.claims.figures import (
    distance_ratio,
    middle_angle,
    neighbours_of_own_kind,
    size_ratio,
    spacing_index,
    straightness,
)
from core.luck import SEEDS, middle
from core.maps import metrics, pca, procrustes
from core.maps.atlas import MapFacts
from core.maps.sweep import Sweep, single_map


class Shown(NamedTuple):
    """One map of an experiment, and its runs with other seeds."""

    method: str  # its key
    random: bool = False  # whether it started at random
    lowest: bool = False  # whether it is the one at the knob's lowest stop rather than at the default
    source: str = ""  # whose map; "" for the claim's
    again: str = ""  # PCA alone: computed anew, a key of `AGAIN`; "" for the plain map


NO_PAIRS = np.empty((0, 2), dtype=int)


class Subject(NamedTuple):
    """What a figure is taken of: a sweep, the place of one of its maps, the data (n, d) and the labels (n,).

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


Figure = Callable[[Subject], float]
SHUFFLE_SEED = 5
AGAIN = {
    "shuffled": "again, with the points in another order",
    "drawn 0": "by a method that draws random numbers, seed 0",
    "drawn 1": "the same, seed 1",
}


class Also(NamedTuple):
    """A second figure that stands beside the first."""

    figure: str
    form: str
    measure: Figure


class Claim(NamedTuple):
    """A sentence that is often said, and how it is tested on maps."""

    said: str
    source: str  # whose maps, where a map names no other
    shown: tuple[Shown, ...]
    figure: str  # what is measured on each map, in words
    form: str  # how a value is written
    measure: Callable[[Sequence[Subject]], list[float]]  # of the runs of one map
    judge: verdicts.Judge
    truth: Figure | None = None  # the same figure of the data
    chance: Figure | None = None  # and of a map that knows nothing
    also: Also | None = None


class TimedClaim(NamedTuple):
    """A sentence about time, tested on whole runs over ever more points of one data set."""

    said: str
    judge: Callable[[times.Timed], verdicts.Verdict]


class Evidence(NamedTuple):
    """The outcome: each map's place, the figures of its runs, data and chance (nan where none is), the verdict."""

    places: tuple[tuple[int, int], ...]
    found: verdicts.Measured
    verdict: str
    why: str


def place_of(shown: Shown, sweep: Sweep) -> tuple[int, int]:
    """Which map of its sweep is shown."""
    return (0, sweep.place({})[1]) if shown.lowest else sweep.place({})


def gather(claim: Claim, subjects: Sequence[Sequence[Subject]]) -> Evidence:
    """Measure the runs of each of the maps that the claim shows, in this order, and judge."""
    firsts = [runs[0] for runs in subjects]

    def of_data(figure: Figure | None, of: Sequence[Subject]) -> tuple[float, ...]:
        return tuple(float("nan") if figure is None else float(figure(each)) for each in of)

    values = tuple(tuple(map(float, claim.measure(runs))) for runs in subjects)
    also = tuple(tuple(map(claim.also.measure, runs)) for runs in subjects) if claim.also else ()
    truth, chance = of_data(claim.truth, firsts), of_data(claim.chance, firsts[:1])[0]
    found = verdicts.Measured(values, truth, chance, also)
    return Evidence(tuple(first.place for first in firsts), found, *claim.judge(found))


def pca_again(points: np.ndarray, way: str) -> Sweep:
    """PCA of the points (n, d) computed plainly (""), or anew in one of the ways `AGAIN`, with what differs then."""
    first = pca.pca(points)
    if way == "shuffled":
        order = np.random.default_rng(SHUFFLE_SEED).permutation(len(points))
        positions = np.empty_like(first.positions)
        positions[order] = pca.pca(points[order]).positions
    elif way:
        positions = pca.pca(points, seed=int(way.removeprefix("drawn "))).positions
    else:
        positions = first.positions
    return single_map(positions, MapFacts(run_difference=beyond_mirroring(first.positions, positions)))


def beyond_mirroring(first: np.ndarray, second: np.ndarray) -> float:
    """What is left between two maps (n, dims) once axes may be mirrored, neither turned nor scaled.

    Σ |a − b|² / Σ (|a|² + |b|²): 0 the same, 1 nothing in common.
    """
    mirrored = second * np.where((first * second).sum(axis=0) < 0, -1.0, 1.0)
    return float(((first - mirrored) ** 2).sum() / ((first**2).sum() + (second**2).sum()))


def each(figure: Figure) -> Callable[[Sequence[Subject]], list[float]]:
    """A measure of every run by itself."""
    return lambda runs: [figure(run) for run in runs]


def on_frame(figure: Callable[..., float], *args: object) -> Figure:
    """A figure of a map and its labels: `figure(frame, labels, *args)`."""
    return lambda subject: figure(subject.frame, subject.labels, *args)


def on_data(figure: Callable[..., float], *args: object) -> Figure:
    """The same of the data."""
    return lambda subject: figure(subject.points, subject.labels, *args)


def fact(name: str) -> Figure:
    """A figure that was taken when the map was made."""
    return lambda subject: subject.sweep.fact(name, subject.place)


def differences(runs: Sequence[Subject]) -> list[float]:
    """What is left between every two runs after the best turn, mirroring and scaling; of a single one what is known."""
    if len(runs) == 1:
        return [fact("run_difference")(runs[0])]
    return [procrustes.difference(first.frame, second.frame) for first, second in combinations(runs, 2)]


def chance_of_neighbours(subject: Subject) -> float:
    """The share of the true neighbours that points in random places would have near them."""
    return metrics.K / (len(subject.points) - 1)


def own_kind_by_chance(subject: Subject) -> float:
    """The share of points most of whose neighbours are of their own kind where kinds are dealt out, five times."""
    dealt = [np.random.default_rng(seed).permutation(subject.labels) for seed in SEEDS]
    return middle([neighbours_of_own_kind(subject.points, labels) for labels in dealt])


THREE = (Shown("pca"), Shown("tsne"), Shown("umap"))
HIDDEN = tuple(each._replace(source="toy-hidden") for each in THREE)  # of many dimensions, of which PCA shows others
STARTS = (Shown("tsne"), Shown("tsne", True), Shown("umap"), Shown("umap", True))
HIDDEN_STARTS = tuple(each._replace(source="toy-hidden") for each in STARTS)
NEAR = Also("neighbours kept", "{:.0%}", fact("neighbours_kept"))
FAR = Also("big picture kept", "{:.0%}", fact("triplets_kept"))


CLAIMS: dict[str, Claim | TimedClaim] = {
    "far": Claim(
        "Clusters far apart on the map are far apart in the data.", "toy-three-distances",
        THREE + HIDDEN, "how many times as wide the far gap is as the near one", "{:.1f}",
        each(on_frame(distance_ratio, (0, 1), (1, 2))), verdicts.ratio_kept,
        on_data(distance_ratio, (0, 1), (1, 2)), lambda _: 1.0,
    ),
    "size": Claim(
        "A bigger blob is a more varied group.", "toy-two-sizes", THREE + HIDDEN,
        "how many times as wide one cluster is as the other", "{:.1f}",
        each(on_frame(size_ratio, 0, 1)), verdicts.ratio_kept, on_data(size_ratio, 0, 1), lambda _: 1.0,
    ),
    "clumps": Claim(
        "Clusters on the map are clusters in the data.", "toy-noise",
        (Shown("tsne", lowest=True), Shown("tsne"), Shown("umap", lowest=True), Shown("umap")),
        "spacing of pure noise (1 is scattered at random, less is clumped)", "{:.2f}",
        each(lambda subject: spacing_index(subject.frame)), verdicts.noise_clumps, None, lambda _: 1.0,
    ),
    "correlated": Claim(
        "Noise with the same correlations would show the same clumps.", "digits-correlated",
        (Shown("tsne", lowest=True), Shown("tsne"), Shown("tsne", source="digits"),
         Shown("umap", lowest=True), Shown("umap"), Shown("umap", source="digits")),
        "spacing of noise with the digits' averages and covariance, and of the digits (1 is scattered at random, less "
        "is clumped)", "{:.2f}", each(lambda subject: spacing_index(subject.frame)), verdicts.clumps_alike, None,
        lambda _: 1.0,
    ),
    "inside": Claim(
        "A cluster inside another one can be seen.", "toy-containment", THREE,
        "points most of whose 5 nearest on the map are of their own kind", "{:.0%}",
        each(on_frame(neighbours_of_own_kind)), verdicts.groups_seen, on_data(neighbours_of_own_kind),
        own_kind_by_chance, NEAR,
    ),
    "reveals": Claim(
        "t-SNE and UMAP reveal groups that PCA hides.", "digits", THREE,
        "points most of whose 5 nearest on the map are of their own class", "{:.0%}",
        each(on_frame(neighbours_of_own_kind)), verdicts.reveals, on_data(neighbours_of_own_kind), own_kind_by_chance,
        NEAR,
    ),
    "local": Claim(
        "t-SNE keeps neighbourhoods.", "digits", THREE, "neighbours kept", "{:.0%}", each(fact("neighbours_kept")),
        verdicts.keeps_best(1), lambda _: 1.0, chance_of_neighbours,
    ),
    "runs": Claim(
        "t-SNE gives another map at every run.", "digits", (Shown("tsne"), Shown("tsne", True)),
        "difference between two seeds' maps (0 the same, 1 nothing in common)", "{:.2f}", differences, verdicts.differs,
        chance=lambda _: 1.0,
    ),
    "large": TimedClaim("t-SNE's time grows faster than the number of points.", times.grows),
    "global": Claim(
        "UMAP keeps the big picture better than t-SNE.", "toy-circle-2000", STARTS,
        "rank correlation of distances on the map with the true ones", "{:.2f}", each(fact("rank_correlation")),
        verdicts.better_global, lambda _: 1.0, lambda _: 0.0,
    ),
    "between": Claim(
        "Distances between clusters mean more on UMAP's map than on t-SNE's.", "toy-three-distances",
        STARTS + HIDDEN_STARTS,
        "how many times as wide the far gap is as the near one", "{:.1f}",
        each(on_frame(distance_ratio, (0, 1), (1, 2))), verdicts.gaps_mean_more,
        on_data(distance_ratio, (0, 1), (1, 2)), lambda _: 1.0,
    ),
    "stable": Claim(
        "UMAP is more consistent across runs than t-SNE.", "digits", STARTS,
        "difference between two seeds' maps (0 the same, 1 nothing in common)", "{:.2f}", differences,
        verdicts.more_alike, chance=lambda _: 1.0,
    ),
    "both": Claim(
        "UMAP keeps the fine-grained and the broad structure.", "digits", THREE, "neighbours kept", "{:.0%}",
        each(fact("neighbours_kept")), verdicts.fine_and_broad, lambda _: 1.0, chance_of_neighbours, FAR,
    ),
    "dense": Claim(
        "densMAP shows how varied a group is.", "toy-two-sizes", (Shown("umap"), Shown("densmap")),
        "how many times as wide one cluster is as the other", "{:.1f}", each(on_frame(size_ratio, 0, 1)),
        verdicts.density_kept, on_data(size_ratio, 0, 1), lambda _: 1.0,
    ),
    "speed": TimedClaim("UMAP is much faster than t-SNE.", times.much_faster),
    "overall": Claim(
        "PCA keeps the big picture.", "digits", THREE, "big picture kept", "{:.0%}", each(fact("triplets_kept")),
        verdicts.keeps_best(0), lambda _: 1.0, lambda _: 0.5,
    ),
    "curved": Claim(
        "PCA misses curved patterns.", "toy-swiss-roll", THREE, "neighbours kept", "{:.0%}",
        each(fact("neighbours_kept")), verdicts.straight_only, lambda _: 1.0, chance_of_neighbours,
    ),
    "directions": Claim(
        "The same direction on a map means the same everywhere.", "words",
        (Shown("pca"), Shown("tsne"), Shown("tsne", True), Shown("umap"), Shown("umap", True)),
        "angle between the arrows from two countries to their capitals, the middle one of all pairs", "{:.0f}°",
        each(lambda subject: middle_angle(subject.frame, subject.pairs)), verdicts.arrows_parallel,
        lambda data: middle_angle(data.points, data.pairs), lambda _: 90.0,
    ),
    "linear": Claim(
        "PCA is linear.", "toy-three-distances",
        (Shown("pca"), Shown("pca", source="toy-swiss-roll"), Shown("tsne"), Shown("tsne", source="toy-swiss-roll")),
        "share of the map that is a fixed sum of the features (R²)", "{:.3f}",
        each(lambda subject: straightness(subject.points, subject.frame)), verdicts.sums_of_features,
        chance=lambda subject: subject.points.shape[1] / (len(subject.points) - 1),
    ),
    "deterministic": Claim(
        "PCA gives the same map at every run.", "digits",
        (Shown("pca", again="shuffled"), Shown("pca", again="drawn 0"), Shown("pca", again="drawn 1"),
         Shown("tsne", True)),
        "difference from the first run, or between two seeds' maps (0 the same, 1 nothing in common)", "{:.4f}",
        differences, verdicts.same_again, chance=lambda _: 1.0,
    ),
    "fast": TimedClaim("PCA is fast.", times.fast),
}  # fmt: skip
