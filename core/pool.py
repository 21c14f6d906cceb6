"""The queue before the workers: who waits for whom, who shares with whom, and what happens when a worker fails.

A visitor has at most one step running and one waiting. The waiting steps run in the order in which their visitors
came; since a chain submits its next step only when one is finished, chains take turns step by step. What a visitor
submits later takes over the place of what waits. A running step is let run out, since it is short, and only then
does the next one of the same visitor begin; should it be long and nobody want it any more, its process is ended.

One thread hands the jobs to the workers, and it alone starts, times and ends processes. Other threads leave it
messages, so that nothing here can be called at a wrong moment, not even by a destructor.
"""

import itertools
import logging
import pickle
import queue
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from typing import Any, NamedTuple, Self

from core import tickets
from core.calls import Call, Outcome, import_module, pack
from core.limits import Limits
from core.tickets import Busy, Job, JobError, Kept, Replaced, Ticket
from core.workers import OUT_OF_MEMORY, Workers, WorkersError, open_workers

logger = logging.getLogger("core.jobs")

TICK = 0.25  # seconds between two looks at the clock of the running jobs
LINES = 10_000  # visitors remembered


class Ended(NamedTuple):
    """A message to the dispatcher: the future of a job is done."""

    place: int
    job: Job
    future: Future


