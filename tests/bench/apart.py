"""Measurements in processes of their own, on one thread: what the benchmarks of maps share.

A module that is measured prints a JSON when it is called with `--one NAME NUMBER …`.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def apart(module: str, *name: Any) -> dict[str, float]:
    """One measurement of a module of tests/bench in a process of its own, on one thread."""
    command = [sys.executable, "-W", "ignore", "-m", f"tests.bench.{module}", "--one", *map(str, name)]
    environment = os.environ | dict.fromkeys(THREADS, "1")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, name))} failed:\n{done.stderr[-2_000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def timed(compute: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What `compute` returns, and what it cost: seconds of this process and by the clock, and MB beyond those held."""
    held, cpu, clock = peak(), time.process_time(), time.perf_counter()
    found = compute()
    cost = {"cpu": time.process_time() - cpu, "clock": time.perf_counter() - clock, "memory": peak() - held}
    return found, cost


def peak() -> float:
    """The most memory this process has held, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def data(n: int) -> np.ndarray:
    """The digits for 1,797 points, else so many images of MNIST."""
    from core.data import datasets

    if n == 1_797:
        return datasets.load("digits").table.astype(float)
    return datasets.load("mnist").table[-n:].astype(float)
