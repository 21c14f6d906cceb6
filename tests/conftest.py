"""What all tests share: where MNIST may lie, and the root of the project."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# One thread: the arrays are small, and idle threads of several processes wait for each other by spinning.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

if SHARED_DATA.is_dir():
    os.environ.setdefault("LATENT_DATA_DIR", str(SHARED_DATA))


@pytest.fixture
def mnist():
    """MNIST, or a skip with the reason where it is not on this machine."""
    from core.data import datasets

    if not datasets.is_here("mnist"):
        pytest.skip("MNIST is not on this machine: set LATENT_DATA_DIR to where it lies")
    return datasets.load("mnist")
