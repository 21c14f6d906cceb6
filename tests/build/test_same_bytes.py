"""The same recipe gives the same bytes, in any process: with other hashes and another layout of memory."""

import os
import subprocess
import sys

from tests.conftest import ROOT

MAKE = """
import hashlib, sys
import numpy as np
junk = [np.ones(size) for size in range(1, int(sys.argv[1]))]
from core.build.__main__ import all_recipes
from core.maps import tsne, umap
from core.settings import TSNESettings, UMAPSettings
points = np.random.default_rng(0).normal(size=(300, 8))
made = [all_recipes()["map-toy-circle-pca"].make().content]
made.append(tsne.run(points, TSNESettings(perplexity=20, iterations=120)).positions.tobytes())
made.append(umap.run(points, UMAPSettings(n_neighbors=10, iterations=40)).positions.tobytes())
print([hashlib.sha256(each).hexdigest() for each in made])
"""


def made(seed, junk):
    """The checksums of what a process of its own makes."""
    environment = os.environ | {"PYTHONHASHSEED": str(seed), "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    call = [sys.executable, "-c", MAKE, str(junk)]
    done = subprocess.run(call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_process_makes_the_same_bytes():
    assert made(seed=2, junk=1234) == made(seed=1, junk=1)
