"""What the seconds of whole maps say to a common sentence about time: a verdict and one sentence why.

Much faster means in half of the time.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.claims.verdicts import Values, Verdict, of_all
from core.luck import BAR, middle


class Timed(NamedTuple):
    """Seconds of one core for whole maps: by method, of each size those of five runs.

    Args:
        sizes: numbers of points, rising.
        seconds: by method, of each size its runs, the program being loaded.
        first: by method the first maps of fresh processes, of the fewest points: with the program's loading.
    """

    sizes: Sequence[int]
    seconds: dict[str, Values]
    first: dict[str, Sequence[float]]

    def exponent(self, method: str) -> float:
        """The power of the number of points with which the time grows: the slope of a straight line in logarithms."""
        middles = [middle(each) for each in self.seconds[method]]
        return float(np.polyfit(np.log(self.sizes), np.log(middles), 1)[0])


def much_faster(found: Timed) -> Verdict:
    """Whether UMAP takes at most half of t-SNE's time, at every size and for the first map of a process."""
    times = [middle(a) / middle(b) for a, b in zip(found.seconds["tsne"], found.seconds["umap"], strict=True)]
    words = ", ".join(f"{each:.1f} times with {size:,}" for each, size in zip(times, found.sizes, strict=True))
    first = middle(found.first["tsne"]) / middle(found.first["umap"])
    passed = [1 / each <= BAR for each in (*times, first)]
    return of_all(passed), (
        f"t-SNE's time is so many times UMAP's: {words} points once both programs are loaded, {first:.1f} times for "
        "the first map of a fresh process. It depends on the program and the machine."
    )


def fast(found: Timed) -> Verdict:
    """Whether PCA takes at most half of the time of the others at every size, and for the first map of a process."""
    passed, least = [], []
    runs = {name: [*found.seconds[name], found.first[name]] for name in found.seconds}
    for pca, *others in zip(*(runs[name] for name in ("pca", "tsne", "umap")), strict=True):
        times = min(map(middle, others)) / middle(pca)
        passed.append(1 / times <= BAR)
        least.append(times)
    return of_all(passed), f"The faster of the others takes {min(least):,.0f} to {max(least):,.0f} times as long."


def grows(found: Timed) -> Verdict:
    """Whether t-SNE's time grows faster than the number of points, and faster than the others'."""
    powers = {name: found.exponent(name) for name in found.seconds}
    steepest = powers["tsne"] > max(powers["pca"], powers["umap"])
    a, b, c = (f"n^{powers[name]:.1f}" for name in ("tsne", "umap", "pca"))
    return of_all([powers["tsne"] > 1, steepest]), (
        f"From {found.sizes[0]:,} to {found.sizes[-1]:,} points t-SNE's time grows like {a}, UMAP's like {b}, PCA's "
        f"like {c}; more points may tell another story, which *Make your own map* measures on this server."
    )
