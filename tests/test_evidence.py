"""The claims: each verdict follows from its numbers, and the shipped maps give what is known to be true."""

import numpy as np
import pytest

from core import cache, claims, evidence
from core.evidence import CLAIMS, FAILS, HALF, HOLDS


@pytest.fixture(scope="module")
def found():
    return {name: cache.evidence_for(name) for name in CLAIMS}


def test_the_verdicts_of_the_shipped_maps(found):
    """What holds is known from independent runs: see each claim's source."""
    expected = {"far": FAILS, "size": FAILS, "clumps": FAILS, "inside": HALF, "global": FAILS, "runs": HALF}
    assert {name: found[name].verdict for name in expected} == expected
    assert found["curved"].verdict == HOLDS
    assert found["overall"].verdict == HOLDS


def test_numbers_are_measured_on_the_maps_that_are_shown(found):
    ground = cache.map_ground("toy-two-sizes")
    for shown, place, value in zip(CLAIMS["size"].shown, found["size"].places, found["size"].values, strict=True):
        frame = cache.map_sheet("toy-two-sizes", *shown[:3]).frames[place]
        assert value == pytest.approx(claims.size_ratio(frame, ground.labels, 0, 1))
    assert found["size"].truth == pytest.approx(10, rel=0.1)
    assert found["far"].truth == pytest.approx(4, rel=0.05)
    assert np.isnan(found["runs"].truth)
    assert found["clumps"].places[0][0] == 0
    assert found["clumps"].places[1][0] > 0


@pytest.mark.parametrize(
    ("judge", "values", "truth", "verdict"),
    [
        (evidence.ratio_kept, (4, 4.1, 3.9), 4, HOLDS),
        (evidence.ratio_kept, (4, 1, 1.3), 4, FAILS),
        (evidence.ratio_kept, (4, 1, 4.2), 4, HALF),
        (evidence.ratio_kept, (1, 1, 1), 4, FAILS),
        (evidence.groups_seen, (0.9, 0.9, 0.9), 0, HOLDS),
        (evidence.groups_seen, (0.5, 0.5, 0.5), 0, FAILS),
        (evidence.groups_seen, (0.5, 0.9, 0.5), 0, HALF),
        (evidence.noise_clumps, (1, 1, 1, 1), 0, HOLDS),
        (evidence.noise_clumps, (0.5, 1, 1, 1), 0, FAILS),
        (evidence.noise_clumps, (1, 1, 1, 0.5), 0, FAILS),
        (evidence.better_global, (0.5, 0.5, 0.9, 0.9), 0, HOLDS),
        (evidence.better_global, (0.5, 0.5, 0.9, 0.2), 0, HALF),
        (evidence.better_global, (0.9, 0.9, 0.8, 0.2), 0, FAILS),
        (evidence.differs, (0.3, 0.7, 0.7), 0, HOLDS),
        (evidence.differs, (0.0, 0.7, 0.7), 0, HALF),
        (evidence.differs, (0.0, 0.0, 0.0), 0, FAILS),
        (evidence.more_alike, (0.5, 0.5, 0.1, 0.1), 0, HOLDS),
        (evidence.more_alike, (0.0, 0.5, 0.1, 0.1), 0, HALF),
        (evidence.more_alike, (0.0, 0.1, 0.1, 0.5), 0, FAILS),
        (evidence.straight_only, (0.5, 0.8, 0.9), 0, HOLDS),
        (evidence.straight_only, (0.85, 0.8, 0.9), 0, FAILS),
        (evidence.overall_best, (0.7, 0.6, 0.6), 0, HOLDS),
        (evidence.overall_best, (0.6, 0.7, 0.6), 0, FAILS),
        (evidence.much_faster, (10, 2), 0, HOLDS),
        (evidence.much_faster, (3, 2), 0, HALF),
        (evidence.much_faster, (2, 3), 0, FAILS),
    ],
)
def test_each_judge_decides_either_way(judge, values, truth, verdict):
    assert judge(values, truth)[0] == verdict
    assert judge(values, truth)[1].endswith(".")
