"""A visitor's run on a page: a chain of `core.jobs.chain` that a button begins, the page looks at, and Stop ends.

    run = st.session_state.setdefault("live:map", Run())
    st.button("Map it", disabled=run.busy, on_click=...)                  # calls run.follow(chain(...))
    st.fragment(report, run_every=LOOK if run.busy else None)(run)

    def report(run):
        row(run, "stop")            # progress, elapsed time and Stop while it goes; what went wrong when it did
        ...                         # draw run.seen

A page must not wait in a loop for a chain, since a click would have to wait with it. It keeps the run in the session,
runs again by itself, and each time looks at the chain for a moment. What the run before had come to stays on screen
until the new one has something to show, so that nothing jumps.
"""

import time
import uuid
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.errors import VisitorError
from core.jobs.chain import Progress
from core.page import turns

LOOK = 0.3  # seconds between two looks at a running chain
PATIENCE, FIRST_PATIENCE = 0.5, 1.5  # seconds one look waits for news, and for the very first


@dataclass
class Run:
    """A chain while it runs, and the newest state and view there are.

    Args:
        chain: None unless it runs.
        state, seen: the newest that came from a worker, and what is drawn of it; None before the first.
        position: in the queue, 1 is next; 0 while computing.
        elapsed: seconds since the chain began.
        first: seconds after which it had something to show; None before.
        problem: a sentence on what went wrong, or "".
        stopped: whether it was ended before its end.
        subject: the data that the page shows, where they can change.
    """

    chain: Generator[Progress, None, None] | None = None
    state: Any = None
    seen: Any = None
    position: int = 0
    elapsed: float = 0.0
    first: float | None = None
    problem: str = ""
    stopped: bool = False
    subject: Any = None

    unit = "Step"  # what is counted
    starting = "Starting"  # words before the first is done

    @property
    def busy(self) -> bool:
        """Whether a chain runs."""
        return self.chain is not None

    def follow(self, chain: Generator[Progress, None, None]) -> None:
        """Look after a new chain; one that still runs is ended."""
        self.stop()
        self.chain = chain
        self.position, self.elapsed, self.first, self.problem, self.stopped = 0, 0.0, None, "", False

    def stop(self) -> None:
        """End the chain and keep what there is."""
        if self.chain is not None:
            self.chain.close()
        self.chain, self.stopped = None, True

    def turn_to(self, subject: Any) -> None:
        """Tell which data the page shows: when they are others, the chain ends, and its problem is none any more."""
        if self.subject not in (None, subject):
            self.problem = ""
            if self.busy:
                self.stop()
        self.subject = subject

    def look(self) -> None:
        """Take up what the chain has to report, waiting a moment for news."""
        began = time.monotonic()
        try:
            for progress in turns.reported(self.chain or iter(())):
                self.position, self.elapsed = progress.position, progress.elapsed
                if progress.fresh:
                    self.take(progress.state, progress.view)
                    self.first = self.first or progress.elapsed
                if progress.finished:
                    break
                if progress.fresh or time.monotonic() - began > (PATIENCE if self.first else FIRST_PATIENCE):
                    return
        except VisitorError as error:
            self.problem = str(error)
            self.failed(error)
        self.chain = None

    def take(self, state: Any, seen: Any) -> None:
        """Keep what has come from a worker."""
        self.state, self.seen = state, seen

    def failed(self, error: Exception) -> None:
        """What else is done when the chain ends with an error that was written for visitors."""

    def count(self) -> tuple[int, int]:
        """How many steps are done, and how many there are in all."""
        return self.seen.done, self.seen.last

    def progress(self) -> tuple[float, str]:
        """The share that is done, and the words beside it."""
        done, last = (0, 1) if self.first is None else self.count()
        words = self.starting if self.first is None else f"{self.unit} {done} of {last}"
        words = waiting(self.position, begun=self.first is not None) or words
        return done / last, f"{words} · {self.elapsed:.0f} s"


def waiting(position: int, begun: bool) -> str:
    """Words for a place in the queue; "" while computing, and for a run that has begun and is next to go on."""
    if position == 1:
        return "" if begun else "Waiting: next in the queue"
    return f"Waiting: number {position} in the queue" if position else ""


def row(run: Run, key: str, kept: str = "Keeps the map as it is now.") -> None:
    """How far the run is, and Stop; looks at the chain once. Or what went wrong, if the run has ended so.

    `key` is that of the button, `kept` says in its tooltip what Stop leaves.
    """
    if not run.busy:
        if run.problem:
            st.warning(run.problem, icon=":material/error:")
        return
    column, button = st.columns([6, 1], vertical_alignment="center")
    bar = column.empty()
    bar.progress(*run.progress())  # at once: the look below may wait
    if button.button("Stop", key=key, help=kept):
        run.stop()
    else:
        run.look()
    if not run.busy:
        st.rerun(scope="app")  # so that another run can be begun, and nothing looks any more
    bar.progress(*run.progress())


def visitor() -> str:
    """A name for this session in the queue of the workers."""
    return st.session_state.setdefault("visitor", uuid.uuid4().hex)
