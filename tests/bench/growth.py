"""How the cost of a map grows with the number of points: seconds and memory of PCA, t-SNE and UMAP, and exponents.

    python -m tests.bench.growth                              600 to 10,000 images of MNIST: some minutes
    python -m tests.bench.growth --n 1000 5000 20000 50000    others; t-SNE of 50,000 takes ten minutes and more

Every measurement is a process of its own on one thread, after all is imported and compiled: seconds of its work (CPU),
neighbours included, and the most memory that NumPy's arrays took at one time beyond the points. The exponents are those
that the page fits (`core.maps.cost.exponent`).
"""

import argparse
import json
import tracemalloc
from typing import Any

import numpy as np

from core.maps.cost import exponent
from core.settings import TSNESettings, UMAPSettings
from tests.bench.apart import apart, data, timed

SIZES = (600, 1_000, 2_000, 5_000, 10_000)
METHODS = ("pca", "tsne", "umap")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--n", type=int, nargs="+", default=SIZES, help="numbers of points")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)  # in a process of its own
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(measure(arguments.one[0], int(arguments.one[1]))))
        return
    print("| method | " + " | ".join(f"{n:,}" for n in arguments.n) + " | time grows like | memory like |")
    print("|" + "---|" * (len(arguments.n) + 3))
    for method in METHODS:
        made = [apart("growth", method, n) for n in arguments.n]
        cells = [f"{each['cpu']:.2f} s, {each['memory']:.0f} MB" for each in made]
        fits = [
            exponent([(n, each[what]) for n, each in zip(arguments.n, made, strict=True)]) for what in ("cpu", "memory")
        ]
        print("| " + " | ".join([method, *cells, *(f"n^{fit:.2f}" for fit in fits)]) + " |", flush=True)


def measure(method: str, n: int) -> dict[str, float]:
    """What a map of n points costs."""
    points = data(n)
    run(method, np.random.default_rng(0).normal(size=(100, 20)))  # imports and compiles
    tracemalloc.start()
    cost = timed(lambda: run(method, points))[1]
    return cost | {"memory": tracemalloc.get_traced_memory()[1] / 1e6}


def run(method: str, points: np.ndarray) -> Any:
    """One map with the usual settings."""
    from core.maps import tsne, umap
    from core.maps.pca import pca

    if method == "pca":
        return pca(points)
    return tsne.run(points, TSNESettings()) if method == "tsne" else umap.run(points, UMAPSettings())


if __name__ == "__main__":
    main()
