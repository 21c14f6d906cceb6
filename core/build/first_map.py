"""The first map of a fresh process: with the seconds that it takes to load a method's program.

    python -m core.build.first_map METHOD POINTS SEED     prints seconds of one core's own work

POINTS is an npy file. Nothing that a method needs is imported before the clock starts.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]  # where `core` lies


def run_of(method: str, points: np.ndarray, seed: int) -> Callable[[], Any]:
    """A whole run by "pca", "tsne" or "umap" with the usual settings, from the points (n, d) to the map."""
    from core.maps import pca, tsne, umap
    from core.settings import TSNESettings, UMAPSettings

    if method == "pca":
        return partial(pca.pca, points)
    if method == "tsne":
        return partial(tsne.run, points, TSNESettings(seed=seed))
    return partial(umap.run, points, UMAPSettings(seed=seed))


def seconds(method: str, points: np.ndarray, seed: int) -> float:
    """What the first map of the points (n, d) takes in a process of its own, whose loops are compiled on disk."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "points.npy")
        np.save(file, points)
        command = [sys.executable, "-m", "core.build.first_map", method, str(file), str(seed)]
        told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return float(told)


def main(method: str, file: str, seed: str) -> None:
    """Make the map and print what it took."""
    points = np.load(file, allow_pickle=False)
    began = time.process_time()
    run_of(method, points, int(seed))()
    print(time.process_time() - began)


if __name__ == "__main__":
    main(*sys.argv[1:])