class Pool:
    """The one door to all heavy work of a server process.

    Args:
        limits: by default as the environment says.
        start: opens the workers when they are first needed.
    """

    def __init__(self, limits: Limits | None = None, start: Callable[[Limits], Workers] = open_workers) -> None:
        self.limits = limits or Limits.from_environment()
        self._start_workers = start
        self._workers: Workers | None = None
        self._lock = threading.Lock()  # for everything below
        self._waiting: OrderedDict[str, Ticket] = OrderedDict()  # by visitor, in the order of their turns
        self._flights: dict[tuple[str, int], Job] = {}  # keyed jobs that wait or run
        self._running: dict[int, Job] = {}  # by place
        self._idle: dict[int, float] = {}  # place of a living, idle process -> since when
        self._warm: dict[int, set[str]] = {}  # place -> modules imported there ahead of need
        self._chores: list[tuple[int, str]] = []
        self._lines: OrderedDict[str, object] = OrderedDict()  # visitor -> newest chain
        self._kept = Kept(self.limits.cache_results, self.limits.cache_mb << 20)
        self._mail: queue.SimpleQueue[Ended | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closed = False

    # What visitors' threads call

    def submit(self, visitor: str, function: str | Callable[..., Any], *args: Any, key: str | None = None) -> Ticket:
        """Queue `function(*args)`, the function itself or its name as in "core.projections:pca".

        Args:
            visitor: whose turn it takes, such as the session's id. His waiting step is replaced, his chain ended.
            function: what to call; a name is resolved in the worker, so that the server need not import its module.
            args: picklable; a `Call` among them is made in the worker.
            key: equal keys are computed once and shared, and the result is kept for later.

        Raises Busy when the queue is full, and JobError when the arguments can't be sent.
        """
        return self.enter(visitor, Call(function, args), key, line=self.open_line(visitor))

    def open_line(self, visitor: str) -> object:
        """Begin a new chain of `visitor`; his older ones end at their next step."""
        with self._lock:
            self._lines[visitor] = line = object()
            self._lines.move_to_end(visitor)
            while len(self._lines) > LINES:
                self._lines.popitem(last=False)
            return line

    def enter(
        self, visitor: str, call: Call, key: str | None, line: object, serial: int = 0, goes_on: bool = False
    ) -> Ticket:
        """Queue one step of the chain called `line`; one that `goes_on` is never refused for lack of room.

        Raises Busy when the queue is full, Replaced when the visitor has opened another line, and JobError.
        """
        packed = packed_or_refused(call)
        with self._lock:
            if self._closed:
                raise JobError(tickets.CLOSING)
            if self._lines.get(visitor, line) is not line:
                raise Replaced(tickets.NEWER)
            outcome = self._kept.get(key, serial) if key else None
            job = None if outcome else self._job(visitor, packed, key, serial, goes_on)
            ticket = Ticket(visitor, job, self.position, self.wake)
            self._take_place(ticket)
            if outcome:
                ticket.settle(outcome)
            self._ensure_thread()
        self.wake()
        return ticket

    def latest(self, key: str) -> Any:
        """The furthest result kept under `key`, or None."""
        with self._lock:
            outcome = self._kept.get(key)
        return None if outcome is None else pickle.loads(outcome.payload)

    def position(self, ticket: Ticket) -> int:
        """0 when running or done, else the place in the queue, jobs that are shared counted once."""
        with self._lock:
            ahead = list(dict.fromkeys(each.job for each in self._waiting.values() if not each.done()))
        return ahead.index(ticket.job) + 1 if ticket.job in ahead else 0

    def warm_up(self, modules: Iterable[str]) -> None:
        """Have every worker import `modules` when it has nothing else to do. Returns at once."""
        with self._lock:
            count = 1 if self._workers is None else self._workers.count
            self._chores += itertools.product(range(count), modules)
            self._ensure_thread()
        self.wake()

    def wake(self) -> None:
        """Have the dispatcher look around. Takes no lock."""
        self._mail.put(None)

    def close(self) -> None:
        """End everything: no job is taken on any more, and all processes go."""
        with self._lock:
            self._closed = True
            jobs = [*self._running.values(), *(ticket.job for ticket in self._waiting.values())]
            for ticket in itertools.chain.from_iterable(job.tickets for job in jobs):
                ticket.settle(JobError(tickets.CLOSING))
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _job(self, visitor: str, packed: bytes, key: str | None, serial: int, goes_on: bool) -> Job:
        """The job that is under way under the same key, or a new one. Raises Busy."""
        job = self._flights.get((key, serial)) if key else None
        if job is not None:
            return job
        waiting = sum(not ticket.done() for ticket in self._waiting.values())
        if waiting >= self.limits.queue and not goes_on and visitor not in self._waiting:
            raise Busy(tickets.FULL.format(waiting=waiting))
        job = Job(packed, key, serial)
        if key:
            self._flights[key, serial] = job
        return job

    def _take_place(self, ticket: Ticket) -> None:
        """Put the ticket where the visitor's waiting one was, or at the end."""
        before = self._waiting.get(ticket.visitor)
        if before is not None:
            before.settle(Replaced(tickets.NEWER))
        if ticket.job is None or ticket.job.began is not None:
            self._waiting.pop(ticket.visitor, None)
        else:
            self._waiting[ticket.visitor] = ticket
        if ticket.job is not None:
            ticket.job.tickets.append(ticket)

    def _ensure_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._dispatch, name="jobs", daemon=True)
            self._thread.start()

    # What the dispatcher's thread does

    def _dispatch(self) -> None:
        """Hear messages, end what has run too long, start what is next, until closed."""
        while not self._closed:
            messages = self._messages()
            if self._workers is None and not self._open():
                continue
            count = self._workers.count
            with self._lock:
                doomed = [message.place for message in messages if self._hear(message)] + self._overdue()
            for place in doomed:  # without the lock: a cluster may take seconds
                self._workers.kill(place)
            with self._lock:
                self._desert()
                self._release_idle()
                self._start_next(count)
        if self._workers is not None:
            self._workers.close()
        self._running.clear()

    def _messages(self) -> list[Ended]:
        """What has come in, waiting for the next message or until the clock needs a look."""
        timeout = TICK if self._running else self.limits.worker_idle_seconds if self._idle else None
        messages = []
        try:
            messages.append(self._mail.get(timeout=timeout))
            while True:
                messages.append(self._mail.get_nowait())
        except queue.Empty:
            return [message for message in messages if message is not None]

    def _open(self) -> bool:
        """Open the workers; when there are none to be had, tell everybody who waits."""
        try:
            self._workers = self._start_workers(self.limits)
        except WorkersError as error:
            logger.error("No workers: %s", error)
            with self._lock:
                for ticket in self._waiting.values():
                    self._settle(ticket.job, JobError(str(error)))
                self._waiting.clear()
                self._chores.clear()
            return False
        return True

    def _hear(self, message: Ended) -> bool:
        """Settle an ended job. Returns whether its process has to go."""
        place, job, future = message
        if self._running.get(place) is not job:
            return False  # it was ended from here, and everybody has been told
        del self._running[place]
        outcome, broken = outcome_of(future, self.limits)
        self._settle(job, outcome)
        if broken:
            self._warm.pop(place, None)
        else:
            self._idle[place] = time.monotonic()
        return broken

    def _settle(self, job: Job, outcome: Outcome | JobError) -> None:
        """Hand the outcome of a job to everybody who waits for it, and keep it if it may be wanted again."""
        job.packed = b""
        self._flights.pop((job.key, job.serial), None)
        if job.key and isinstance(outcome, Outcome) and outcome.kind == "value":
            self._kept.put(job.key, job.serial, outcome)
        for ticket in job.tickets:
            ticket.settle(outcome)

    def _overdue(self) -> list[int]:
        """The places whose job has run too long, or too long for nobody; those who wait are told."""
        now, doomed = time.monotonic(), []
        for place, job in self._running.items():
            job.deserted = None if job.chore or job.wanted else job.deserted or now
            if now - job.began > self.limits.step_seconds:
                logger.warning("A job was ended after %.0f s.", now - job.began)
                self._settle(job, JobError(tickets.TOO_LONG.format(limit=self.limits.step_seconds)))
            elif job.deserted is not None and now - job.deserted > self.limits.abandoned_seconds:
                self._settle(job, JobError(tickets.STOPPED))
            else:
                continue
            doomed.append(place)
        for place in doomed:
            del self._running[place]
            self._warm.pop(place, None)
        return doomed

    def _desert(self) -> None:
        """Take out of the queue what nobody waits for any more."""
        for visitor, ticket in list(self._waiting.items()):
            if ticket.done():
                del self._waiting[visitor]
        for flight, job in list(self._flights.items()):
            if job.began is None and not job.wanted:
                del self._flights[flight]

    def _release_idle(self) -> None:
        """Let processes go that have been idle for long, so that their memory returns."""
        now = time.monotonic()
        for place, since in list(self._idle.items()):
            if now - since >= self.limits.worker_idle_seconds:
                del self._idle[place]
                self._warm.pop(place, None)
                self._workers.release(place)

    def _start_next(self, count: int) -> None:
        """Give every free place its next job: the process used last first, so that others can go."""
        busy = frozenset().union(*(job.visitors for job in self._running.values()))
        free = [place for place in range(count) if place not in self._running]
        for place in sorted(free, key=lambda place: -self._idle.get(place, 0.0)):
            job = next((ticket.job for visitor, ticket in self._waiting.items() if visitor not in busy), None)
            job = job or self._chore(place)
            if job is None:
                continue
            job.visitors = frozenset(ticket.visitor for ticket in job.tickets if not ticket.done())
            busy |= job.visitors
            for visitor in job.visitors:
                if self._waiting.get(visitor) in job.tickets:
                    del self._waiting[visitor]
            self._start(place, job)

    def _chore(self, place: int) -> Job | None:
        """A job for a place with nothing else to do, or None."""
        for chore in [each for each in self._chores if each[0] == place]:
            self._chores.remove(chore)
            known = self._warm.setdefault(place, set())
            if chore[1] not in known:
                known.add(chore[1])
                return Job(pack(Call(import_module, (chore[1],))), chore=True)
        return None

    def _start(self, place: int, job: Job) -> None:
        """Hand a job to a worker."""
        job.began = time.monotonic()
        self._idle.pop(place, None)
        try:
            future = self._workers.submit(place, job.packed)
        except (OSError, RuntimeError):
            logger.exception("No process could be started.")
            self._settle(job, JobError(tickets.NO_WORKER))
            return
        self._running[place] = job
        future.add_done_callback(lambda done: self._mail.put(Ended(place, job, done)))


