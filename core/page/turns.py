"""Runs of pages take turns, so that a hundred visitors at once wait in a line and not for each other.

Each run of a page is a thread, and of all threads one computes at a time. Whenever a thread gives its place up for a
moment, as for every message it sends, it waits behind all others that want to compute: with a hundred of them a run of
0.1 s took 12, and most of the time nobody computed at all. With a few at a time each ends before the next begins.

Who moves a control expects an answer sooner than who opens a page: a run of a part of a page is due at once, one of a
whole page `PATIENCE` later, and whose is due first has the next turn, so that nobody waits for ever. A run that waits
for a worker steps aside meanwhile.
"""

import heapq
import itertools
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from streamlit import config
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

T = TypeVar("T")

AT_ONCE = 3  # runs: while one of them sends or draws in C, another computes
PATIENCE = 15.0  # seconds that who opens a page waits longer than who moves a control
SWITCH = 0.001  # seconds after which a thread that computes lets another one go on (Python: 0.005)


class Line:
    """A line for `places` places, in which whose turn is due first comes first."""

    def __init__(self, places: int) -> None:
        self._free = places
        self.waiting: list[tuple[float, int, threading.Event]] = []
        self._lock, self._number = threading.Lock(), itertools.count()

    def enter(self, patience: float) -> None:
        """Return with a place; it is due in `patience` seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            called = threading.Event()
            heapq.heappush(self.waiting, (time.monotonic() + patience, next(self._number), called))
        called.wait()

    def leave(self) -> None:
        """Give the place to whose turn it is."""
        with self._lock:
            if self.waiting:
                heapq.heappop(self.waiting)[-1].set()
            else:
                self._free += 1


RUN, OPTION = ScriptRunner._run_script, config.get_option
line = Line(AT_ONCE)
own = threading.local()  # `place`: whether this thread has one


def run(runner: ScriptRunner, asked: RerunData) -> None:
    """What Streamlit does for each run, in its turn."""
    line.enter(0.0 if asked.fragment_id_queue else PATIENCE)
    own.place = True
    try:
        RUN(runner, asked)
    finally:
        own.place = False
        line.leave()


@contextmanager
def aside() -> Iterator[None]:
    """Let others go on while this run waits for something that is computed elsewhere."""
    if not getattr(own, "place", False):  # no run of a page, or one that is aside already
        yield
        return
    own.place = False
    line.leave()
    try:
        yield
    finally:
        line.enter(0.0)
        own.place = True


def reported(chain: Iterator[T]) -> Iterator[T]:
    """What a chain of work elsewhere reports, while others go on in between."""
    while True:
        with aside():
            try:
                each = next(chain)
            except StopIteration:
                return
        yield each


def option(key: str) -> Any:
    """A setting of Streamlit, which is asked for with every message: without its lock once all are read."""
    found = (config._config_options or {}).get(key)
    return OPTION(key) if found is None else found.value


def are_taken() -> None:
    """From now on, in this process."""
    sys.setswitchinterval(SWITCH)
    config.get_option = option
    ScriptRunner._run_script = run  # type: ignore[assignment, method-assign]  # it has no other door
