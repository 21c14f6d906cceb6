"""The log under a flood: bounded by kind, and honest about what was left out."""

import logging

import pytest

from core.page import logbook
from core.page.logbook import MINUTE, MOST, Logbook


@pytest.fixture
def now():
    return [0.0]


@pytest.fixture
def log(monkeypatch, caplog, now):
    monkeypatch.setattr(logging.Logger, "handle", logging.Logger.handle)  # put back afterwards
    monkeypatch.setattr(logbook.time, "monotonic", lambda: now[0])
    logbook.is_bounded()
    return logging.getLogger("flood")


def flood(log, count):
    for number in range(count):
        log.warning("line %d", number)


def test_a_flood_is_cut_off_and_told_in_the_next_minute_and_others_are_written(log, caplog, now):
    flood(log, 1_000)
    log.warning("another")
    assert [record.message for record in caplog.records] == [*(f"line {i}" for i in range(MOST)), "another"]
    now[0] = MINUTE
    flood(log, 2)
    assert caplog.messages[-2:] == ["line 0 (and 980 like it, left out)", "line 1"]


def test_errors_are_told_apart_by_where_they_arose(log, caplog):
    def fail(number):
        if number % 2:
            return 1 / 0
        return int("x")

    for number in range(200):
        try:
            fail(number)
        except (ZeroDivisionError, ValueError):
            log.exception("failed")
    assert len(caplog.records) == 2 * MOST
    assert {record.exc_info[0] for record in caplog.records} == {ZeroDivisionError, ValueError}


def test_what_is_counted_is_bounded():
    book = Logbook()
    for number in range(3 * logbook.KINDS):
        record = logging.LogRecord("a", logging.INFO, "file", number, "text", (), None)
        assert book.admits(record, 0.0)
    assert len(book._counts) == logbook.KINDS
