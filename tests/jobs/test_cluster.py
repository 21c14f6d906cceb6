"""The same work on a real Dask cluster of two worker processes, some of them killed on the way."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import cloudpickle
import numpy as np
import pytest

from core.data import datasets
from core.errors import JobError, SettingError, WorkersError
from core.jobs import workers
from core.jobs.calls import Call, Kind
from core.jobs.chain import Pool, chain, map_unordered
from core.jobs.cluster import ADDRESS, ClusterWorkers
from core.limits import Limits
from core.networks import training
from core.settings import VAESettings
from tests.conftest import ROOT

distributed = pytest.importorskip(
    "distributed", reason="distributed is not installed: pip install -r requirements-cluster.txt"
)
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # a cluster's workers know core, but not the tests

LONG = 120.0  # seconds: a guard against hanging, never reached
SETTINGS = VAESettings(width=32, images=256, epochs=6, warmup=2, seed=5)
DATA = Call("core.data.datasets:load", (SETTINGS.dataset,))
FIRST = Call("core.networks.training:start", (SETTINGS, DATA))
SIZES = (50, 100, 200)


CLUSTER = """
import sys
from distributed import LocalCluster
with LocalCluster(
    n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=sys.argv[1], silence_logs=50
) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler on loopback with two workers of one thread, started again when they are killed.

    In a process of its own: what starts workers again must not be one of the processes that share the tests.
    """
    command = [sys.executable, "-c", CLUSTER, str(tmp_path_factory.mktemp("cluster"))]
    there = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=there, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.stdin.close()


def wait_for_one(address: str) -> None:
    """Return when a worker is there: one that was killed takes some seconds to be started again."""
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=LONG)


@pytest.fixture
def on_cluster(cluster, monkeypatch):
    monkeypatch.setenv(ADDRESS, cluster)


def process_id(state: object, *args: object) -> int:
    return os.getpid()


def test_a_training_survives_a_killed_worker_and_comes_to_the_same_weights(cluster, on_cluster):
    with distributed.Client(cluster, set_as_default=False) as client:
        client.run(import_module, "core.networks.training")  # on both at once, in half the time
    killed = 0
    with Pool(Limits()) as pool:
        for report in chain(pool, "a", "core.networks.training:step", FIRST, args=(DATA,), view=process_id, budget=0.0):
            if report.fresh and not killed and report.state.epoch >= 2:
                killed = report.view
                os.kill(killed, signal.SIGKILL)
        assert pool.submit("b", "os:getpid").result(LONG) != killed
    assert killed
    assert report.state.epoch == SETTINGS.epochs
    assert report.state.model == training.train(SETTINGS, datasets.load(SETTINGS.dataset)).model


def spread(size: int, mark: Path) -> tuple[int, bytes]:
    """The singular values of some noise; the worker that first comes to the second size is killed."""
    if size == SIZES[1] and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return size, np.linalg.svd(np.random.default_rng(size).normal(size=(size, 20)), compute_uv=False).tobytes()


def mapped(mark: Path) -> dict[int, bytes]:
    return dict(map_unordered(lambda size: spread(size, mark), SIZES, 2))


def test_what_is_mapped_is_the_same_on_the_cluster(cluster, tmp_path, monkeypatch):
    here = dict(spread(size, ROOT) for size in SIZES)
    monkeypatch.setenv(ADDRESS, cluster)
    assert mapped(tmp_path / "mark") == here
    assert (tmp_path / "mark").exists()


def test_failures_are_told_as_they_are_on_one_machine(cluster, on_cluster, caplog):
    wait_for_one(cluster)
    with Pool(Limits(step_seconds=5.0)) as pool:
        with pytest.raises(SettingError, match="perplexity"):
            pool.submit("a", "core.settings:TSNESettings", -1.0).result(LONG)
        with pytest.raises(JobError, match=r"unexpected error \(FileNotFoundError\), which has been logged"):
            pool.submit("a", "os:listdir", "/nowhere/at/all").result(LONG)
        slow = pool.submit("a", "time:sleep", 600)
        other = pool.submit("b", "os:getpid")
        assert other.result(LONG)
        with pytest.raises(JobError, match="took longer than the 5 s it may take"):
            slow.result(LONG)
        assert pool.submit("a", "os:getpid").result(LONG)
    assert "/nowhere/at/all" in caplog.text


def test_a_job_that_needs_too_much_memory_is_refused_and_ends_no_worker(cluster, on_cluster):
    wait_for_one(cluster)
    with Pool(Limits(worker_memory_mb=2048)) as pool:
        before = {pool.submit("a", "os:getpid").result(LONG) for _ in range(8)}
        with pytest.raises(JobError, match=r"more than the 2,048 MB of memory it may use"):
            pool.submit("a", "builtins:bytearray", 4 << 30).result(LONG)
        assert {pool.submit("a", "os:getpid").result(LONG) for _ in range(8)} & before
        assert pool.submit("a", "builtins:bytearray", 1 << 20).result(LONG)


def test_what_the_scheduler_gives_up_is_known_by_its_error(cluster):
    there = ClusterWorkers(cluster)
    assert there.loss(distributed.KilledWorker("job", None, 3)) is Kind.GIVEN_UP
    assert there.loss(OSError("no way")) is Kind.LOST
    there.close()


def test_a_scheduler_that_is_away_is_told(monkeypatch):
    monkeypatch.setenv(ADDRESS, "tcp://127.0.0.1:9")
    monkeypatch.setattr("core.jobs.cluster.PATIENCE", 0.5)
    with pytest.raises(
        WorkersError, match=r"No Dask scheduler answers at LATENT_DASK_ADDRESS = 'tcp://127\.0\.0\.1:9'"
    ):
        workers.open_workers(Limits())
    monkeypatch.setenv(ADDRESS, "nonsense://x")
    with pytest.raises(WorkersError, match="start one, or correct the address"):
        workers.open_workers(Limits())
