"""How unusual a picture is."""

import numpy as np
import pytest

from core.latent import novelty, unusual


def test_strangeness_is_one_where_every_error_is_the_usual_one():
    medians = np.array([2.0, 5.0])
    assert unusual.strangeness(np.array([[2.0, 4.0], [5.0, 5.0]]), medians).tolist() == [1.0, 1.5]


def test_the_limit_is_what_95_percent_stay_below():
    errors = np.random.default_rng(0).gamma(3.0, size=(2, 4_000))
    scale = unusual.scale_of(errors)
    found = unusual.strangeness(errors, scale.medians)
    assert (found > scale.limit).mean() == pytest.approx(novelty.UNUSUAL, abs=0.002)
    assert scale.stranger_than(scale.quantiles[-1] + 1) == 1.0
    assert scale.stranger_than(scale.quantiles[0]) == 0.0
    assert scale.stranger_than(float(np.median(found))) == pytest.approx(0.5, abs=0.02)
