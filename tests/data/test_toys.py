"""Toy clouds: the truth they tell."""

import numpy as np
import pytest

from core.data import datasets


def test_toys_hold_the_truth_they_tell():
    sizes = datasets.load("toy-two-sizes")
    spread = [sizes.values[sizes.labels == each].std(0).mean() for each in (0, 1)]
    assert 7 < spread[0] / spread[1] < 14
    three = datasets.load("toy-three-distances")
    middle = [three.values[three.labels == each].mean(0) for each in (0, 1, 2)]
    assert np.linalg.norm(middle[2] - middle[1]) / np.linalg.norm(middle[1] - middle[0]) == pytest.approx(4, abs=0.3)
    roll = datasets.load("toy-swiss-roll").values
    assert np.hypot(roll[:, 0], roll[:, 2]).min() >= 1.5 * np.pi - 1e-3
