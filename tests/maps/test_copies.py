"""Maps of tables with equal rows: the KL that is shown is the exact one."""

import numpy as np
import pytest

from core.data import uploads
from core.limits import Limits
from core.maps import tsne
from core.maps.metrics import squared_distances
from core.settings import TSNESettings
from tests.conftest import ROOT

CASE = ROOT.parent / "shared" / "cases" / "80_survey_1to3.csv"


def exact_kl(state):
    """Σ p_ij log(p_ij / q_ij) over all pairs, copies included, written down once more."""
    n = len(state.positions)
    indptr, indices, values = state.affinities
    p = np.zeros((n, n))
    for i in range(n):
        p[i, indices[indptr[i] : indptr[i + 1]]] = values[indptr[i] : indptr[i + 1]]
    w = 1 / (1 + squared_distances(state.positions.astype(float), state.positions.astype(float)))
    np.fill_diagonal(w, 0)
    q, some = w / w.sum(), p > 0
    return float((p[some] * np.log(p[some] / q[some])).sum())


def answers():
    """200 answers from 1 to 3 to three questions, most of them copies: a visitor's file, or one like it."""
    if CASE.is_file():
        return uploads.read(CASE.name, CASE.read_bytes(), Limits()).made.dataset.table
    return np.random.default_rng(0).integers(1, 4, (200, 3)).astype(np.float32)


@pytest.mark.parametrize("perplexity", [2, 10, 30])
def test_copies_leave_the_kl_exact_and_above_0(perplexity):
    points = answers()
    assert len(np.unique(points, axis=0)) <= 27
    state = tsne.run(points, TSNESettings(perplexity=perplexity))
    assert state.kl == pytest.approx(exact_kl(state), rel=1e-3, abs=1e-4)
    assert state.kl > 0
    if perplexity == 10 and CASE.is_file():
        assert state.kl < 0.26  # that of openTSNE's map, worked out over all pairs; its own sum says −0.05
