"""Every promise of the pool, with real processes."""

import ctypes
import gc
import os
import signal
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path

import cloudpickle
import pytest

from core.errors import Busy, DatasetError, Diverged, JobError, Replaced, SettingError
from core.jobs import pool as pool_module
from core.jobs import pulse
from core.jobs.calls import Call, Kind, execute, pack
from core.jobs.chain import Pool, Ticket
from tests.jobs.helpers import LONG, Gate, alive, limits, note, notes, wait_for, warmed

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers need not import pytest

PROMISED = 5.0  # seconds until a visitor reads what happened


def note_in_list(log: Path) -> list[str]:
    return [note(log, "run")]


def note_time(log: Path) -> str:
    return note(log, str(time.monotonic()))


def is_told_in_time(ticket: Ticket, log: Path, words: str) -> None:
    """What has happened is read in these words, in time after the moment that the job noted last."""
    with pytest.raises(JobError, match=words):
        ticket.result(LONG)
    assert time.monotonic() - float(notes(log)[-1]) < PROMISED


def test_a_job_runs_in_another_process_by_name_or_itself(pool):
    assert pool.submit("a", "os:getpid").result(LONG) != os.getpid()
    assert pool.submit("a", lambda x: x + 1, 2).result(LONG) == 3
    assert pool.submit("a", "operator:add", Call("operator:neg", (4,)), 1).result(LONG) == -3


def test_positions_replacement_and_cancellation(pool, tmp_path, log):
    gate = Gate(pool, tmp_path)
    old = pool.submit("a", note, log, "old")
    b = pool.submit("b", note, log, "b")
    new = pool.submit("a", note, log, "new")
    given_up = pool.submit("c", note, log, "c")
    last = pool.submit("d", note, log, "d")
    assert [each.position() for each in (gate.ticket, new, b, given_up, last)] == [0, 1, 2, 3, 4]
    given_up.cancel()
    assert last.position() == 3
    with pytest.raises(Replaced):
        old.result(0)
    with pytest.raises(JobError, match="stopped"):
        given_up.result(0)
    with pytest.raises(TimeoutError):
        b.result(0)
    gate.open()
    assert last.result(LONG) == "d"
    assert notes(log) == ["new", "b", "d"]
    assert new.seconds > 0
    assert new.position() == 0


def test_a_visitors_next_job_waits_for_the_running_one_of_the_same_visitor(tmp_path, log):
    with Pool(limits(workers=2)) as pool:
        gate = Gate(pool, tmp_path)
        own = pool.submit("keeper", note, log, "own")
        assert pool.submit("other", note, log, "other").result(LONG)
        assert own.position() == 1
        gate.open()
        assert own.result(LONG)
        assert gate.ticket.result(LONG)  # what was running has its result all the same
    assert notes(log) == ["other", "own"]


def test_equal_keys_are_computed_once_shared_and_kept(pool, tmp_path, log):
    gate = Gate(pool, tmp_path)
    both = [pool.submit(visitor, note_in_list, log, key="same") for visitor in "ab"]
    gate.open()
    first, second = (ticket.result(LONG) for ticket in both)
    assert first == second == ["run"]
    assert first is not second  # nothing mutable is shared between visitors
    assert pool.submit("c", note_in_list, log, key="same").result(0) == ["run"]
    assert notes(log) == ["run"]


def test_busy(tmp_path):
    with Pool(limits(queue=1)) as pool:
        gate = Gate(pool, tmp_path)
        waiting = pool.submit("a", "os:getpid")
        with pytest.raises(Busy, match="full: 1 of other visitors' computations are waiting"):
            pool.submit("b", "os:getpid")
        gate.open()
        assert waiting.result(LONG) == gate.ticket.result(LONG)
        assert pool.submit("b", "os:getpid").result(LONG) == waiting.result()


