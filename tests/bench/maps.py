"""What a live map costs beside the usual libraries: seconds, memory and quality of t-SNE and UMAP on the digits.

    python tests/bench/maps.py                        all of it, a few minutes
    python tests/bench/maps.py --only change          t-SNE's changes of perplexity; also: run, umap
    python tests/bench/maps.py --repeat 3             every measurement three times, in turns with its peer

Compared are, on the 1,797 digits and in turns so that a busy machine slows all alike,

- run: a live t-SNE run (perplexity 30, PCA start, neighbours included) beside `sklearn.manifold.TSNE()`;
- change: another perplexity from the map on screen, beside a new run of scikit-learn with that perplexity;
- umap: a live UMAP run (exact neighbours, spectral start) beside `umap.UMAP()`, both after the library has compiled.

Every measurement is a process of its own, on one thread: seconds of its work (CPU) and by the clock, the most memory
it held beyond what it had when the clock started (the peak of its resident set), and the quality of its map: the exact
Kullback–Leibler divergence from one and the same set of probabilities for both t-SNEs, and for UMAP the
trustworthiness with ten neighbours. The table shows medians, and ratios of CPU seconds to the peer's. Exit status 1
when a ratio or a quality misses its aim: run .60 at a KL within 1 %, change .06 at a KL no worse than the better of two
new runs (scikit-learn's and our own), umap .60 at a trustworthiness no more than .005 lower. Far jumps of the
perplexity have no aim: their rows show what such a short cut costs.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CHANGES = ((30, 50), (30, 100), (30, 10), (50, 30))
FAR = ((10, 50), (100, 30))
AIMS = {"run": 0.60, "change": 0.06, "umap": 0.60}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=1, help="how often each measurement is made")
    parser.add_argument("--only", choices=tuple(AIMS), help="one of the three comparisons")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)  # in a process of its own
    arguments = parser.parse_args()
    if arguments.one:
        sys.path.insert(0, str(ROOT))
        name, *numbers = arguments.one
        print(json.dumps(MEASURED[name](*map(float, numbers))))
        return 0
    print(
        "| what | CPU, s | peer's CPU, s | ratio | clock, s | peer's | memory, MB | peer's | quality | peer's | aim |"
    )
    print("|" + "---|" * 11)
    kinds = [arguments.only] if arguments.only else list(AIMS)
    met = [compare(kind, arguments.repeat) for kind in kinds]  # all of them, even after a miss
    return int(not all(met))


def compare(kind: str, repeat: int) -> bool:
    """Print the rows of one comparison; whether all aims are met."""
    if kind == "run":
        ours, peer = in_turns([("tsne", 30), ("sklearn", 30)], repeat)
        return row("t-SNE, perplexity 30", ours, peer, AIMS[kind], ours["kl"] <= 1.01 * peer["kl"], "kl")
    if kind == "umap":
        ours, peer = in_turns([("umap",), ("umap_learn",)], repeat)
        good = ours["trustworthiness"] >= peer["trustworthiness"] - 0.005
        return row("UMAP, 15 neighbours", ours, peer, AIMS[kind], good, "trustworthiness")
    met = []
    for before, after in CHANGES + FAR:
        ours, peer, new = in_turns([("change", before, after), ("sklearn", after), ("tsne", after)], repeat)
        best, aim = min(peer["kl"], new["kl"]), None if (before, after) in FAR else AIMS[kind]
        met.append(row(f"perplexity {before} → {after}", ours, peer, aim, ours["kl"] <= best, "kl", new["kl"]))
    return all(met)


def row(
    what: str, ours: dict, peer: dict, aim: float | None, good: bool, quality: str, new: float | None = None
) -> bool:
    """Print one row; whether its aim is met."""
    ratio = ours["cpu"] / peer["cpu"]
    met = aim is None or (ratio <= aim and good)
    cells = [what, f"{ours['cpu']:.2f}", f"{peer['cpu']:.2f}", f"**{ratio:.3f}**"]
    cells += [f"{each['clock']:.2f}" for each in (ours, peer)] + [f"{each['memory']:.0f}" for each in (ours, peer)]
    cells += [f"{each[quality]:.4f}" for each in (ours, peer)]
    cells[-1] += "" if new is None else f" (ours anew {new:.4f})"
    aimed = "none" if aim is None else f"{aim:.2f}, {'met' if met else 'missed'}"
    print("| " + " | ".join([*cells, aimed]) + " |", flush=True)
    return met


DONE: dict[tuple, list[dict]] = {}  # measurements by name and numbers: a peer's is used for all that it is a peer of


def in_turns(names: list[tuple], repeat: int) -> list[dict]:
    """The medians of some measurements, made in turns."""
    for turn in range(repeat):
        for name in names:
            if len(DONE.setdefault(name, [])) <= turn:
                DONE[name].append(apart(name))
    return [{key: statistics.median(each[key] for each in DONE[name]) for key in DONE[name][0]} for name in names]


def apart(name: tuple) -> dict:
    """One measurement in a process of its own, on one thread."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    command = [sys.executable, "-W", "ignore", __file__, "--one", *map(str, name)]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, name))} failed:\n{done.stderr[-2_000:]}")
    return json.loads(done.stdout.splitlines()[-1])


