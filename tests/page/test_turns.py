"""Whose turn it is: who moved a control before who opens a page, and nobody for ever after others."""

import threading

import pytest
from streamlit import config
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from core.page import turns
from core.page.turns import Line

PAGE, PART = RerunData(), RerunData(fragment_id_queue=["a part"])


def entered(line, *waiting):
    """The names of those who waited for the one place, in the order in which they got it."""
    line.enter(0.0)
    order, threads = [], []

    def stand(name, patience):
        line.enter(patience)
        order.append(name)
        line.leave()

    for name, patience in waiting:
        threads.append(threading.Thread(target=stand, args=(name, patience)))
        threads[-1].start()
        while len(line.waiting) < len(threads):  # each stands before the next one comes
            pass
    line.leave()
    for thread in threads:
        thread.join(20)
    return "".join(order)


def test_whose_turn_is_due_first_comes_first_and_then_who_came_first():
    assert entered(Line(1), ("a", 60.0), ("b", 0.0), ("c", 60.0), ("d", 0.0)) == "bdac"
    assert entered(Line(1), ("a", 0.0), ("b", -60.0)) == "ba"


def test_a_place_that_nobody_waits_for_is_free_again():
    line = Line(2)
    for _ in range(3):
        line.enter(0.0)
        line.enter(0.0)
        line.leave()
        line.leave()


@pytest.fixture
def alone(monkeypatch):
    """One place, and runs that do what they are given."""
    monkeypatch.setattr(turns, "line", Line(1))
    monkeypatch.setattr(turns, "RUN", lambda runner, asked: runner(asked))
    return turns.line


def test_runs_are_one_after_the_other_and_step_aside_while_they_wait(alone):
    done, waits, goes_on = [], threading.Event(), threading.Event()

    def first(asked):
        with turns.aside():
            waits.set()
            assert goes_on.wait(20)
            with turns.aside():  # it is aside already
                done.append("aside")
        done.append("first")

    thread = threading.Thread(target=turns.run, args=(first, PAGE))
    thread.start()
    assert waits.wait(20)
    turns.run(lambda asked: done.append("second"), PART)
    goes_on.set()
    thread.join(20)
    assert done == ["second", "aside", "first"]


def test_a_run_that_ends_in_an_error_leaves_its_place(alone):
    with pytest.raises(ZeroDivisionError):
        turns.run(lambda asked: 1 / 0, PAGE)
    turns.run(lambda asked: None, PAGE)


def test_what_a_chain_reports_is_all_there_and_the_chain_goes_on_after_a_look():
    chain = iter(range(5))
    assert next(turns.reported(chain)) == 0
    assert list(turns.reported(chain)) == [1, 2, 3, 4]


def test_settings_are_those_of_streamlit():
    for key in ("server.port", "theme.dark.textColor", "client.showErrorDetails"):
        assert turns.option(key) == config.get_option(key)
    with pytest.raises(RuntimeError, match="nothing"):
        turns.option("server.nothing")