def test_a_killed_worker_is_explained_and_takes_nothing_with_it(tmp_path, log, caplog):
    with Pool(limits(workers=2)) as pool:
        gate = Gate(pool, tmp_path)
        killed = pool.submit("a", lambda: note_time(log) and os.kill(os.getpid(), signal.SIGKILL))
        queued = pool.submit("b", "os:getpid")
        is_told_in_time(killed, log, "was killed, most likely because the machine ran out of memory")
        assert queued.result(LONG)
        assert pool.submit("a", "os:getpid").result(LONG)
        assert gate.ticket.position() == 0
        gate.open()
        assert gate.ticket.result(LONG)
    assert "SIGKILL" in caplog.text


def test_a_crashed_worker_is_explained(log):
    with Pool(limits()) as pool:
        crashed = pool.submit("a", lambda: note_time(log) and os._exit(3))
        is_told_in_time(crashed, log, "ended without a result: start it again")
        process = pool.submit("a", "os:getpid").result(LONG)
        os.kill(process, signal.SIGKILL)  # while it is idle: nobody notices
        wait_for(lambda: not alive(process))
        assert pool.submit("a", "os:getpid").result(LONG) != process


class Stalled:
    """Workers that never come to an end; it is noted what is asked of them."""

    count, closed = 1, False

    def __init__(self):
        self.taken, self.killed = [], []

    def submit(self, place, packed):
        self.taken.append(Future())
        return self.taken[-1]

    def loss(self, error):
        return Kind.LOST

    def silent(self, place):
        return 0.0

    def kill(self, place):
        self.killed.append(place)

    def close(self):
        self.closed = True


def test_a_step_past_its_time_is_ended_and_explained_and_the_next_one_begins():
    stalled = Stalled()
    with Pool(limits(step_seconds=1.0), lambda limits: stalled) as pool:
        slow = pool.submit("a", "time:sleep", 600)
        queued = pool.submit("b", "os:getpid")
        wait_for(lambda: slow.position() == 0)
        assert (pool.load().running, queued.position()) == (1, 1)
        with pytest.raises(JobError, match=r"took longer than the 1 s it may take: choose a smaller task"):
            slow.result(PROMISED)
        wait_for(lambda: len(stalled.taken) == 2)
        assert stalled.killed == [0]
        stalled.taken[0].set_result(None)  # what the old process says now is heard by nobody
        stalled.taken[1].set_result(execute(pack(Call("operator:add", (2, 3)))))
        assert queued.result(LONG) == 5


def test_a_job_whose_process_died_as_it_began_gets_one_more_try(pool, log):
    def frail(log):
        if len(notes(log)) == 0:
            note(log, "first")
            os.kill(os.getpid(), signal.SIGKILL)
        return note(log, "second")

    assert warmed(pool).submit("a", frail, log).result(LONG) == "second"


def test_a_long_step_nobody_waits_for_is_ended(log):
    with Pool(limits(abandoned_seconds=0.1)) as pool:
        left = pool.submit("a", lambda log: note(log, os.getpid()) and time.sleep(600), log)
        wait_for(lambda: notes(log))
        left.cancel()
        assert pool.submit("a", "os:getpid").result(LONG) != int(notes(log)[0])


def test_too_much_memory_is_refused_and_explained(log):
    with Pool(limits(worker_memory_mb=256)) as pool:
        for greedy in (lambda log: note_time(log) and bytearray(1 << 30), fill_memory_past_the_systems_limit):
            ticket = pool.submit("a", greedy, log)
            is_told_in_time(ticket, log, "more than the 256 MB of memory it may use: choose fewer points")
            assert pool.submit("b", "os:getpid").result(LONG)


def fill_memory_past_the_systems_limit(log: Path) -> None:
    """As where the system has no such limit; the worker's own watch is left."""
    import resource

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    held = []
    while len(held) < 300:  # MB, one by one: it may be ended as soon as it has too many
        note_time(log)
        held.append(b"x" * (1 << 20))
    time.sleep(LONG + len(held))


@pytest.mark.parametrize("error", [SettingError("a = 1"), DatasetError("no b"), Diverged("c rose")])
def test_errors_written_for_visitors_pass_unchanged(pool, error):
    with pytest.raises(type(error), match=str(error)):
        pool.submit("a", fail_with, error).result(LONG)


def fail_with(error: Exception) -> None:
    raise error


