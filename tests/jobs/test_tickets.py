"""What those who wait are told: one sentence for every kind of end."""

import pytest

from core.errors import JobError
from core.jobs import tickets
from core.jobs.calls import Kind, Outcome
from core.jobs.tickets import what_is_told
from core.limits import Limits
from tests.fakes import ticket_of


def test_settling_a_ticket_twice_changes_nothing():
    ticket = ticket_of()
    ticket.settle(JobError(tickets.LOST))
    ticket.cancel()
    with pytest.raises(JobError, match="connection"):
        ticket.result(0)


@pytest.mark.parametrize("kind", [each for each in Kind if each not in (Kind.VALUE, Kind.TOLD)])
def test_every_end_without_a_result_has_a_sentence(kind, caplog):
    told = what_is_told(Outcome(kind, name="OddError", log="the traceback"), Limits(worker_memory_mb=1500))
    assert isinstance(told, JobError)
    assert "{" not in str(told)
    assert ("1,500 MB" in str(told)) == (kind in (Kind.REFUSED, Kind.OUTGROWN))
    assert ("(OddError)" in str(told)) == (kind in (Kind.FAILED, Kind.LOST))
    assert "the traceback" in caplog.text


@pytest.mark.parametrize("kind", [Kind.VALUE, Kind.TOLD])
def test_what_was_meant_for_visitors_passes_unchanged(kind, caplog):
    outcome = Outcome(kind, b"x", log="the traceback")
    assert what_is_told(outcome, Limits()) is outcome
    assert not caplog.text
