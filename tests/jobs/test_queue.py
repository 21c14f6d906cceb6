"""Who waits for whom, without workers: order alone."""

import gc
import weakref

import pytest

from core.errors import Busy, Replaced
from core.jobs.calls import Kind, Outcome
from core.jobs.queue import Job, Kept, Queue
from tests.jobs.helpers import limits


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


def test_a_job_without_a_ticket_is_wanted_by_nobody():
    assert not Job(b"").wanted


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
