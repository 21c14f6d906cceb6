"""The processes of this machine: quiet, bounded, and gone when they should be."""

import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import cloudpickle
import pytest

from core.jobs import processes
from core.jobs.calls import Call, Kind, pack
from core.jobs.processes import LocalWorkers
from tests.conftest import ROOT
from tests.jobs.helpers import LONG, alive, limits, note, notes, wait_for

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers need not import pytest


def test_workers_are_quiet_single_threaded_and_give_way(pool):
    names = [*processes.THREADS, "PYTHONWARNINGS"]
    assert pool.submit("a", lambda: [os.environ[name] for name in names]).result(LONG) == ["1"] * 5 + ["ignore"]
    assert pool.submit("a", "os:nice", 0).result(LONG) == min(19, os.nice(0) + processes.NICENESS)
    assert "torch" not in pool.submit("a", lambda: list(sys.modules)).result(LONG)


def test_a_workers_memory_is_bounded_for_one_call_where_it_is_somebody_elses():
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    least = 8 << 30
    inside = processes.execute_within(pack(Call(resource.getrlimit, (resource.RLIMIT_DATA,))), least)
    assert pickle.loads(inside.payload)[0] == least
    assert processes.execute_within(pack(Call(bytearray, (least,))), least).kind is Kind.REFUSED
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


def note_and_sleep(log: Path) -> None:
    note(log, str(os.getpid()))
    time.sleep(600)


def test_a_process_that_is_ended_is_gone_and_the_next_call_has_a_new_one(log):
    with closing(LocalWorkers(limits())) as workers:
        workers.submit(0, pack(Call(note_and_sleep, (log,))))
        wait_for(lambda: notes(log))
        process = int(notes(log)[0])
        workers.kill(0)
        after = workers.submit(0, pack(Call("os:getpid"))).result(LONG)
        assert pickle.loads(after.payload) != process
        wait_for(lambda: not alive(process))


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), Kind.KILLED),
        (lambda: os._exit(processes.OUT_OF_MEMORY), Kind.OUTGROWN),
        (lambda: os._exit(3), Kind.CRASHED),
    ],
)
def test_how_a_process_ended_is_known(end, kind):
    with closing(LocalWorkers(limits())) as workers:
        assert workers.loss(workers.submit(0, pack(Call(end))).exception(LONG)) is kind
        assert workers.loss(OSError("no way")) is Kind.LOST


SERVER = """
import sys, time
from core.jobs.chain import shared_pool
print(shared_pool().submit("a", "os:getpid").result(), flush=True)
shared_pool().submit("a", "time:sleep", 600)
time.sleep(float(sys.argv[1]))
"""


@pytest.mark.parametrize("end", ["by itself", "killed"])
def test_a_server_leaves_no_worker_behind(end):
    call = [sys.executable, "-c", SERVER, "0.3" if end == "by itself" else "600"]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        worker = int(server.stdout.readline())
        if end == "killed":
            server.kill()
        server.wait(LONG)
        wait_for(lambda: not alive(worker))
        assert "lost" not in server.stderr.read()  # an end that was wanted is no accident


def test_numba_is_given_a_folder_where_it_has_none(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert processes.worker_environment(limits())[0] is None
    monkeypatch.setattr(processes.os, "access", lambda *_: False)
    scratch, environment = processes.worker_environment(limits())
    assert Path(environment["NUMBA_CACHE_DIR"]).is_dir()
    scratch.cleanup()
    monkeypatch.setattr(processes.tempfile, "tempdir", str(tmp_path / "absent"))
    assert processes.worker_environment(limits())[0] is None
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    assert not processes.numba_can_cache()
