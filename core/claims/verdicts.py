"""What measured numbers say to a common sentence about maps: a verdict and one sentence why.

What counts as kept, clumped, fast or alike is a named threshold here; nothing else decides.
"""

from collections.abc import Sequence

import numpy as np

LIKE = 0.2  # a ratio on the map is kept when it is off by at most this share
CLUMPED = 0.8  # spacing index below which points look clumped: strewn ones of this number rarely fall below 0.95
SEEN = 0.8  # share of points among their own kind from which groups count as told apart
SAME = 0.01  # difference between two runs below which they are the same map
FASTER = 2.0  # times as fast that count as much faster
FAST = 0.1  # share of another method's time that counts as fast
MOST = 0.5  # share of true neighbours that must stay for neighbourhoods to be kept
FAR_KEPT = 0.75  # share of comparisons that come out right: half the way from a coin's toss to always
STRAIGHT = 0.999  # share of a map that fixed sums of the features explain, from which it counts as such a sum

HOLDS, HALF, FAILS = "It holds", "Half true", "It does not hold"

NAMES = ("PCA", "t-SNE", "UMAP")


def listed(names: Sequence[str]) -> str:
    """Names in a sentence: "PCA", "PCA and UMAP", "PCA, t-SNE and UMAP"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def ratio_kept(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Which of PCA, t-SNE and UMAP show a ratio of the data."""
    shown = dict(zip(NAMES, values, strict=True))
    kept = [name for name, value in shown.items() if abs(value / truth - 1) <= LIKE]
    if len(kept) == len(NAMES):
        return HOLDS, "All three maps show the true ratio."
    if not kept:
        return FAILS, "None of the maps shows the true ratio."
    lost = ", ".join(f"on {name}'s map it is {value:.1f}" for name, value in shown.items() if name not in kept)
    verdict, verb = FAILS if kept == ["PCA"] else HALF, "shows" if len(kept) == 1 else "show"
    return verdict, f"Only {listed(kept)} {verb} the true ratio of {truth:.1f}; {lost}."


