"""A visitor's run: what it takes from a chain, how it ends, and what is said of it."""

import pytest

from core.errors import JobError
from core.jobs.chain import Progress
from core.page.run import Run, waiting


class Seen:
    """What is drawn of a state: two of four steps are done."""

    done, last = 2, 4


def reports(*, finished=True, closed=None):
    """A chain of two reports."""
    try:
        yield Progress(None, None, 1, 0.1, fresh=False, finished=False)
        yield Progress("state", Seen, 0, 2.4, fresh=True, finished=finished)
        yield from iter(lambda: Progress("late", Seen, 0, 9.0, fresh=True, finished=False), None)
    finally:
        if closed is not None:
            closed.append(True)


def failing():
    yield Progress("state", Seen, 0, 1.0, fresh=True, finished=False)
    raise JobError("The worker was lost.")


def test_a_run_ends_with_its_chain_and_keeps_the_newest():
    run = Run()
    run.follow(reports())
    assert run.busy
    assert run.progress() == (0.0, "Starting · 0 s")
    run.look()
    assert (run.busy, run.state, run.seen, run.first, run.stopped) == (False, "state", Seen, 2.4, False)
    assert run.progress() == (0.5, "Step 2 of 4 · 2 s")


def test_stop_closes_the_chain_and_keeps_what_there_is():
    closed, run = [], Run()
    run.follow(reports(finished=False, closed=closed))
    run.look()
    assert (run.busy, run.state, closed) == (True, "state", [])
    run.stop()
    assert (run.busy, run.state, run.stopped, closed) == (False, "state", True, [True])


def test_an_error_for_visitors_is_the_problem_until_the_next_run():
    run = Run()
    run.follow(failing())
    run.look()
    run.look()
    assert (run.busy, run.problem, run.state) == (False, "The worker was lost.", "state")
    run.follow(reports())
    assert (run.problem, run.state) == ("", "state")


def test_other_data_end_the_run():
    run = Run()
    run.turn_to("digits")
    run.follow(reports(finished=False))
    run.turn_to("digits")
    assert run.busy
    run.turn_to("mnist")
    assert not run.busy


@pytest.mark.parametrize(
    ("position", "begun", "words"),
    [
        (0, False, ""), (0, True, ""), (1, True, ""), (1, False, "Waiting: next in the queue"),
        (3, True, "Waiting: number 3 in the queue"),
    ],
)  # fmt: skip
def test_the_queue_in_words(position, begun, words):
    assert waiting(position, begun) == words
