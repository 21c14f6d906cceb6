"""Every promise of the queue and the workers, with real processes; what concerns order alone, without any."""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import weakref
from pathlib import Path
from typing import NamedTuple

import cloudpickle
import pytest

from core.errors import Busy, DatasetError, Diverged, JobError, Replaced, SettingError, WorkersError
from core.jobs import cluster, processes, tickets, workers
from core.jobs.calls import Call, Kind, Outcome, has_finished, pack, run_steps
from core.jobs.chain import Pool, Ticket, chain, map_unordered, shared_pool
from core.jobs.queue import Job, Kept, Queue
from core.limits import Limits
from tests.conftest import ROOT

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers need not import pytest

PROMISED = 5.0  # seconds until a visitor reads what happened
LONG = 30.0  # seconds: a guard against hanging, never reached


class Count(NamedTuple):
    """A chain's state that counts its own steps."""

    number: int = 0
    last: int = 1_000_000

    @property
    def finished(self) -> bool:
        return self.number >= self.last


def count(state: Count, log: Path | None = None, name: str = "") -> Count:
    if log is not None:
        note(log, f"{name}{state.number + 1}")
    return state._replace(number=state.number + 1)


def note(log: Path, text: str) -> str:
    with log.open("a") as file:
        file.write(f"{text}\n")
    return text


def note_in_list(log: Path) -> list[str]:
    return [note(log, "run")]


