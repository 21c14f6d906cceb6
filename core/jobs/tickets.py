"""The tickets of those who wait for a job, and the sentences that tell why there is no result."""

import logging
import pickle
import threading
import time
from collections.abc import Callable
from typing import Any

from core.errors import JobError
from core.jobs.calls import Call, Kind, Outcome, pack
from core.limits import Limits

logger = logging.getLogger("core.jobs.chain")

FULL = (
    "The queue is full: {waiting} of other visitors' computations are waiting. Try again in a minute; everything that "
    "is computed already can be seen meanwhile."
)
NO_ROOM = (
    "This computation needed more than the {limit:,} MB of memory it may use: choose fewer points, fewer dimensions "
    "or a smaller network, and start it again."
)
KILLED = (
    "The process that computed this was killed, most likely because the machine ran out of memory: choose fewer "
    "points, fewer dimensions or a smaller network, and start it again."
)
CRASHED = "The process that computed this ended without a result: start it again, or try other settings."
TOO_LONG = "One step of this computation took longer than the {limit:g} s it may take: choose a smaller task."
TOO_LONG_IN_ALL = "This computation has used the {limit:g} s it may take: choose a smaller task."
FAILED = "The computation failed with an unexpected error ({name}), which has been logged: try other settings."
UNFIT = "The computation can't be sent to a worker ({name}); the error has been logged: try other settings."
NO_WORKER = "No process could be started to compute this: try again in a minute."
LOST = "The connection to the machines that compute was lost: start it again in a moment."
CLOSING = "The app is shutting down: come back in a moment."
HUNG = "The process that computed this did not answer any more and was ended: start it again."
STOPPED = "This computation was stopped."
NEWER = "This computation has ended, because you have started another one."
SENTENCES = {
    Kind.FAILED: FAILED,
    Kind.REFUSED: NO_ROOM,
    Kind.LOST: FAILED,
    Kind.OUTGROWN: NO_ROOM,
    Kind.KILLED: KILLED,
    Kind.CRASHED: CRASHED,
    Kind.GIVEN_UP: CRASHED,
    Kind.DISCONNECTED: LOST,
}


class Ticket:
    """A visitor's claim to the result of a job.

    Safe to use from any thread, and to give up from a destructor: cancelling takes no lock.

    Args:
        visitor: whose it is.
        position: tells its place in the queue.
        wake: called when it is given up.
    """

    def __init__(self, visitor: str, position: Callable[["Ticket"], int], wake: Callable[[], None]) -> None:
        self.visitor = visitor
        self._position, self._wake = position, wake
        self._created = time.monotonic()
        self._over = threading.Event()
        self._lasted = 0.0
        self._outcome: Outcome | JobError = JobError(STOPPED)

    def settle(self, outcome: Outcome | JobError) -> None:
        """Give the ticket its outcome; only the first one counts."""
        if not self._over.is_set():
            self._outcome = outcome
            self._lasted = time.monotonic() - self._created
            self._over.set()

    def done(self) -> bool:
        """Whether there is a result, an error, or a cancellation."""
        return self._over.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is done, at most `seconds`; tell whether it is."""
        return self._over.wait(seconds)

    @property
    def seconds(self) -> float:
        """Seconds from the submission until now, or until it was done."""
        return self._lasted if self.done() else time.monotonic() - self._created

    @property
    def waited(self) -> float:
        """Seconds for which the outcome has waited to be fetched; 0 before there is one."""
        return time.monotonic() - self._created - self._lasted if self.done() else 0.0

    @property
    def size(self) -> int:
        """Bytes that the result takes until it is fetched; 0 before there is one."""
        return 0 if isinstance(self._outcome, JobError) else len(self._outcome.payload)

    def position(self) -> int:
        """0 when running or done, else the place in the queue: 1 is next."""
        return 0 if self.done() else self._position(self)

    def cancel(self) -> None:
        """Give up the claim: a waiting job that nobody else wants will not run."""
        if not self.done():
            self.settle(JobError(STOPPED))
            self._wake()

    def result(self, timeout: float | None = None) -> Any:
        """The result, a copy of one's own.

        Raises JobError when there is none, the error itself when it was written for visitors (SettingError,
        DatasetError, Diverged), and TimeoutError when nothing is there after `timeout` seconds.
        """
        if not self.wait(timeout):
            raise TimeoutError(f"There is no result after {timeout:g} s: wait longer, or cancel.")
        return value_of(self._outcome)


def value_of(outcome: Outcome | JobError) -> Any:
    """The value of an outcome. Raises the error it stands for, a fresh one: an error gathers the frames it passes."""
    if isinstance(outcome, JobError):
        raise type(outcome)(*outcome.args)
    value = pickle.loads(outcome.payload)
    if outcome.kind is Kind.TOLD:
        raise value
    return value


def packed_or_refused(call: Call) -> bytes:
    """The call as bytes. Raises JobError when an argument can't travel."""
    try:
        return pack(call)
    except (TypeError, AttributeError, pickle.PicklingError, RecursionError) as error:
        logger.exception("A call could not be packed.")
        raise JobError(UNFIT.format(name=type(error).__name__)) from error


def what_is_told(outcome: Outcome, limits: Limits) -> Outcome | JobError:
    """What a visitor gets of an outcome: itself, or a sentence in place of what has gone wrong, which is logged."""
    if outcome.kind in (Kind.VALUE, Kind.TOLD):
        return outcome
    if outcome.log:
        lives = outcome.kind in (Kind.FAILED, Kind.REFUSED)
        logger.error("%s\n%s", "A job failed." if lives else "A worker was lost.", outcome.log)
    return JobError(SENTENCES[outcome.kind].format(limit=limits.worker_memory_mb, name=outcome.name))
