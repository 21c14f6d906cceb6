"""What measured numbers say to a common sentence about maps: a verdict and one sentence why.

There is one bar (`core.luck.BAR`) for all of them. A map keeps a figure of the data when its own is at least half the
way from chance to the data's, and not as far beyond; a method keeps it when every one of its runs does. One method is
better than another when more than half of all comparisons of their runs say so. Nothing else decides.
"""

from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from core.luck import BAR, middle, told, way

COIN = 0.5  # share of comparisons of far and near that come out right by chance
ROUNDING = 1e-3  # difference, or share that is missing, up to which two maps, or a map and a formula, are the same

HOLDS, HALF, FAILS = "It holds", "Half true", "It does not hold"

NAMES = ("PCA", "t-SNE", "UMAP")
Values = Sequence[Sequence[float]]  # of each map that is shown, one of each run


class Measured(NamedTuple):
    """What an experiment has come to.

    Args:
        values: of each map that is shown the figures of its runs.
        truth: of each the same figure of its data; nan where the data have none.
        chance: the figure of maps that know nothing; nan where there is none.
        also: of each map a second figure of its runs, where there is one.
    """

    values: Values
    truth: Sequence[float]
    chance: float = float("nan")
    also: Values = ()


Verdict = tuple[str, str]
Judge = Callable[[Measured], Verdict]


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "PCA", "PCA and UMAP", "PCA, t-SNE and UMAP"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def kept(value: float, truth: float, chance: float) -> bool:
    """Whether a figure is at least `BAR` of the way to the data's, and not as far beyond."""
    return abs(way(value, truth, chance) - 1) <= 1 - BAR


def ratio_is_kept(value: float, truth: float) -> bool:
    """The same for a ratio: factors count, and 1 is chance."""
    return kept(np.log(value), np.log(truth), 0.0)


def of_all(passed: Sequence[bool]) -> str:
    """The verdict where each of several must pass."""
    return HOLDS if all(passed) else HALF if any(passed) else FAILS


def wins(first: Sequence[float], second: Sequence[float]) -> float:
    """In what share of all pairs of runs the first method's figure is the greater one."""
    return float(np.mean([a > b for a, b in product(first, second)]))


def counted(passed: Sequence[bool]) -> str:
    """How many of how many: "2 of 5"."""
    return f"{sum(passed)} of {len(passed)}"


def ratio_kept(found: Measured) -> Verdict:
    """Which of PCA, t-SNE and UMAP show a ratio of the data: of points in a plane, then of some in many dimensions."""
    pairs = zip(found.values, found.truth, strict=True)
    passed = [[ratio_is_kept(each, true) for each in runs] for runs, true in pairs]
    flat, many = passed[: len(NAMES)], passed[len(NAMES) :]
    plane, beyond = (
        ", ".join(f"{name} {counted(each)}" for name, each in zip(NAMES, kind, strict=True)) for kind in (flat, many)
    )
    words = f"Runs that come near the true ratio: of points in a plane {plane}; of points in many dimensions {beyond}."
    if all(flat[0]) and not all(many[0]):
        words += " In a plane PCA loses nothing; of many dimensions it shows two, and these may miss the ratio."
    return of_all([all([*one, *other]) for one, other in zip(flat, many, strict=True)]), words


def density_kept(found: Measured) -> Verdict:
    """Whether densMAP shows a ratio of sizes, and shows more of it than UMAP, which stands before it."""
    umap, dense = found.values
    near = [ratio_is_kept(each, found.truth[1]) for each in dense]
    share = way(np.log(middle(dense)), np.log(found.truth[1]), 0.0)
    return of_all([all(near), wins(dense, umap) > BAR]), (
        f"densMAP shows {told(dense, '{:.1f}')}, UMAP {told(umap, '{:.1f}')}: in factors densMAP comes {share:.0%} of "
        f"the way from equal sizes to the true ratio. {counted(near)} runs come near it."
    )


def groups_seen(found: Measured) -> Verdict:
    """Whether PCA, t-SNE and UMAP part two groups as far as the neighbours in the data do, and no further."""
    true = found.truth[0]
    cleaner = [name for name, runs in zip(NAMES, found.values, strict=True) if way(middle(runs), 1.0, true) > BAR]
    mixed = [name for name, runs in zip(NAMES, found.values, strict=True) if way(middle(runs), 0.0, true) > BAR]
    fair = [name for name in NAMES if name not in cleaner + mixed]
    words = [f"In the data {true:.0%} of the points lie among their own kind"]
    if cleaner:
        words.append(f"a clean separation, as on the map of {listed(cleaner)}, is more than the neighbours support")
    if mixed:
        words.append(f"on that of {listed(mixed)} even less is left")
    if fair:
        words.append(f"the map of {listed(fair)} comes nearest to the data")
    return of_all([name in fair for name in NAMES]), "; ".join(words) + "."


