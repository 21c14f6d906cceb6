"""The log is bounded: a flood of one kind of line can't fill a disk or hide the others.

Lines are of one kind when they come from the same place in the source; errors, when they also arose at the same place.
Of a kind `MOST` lines a minute are written; the first of a later minute says how many were left out.
"""

import logging
import time
from types import TracebackType
from typing import NamedTuple

MOST, MINUTE = 20, 60.0
KINDS = 1_000  # that are told apart; the source has fewer places that log
WRITE = logging.Logger.handle


class Count(NamedTuple):
    """How many lines of a kind came since when."""

    since: float
    lines: int


class Logbook:
    """Counts lines by their kind."""

    def __init__(self) -> None:
        self._counts: dict[tuple[object, ...], Count] = {}

    def admits(self, record: logging.LogRecord, now: float) -> bool:
        """Whether a line is written; one that is may get a remark on those that were not."""
        kind = kind_of(record)
        count = self._counts.get(kind, Count(now, 0))
        if now - count.since >= MINUTE:
            if (left_out := count.lines - MOST) > 0:
                record.msg, record.args = f"{record.getMessage()} (and {left_out} like it, left out)", ()
            count = Count(now, 0)
        if kind in self._counts or len(self._counts) < KINDS:
            self._counts[kind] = count._replace(lines=count.lines + 1)
        return count.lines < MOST


def kind_of(record: logging.LogRecord) -> tuple[object, ...]:
    """What makes lines alike: where they are written, and where the error in them arose."""
    error, _, trace = record.exc_info or (None, None, None)
    return record.pathname, record.lineno, error, place_of(trace)


def place_of(trace: TracebackType | None) -> tuple[object, int] | None:
    """The innermost place of a traceback."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return None if trace is None else (trace.tb_frame.f_code, trace.tb_lineno)


def is_bounded() -> None:
    """From now on the log of this process is bounded, whoever writes."""
    book = Logbook()

    def handle(logger: logging.Logger, record: logging.LogRecord) -> None:
        if book.admits(record, time.monotonic()):
            WRITE(logger, record)

    logging.Logger.handle = handle  # type: ignore[assignment, method-assign]  # every library has handlers of its own
