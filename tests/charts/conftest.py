"""What the tests of several charts draw."""

import numpy as np
import pytest


@pytest.fixture
def codes():
    return np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32)


@pytest.fixture
def labels():
    return np.arange(30) % 3
