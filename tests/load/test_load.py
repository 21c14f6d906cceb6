"""The short form of the load run: a few sessions at once, nothing timed. For the long one run tests/load/drive.py."""

import time

import pytest

from core.errors import Replaced
from core.jobs import chain as jobs
from core.jobs.chain import Call
from core.limits import Limits
from tests.load import drive, player
from tests.load.visitor import Visitor
from tests.serving import server


def test_a_few_sessions_at_once_fail_nowhere(monkeypatch):
    monkeypatch.setattr(player, "TRAINING", player.TRAINING | {"t_epochs": 5, "t_width": 16})
    monkeypatch.setattr(player, "TABLE", (60, 3))
    kinds, workers = {"page", "light", "bring", "begin", "look"}, dict.fromkeys(player.WORK, 1)
    report = drive.drive(sessions=6, seconds=14.0, workers=workers, pause=(0.2, 0.6), kinds=kinds)
    assert report.failures == []
    assert report.deaths == []
    assert {answer.kind for answer in report.answers} >= kinds
    assert report.memory
    words = drive.table(report, 6, 14.0, workers)
    assert f"| light interaction | {len(report.seconds('light'))} |" in words


def slow(n):
    time.sleep(0.2)
    return n + 1


def never(n):
    return False


def test_twenty_slider_events_leave_at_most_one_running_job():
    """As a page behaves that begins a new chain at every event and never comes to close the one before."""
    with jobs.Pool(Limits(workers=3)) as pool:
        chains, most = [], 0
        for event in range(20):
            chains.append(jobs.chain(pool, "visitor", slow, Call(int, (event,)), never, budget=0.0))
            next(chains[-1])
            most = max(most, pool.load().running)
            time.sleep(0.02)
        for _ in range(40):
            time.sleep(0.05)
            next(chains[-1])
            most = max(most, pool.load().running)
        assert most == 1
        assert pool.load().waiting <= 1
        for chain in chains[:-1]:
            with pytest.raises(Replaced):
                for _ in chain:
                    pass
        chains[-1].close()
        end = time.monotonic() + 20
        while pool.load().running and time.monotonic() < end:
            time.sleep(0.05)
        assert not pool.load().running


def test_percentiles():
    assert drive.percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert drive.percentile(list(range(100)), 0.95) == 95
    assert drive.percentile([], 0.5) != drive.percentile([], 0.5)  # not a number


def test_after_stop_every_button_can_be_pressed_again(tmp_path):
    """A fragment that stops must wake the rest of the page, which has disabled its widgets."""
    with server(tmp_path / "log") as (base, process), Visitor(base) as visitor:
        for page, go, stop in (("Autoencoder", "t_train", "t_stop"), ("Projections", "m_go", "m_stop")):
            visitor.open(page)
            visitor.press(go)
            visitor.press(stop)
            assert visitor.can(go)
            assert not visitor.can(stop)
        assert process.poll() is None
    assert not drive.LOST.search((tmp_path / "log").read_text())


def test_an_image_picked_on_one_page_is_taken_over_on_the_next(tmp_path):
    with server(tmp_path / "log") as (base, _), Visitor(base) as visitor:
        visitor.open("Autoencoder", k="8", image="17")
        visitor.set(image=42)
        visitor.go("Projections")
        assert "The picked dot's ten true neighbours still near" in visitor.words()