def notes(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def note_time(log: Path) -> str:
    return note(log, str(time.monotonic()))


def warmed(pool: Pool) -> Pool:
    """The pool with a worker that has started, so that its start counts towards no job's time."""
    pool.submit("a", "os:getpid").result(LONG)
    return pool


def is_told_in_time(ticket: Ticket, log: Path, words: str) -> None:
    """What has happened is read in these words, in time after the moment that the job noted last."""
    with pytest.raises(JobError, match=words):
        ticket.result(LONG)
    assert time.monotonic() - float(notes(log)[-1]) < PROMISED


def hold(started: Path, gate: Path) -> int:
    """Occupy a worker until the gate is there; tell which process it was."""
    started.touch()
    while not gate.exists():
        time.sleep(0.01)
    return os.getpid()


def until_gate(state: int, gate: Path) -> int:
    time.sleep(0.01)
    return -1 if gate.exists() else state + 1


def is_negative(state: int) -> bool:
    return state < 0


def wait_for(condition, seconds: float = LONG) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


class Gate:
    """Holds the only worker of a pool until opened."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.started, self.gate = folder / f"started-{id(self)}", folder / f"gate-{id(self)}"
        self.ticket = pool.submit("keeper", hold, self.started, self.gate)
        wait_for(self.started.exists)

    def open(self) -> None:
        self.gate.touch()


def limits(**changed) -> Limits:
    return Limits(**{"workers": 1, "worker_memory_mb": 1024} | changed)


@pytest.fixture(scope="module")
def pool():
    with Pool(limits()) as pool:
        yield pool


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


# Who waits for whom


class Line:
    """A queue without workers."""

    def __init__(self, **changed) -> None:
        self.queue = Queue(limits(**changed), lambda ticket: self.queue.position(ticket), lambda: None)
        self.lines = {}

    def submit(self, visitor, text, key=None, serial=0, new=True):
        if new:
            self.lines[visitor] = self.queue.open_line(visitor)
        return self.queue.admit(visitor, text.encode(), key, serial, self.lines[visitor], not new)

    def run(self, *busy) -> str | None:
        """Take the next job and finish it at once; its text."""
        job = self.queue.take(set(busy))
        if job is None:
            return None
        job.began, text = 0.0, job.packed.decode()
        self.queue.settle(job, Outcome(Kind.VALUE, b"done"))
        return text


def test_visitors_take_turns_step_by_step():
    line, ran = Line(), []
    for visitor in "abc":
        line.submit(visitor, visitor)
    for _ in range(7):
        ran.append(line.run())
        line.submit(ran[-1], ran[-1], new=False)  # its chain goes on
    assert "".join(ran) == "abcabca"


def test_a_visitor_with_a_running_step_is_passed_over():
    line = Line()
    line.submit("a", "a")
    line.submit("b", "b")
    assert line.run("a") == "b"
    assert line.run("a") is None
    assert line.run() == "a"


def test_a_newer_submission_takes_over_the_place_of_the_waiting_one():
    line = Line()
    old = line.submit("a", "old")
    line.submit("b", "b")
    new = line.submit("a", "new")
    assert (new.position(), old.position()) == (1, 0)
    assert [line.run(), line.run(), line.run()] == ["new", "b", None]
    with pytest.raises(Replaced, match="you have started another one"):
        old.result(0)


def test_an_older_chain_ends_when_a_newer_one_has_begun():
    line = Line()
    line.submit("a", "old")
    old = line.lines["a"]
    line.submit("a", "new")
    with pytest.raises(Replaced):
        line.queue.admit("a", b"old again", None, 1, old, True)


def test_equal_jobs_have_one_place_and_run_when_the_first_of_their_visitors_is_next():
    line = Line()
    line.submit("x", "x")
    a = line.submit("a", "shared", key="k")
    b = line.submit("b", "b")
    c = line.submit("c", "shared", key="k")
    assert [each.position() for each in (a, b, c)] == [2, 3, 2]
    assert [line.run(), line.run(), line.run(), line.run()] == ["x", "shared", "b", None]
    assert a.done()
    assert c.done()
    assert line.submit("d", "shared", key="k").done()  # from what is kept


def test_a_shared_job_survives_the_one_who_asked_first():
    line = Line()
    first = line.submit("a", "shared", key="k")
    second = line.submit("b", "shared", key="k")
    first.cancel()
    line.queue.sweep()
    assert second.position() == 1
    assert line.run() == "shared"


def test_a_job_nobody_wants_any_more_leaves_the_queue():
    line = Line()
    line.submit("a", "a", key="k").cancel()
    line.queue.sweep()
    assert line.run() is None
    fresh = line.submit("b", "b", key="k")  # not joined to the one that was given up
    assert line.run() == "b"
    assert fresh.done()


def test_a_full_queue_refuses_new_visitors_but_no_chain_that_goes_on():
    line = Line(queue=2)
    line.submit("a", "a0")
    assert line.run() == "a0"
    line.submit("b", "b")
    line.submit("c", "c")
    with pytest.raises(Busy, match="full: 2 of other visitors' computations are waiting"):
        line.submit("d", "d")
    line.submit("a", "a1", new=False)
    line.submit("b", "b again")
    assert [line.run(), line.run(), line.run()] == ["b again", "c", "a1"]


def test_a_queue_is_full_too_when_it_holds_too_many_bytes():
    line = Line(queue_mb=1)
    line.submit("a", "x" * (2 << 20))  # however large, what comes first may wait
    with pytest.raises(Busy, match="full: 1 of"):
        line.submit("b", "b")


def test_results_are_kept_within_a_number_and_a_size():
    kept = Kept(count=3, size=100)
    for key in "abc":
        kept.put(key, 0, Outcome(Kind.VALUE, b"x" * 30))
    kept.get("a")
    kept.put("d", 0, Outcome(Kind.VALUE, b"x" * 30))
    assert [key for key in "abcd" if kept.get(key)] == ["a", "c", "d"]
    kept.put("e", 0, Outcome(Kind.VALUE, b"x" * 90))
    assert (len(kept), kept.used) == (1, 90)
    kept.put("f", 0, Outcome(Kind.VALUE, b"x" * 101))
    assert kept.get("f") is None
    assert kept.get("e")


def test_of_a_chain_only_the_furthest_result_is_kept():
    kept = Kept(count=3, size=100)
    kept.put("a", 4, Outcome(Kind.VALUE, b"four"))
    kept.put("a", 3, Outcome(Kind.VALUE, b"three"))
    assert kept.get("a", 2).payload == b"four"
    assert kept.get("a", 5) is None
    assert (len(kept), kept.used) == (1, 4)


def test_what_is_done_or_given_up_is_let_go_at_once():
    """What a chain sends and gets can be large: it must not wait for a garbage collection."""

    class Sent(bytes):
        def __del__(self):
            gone.append(self.decode())

    line, gone = Line(), []
    gc.disable()
    try:
        for visitor, given_up in (("a", False), ("b", True)):
            line.lines[visitor] = line.queue.open_line(visitor)
            ticket = line.queue.admit(visitor, Sent(visitor.encode()), None, 0, line.lines[visitor], False)
            if given_up:
                ticket.cancel()
                line.queue.sweep()
            else:
                line.run()
            assert gone[-1:] == [visitor]
            ticket = weakref.ref(ticket)
            assert ticket() is None
    finally:
        gc.enable()


# With real workers


def test_a_job_runs_in_another_process_by_name_or_itself(pool):
    assert pool.submit("a", "os:getpid").result(LONG) != os.getpid()
    assert pool.submit("a", lambda x: x + 1, 2).result(LONG) == 3
    assert pool.submit("a", "operator:add", Call("operator:neg", (4,)), 1).result(LONG) == -3


def test_workers_are_quiet_single_threaded_and_give_way(pool):
    names = [*processes.THREADS, "PYTHONWARNINGS"]
    assert pool.submit("a", lambda: [os.environ[name] for name in names]).result(LONG) == ["1"] * 5 + ["ignore"]
    assert pool.submit("a", "os:nice", 0).result(LONG) == min(19, os.nice(0) + processes.NICENESS)
    assert "torch" not in pool.submit("a", lambda: list(sys.modules)).result(LONG)


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


# Chains


def test_a_chain_reports_each_group_and_its_end(pool):
    reports = list(chain(pool, "a", count, Count(0, 5), view=lambda state: state.number * 10, budget=0.0))
    fresh = [report for report in reports if report.fresh]
    assert [(report.state.number, report.view) for report in fresh] == [(n, n * 10) for n in range(1, 6)]
    assert [report.finished for report in fresh] == [False] * 4 + [True]
    assert reports[0].state == Count(0, 5)
    assert [report.elapsed for report in reports] == sorted(report.elapsed for report in reports)


def test_a_chain_may_begin_and_end_as_the_worker_finds_it(pool):
    reports = list(chain(pool, "a", "math:floor", Call("math:sqrt", (2.0,)), finished=lambda x: x == 1))
    assert reports[0].state is None
    assert reports[-1].state == 1
    assert list(chain(pool, "a", count, Count(5, 5)))[-1].state == Count(5, 5)  # finished before it began


def test_short_steps_are_grouped_and_long_ones_are_not():
    assert run_steps(count, Count(0, 100), has_finished, None, 3, 60.0).state.number == 100
    run = run_steps(count, Count(0, 100), has_finished, None, 3, 0.0)
    assert (run.state.number, run.serial, run.finished) == (1, 3, False)


@pytest.mark.parametrize("how", ["close", "forget", "error"])
def test_a_chain_ends_within_one_step(pool, log, how):
    steps = chain(pool, "a", count, Count(), args=(log,), budget=0.0)
    if how == "error":
        with pytest.raises(KeyError):
            draw_until_the_page_is_stopped(steps)
    else:
        seen = next(report.state.number for report in steps if report.fresh and report.state.number >= 3)
        assert seen == 3
        steps.close() if how == "close" else None
    del steps
    gc.collect()
    assert pool.submit("b", "os:getpid").result(LONG)  # after whatever was still running
    ran = notes(log)
    assert ran in (["1", "2", "3"], ["1", "2", "3", "4"])
    assert pool.submit("b", "os:getpid").result(LONG)
    assert notes(log) == ran


def draw_until_the_page_is_stopped(steps) -> None:
    for report in steps:
        if report.fresh and report.state.number == 3:
            raise KeyError("as Streamlit stops a script: by an exception out of a drawing call")


def test_a_short_chain_is_done_while_a_long_one_still_runs(pool, tmp_path):
    gate = tmp_path / "gate"
    long = chain(pool, "long", until_gate, 0, is_negative, args=(gate,), budget=0.0)
    after = threading.Thread(target=lambda: list(long))
    next(long)
    after.start()
    assert list(chain(pool, "short", count, Count(0, 4), budget=0.0))[-1].state.number == 4
    assert after.is_alive()
    gate.touch()
    after.join(LONG)
    assert not after.is_alive()


def test_a_newer_chain_ends_the_older_one(pool, log):
    old = chain(pool, "a", count, Count(), args=(log, "old"), budget=0.0)
    next(old)
    assert list(chain(pool, "a", count, Count(0, 3), args=(log, "new"), budget=0.0))[-1].finished
    with pytest.raises(Replaced):
        list(old)
    assert notes(log)[-3:] == ["new1", "new2", "new3"]
    assert len([each for each in notes(log) if each.startswith("old")]) <= 2


def test_equal_chains_are_computed_once_and_go_on_where_they_stopped(pool, log):
    def begin(visitor, last=8):
        return chain(pool, visitor, count, Count(0, last), key=f"{log} {last}", args=(log,), budget=0.0)

    first = begin("a")
    next(report for report in first if report.fresh and report.state.number == 3)
    second = begin("b")
    assert next(second).state.number >= 3
    first.close()
    second.close()
    third = [report.state.number for report in begin("c") if report.fresh]
    assert third[-1] == 8
    assert third[0] >= 3
    assert notes(log) == [str(number) for number in range(1, 9)]
    assert [report.state.number for report in begin("d")] == [8]


def test_a_chain_has_a_time_in_all():
    with (
        Pool(limits(chain_seconds=0.2)) as pool,
        pytest.raises(JobError, match=r"has used the 0.2 s it may take: choose a smaller task"),
    ):
        list(chain(pool, "a", lambda state: time.sleep(0.15) or state, 1, lambda state: False, budget=0.0))


def slowly(state: Count, log: Path) -> Count:
    time.sleep(0.1)
    return count(state, log)


def test_the_time_of_a_shared_chain_counts_over_all_who_press(log):
    with Pool(limits(chain_seconds=0.35)) as pool:
        for _ in range(3):  # three are pressed and stopped at once, and each has one more step computed
            steps = chain(pool, "a", slowly, Count(), key="slow", args=(log,), budget=0.0)
            had = next(steps).state
            next(report for report in steps if report.fresh and report.state != had)
            steps.close()
            pool.submit("b", "os:getpid").result(LONG)  # after the step that had begun
        with pytest.raises(JobError, match=r"has used the 0.35 s it may take"):
            list(chain(pool, "a", slowly, Count(), key="slow", args=(log,), budget=0.0))
        assert len(notes(log)) <= 8
        with pytest.raises(JobError, match=r"has used the 0.35 s it may take"):
            list(chain(pool, "a", slowly, Count(), key="slow", args=(log,), budget=0.0))
        assert len(notes(log)) <= 8


def test_what_an_equal_chain_has_left_is_taken_up_only_where_it_is_usable(pool, log):
    def run(last, usable):
        name = f"{log} usable"
        return chain(pool, "a", count, Count(0, last), key=name, args=(log,), budget=0.0, usable=usable)

    assert list(run(3, None))[-1].finished
    assert [report.state.number for report in run(3, lambda state: state.finished) if report.fresh] == [3]
    again = list(run(2, lambda state: not state.finished))
    assert (again[0].fresh, again[0].state) == (False, Count(0, 2))
    assert [report.state.number for report in again if report.fresh] == [1, 2]
    assert notes(log) == ["1", "2", "3", "1", "2"]


def test_a_workers_memory_is_bounded_for_one_call_where_it_is_somebody_elses():
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    least = 8 << 30
    inside = processes.execute_within(pack(Call(resource.getrlimit, (resource.RLIMIT_DATA,))), least)
    assert pickle.loads(inside.payload)[0] == least
    assert processes.execute_within(pack(Call(bytearray, (least,))), least).kind is Kind.REFUSED
    assert resource.getrlimit(resource.RLIMIT_DATA) == before


# Failures


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


def test_a_step_past_its_time_is_ended_and_explained(log):
    with Pool(limits(step_seconds=6.0)) as pool:
        slow = warmed(pool).submit("a", lambda log: note(log, os.getpid()) and time.sleep(600), log)
        queued = pool.submit("b", "os:getpid")  # in a new process, whose start counts towards its time
        with pytest.raises(JobError, match=r"took longer than the 6 s it may take: choose a smaller task"):
            slow.result(6.0 + PROMISED)
        process = int(notes(log)[0])
        assert queued.result(LONG) != process
        wait_for(lambda: not alive(process))


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


# The processes


def test_an_idle_worker_gives_its_memory_back():
    with Pool(limits(worker_idle_seconds=0.2)) as pool:
        process = pool.submit("a", "os:getpid").result(LONG)
        wait_for(lambda: not alive(process))
        assert pool.submit("a", "os:getpid").result(LONG) != process


def test_modules_are_imported_ahead_of_need_in_every_worker(tmp_path, caplog):
    with Pool(limits(workers=2)) as pool:
        gate = Gate(pool, tmp_path)
        pool.warm_up(["colorsys", "no_such_module", "this", "nor_this_one"])
        gate.open()
        wait_for(lambda: caplog.text.count("No module named 'nor_this_one'") == 2)  # the last, in both
        assert caplog.text.count("No module named 'no_such_module'") == 2
        gates = [Gate(pool, tmp_path)]
        loaded = pool.submit("b", lambda: {"colorsys", "this"} <= sys.modules.keys()).result(LONG)
        gates[0].open()
        assert loaded
        assert pool.submit("b", lambda: {"colorsys", "this"} <= sys.modules.keys()).result(LONG)


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


TRAINING = """
import sys
from core.jobs.chain import Call, chain, shared_pool
from core.settings import AutoencoderSettings
data = Call("core.data.datasets:load", ("digits",))
first = Call("core.networks.training:start", (AutoencoderSettings(width=16, epochs=3), data))
state = list(chain(shared_pool(), "a", "core.networks.training:step", first, args=(data,)))[-1].state
print(state.epoch, *({"torch", "umap", "sklearn", "streamlit"} & sys.modules.keys()))
"""


def test_a_server_trains_without_importing_torch():
    out = subprocess.run([sys.executable, "-c", TRAINING], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["3"]


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


def test_a_cluster_without_its_package_is_told(monkeypatch):
    monkeypatch.setenv(cluster.ADDRESS, "tcp://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(WorkersError, match="distributed is not installed: run pip install -r requirements-cl"):
        workers.open_workers(limits())
    with Pool(limits()) as pool, pytest.raises(JobError, match="No process could be started"):
        pool.submit("a", "os:getpid").result(LONG)


# The build, limits, and the rest


def test_everything_is_mapped_once_and_a_dead_workers_item_tried_again(log):
    def square(x):
        note(log, x)
        if x == 3 and notes(log).count("3") == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return x * x

    assert sorted(map_unordered(square, range(5), 2)) == [0, 1, 4, 9, 16]
    assert sorted(notes(log)) == ["0", "1", "2", "3", "3", "4"]


def test_a_mapped_error_comes_through():
    with pytest.raises(SettingError, match="a = 1"):
        list(map_unordered(fail_with, [SettingError("a = 1")], 1))
    with pytest.raises(JobError, match="ended without a result"):
        list(map_unordered(os._exit, [4], 1))


def test_the_server_has_one_pool():
    assert shared_pool() is shared_pool()


def test_limits_come_from_the_environment():
    changed = Limits.from_environment({"LATENT_WORKERS": "3", "LATENT_STEP_SECONDS": "2.5", "LATENT_DATA_DIR": "/x"})
    assert changed == Limits(workers=3, step_seconds=2.5)


@pytest.mark.parametrize("text", ["many", "1.5", "-1", "nan", ""])
def test_a_wrong_limit_is_named(text):
    with pytest.raises(SettingError, match=r"LATENT_QUEUE is .* set it to a whole number from 1 to 100000"):
        Limits.from_environment({"LATENT_QUEUE": text})


def test_settling_a_ticket_twice_changes_nothing():
    line = Line()
    ticket = line.submit("a", "a")
    ticket.settle(JobError(tickets.LOST))
    ticket.cancel()
    with pytest.raises(JobError, match="connection"):
        ticket.result(0)
    assert not Job(b"").wanted