def noise_clumps(found: Measured) -> Verdict:
    """Whether noise stays scattered, at the lowest stop and at the usual one, by t-SNE and UMAP."""
    scattered = [all(value >= BAR for value in runs) for runs in found.values]
    at = [all(scattered[0::2]), all(scattered[1::2])]
    words = {
        (True, True): "Noise shows no clumps at either stop.",
        (False, True): "At the lowest stops noise falls into clumps; at the usual ones it does not.",
        (True, False): "At the usual stops noise falls into clumps.",
        (False, False): "Even at the usual settings noise falls into clumps.",
    }
    return HOLDS if all(at) else FAILS, words[at[0], at[1]]


def clumps_alike(found: Measured) -> Verdict:
    """Whether noise clumps as the data do, by t-SNE and UMAP: noise at the lowest stop, at the usual one, the data."""
    alike, words = [], []
    for name, (lowest, usual, data) in zip(NAMES[1:], (found.values[:3], found.values[3:]), strict=True):
        ways = [[way(value, middle(data), found.chance) for value in runs] for runs in (lowest, usual)]
        alike += [all(each >= BAR for each in kind) for kind in ways]
        of_data, at_usual, at_lowest = (told(runs, "{:.2f}") for runs in (data, usual, lowest))
        words.append(f"by {name} the data {of_data}, such noise {at_usual}, at the lowest stop {at_lowest}")
    more = " The clumps of the data are more than correlation." if not any(alike[1::2]) else ""
    less = " At the lowest stops such noise clumps, too." if all(alike[0::2]) else ""
    return of_all(alike), f"Spacing: {'; '.join(words)}.{more}{less}"


def keeps_best(best: int) -> Judge:
    """A judge: whether one of PCA, t-SNE and UMAP keeps a share of the data, and more of it than the others."""

    def judge(found: Measured) -> Verdict:
        runs, chance = found.values[best], found.chance
        others = {name: each for i, (name, each) in enumerate(zip(NAMES, found.values, strict=True)) if i != best}
        beaten = [name for name, each in others.items() if wins(runs, each) > BAR]
        well = all(kept(value, true, chance) for value, true in zip(runs, [found.truth[best]] * len(runs), strict=True))
        beside = ", ".join(f"{name} {told(each, '{:.0%}')}" for name, each in others.items())
        words = f"{NAMES[best]} keeps {told(runs, '{:.0%}')}, {beside}; chance would keep {chance:.1%}."
        if len(beaten) < len(others):
            return FAILS, words
        missing = f" It is the best of the three, and {1 - middle(runs):.0%} are lost."
        return HOLDS if well else HALF, words + missing

    return judge


def straight_only(found: Measured) -> Verdict:
    """Whether PCA, the first of three, keeps too little of a rolled sheet, and less than the others."""
    pca, *others = found.values
    less = all(wins(each, pca) > BAR for each in others)
    lost = not any(kept(value, found.truth[0], found.chance) for value in pca)
    least = min(map(min, others))
    words = (
        f"A flat view of the roll: PCA keeps {middle(pca):.0%} of the true neighbours; the others at least {least:.0%}."
    )
    return (HOLDS if lost else HALF) if less else FAILS, words


def reveals(found: Measured) -> Verdict:
    """Whether t-SNE and UMAP let the classes of the data be seen, and PCA does not."""
    seen = [all(kept(value, true, found.chance) for value in runs) for runs, true in zip(*found[:2], strict=True)]
    words = ", ".join(f"{name} {told(runs, '{:.0%}')}" for name, runs in zip(NAMES, found.values, strict=True))
    verdict = HALF if seen[0] and any(seen[1:]) else of_all(seen[1:])
    return (
        verdict,
        f"Points most of whose neighbours are of their own class: {words}; in the data {found.truth[0]:.0%}.",
    )


def fine_and_broad(found: Measured) -> Verdict:
    """Whether UMAP, the last of three, keeps neighbours (the values) and the big picture (beside them) alike."""
    near, far = found.values[2], found.also[2]
    passed = [all(kept(value, 1.0, found.chance) for value in near), all(kept(value, 1.0, COIN) for value in far)]
    return of_all(passed), (
        f"Of the neighbours it keeps {told(near, '{:.0%}')} (chance {found.chance:.1%}), of the comparisons of far and "
        f"near {told(far, '{:.0%}')} (chance {COIN:.0%})."
    )