def groups_seen(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Which of PCA, t-SNE and UMAP tell the inner group from the outer one."""
    seen = [name for name, value in zip(NAMES, values, strict=True) if value >= SEEN]
    if len(seen) == len(NAMES):
        return HOLDS, "On all three maps the two groups are told apart."
    if not seen:
        return FAILS, "On no map are the two groups told apart."
    mixed = [name for name in NAMES if name not in seen]
    return HALF, (
        f"On the map of {listed(seen)} the groups are told apart; on that of {listed(mixed)} fewer than {SEEN:.0%} "
        "of the points lie among their own kind."
    )


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
    if abs(drop) <= 0.1:
        return verdict, "UMAP's big picture hardly depends on its start here."
    change = f"{abs(drop):.2f} {'lower' if drop > 0 else 'higher'}"
    return verdict, f"UMAP's big picture comes from its start: begun at random, its correlation is {change}."


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
    if data > SAME:
        return HALF, "Started from the data, two seeds give two maps; at random they give the same."
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
    pca, worst = values[0], min(values[1:])
    if pca < worst:
        return HOLDS, (
            f"A flat view of the roll: PCA keeps {pca * 10:.1f} of ten true neighbours near; the others keep "
            f"at least {worst * 10:.1f}."
        )
    return FAILS, "PCA keeps as many neighbours as another method."


def overall_best(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA keeps the big picture best, and well."""
    pca = values[0]
    if pca <= max(values[1:]):
        return FAILS, "Another method keeps the big picture as well as PCA."
    if pca < FAR_KEPT:
        wrong = f"of 100 comparisons of far and near, {100 * (1 - pca):.0f} still come out wrong (a coin: 50)"
        return HALF, f"Of the three, PCA keeps it best; but {wrong}."
    return HOLDS, "Of the three, PCA puts far things far apart most often."


def much_faster(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether UMAP takes much less time than t-SNE."""
    times = values[0] / values[1]
    if times >= FASTER:
        return HOLDS, f"Here it is {times:.1f} times as fast."
    if times > 1:
        return HALF, f"It is faster here, but only {times:.1f} times."
    return FAILS, f"Here t-SNE is {1 / times:.1f} times as fast; it depends on the program and the size."


def same_again(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA computed anew is the same map; the last value is that of t-SNE from two random starts."""
    *pca, tsne = values
    if max(pca) < SAME:
        return HOLDS, (
            "Neither another order of the points nor random numbers on the way change the map; at most an axis comes "
            f"out mirrored. Two t-SNE runs from random starts {'differ' if tsne > SAME else 'give one map here, too'}."
        )
    return FAILS, "PCA computed anew is another map."


def sums_of_features(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA, on blobs and on a roll, is a straight-line map, and t-SNE is not."""
    if min(values[:2]) < STRAIGHT:
        return FAILS, "Fixed sums of the features do not explain PCA's map."
    return HOLDS, (
        "Each of PCA's axes is the sum of the features, each times a number that is the same for all points: enough to "
        "show the blobs, not to unroll the sheet."
        + (" t-SNE's maps are no such sums." if max(values[2:]) < STRAIGHT else " Here t-SNE's maps are such sums too.")
    )


def fast(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether PCA takes a small part of the time of t-SNE and of UMAP."""
    pca, *others = values
    times = min(others) / max(pca, 1e-6)
    if pca <= FAST * min(others):
        return HOLDS, f"PCA took {pca * 1000:.0f} milliseconds, the faster of the others {times:,.0f} times as long."
    return FAILS, f"PCA took {pca:.2f} seconds, more than a tenth of what another method takes."


def grows(values: Sequence[float], truth: float, sizes: Sequence[int]) -> tuple[str, str]:
    """Whether t-SNE's time grows at least as the number of points; the maps are of so many points, rising."""
    steep = float(np.log(values[-1] / values[0]) / np.log(sizes[-1] / sizes[0]))
    words = f"{sizes[-1] / sizes[0]:.0f} times the points took {values[-1] / values[0]:.0f} times as long"
    if steep >= 1.0:
        return HOLDS, f"{words}; it grows faster than the number of points."
    return HALF, f"{words}; it grows more slowly than the number of points."


def neighbours_stay(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether t-SNE, second of three, keeps most neighbours, and more than PCA."""
    pca, tsne, _ = values
    if tsne >= MOST and tsne > pca:
        return HOLDS, f"Of ten true neighbours {tsne * 10:.1f} are still near; on PCA's map {pca * 10:.1f}."
    if tsne > pca:
        return HALF, f"It keeps more than PCA, but of ten only {tsne * 10:.1f}."
    return FAILS, "PCA keeps as many neighbours."


def arrows_parallel(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether arrows are as parallel as in the data: on a map of PCA, two of t-SNE, the others of UMAP."""
    runs = dict(zip(NAMES, (values[:1], values[1:3], values[3:]), strict=True))
    as_true = {name: sum(value <= truth * (1 + LIKE) for value in each) for name, each in runs.items()}
    always = [name for name, each in runs.items() if as_true[name] == len(each)]
    if len(always) == len(NAMES):
        return HOLDS, "On all maps the arrows are as parallel as in the data."
    counts = [f"{as_true[name]} of {len(runs[name])} by {name}" for name in NAMES if name not in always]
    if not always:
        return FAILS, f"No method keeps the arrows as parallel as in the data at every run: {listed(counts)} do."
    verb = "keeps" if len(always) == 1 else "keep"
    return HALF, (
        f"At every run {listed(always)} {verb} the arrows as parallel as in the data; "
        f"of the other runs {listed(counts)} do."
    )


def gaps_mean_more(values: Sequence[float], truth: float) -> tuple[str, str]:
    """Whether UMAP, second of two, shows a ratio of gaps more truly than t-SNE."""
    tsne, umap = (abs(np.log(value / truth)) for value in values)
    if umap >= tsne:
        return FAILS, "UMAP comes no nearer to the true ratio than t-SNE."
    if umap <= np.log(1 + LIKE):
        return HOLDS, "UMAP shows the true ratio of the gaps, t-SNE less truly."
    return HALF, "UMAP comes nearer to the true ratio than t-SNE, and is far from it all the same."
