"""The one door to all heavy work of a server process: a queue (see `core.jobs.queue`) before a few workers.

One thread hands the jobs to the workers, and it alone starts, times and ends processes. Other threads leave it
messages, so that nothing here can be called at a wrong moment, not even by a destructor.

A running step is let run out even when its visitor has gone, since it is short; should it be long, its process is
ended after a few seconds. A worker that dies, outgrows its memory or exceeds its time takes only its own job with it.
"""

import logging
import math
import pickle
import queue
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import Any, NamedTuple, Self

from core.errors import JobError, WorkersError
from core.jobs import tickets
from core.jobs.calls import ANSWERS, DEATHS, Call, Outcome, get_ready, name_of, outcome_of, pack
from core.jobs.queue import Job, Queue
from core.jobs.tickets import Ticket, packed_or_refused, what_is_told
from core.jobs.workers import Workers, open_workers
from core.limits import Limits

logger = logging.getLogger("core.jobs.chain")

TICK = 0.25  # seconds between two looks at the clock of the running jobs
SILENT = 6.0  # seconds without a sign of life after which a process is ended
WARM = 0  # the one place that gets ready ahead of need: the others are there when many want something at once
INNOCENT = 1.0  # a job whose process died sooner after its start may not be the cause: it gets one more try


class Ended(NamedTuple):
    """A message to the dispatcher: the future of a job is done."""

    place: int
    job: Job
    future: Future[Outcome]


class Load(NamedTuple):
    """How many jobs are running and how many wait, those that are shared once, and how many results are kept."""

    running: int
    waiting: int
    kept: int