class OddError(Exception):
    """One that can't be unpacked again."""

    def __init__(self, one, two):
        super().__init__(one)


def test_any_other_error_is_logged_but_not_shown(pool, caplog):
    with pytest.raises(JobError, match=r"unexpected error \(OddError\), which has been logged") as caught:
        pool.submit("a", lambda: fail_with(OddError("secret", 2))).result(LONG)
    assert "secret" not in str(caught.value)
    assert "secret" in caplog.text
    assert "fail_with" in caplog.text


def test_what_can_not_travel_is_told(pool):
    with pytest.raises(JobError, match=r"can't be sent to a worker \(TypeError\)"):
        pool.submit("a", "builtins:id", threading.Lock())
    with pytest.raises(JobError, match=r"unexpected error \(TypeError\)"):
        pool.submit("a", "threading:Lock").result(LONG)
    with pytest.raises(JobError, match=r"unexpected error \(ModuleNotFoundError\)"):
        pool.submit("a", "nowhere:f").result(LONG)


def test_an_idle_worker_gives_its_memory_back():
    with Pool(limits(worker_idle_seconds=0.2)) as pool:
        process = pool.submit("a", "os:getpid").result(LONG)
        wait_for(lambda: not alive(process))
        assert pool.submit("a", "os:getpid").result(LONG) != process


def is_ready():
    return {"colorsys", "this"} <= sys.modules.keys() and not gc.isenabled()


def test_modules_are_imported_and_functions_called_ahead_of_need_in_one_worker(tmp_path, caplog):
    with Pool(limits(workers=2)) as pool:
        gate = Gate(pool, tmp_path)
        pool.warm_up(["colorsys", "no_such_module", "gc:disable", "this", "nor_this_one"])
        gate.open()
        wait_for(lambda: "No module named 'nor_this_one'" in caplog.text)  # the last
        assert pool.submit("b", is_ready).result(LONG)
        gates = [Gate(pool, tmp_path)]
        assert not pool.submit("b", is_ready).result(LONG)  # in the other worker, which has just started
        gates[0].open()
        assert caplog.text.count("No module named 'no_such_module'") == 1


def test_a_closed_pool_tells_everybody(tmp_path):
    pool = Pool(limits())
    gate = Gate(pool, tmp_path)
    waiting = pool.submit("a", "os:getpid")
    pool.close()
    for ticket in (gate.ticket, waiting):
        with pytest.raises(JobError, match="shutting down"):
            ticket.result(0)
    with pytest.raises(JobError, match="shutting down"):
        pool.submit("a", "os:getpid")


def stop_oneself(log: Path) -> None:
    note(log, str(time.monotonic()))
    os.kill(os.getpid(), signal.SIGSTOP)


@pytest.mark.filterwarnings("ignore:A worker stopped:UserWarning")
def test_a_worker_that_answers_no_more_is_noticed_told_and_replaced(log, caplog):
    with Pool(limits()) as pool:
        process = warmed(pool).submit("a", "os:getpid").result(LONG)
        ticket = pool.submit("a", stop_oneself, log)
        with pytest.raises(JobError, match="did not answer any more"):
            ticket.result(LONG)
        assert time.monotonic() - float(notes(log)[0]) < 10
        assert pool.submit("a", "os:getpid").result(LONG) != process
        wait_for(lambda: not alive(process))


def compute_without_a_pause(seconds: float) -> str:
    """Compiled code that holds Python's lock, so that no other thread of the process runs: no beat is sent."""
    lasts = ctypes.PyDLL(None).clock  # PyDLL keeps the lock
    end = lasts() + int(seconds * 1e6)
    sys.setswitchinterval(1000.0)
    while lasts() < end:
        pass
    return "done"


def test_a_worker_that_computes_without_a_pause_is_left_alone(monkeypatch):
    monkeypatch.setattr(pool_module, "SILENT", 1.5)
    monkeypatch.setattr(pulse, "DOUBT", 0.5)
    with Pool(limits()) as pool:
        assert warmed(pool).submit("a", compute_without_a_pause, 2.5).result(4 * LONG) == "done"
