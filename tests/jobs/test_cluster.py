"""The same work on a real Dask cluster of two worker processes, one of them killed on the way."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import cloudpickle
import pytest

from core.errors import JobError, SettingError, WorkersError
from core.jobs import workers
from core.jobs.calls import Call
from core.jobs.chain import Pool, chain, map_unordered
from core.jobs.cluster import ADDRESS
from core.limits import Limits
from core.settings import TSNESettings, VAESettings
from tests.conftest import ROOT

pytest.importorskip("distributed", reason="distributed is not installed: pip install -r requirements-cluster.txt")

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # a cluster's workers know core, but not the tests

LONG = 120.0  # seconds: a guard against hanging, never reached
SETTINGS = VAESettings(width=32, images=256, epochs=6, warmup=2, seed=5)
DATA = Call("core.data.datasets:load", (SETTINGS.dataset,))
FIRST = Call("core.networks.training:start", (SETTINGS, DATA))
PERPLEXITIES = (2.0, 5.0, 10.0)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler on loopback with two workers of one thread."""
    folder = tmp_path_factory.mktemp("cluster")
    file, log = folder / "scheduler.json", folder / "log"
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(folder)}
    place = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    commands = [["scheduler", "--port", "0", *place]] + 2 * [["worker", "--nworkers", "1", "--nthreads", "1", *place]]
    with log.open("w") as out:
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "dask", *command], env=environment, cwd=ROOT, stdout=out, stderr=out
            )
            for command in commands
        ]
    try:
        yield address_of(file, log)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(LONG)


def address_of(file: Path, log: Path) -> str:
    """The scheduler's address, once both workers have come."""
    from distributed import Client

    end = time.monotonic() + LONG
    while not file.exists():
        assert time.monotonic() < end, log.read_text()
        time.sleep(0.1)
    with Client(scheduler_file=str(file), set_as_default=False) as client:
        address = client.scheduler.address
    wait_for_both(address)
    return address


def wait_for_both(address: str) -> None:
    """Return when both workers are there: one that was killed takes some seconds to be started again."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=LONG)


@pytest.fixture
def on_cluster(cluster, monkeypatch):
    monkeypatch.setenv(ADDRESS, cluster)


@pytest.fixture(scope="module")
def local_weights():
    """What the training comes to on this machine's own workers."""
    with Pool(Limits(workers=1)) as pool:
        return list(chain(pool, "a", "core.networks.training:step", FIRST, args=(DATA,)))[-1].state.model


def process_id(state: object, *args: object) -> int:
    return os.getpid()


def test_a_training_survives_a_killed_worker_and_comes_to_the_same_weights(on_cluster, local_weights):
    killed = 0
    with Pool(Limits()) as pool:
        for report in chain(pool, "a", "core.networks.training:step", FIRST, args=(DATA,), view=process_id, budget=0.0):
            if report.fresh and not killed and report.state.epoch >= 2:
                killed = report.view
                os.kill(killed, signal.SIGKILL)
        assert pool.submit("b", "os:getpid").result(LONG) != killed
    assert killed
    assert report.state.epoch == SETTINGS.epochs
    assert report.state.model == local_weights


def tsne_map(perplexity: float, mark: Path) -> tuple[float, bytes]:
    """A map of some digits; the worker that first comes to the second perplexity is killed."""
    from core.data import datasets
    from core.maps import tsne

    if perplexity == PERPLEXITIES[1] and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    points = datasets.load("digits").table[:120]
    return perplexity, tsne.run(points, TSNESettings(perplexity=perplexity, iterations=60)).positions.tobytes()


def sweep(mark: Path) -> dict[float, bytes]:
    return dict(map_unordered(lambda perplexity: tsne_map(perplexity, mark), PERPLEXITIES, 2))


def test_a_sweep_is_the_same_on_the_cluster(cluster, tmp_path, monkeypatch):
    local = sweep(tmp_path / "local")
    monkeypatch.setenv(ADDRESS, cluster)
    assert sweep(tmp_path / "cluster") == local
    assert set(local) == set(PERPLEXITIES)
    assert (tmp_path / "cluster").exists()


def test_failures_are_told_as_they_are_on_one_machine(cluster, on_cluster, caplog):
    wait_for_both(cluster)
    with Pool(Limits(step_seconds=20.0)) as pool:
        with pytest.raises(SettingError, match="perplexity"):
            pool.submit("a", "core.settings:TSNESettings", -1.0).result(LONG)
        with pytest.raises(JobError, match=r"unexpected error \(FileNotFoundError\), which has been logged"):
            pool.submit("a", "os:listdir", "/nowhere/at/all").result(LONG)
        slow = pool.submit("a", "time:sleep", 600)
        other = pool.submit("b", "os:getpid")
        assert other.result(LONG)
        with pytest.raises(JobError, match="took longer than the 20 s it may take"):
            slow.result(LONG)
        assert pool.submit("a", "os:getpid").result(LONG)
    assert "/nowhere/at/all" in caplog.text


def test_a_job_that_needs_too_much_memory_is_refused_and_ends_no_worker(cluster, on_cluster):
    wait_for_both(cluster)
    with Pool(Limits(worker_memory_mb=2048)) as pool:
        before = {pool.submit("a", "os:getpid").result(LONG) for _ in range(8)}
        with pytest.raises(JobError, match=r"more than the 2,048 MB of memory it may use"):
            pool.submit("a", "builtins:bytearray", 4 << 30).result(LONG)
        assert {pool.submit("a", "os:getpid").result(LONG) for _ in range(8)} & before
        assert pool.submit("a", "builtins:bytearray", 1 << 20).result(LONG)


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