def differs(found: Measured) -> Verdict:
    """Whether two seeds give two maps, with more than half of them different: t-SNE from the data, t-SNE at random."""
    data, random = found.values
    passed = [value >= BAR for value in random]
    words = (
        f"Started from the data, which is usual today, two seeds differ by {told(data, '{:.2f}')}; started at random "
        f"{counted(passed)} pairs differ by more than half."
    )
    return of_all([*passed, *(value >= BAR for value in data)]), words


def by_starts(found: Measured, better: str, smaller: bool = False) -> Verdict:
    """Whether UMAP is better than t-SNE from either start: the values are t-SNE's from both, then UMAP's."""
    tsne, umap = found.values[:2], found.values[2:]
    pairs = zip(tsne, umap, strict=True) if smaller else zip(umap, tsne, strict=True)
    shares = [wins(*pair) for pair in pairs]
    passed = [share > BAR for share in shares]
    words = f"UMAP {better} in {shares[0]:.0%} of the comparisons from the data, and in {shares[1]:.0%} at random."
    return of_all(passed), words


def better_global(found: Measured) -> Verdict:
    """Whether UMAP keeps distances better than t-SNE from either start."""
    verdict, words = by_starts(found, "is the better one")
    a, b, c, d = (told(runs, "{:.2f}") for runs in found.values)
    start = [wins(*found.values[:2]) > BAR, wins(*found.values[2:]) > BAR]
    why = " Both depend on their start: from the data either keeps more than at random." if all(start) else ""
    return (
        verdict,
        f"{words} From the data t-SNE comes to {a}, UMAP to {c}; begun at random, t-SNE to {b}, UMAP to {d}.{why}",
    )


def more_alike(found: Measured) -> Verdict:
    """Whether two seeds of UMAP are more alike than two of t-SNE, from either start."""
    return by_starts(found, "is the more consistent one", smaller=True)


def gaps_mean_more(found: Measured) -> Verdict:
    """Whether UMAP shows a ratio of gaps more truly than t-SNE, from either start: in a plane, in many dimensions."""
    errors = [
        np.abs(np.log(np.asarray(runs) / true)).tolist() for runs, true in zip(found.values, found.truth, strict=True)
    ]
    pairs = [(i, i + 2) for i in (0, 1, 4, 5)]  # t-SNE and UMAP from one start
    shares = [wins(errors[tsne], errors[umap]) for tsne, umap in pairs]
    near = [
        ratio_is_kept(value, found.truth[umap]) for _, umap in pairs for value in found.values[umap]
    ]  # of UMAP's maps
    verdict = of_all([share > BAR for share in shares])
    a, b, c, d = (f"{share:.0%}" for share in shares)
    return HALF if verdict == HOLDS and not all(near) else verdict, (
        f"UMAP comes nearer to the true ratio in {a} of the comparisons from the data, and in {b} at random; of points "
        f"in many dimensions in {c} and {d}. Of its {len(near)} maps {sum(near)} come near the true ratio."
    )


def same_again(found: Measured) -> Verdict:
    """Whether PCA computed anew is the same map; the last values are those of t-SNE from random starts."""
    *pca, tsne = found.values
    same = [value < ROUNDING for runs in pca for value in runs]
    words = "Neither another order of the points nor random numbers on the way change the map" if all(same) else (
        f"{counted(same)} ways of computing it anew give the same map"
    )  # fmt: skip
    return of_all(same), f"{words}; at most an axis comes out mirrored. Two random t-SNE runs: {told(tsne, '{:.2f}')}."


def sums_of_features(found: Measured) -> Verdict:
    """Whether PCA, on blobs and on a roll, is a straight-line map; t-SNE stands beside it."""
    exact = [all(value > 1 - ROUNDING for value in runs) for runs in found.values]
    beside = "t-SNE's maps are no such sums" if not any(exact[2:]) else "here some of t-SNE's maps are such sums, too"
    words = "Each of PCA's axes is the sum of the features, each times a number that is the same for all points"
    return of_all(exact[:2]), f"{words if all(exact[:2]) else 'Fixed sums do not explain PCA'}; {beside}."


def arrows_parallel(found: Measured) -> Verdict:
    """Whether arrows are as parallel as in the data: on the map of PCA, t-SNE's from both starts, UMAP's."""
    values, true = found.values, found.truth[0]
    runs = dict(zip(NAMES, (values[0], [*values[1], *values[2]], [*values[3], *values[4]]), strict=True))
    passed = {name: [kept(value, true, found.chance) for value in each] for name, each in runs.items()}
    counts = ", ".join(f"{name} {counted(each)}" for name, each in passed.items())
    return of_all([all(each) for each in passed.values()]), f"Runs that keep the arrows about as parallel: {counts}."