def packed_or_refused(call: Call) -> bytes:
    """The call as bytes. Raises JobError when an argument can't travel."""
    try:
        return pack(call)
    except (TypeError, AttributeError, pickle.PicklingError, RecursionError) as error:
        logger.exception("A call could not be packed.")
        raise JobError(tickets.UNFIT.format(name=type(error).__name__)) from error


def outcome_of(future: Future, limits: Limits) -> tuple[Outcome | JobError, bool]:
    """What visitors are told of a future that is done, and whether its worker is broken. Logs the rest."""
    if future.cancelled() or isinstance(future.exception(), CancelledError):
        return JobError(tickets.LOST), True
    error = future.exception()
    if error is not None:
        logger.error("A worker was lost.", exc_info=error)
        return lost_worker(error, limits), True
    outcome: Outcome = future.result()
    if outcome.kind in ("memory", "failed"):
        logger.error("A job failed.\n%s", outcome.log)
        sentence = tickets.NO_ROOM if outcome.kind == "memory" else tickets.FAILED
        return JobError(sentence.format(limit=limits.worker_memory_mb, name=outcome.name)), False
    return outcome, False


def lost_worker(error: BaseException, limits: Limits) -> JobError:
    """The sentence for a worker that is gone; loky's message names the way each process ended."""
    if f"EXIT({OUT_OF_MEMORY})" in str(error):
        return JobError(tickets.NO_ROOM.format(limit=limits.worker_memory_mb))
    if "SIGKILL" in str(error):
        return JobError(tickets.KILLED)
    if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":  # Dask's name for it
        return JobError(tickets.CRASHED)
    return JobError(tickets.FAILED.format(name=type(error).__name__))
