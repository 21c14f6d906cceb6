"""What a t-SNE map costs beside scikit-learn's and openTSNE's: seconds, memory and quality.

    python -m tests.bench.tsne                        digits, 5,000 and 10,000 images of MNIST: many minutes
    python -m tests.bench.tsne --n 1797               only the digits
    python -m tests.bench.tsne --only change          a changed perplexity; also: run, iteration

Every measurement is a process of its own on one thread, after all is imported and compiled, in turns with its peers so
that a busy machine slows all alike: seconds of its work (CPU) with neighbours and probabilities, the most memory held
beyond what was held before, and the quality of its map, the exact KL divergence from one and the same probabilities and
the trustworthiness with ten neighbours. `iteration` shows up to how many points all pairs beat openTSNE's
interpolation.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from core.settings import TSNESettings
from tests.bench.apart import apart, data, timed
from tests.bench.table import Row

SIZES = (1_797, 5_000, 10_000)
CHANGES = ((30, 31), (30, 50), (30, 20), (50, 30), (30, 100), (30, 10), (10, 50), (5, 30))
PERPLEXITY = 30.0
AIMS = {"sklearn": (0.10, 0.15, 0.25), "opentsne": (0.15, 0.25, 0.5)}  # ours to it, for each of `SIZES`
NAMES = {"sklearn": "scikit-learn", "opentsne": "openTSNE"}
CHANGED = (30, 50)
CHANGE_AIM = 0.01  # of a whole run by scikit-learn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="numbers of points; 1797 are the digits")
    parser.add_argument("--only", choices=("run", "change", "iteration"))
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)  # in a process of its own
    arguments = parser.parse_args()
    if arguments.one:
        name, *numbers = arguments.one
        print(json.dumps(MEASURED[name](*map(float, numbers))))
        return
    if arguments.only in (None, "run"):
        compare_runs(arguments.n)
    if arguments.only in (None, "change"):
        compare_changes()
    if arguments.only in (None, "iteration"):
        compare_iterations()


def rows() -> Iterator[Row]:
    """Whole runs beside both peers, and a changed perplexity beside a whole run of scikit-learn."""
    for i, n in enumerate(SIZES):
        done = {name: apart("tsne", name, n) for name in ("exact", *AIMS)}
        for peer, aims in AIMS.items():
            ours, theirs = done["exact"], done[peer]
            yield Row(
                f"t-SNE of {n:,} points, neighbours and affinities included", NAMES[peer], ours["cpu"], theirs["cpu"],
                aims[i], memory=(ours["memory"], theirs["memory"]), quality=("KL", ours["kl"], theirs["kl"]),
                limit="all pairs of points grow with n², its trees and grids with n log n",
            )  # fmt: skip
        theirs = done["sklearn"]
        it = apart("tsne", "until", n, theirs["kl"])
        yield Row(
            f"t-SNE of {n:,} points, until its KL is as low as the peer's at the end", NAMES["sklearn"], it["cpu"],
            theirs["cpu"], AIMS["sklearn"][i], quality=("KL", it["kl"], theirs["kl"]),
            limit="all pairs of points grow with n², its trees with n log n",
        )  # fmt: skip
    theirs = apart("tsne", "sklearn", 1_797, CHANGED[1])
    lower = apart("tsne", "lower", *CHANGED, theirs["kl"])
    for until, it, limit in (
        ("until it has settled", apart("tsne", "change", *CHANGED), "some fifty steps until no more is gained"),
        ("until its KL is as low as the peer's, a step at least", lower, "the affinities, and a step"),
    ):
        yield Row(
            f"perplexity {CHANGED[0]} → {CHANGED[1]} from the map on screen, 1,797 points, {until}",
            "scikit-learn, a whole run", it["cpu"], theirs["cpu"], CHANGE_AIM, quality=("KL", it["kl"], theirs["kl"]),
            limit=limit,
        )  # fmt: skip


def compare_runs(sizes: list[int]) -> None:
    cold = apart("tsne", "cold", 0)
    print(f"Compiling everything takes {cold['cpu']:.1f} s, once, and none of it is in the figures.\n")
    print("| n | by | CPU, s | ours to it | memory, MB | KL | trustworthiness |\n|---|---|---|---|---|---|---|")
    for n in sizes:
        done = {name: apart("tsne", name, n) for name in ("exact", "opentsne", "sklearn")}
        for name, it in done.items():
            ratio = done["exact"]["cpu"] / it["cpu"]
            row = [f"{n:,}", name, f"{it['cpu']:.2f}", f"{ratio:.3f}", f"{it['memory']:.0f}", f"{it['kl']:.4f}"]
            print("| " + " | ".join([*row, f"{it['trust']:.4f}"]) + " |", flush=True)


def compare_changes() -> None:
    print("\n| perplexity | CPU, s | anew, s | ratio | iterations | KL | KL anew |\n|---|---|---|---|---|---|---|")
    for before, after in CHANGES:
        it = apart("tsne", "change", before, after)
        cells = [f"{before} → {after}", f"{it['cpu']:.3f}", f"{it['anew']:.2f}", f"{it['cpu'] / it['anew']:.2f}"]
        cells += [
            f"{it['iterations']:.0f}",
            f"{it['kl']:.4f} ({it['kl'] / it['kl_anew'] - 1:+.1%})",
            f"{it['kl_anew']:.4f}",
        ]
        print("| " + " | ".join(cells) + " |", flush=True)


def compare_iterations() -> None:
    print("\n| n | exact, ms an iteration | interpolated, ms |\n|---|---|---|")
    for n in (2_000, 5_000, 10_000, 15_000, 20_000, 30_000, 50_000):
        it = apart("tsne", "iteration", n)
        print(f"| {n:,} | {it['exact']:.1f} | {it['interpolated']:.1f} |", flush=True)


# --- in a process of its own -----------------------------------------------------------------------------------------


def by_exact(points: np.ndarray, perplexity: float) -> np.ndarray:
    from core.maps import tsne

    return tsne.run(points, TSNESettings(perplexity=perplexity)).positions


def by_opentsne(points: np.ndarray, perplexity: float) -> np.ndarray:
    from openTSNE import TSNE

    return np.asarray(TSNE(perplexity=perplexity, n_jobs=1, random_state=0, initialization="pca").fit(points))


def by_sklearn(points: np.ndarray, perplexity: float) -> np.ndarray:
    from sklearn.manifold import TSNE

    return TSNE(perplexity=perplexity, n_jobs=1, random_state=0).fit(points).embedding_


def measure(by: Callable[[np.ndarray, float], np.ndarray]) -> Callable[..., dict[str, float]]:
    """A function that measures one way of making a map of n points."""

    def measured(n: float, perplexity: float = PERPLEXITY) -> dict[str, float]:
        from core.maps import metrics, tsne
        from core.maps.affinities import find_affinities
        from core.maps.neighbours import nearest

        points = data(int(n))
        by(points[:200], PERPLEXITY)  # imports and compiles
        positions, cost = timed(lambda: by(points, perplexity))
        affinities = find_affinities(nearest(points, int(3 * perplexity)), perplexity)
        cost["kl"] = tsne.divergence(affinities, positions)
        cost["trust"] = metrics.measure(metrics.reference(points), positions).trustworthiness
        return cost

    return measured


def measure_until(n: float, kl: float) -> dict[str, float]:
    """A run that is stopped as soon as its KL is this low."""
    from core.maps import tsne

    points = data(int(n))
    by_exact(points[:200], PERPLEXITY)  # imports and compiles

    def until() -> Any:
        state = tsne.start(points, TSNESettings(perplexity=PERPLEXITY))
        while not (state.kl <= kl or state.finished):
            state = tsne.step(state)
        return state

    state, cost = timed(until)
    return cost | {"kl": state.kl, "iterations": state.iteration}


def measure_cold(_: float) -> dict[str, float]:
    """Compiling, whatever lies in the cache."""
    import tempfile

    import numba

    with tempfile.TemporaryDirectory() as folder:
        numba.config.CACHE_DIR = folder
        points = np.random.default_rng(0).normal(size=(300, 20))
        by_opentsne(points, PERPLEXITY)  # imports
        return timed(lambda: by_exact(points, PERPLEXITY))[1]


def measure_change(before: float, after: float) -> dict[str, float]:
    from core.maps import tsne, warm_start
    from core.maps.neighbours import nearest

    points = data(1_797)
    neighbours = nearest(points, 300)
    settings = [TSNESettings(perplexity=perplexity) for perplexity in (before, after)]
    first = tsne.run(points, settings[0], neighbours)
    anew, cost = timed(lambda: tsne.run(points, settings[1], neighbours))

    def changed() -> Any:
        state = warm_start.change(first, points, settings[1])
        while not state.finished:
            state = tsne.step(state)
        return state

    warm_start.change(first, points, settings[1])  # imports
    state, other = timed(changed)
    iterations = state.iteration - first.iteration
    return other | {"anew": cost["cpu"], "iterations": iterations, "kl": state.kl, "kl_anew": anew.kl}


def measure_lower(before: float, after: float, kl: float) -> dict[str, float]:
    """A changed perplexity of the digits, until the KL is this low, and one step of the descent at least."""
    from core.maps import tsne, warm_start

    points = data(1_797)
    first = tsne.run(points, TSNESettings(perplexity=before))
    wanted = TSNESettings(perplexity=after)

    def changed() -> Any:
        state = tsne.step(warm_start.change(first, points, wanted))
        while not (state.kl <= kl or state.finished):
            state = tsne.step(state)
        return state

    warm_start.change(first, points, wanted)  # imports
    state, cost = timed(changed)
    return cost | {"kl": state.kl, "iterations": state.iteration - first.iteration}


def measure_iteration(n: float) -> dict[str, float]:
    """Milliseconds of an iteration over points spread as widely as on a settled map."""
    import scipy.sparse
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PrecomputedAffinities

    from core.maps import tsne

    state = tsne.start(data(int(n))[:, ::8], TSNESettings())
    rng = np.random.default_rng(0)
    radius, angle = 0.9 * np.sqrt(n * rng.random(int(n))), 2 * np.pi * rng.random(int(n))
    positions = (radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])).astype(np.float32)
    state = replace(state, positions=positions, early=0)
    indptr, indices, values = state.affinities
    matrix = PrecomputedAffinities(scipy.sparse.csr_matrix((values.astype(float), indices, indptr)), normalize=False)
    embedding = TSNEEmbedding(state.positions.astype(float), matrix, negative_gradient_method="fft", n_jobs=1)
    embedding.optimize(2, inplace=True)
    interpolated = timed(lambda: embedding.optimize(10, inplace=True))[1]
    tsne.descend(state, 1, threads=1)
    ours = timed(lambda: tsne.descend(state, 10, threads=1))[1]
    return {"exact": ours["cpu"] * 100, "interpolated": interpolated["cpu"] * 100}


MEASURED = {
    "exact": measure(by_exact),
    "opentsne": measure(by_opentsne),
    "sklearn": measure(by_sklearn),
    "until": measure_until,
    "cold": measure_cold,
    "change": measure_change,
    "lower": measure_lower,
    "iteration": measure_iteration,
}

if __name__ == "__main__":
    main()
