"""Which workers are opened."""

import sys

import pytest

from core.errors import JobError, WorkersError
from core.jobs import cluster, workers
from core.jobs.chain import Pool
from tests.jobs.helpers import LONG, limits


def test_a_cluster_without_its_package_is_told(monkeypatch):
    monkeypatch.setenv(cluster.ADDRESS, "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError, match="distributed is not installed: run pip install -r requirements-cl"):
        workers.open_workers(limits())
    with Pool(limits()) as pool, pytest.raises(JobError, match="No process could be started"):
        pool.submit("a", "os:getpid").result(LONG)
