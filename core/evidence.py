"""The common sentences about maps put to the test: for each one an experiment on shipped maps, and a verdict.

A verdict is decided by the measured numbers alone: made from other maps, it would come out as they do. What counts as
kept, clumped or alike is a named threshold here.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from core import claims
from core.sheets import Sheet

LIKE = 0.2  # a ratio on the map is kept when it is off by at most this share
CLUMPED = 0.8  # spacing index below which points look clumped: strewn ones of this number rarely fall below 0.95
SEEN = 0.8  # share of points among their own kind from which groups count as told apart
SAME = 0.01  # difference between two runs below which they are the same map
FASTER = 2.0  # times as fast that count as much faster

HOLDS, HALF, FAILS = "It holds", "Half true", "It does not hold"


class Shown(NamedTuple):
    """One map of an experiment: method, start, seed, and whether at the knob's lowest stop rather than the default."""

    method: str
    random: bool = False
    seed: int = 0
    lowest: bool = False


class Claim(NamedTuple):
    """A sentence that is often said, and how it is tested.

    Args:
        said: the sentence.
        source: whose maps.
        shown: the maps.
        figure: what is measured on each map, in words.
        form: how a value is written.
        measure: (sheet, place, labels) -> value.
        judge: (values, value of the data) -> verdict and one sentence why.
        truth: (points, labels) -> the same figure of the data; None where it has none.
    """

    said: str
    source: str
    shown: tuple[Shown, ...]
    figure: str
    form: str
    measure: Callable[[Sheet, tuple[int, int], np.ndarray], float]
    judge: Callable[[Sequence[float], float], tuple[str, str]]
    truth: Callable[[np.ndarray, np.ndarray], float] | None = None


class Evidence(NamedTuple):
    """The outcome: the place of each map, its value, the data's value (nan where it has none), verdict and reason."""

    places: tuple[tuple[int, int], ...]
    values: tuple[float, ...]
    truth: float
    verdict: str
    why: str


def gather(claim: Claim, sheets: Sequence[Sheet], points: np.ndarray, labels: np.ndarray) -> Evidence:
    """Measure and judge.

    Args:
        claim: what is tested.
        sheets: the maps of each of `claim.shown`.
        points: the data, (n, d).
        labels: (n,).
    """
    places = tuple(
        (0, sheet.place({})[1]) if shown.lowest else sheet.place({})
        for shown, sheet in zip(claim.shown, sheets, strict=True)
    )
    values = tuple(float(claim.measure(*each, labels)) for each in zip(sheets, places, strict=True))
    truth = float(claim.truth(points, labels)) if claim.truth else float("nan")
    return Evidence(places, values, truth, *claim.judge(values, truth))


def on_frame(figure: Callable[..., float], *args: object) -> Callable[[Sheet, tuple[int, int], np.ndarray], float]:
    """A measure that asks `figure(frame, labels, *args)`."""
    return lambda sheet, place, labels: figure(sheet.frames[place], labels, *args)


def fact(name: str) -> Callable[[Sheet, tuple[int, int], np.ndarray], float]:
    """A measure that was taken when the map was made."""
    return lambda sheet, place, labels: sheet.fact(name, place)


def spacing(sheet: Sheet, place: tuple[int, int], labels: np.ndarray) -> float:
    """The spacing index of a map."""
    return claims.spacing_index(sheet.frames[place])


# --- judges: PCA, t-SNE, UMAP in this order, or t-SNE and UMAP from the data and at random ----------------------------


