"""Chains in real processes: what is reported, who ends whom, what is shared, and the server that starts them."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import cloudpickle
import pytest

from core.errors import JobError, Replaced, SettingError
from core.jobs.calls import Call
from core.jobs.chain import Pool, chain, map_unordered, shared_pool
from tests.conftest import ROOT
from tests.jobs.helpers import LONG, Count, count, limits, note, notes

cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers need not import pytest


def until_gate(state: int, gate: Path) -> int:
    time.sleep(0.01)
    return -1 if gate.exists() else state + 1


def is_negative(state: int) -> bool:
    return state < 0


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


def test_groups_grow_where_what_they_bring_is_fetched_late(pool):
    def numbers(pause):
        for report in chain(pool, "a", slow_step, Count(0, 60), budget=0.02):
            if report.fresh:
                yield report.state.number
                time.sleep(pause)

    prompt, late = list(numbers(0.0)), list(numbers(0.3))
    assert len(late) < len(prompt) / 2
    assert late[0] == prompt[0] == 1  # the very first comes at once


def slow_step(state: Count) -> Count:
    time.sleep(0.01)
    return count(state)


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


def fail_with(error: Exception) -> None:
    raise error


TRAINING = """
import sys
from core.jobs.chain import Call, chain, shared_pool
from core.settings import AutoencoderSettings
data = Call("core.data.datasets:load", ("digits",))
first = Call("core.networks.training:start", (AutoencoderSettings(width=16, epochs=1), data))
state = list(chain(shared_pool(), "a", "core.networks.training:step", first, args=(data,)))[-1].state
print(state.epoch, *({"torch", "umap", "sklearn", "streamlit"} & sys.modules.keys()))
"""


def test_a_server_trains_without_importing_torch():
    out = subprocess.run([sys.executable, "-c", TRAINING], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["1"]


def test_everything_is_mapped_once_and_a_dead_workers_item_tried_again(log):
    def square(x):
        note(log, x)
        if x == 3 and notes(log).count("3") == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return x * x

    assert sorted(map_unordered(square, range(5), 2)) == [0, 1, 4, 9, 16]
    assert sorted(notes(log)) == ["0", "1", "2", "3", "3", "4"]


def test_what_needs_another_is_mapped_once_that_has_come_back(log):
    done = []

    def items():
        yield from (1, 2)
        while len(done) < 2:
            yield None
        yield sum(done)

    def square(x):
        note(log, x)
        return x * x

    for each in map_unordered(square, items(), 2):
        done.append(each)
    assert done[2] == 25
    assert sorted(done[:2]) == [1, 4]
    assert notes(log)[2] == "5"


def test_to_wait_for_nothing_is_an_error():
    with pytest.raises(ValueError, match="No item is ready"):
        list(map_unordered(int, [1, None], 1))


def test_a_mapped_error_comes_through():
    with pytest.raises(SettingError, match="a = 1"):
        list(map_unordered(fail_with, [SettingError("a = 1")], 1))
    with pytest.raises(JobError, match="ended without a result"):
        list(map_unordered(os._exit, [4], 1))


def test_the_server_has_one_pool():
    assert shared_pool() is shared_pool()
