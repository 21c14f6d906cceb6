"""The points that are mapped: the data's own, or a network's codes as they are shipped."""

import subprocess
import sys

import numpy as np
import pytest

from core.artefacts import map_sources
from core.build import map_points as anew
from core.data import datasets
from core.errors import ArtefactError
from core.maps import source
from tests.conftest import ROOT

LIVE_MAP = """
import sys
from core.maps import live
from core.maps.live import MapOrder
from core.settings import TSNESettings

run = live.begin(MapOrder("digits-autoencoder", 100, TSNESettings(perplexity=10, iterations=20)))
while not run.finished:
    run = live.step(run)
assert live.take_snapshot(run).quality is not None
print("torch" in sys.modules)
"""


@pytest.mark.parametrize("name", ["digits-autoencoder", "digits-vae"])
def test_shipped_codes_are_those_of_the_network(name):
    shipped, computed = source.map_points(name), anew.base_of(name)
    np.testing.assert_array_equal(shipped.rows, computed.rows)
    np.testing.assert_allclose(shipped.points, computed.points, atol=1e-5)


def test_points_without_a_network_are_rows_of_the_data_set():
    found, dataset = source.map_points("toy-circle"), datasets.load("toy-circle")
    np.testing.assert_array_equal(found.points, dataset.table[found.rows])


def test_a_shipped_pca_without_codes_is_refused(monkeypatch):
    plan = map_sources.SOURCES["digits"]._replace(model="autoencoder-digits-k16")
    monkeypatch.setitem(map_sources.SOURCES, "digits", plan)
    source.map_points.cache_clear()
    with pytest.raises(ArtefactError, match=r"weights/map-digits-pca holds no codes. .*python -m core.build"):
        source.map_points("digits")


def test_a_worker_with_a_live_map_of_codes_needs_no_torch():
    done = subprocess.run(
        [sys.executable, "-c", LIVE_MAP], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "False"