def ratio_kept(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Which of PCA, t-SNE and UMAP show a ratio of the data."""
    kept = [abs(value / truth - 1) <= LIKE for value in values]
    if all(kept):
        return HOLDS, "All three maps show the true ratio."
    if not any(kept):
        return FAILS, "None of the maps shows the true ratio."
    names = [name for name, is_kept in zip(("PCA", "t-SNE", "UMAP"), kept, strict=True) if is_kept]
    verdict = FAILS if names == ["PCA"] else HALF
    return verdict, f"Only {' and '.join(names)} shows the true ratio: t-SNE and UMAP even out what is dense and far."


def groups_seen(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Which of PCA, t-SNE and UMAP tell the inner group from the outer one."""
    seen = [name for name, value in zip(("PCA", "t-SNE", "UMAP"), values, strict=True) if value >= SEEN]
    if len(seen) == 3:
        return HOLDS, "On all three maps the two groups are told apart."
    if not seen:
        return FAILS, "On no map are the two groups told apart."
    return HALF, f"On the map of {' and '.join(seen)} they are told apart, on the others they mix."


def noise_clumps(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether noise clumps, at the lowest stop and at the default one, by t-SNE and UMAP."""
    lowest, default = min(values[0], values[2]), min(values[1], values[3])
    if default < CLUMPED:
        return FAILS, "Even at the usual settings noise falls into clumps."
    if lowest < CLUMPED:
        return FAILS, "At the lowest stops noise falls into clumps; at the usual ones it does not."
    return HOLDS, "Noise shows no clumps at either stop."


def better_global(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether UMAP keeps distances better than t-SNE from either start."""
    tsne_data, tsne_random, umap_data, umap_random = values
    wins = (umap_data > tsne_data) + (umap_random > tsne_random)
    verdict = (FAILS, HALF, HOLDS)[wins]
    drop = umap_data - umap_random
    why = (
        f"UMAP's big picture comes from its start: begun at random, its correlation is {drop:.2f} lower."
        if drop > 0.1
        else "UMAP's big picture hardly depends on its start here."
    )
    return verdict, why


def differs(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether two seeds give two maps: t-SNE from the data, t-SNE at random."""
    data, random = values[:2]
    if data > SAME and random > SAME:
        return HOLDS, "Two seeds give two maps from either start."
    if random > SAME:
        return (
            HALF,
            "At random, two seeds give two maps; started from the data, which is usual today, they give the same.",
        )
    return FAILS, "Two seeds give the same map from either start."


def more_alike(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether UMAP's two seeds are more alike than t-SNE's, from either start."""
    tsne_data, tsne_random, umap_data, umap_random = values
    wins = (umap_data < tsne_data) + (umap_random < tsne_random)
    return (FAILS, HALF, HOLDS)[wins], (
        "Here t-SNE's two runs are more alike from either start.",
        "Each method is the more consistent one from one of the starts.",
        "UMAP's two runs are more alike from either start.",
    )[wins]


def straight_only(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA keeps fewest neighbours of a rolled sheet."""
    worst = values[0] < min(values[1:])
    return (HOLDS, "PCA looks through the roll from the side and lays layers over each other.") if worst else (
        FAILS, "PCA keeps as many neighbours as another method.",
    )  # fmt: skip


def overall_best(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA keeps the big picture best."""
    if values[0] > max(values[1:]):
        return HOLDS, "Of the three, PCA puts far things far apart most often; that is not the same as always."
    return FAILS, "Another method keeps the big picture as well as PCA."


def much_faster(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether UMAP takes much less time than t-SNE."""
    times = values[0] / values[1]
    if times >= FASTER:
        return HOLDS, f"Here it is {times:.1f} times as fast."
    if times > 1:
        return HALF, f"It is faster here, but only {times:.1f} times."
    return FAILS, f"Here t-SNE (openTSNE) is {1 / times:.1f} times as fast; it depends on the program and the size."


THREE = (Shown("pca"), Shown("tsne"), Shown("umap"))
STARTS = (Shown("tsne"), Shown("tsne", True), Shown("umap"), Shown("umap", True))

CLAIMS: dict[str, Claim] = {
    "far": Claim(
        "Clusters far apart on the map are far apart in the data.", "toy-three-distances", THREE,
        "how many times as wide the far gap is as the near one", "{:.1f}",
        on_frame(claims.distance_ratio, (0, 1), (1, 2)), ratio_kept,
        lambda points, labels: claims.distance_ratio(points, labels, (0, 1), (1, 2)),
    ),
    "size": Claim(
        "A bigger blob is a more varied group.", "toy-two-sizes", THREE,
        "how many times as wide one cluster is as the other", "{:.1f}",
        on_frame(claims.size_ratio, 0, 1), ratio_kept, lambda points, labels: claims.size_ratio(points, labels, 0, 1),
    ),
    "clumps": Claim(
        "Clusters on the map are clusters in the data.", "toy-noise",
        (Shown("tsne", lowest=True), Shown("tsne"), Shown("umap", lowest=True), Shown("umap")),
        "spacing of pure noise (1 is strewn at random, less is clumped)", "{:.2f}", spacing, noise_clumps,
    ),
    "inside": Claim(
        "A cluster inside another one can be seen.", "toy-containment", THREE,
        "points most of whose 5 nearest on the map are of their own kind", "{:.0%}",
        on_frame(claims.neighbours_of_own_kind), groups_seen,
    ),
    "global": Claim(
        "UMAP keeps the big picture better than t-SNE.", "toy-circle", STARTS,
        "rank correlation of distances on the map with the true ones", "{:.2f}", fact("rank_correlation"),
        better_global,
    ),
    "runs": Claim(
        "t-SNE gives another map at every run.", "digits", (Shown("tsne"), Shown("tsne", True), Shown("tsne", True, 1)),
        "difference from the other seed's map (0 the same, 1 nothing in common)", "{:.2f}", fact("run_difference"),
        differs,
    ),
    "stable": Claim(
        "UMAP is more consistent across runs than t-SNE.", "digits", STARTS,
        "difference from the other seed's map (0 the same, 1 nothing in common)", "{:.2f}", fact("run_difference"),
        more_alike,
    ),
    "curved": Claim(
        "PCA misses curved patterns.", "toy-swiss-roll", THREE, "neighbours kept", "{:.0%}", fact("neighbours_kept"),
        straight_only,
    ),
    "overall": Claim(
        "PCA keeps the big picture.", "digits", THREE, "big picture kept", "{:.0%}", fact("triplets_kept"),
        overall_best,
    ),
    "speed": Claim(
        "UMAP is much faster than t-SNE.", "digits", (Shown("tsne"), Shown("umap")),
        "seconds a map on one core (median of all stops; neighbours and the first compilation left out)", "{:.1f} s",
        lambda sheet, place, labels: float(np.median(sheet.facts.seconds)),
        much_faster,
    ),
}  # fmt: skip