# --- in a process of its own -----------------------------------------------------------------------------------------


def timed(compute: Callable[[], Any]) -> tuple[Any, dict]:
    """What `compute` returns, and what it cost."""
    held, cpu, clock = peak(), time.process_time(), time.perf_counter()
    found = compute()
    cost = {"cpu": time.process_time() - cpu, "clock": time.perf_counter() - clock, "memory": peak() - held}
    return found, cost


def peak() -> float:
    """The most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def digits() -> Any:
    """The points, (1797, 64)."""
    from core.data import datasets

    return datasets.load("digits").table.astype(float)


def divergence(positions: Any, perplexity: float) -> float:
    """The exact KL divergence of a map of the digits, nats."""
    import numpy as np
    import scipy.sparse

    from core.maps import metrics, tsne
    from core.maps.neighbours import nearest

    indptr, indices, values = tsne.find_affinities(nearest(digits(), int(3 * perplexity)), perplexity)
    p = scipy.sparse.csr_matrix((values, indices, indptr)).tocoo()
    q = 1 / (1 + metrics.squared_distances(positions, positions))
    np.fill_diagonal(q, 0)
    return float((p.data * np.log(p.data * q.sum() / q[p.row, p.col])).sum())


def live_tsne(perplexity: float) -> Any:
    """A live t-SNE run to its end."""
    from core.maps import live, tsne
    from core.settings import TSNESettings

    return tsne.run(digits(), TSNESettings(perplexity=perplexity, **live.TSNE_LIVE))


def prepared() -> None:
    """Import and warm what both t-SNEs use."""
    from sklearn.manifold import TSNE

    from core.maps import tsne
    from core.settings import TSNESettings

    few = digits()[:100]
    tsne.run(few, TSNESettings(perplexity=5, iterations=10))
    TSNE(perplexity=5, max_iter=250).fit(few)


def measure_tsne(perplexity: float) -> dict:
    """Our live run."""
    prepared()
    state, cost = timed(lambda: live_tsne(perplexity))
    return cost | {"kl": divergence(state.positions, perplexity)}


def measure_sklearn(perplexity: float) -> dict:
    """The peer's run, with its defaults."""
    from sklearn.manifold import TSNE

    prepared()
    points = digits()
    model, cost = timed(lambda: TSNE(perplexity=perplexity, random_state=0).fit(points))
    return cost | {"kl": divergence(model.embedding_.astype(float), perplexity)}


def measure_change(before: float, after: float) -> dict:
    """Another perplexity from the map on screen."""
    from core.maps import perplexity, tsne

    first, points = live_tsne(before), digits()
    perplexity.best_stretch(first.affinities, first.positions)  # imports what it needs

    def change() -> Any:
        state = perplexity.change(first, points, after)
        while not state.finished:
            state = tsne.step(state)
        return state

    state, cost = timed(change)
    return cost | {"kl": divergence(state.positions, after)}


def measure_umap() -> dict:
    """Our live run, compiled."""
    from core.maps import umap as umap_maps
    from core.settings import UMAPSettings

    points = digits()
    umap_maps.run(points[:100], UMAPSettings(iterations=10))
    state, cost = timed(lambda: umap_maps.run(points, UMAPSettings()))
    return cost | {"trustworthiness": trust(state.positions)}


def measure_umap_learn() -> dict:
    """The peer's run with its defaults and a seed, compiled."""
    import umap

    points = digits()
    umap.UMAP(random_state=0).fit(points[:100])
    positions, cost = timed(lambda: umap.UMAP(random_state=0).fit_transform(points))
    return cost | {"trustworthiness": trust(positions)}


def trust(positions: Any) -> float:
    """Trustworthiness of a map of the digits."""
    from core.maps import metrics

    return float(metrics.measure(metrics.reference(digits()), positions).trustworthiness)


MEASURED = {
    "tsne": measure_tsne,
    "sklearn": measure_sklearn,
    "change": measure_change,
    "umap": measure_umap,
    "umap_learn": measure_umap_learn,
}

if __name__ == "__main__":
    sys.exit(main())