class Pool:
    """Runs visitors' jobs on bounded workers.

    Args:
        limits: by default as the environment says.
        opener: opens the workers when they are first needed.
    """

    def __init__(self, limits: Limits | None = None, opener: Callable[[Limits], Workers] = open_workers) -> None:
        self.limits = limits or Limits.from_environment()
        self._opener = opener
        self._mail: queue.SimpleQueue[Ended | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # of the queue, the thread and the flag below
        self._queue = Queue(self.limits, self.position, self.wake)
        self._thread: threading.Thread | None = None
        self._closed = False
        self._modules: list[str] = []  # to be imported ahead of need
        # The rest is the dispatcher's own.
        self._workers: Workers | None = None
        self._running: dict[int, Job] = {}  # by place
        self._idle: dict[int, float] = {}  # place of a living, idle process -> since when
        self._warm: set[str] = set()  # what was made ready at the warm place
        self._chores: list[str] = []
        self._again: list[Job] = []  # to be started once more, before all others

    def submit(self, visitor: str, function: str | Callable[..., Any], *args: Any, key: str | None = None) -> Ticket:
        """Queue `function(*args)`, the function itself or its name, as in "core.maps.pca:pca".

        Args:
            visitor: whose turn it takes, such as the session's id. His waiting step is replaced, his chain ends.
            function: what to call; a name is resolved in the worker, so that the server need not import its module.
            args: picklable; a `Call` among them is made in the worker.
            key: equal keys of one function are computed once and shared, and the result is kept for later.

        Raises Busy when the queue is full, and JobError when the arguments can't be sent.
        """
        key = None if key is None else f"{name_of(function)} {key}"
        return self.enter(visitor, Call(function, args), key, 0, self.open_line(visitor))

    def open_line(self, visitor: str) -> object:
        """Begin a new chain of `visitor`; his older ones end at their next step."""
        with self._lock:
            return self._queue.open_line(visitor)

    def enter(
        self, visitor: str, call: Call, key: str | None, serial: int, line: object, goes_on: bool = False
    ) -> Ticket:
        """Queue one step of the chain called `line`; one that `goes_on` is never refused for lack of room.

        Raises Busy when the queue is full, Replaced when the visitor has opened another line, and JobError.
        """
        packed = packed_or_refused(call)
        with self._lock:
            if self._closed:
                raise JobError(tickets.CLOSING)
            ticket = self._queue.admit(visitor, packed, key, serial, line, goes_on)
            self._ensure_thread()
        self.wake()
        return ticket

    def latest(self, key: str) -> Any:
        """The furthest result kept under `key`, or None."""
        with self._lock:
            outcome = self._queue.kept.get(key)
        return None if outcome is None else pickle.loads(outcome.payload)

    def position(self, ticket: Ticket) -> int:
        """0 when running or done, else the place in the queue; jobs that are shared count once."""
        with self._lock:
            return self._queue.position(ticket)

    def load(self) -> Load:
        """What there is to do at this moment."""
        with self._lock:
            return Load(len(self._running), len(self._queue), len(self._queue.kept))

    def warm_up(self, modules: Iterable[str]) -> None:
        """Have one worker import `modules`, or call functions named so, when it is idle. Returns at once."""
        with self._lock:
            self._modules += modules
            self._ensure_thread()
        self.wake()

    def wake(self) -> None:
        """Have the dispatcher look around. Takes no lock."""
        self._mail.put(None)

    def close(self) -> None:
        """End everything: no job is taken on any more, and all processes go."""
        with self._lock:
            self._closed = True
        self.wake()
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ensure_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._dispatch, name="jobs", daemon=True)
            self._thread.start()

    def _dispatch(self) -> None:
        """The thread: hear messages, end what has run too long, start what is next, until closed."""
        while not self._is_over():
            messages = self._messages()
            if self._is_over():  # what is heard now is only that the workers have ended, as they were told to
                break
            workers = self._workers or self._open()
            if workers is None:
                continue
            count = workers.count
            with self._lock:
                doomed = [message.place for message in messages if self._hear(message, workers)] + self._overdue(
                    workers
                )
            for place in doomed:  # without the lock: a cluster may take seconds
                workers.kill(place)
            self._release_idle(workers)
            with self._lock:
                self._queue.sweep()
                self._start_next(workers, count)
        self._shut()

    def _is_over(self) -> bool:
        """Whether the pool is closed, or its workers are, as at the end of the server."""
        return self._closed or (self._workers is not None and self._workers.closed)

    def _messages(self) -> list[Ended]:
        """What has come in, waiting for the next message or until the clock needs a look."""
        timeout = TICK if self._running else None
        if self._idle and not self._running:
            timeout = max(0.0, min(self._idle.values()) + self.limits.worker_idle_seconds - time.monotonic())
        messages = []
        try:
            messages.append(self._mail.get(timeout=timeout))
            while True:
                messages.append(self._mail.get_nowait())
        except queue.Empty:
            return [message for message in messages if message is not None]

    def _open(self) -> Workers | None:
        """Open the workers; when there are none to be had, tell everybody who waits."""
        try:
            self._workers = self._opener(self.limits)
        except (WorkersError, OSError) as error:
            logger.error("There are no workers. %s", error)
            with self._lock:
                self._queue.refuse_all(JobError(tickets.NO_WORKER))
        return self._workers

    def _shut(self) -> None:
        with self._lock:
            for job in (*self._running.values(), *self._again):
                self._queue.settle(job, JobError(tickets.CLOSING))
            self._queue.refuse_all(JobError(tickets.CLOSING))
        if self._workers is not None:
            self._workers.close()

    def _hear(self, message: Ended, workers: Workers) -> bool:
        """Settle an ended job. Returns whether its process has to go."""
        place, job, future = message
        if self._running.get(place) is not job:
            return False  # it was ended from here, and everybody has been told
        outcome = outcome_of(future, workers.loss)
        told = what_is_told(outcome, self.limits)
        self._vacate(place, alive=outcome.kind in ANSWERS)
        if outcome.kind in DEATHS and not job.retried and time.monotonic() - job.began < INNOCENT:
            job.retried = True
            self._again.append(job)
        else:
            self._queue.settle(job, told)
        return outcome.kind not in ANSWERS

    def _overdue(self, workers: Workers) -> list[int]:
        """The places that are silent, or whose job has run too long, or too long for nobody; who waits is told."""
        now, doomed = time.monotonic(), []
        for place, job in list(self._running.items()):
            job.deserted = math.inf if job.chore or job.wanted else min(job.deserted, now)
            if now - job.began > self.limits.step_seconds:
                logger.error("A job was ended after %.0f s.", now - job.began)
                sentence = tickets.TOO_LONG.format(limit=self.limits.step_seconds)
            elif workers.silent(place) > SILENT:
                logger.error("A worker did not answer any more and was ended.")
                sentence = tickets.HUNG
            elif now - job.deserted > self.limits.abandoned_seconds:
                sentence = tickets.STOPPED
            else:
                continue
            self._queue.settle(job, JobError(sentence))
            self._vacate(place, alive=False)
            doomed.append(place)
        return doomed

    def _vacate(self, place: int, alive: bool) -> None:
        del self._running[place]
        if alive:
            self._idle[place] = time.monotonic()
        elif place == WARM:
            self._warm.clear()

    def _release_idle(self, workers: Workers) -> None:
        """Let processes go that have been idle for long, so that their memory returns."""
        now = time.monotonic()
        for place, since in list(self._idle.items()):
            if now - since >= self.limits.worker_idle_seconds:
                del self._idle[place]
                if place == WARM:
                    self._warm.clear()
                workers.release(place)

    def _start_next(self, workers: Workers, count: int) -> None:
        """Give every free place its next job: the process used last first, so that others can go."""
        self._chores += self._modules
        self._modules.clear()
        free = [place for place in range(count) if place not in self._running]
        for place in sorted(free, key=lambda place: -self._idle.get(place, 0.0)):
            busy = set().union(*(job.holders() for job in self._running.values()))
            job = (self._again.pop() if self._again else None) or self._queue.take(busy) or self._chore(place)
            if job is not None:
                self._start(workers, place, job)

    def _chore(self, place: int) -> Job | None:
        """A job for a place with nothing else to do, or None."""
        while place == WARM and self._chores:
            if (name := self._chores.pop(0)) not in self._warm:
                self._warm.add(name)
                return Job(pack(Call(get_ready, (name,))), chore=True)
        return None

    def _start(self, workers: Workers, place: int, job: Job) -> None:
        """Hand a job to a worker."""
        job.began = time.monotonic()
        self._idle.pop(place, None)
        try:
            future = workers.submit(place, job.packed)
        except (OSError, RuntimeError) as error:
            logger.error("No process could be started. %s", error)
            self._queue.settle(job, JobError(tickets.NO_WORKER))
            return
        self._running[place] = job
        future.add_done_callback(lambda done: self._mail.put(Ended(place, job, done)))
