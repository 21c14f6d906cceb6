"""Who waits for whom, and who shares with whom: the queue as plain data, without threads and processes.

A visitor has at most one step running and one waiting. The waiting steps run in the order in which their visitors
came; since a chain submits its next step only when one is finished, chains take turns step by step. What a visitor
submits later takes over the place of what waits. Equal keys are one job, and its result is kept for a while.
"""

import math
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from core.errors import Busy, JobError, Replaced
from core.jobs import tickets
from core.jobs.calls import Kind, Outcome
from core.jobs.tickets import Ticket
from core.limits import Limits

LINES = 10_000  # visitors whose newest chain is remembered


class Job:
    """One call on its way through the queue, with the tickets of everybody who waits for it.

    Args:
        packed: the call.
        key: equal keys are equal jobs; None for a job of one's own.
        serial: number of the group of steps within its chain, 0 for a single job.
        chore: whether it is done for nobody, ahead of need.
    """

    def __init__(self, packed: bytes, key: str | None = None, serial: int = 0, chore: bool = False) -> None:
        self.packed, self.key, self.serial, self.chore = packed, key, serial, chore
        self.tickets: list[Ticket] = []
        self.visitors: frozenset[str] = frozenset()  # whose turn it took
        self.began = math.inf  # not yet
        self.retried = False
        self.deserted = math.inf  # when the last who waited for it was seen to be gone

    @property
    def waits(self) -> bool:
        """Whether it has not begun."""
        return self.began == math.inf

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return any(not ticket.done() for ticket in self.tickets)

    def holders(self) -> set[str]:
        """The visitors who wait for it; when all have gone, those whose turn it took."""
        return {ticket.visitor for ticket in self.tickets if not ticket.done()} or set(self.visitors)


class Waiting(NamedTuple):
    """A visitor's place in the queue."""

    ticket: Ticket
    job: Job


class Kept:
    """Finished results by key, the least recently used given up first.

    Args:
        count: at most this many.
        size: at most this many bytes in all.
    """

    def __init__(self, count: int, size: int) -> None:
        self._count, self._size = count, size
        self._entries: OrderedDict[str, tuple[int, Outcome]] = OrderedDict()
        self.used = 0  # bytes

    def get(self, key: str | None, serial: int = 0) -> Outcome | None:
        """The outcome kept under `key` if it is as far along its chain as group `serial`."""
        if key is None or key not in self._entries:
            return None
        found, outcome = self._entries[key]
        if found < serial:
            return None
        self._entries.move_to_end(key)
        return outcome

    def put(self, key: str, serial: int, outcome: Outcome) -> None:
        """Keep an outcome that is not too large; of a chain only the furthest."""
        found, before = self._entries.get(key, (-1, None))
        if found > serial or len(outcome.payload) > self._size:
            return
        self.used += len(outcome.payload) - (0 if before is None else len(before.payload))
        self._entries[key] = serial, outcome
        self._entries.move_to_end(key)
        while len(self._entries) > self._count or self.used > self._size:
            _, (_, oldest) = self._entries.popitem(last=False)
            self.used -= len(oldest.payload)

    def __len__(self) -> int:
        return len(self._entries)


class Queue:
    """The queue of a pool. Its caller holds the lock.

    Args:
        limits: of the queue and of the results kept.
        position, wake: what tickets call.
    """

    def __init__(self, limits: Limits, position: Callable[[Ticket], int], wake: Callable[[], None]) -> None:
        self._places, self._bytes = limits.queue, limits.queue_mb << 20
        self._position, self._wake = position, wake
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()  # by visitor, in the order of their turns
        self._flights: dict[tuple[str | None, int], Job] = {}  # keyed jobs that wait or run
        self._lines: OrderedDict[str, object] = OrderedDict()  # visitor -> newest chain
        self.kept = Kept(limits.cache_results, limits.cache_mb << 20)

    def open_line(self, visitor: str) -> object:
        """Begin a new chain of `visitor`; his older ones end at their next step."""
        self._lines[visitor] = line = object()
        self._lines.move_to_end(visitor)
        while len(self._lines) > LINES:
            self._lines.popitem(last=False)
        return line

    def admit(self, visitor: str, packed: bytes, key: str | None, serial: int, line: object, goes_on: bool) -> Ticket:
        """A ticket for a call: done already, of a job under way, or in the queue. Raises Busy and Replaced."""
        if self._lines.get(visitor, line) is not line:
            raise Replaced(tickets.NEWER)
        outcome = self.kept.get(key, serial)
        job = None if outcome else self._job(visitor, packed, key, serial, goes_on)
        ticket = Ticket(visitor, self._position, self._wake)
        if visitor in self._waiting:
            self._waiting[visitor].ticket.settle(Replaced(tickets.NEWER))
        if job is not None and job.waits:
            self._waiting[visitor] = Waiting(ticket, job)  # where the one before was, or at the end
        else:
            self._waiting.pop(visitor, None)
        if job is not None:
            job.tickets.append(ticket)
        elif outcome is not None:
            ticket.settle(outcome)
        return ticket

    def _job(self, visitor: str, packed: bytes, key: str | None, serial: int, goes_on: bool) -> Job:
        """The job that is under way under the same key, or a new one if there is room. Raises Busy."""
        job = self._flights.get((key, serial))
        if job is not None:
            return job
        waiting = self._jobs()
        held = sum(len(each.packed) for each in waiting)
        full = len(waiting) >= self._places or (waiting and held + len(packed) > self._bytes)
        if full and not goes_on and visitor not in self._waiting:
            raise Busy(tickets.FULL.format(waiting=len(waiting)))
        job = Job(packed, key, serial)
        if key is not None:
            self._flights[key, serial] = job
        return job

    def _jobs(self) -> list[Job]:
        """The waiting jobs in their order, those that are shared once."""
        return list(dict.fromkeys(each.job for each in self._waiting.values() if not each.ticket.done()))

    def position(self, ticket: Ticket) -> int:
        """0 when running or done, else the place in the queue."""
        waiting, jobs = self._waiting.get(ticket.visitor), self._jobs()
        if waiting is None or waiting.ticket is not ticket or waiting.job not in jobs:
            return 0
        return jobs.index(waiting.job) + 1

    def __len__(self) -> int:
        return len(self._jobs())

    def take(self, busy: set[str]) -> Job | None:
        """The next job, taken out of the queue, of a visitor who is not `busy`."""
        free = (job for visitor, (ticket, job) in self._waiting.items() if visitor not in busy and not ticket.done())
        job = next(free, None)
        if job is not None:
            for visitor in [visitor for visitor, each in self._waiting.items() if each.job is job]:
                del self._waiting[visitor]
            job.visitors = frozenset(job.holders())
        return job

    def settle(self, job: Job, outcome: Outcome | JobError) -> None:
        """Hand the outcome of a job to everybody who waits for it, and keep it if it may be wanted again."""
        job.packed = b""
        if self._flights.get((job.key, job.serial)) is job:
            del self._flights[job.key, job.serial]
        if job.key is not None and isinstance(outcome, Outcome) and outcome.kind is Kind.VALUE:
            self.kept.put(job.key, job.serial, outcome)
        for ticket in job.tickets:
            ticket.settle(outcome)

    def sweep(self) -> None:
        """Take out of the queue what nobody waits for any more."""
        for visitor in [visitor for visitor, each in self._waiting.items() if each.ticket.done()]:
            del self._waiting[visitor]
        for flight in [flight for flight, job in self._flights.items() if job.waits and not job.wanted]:
            del self._flights[flight]

    def refuse_all(self, error: JobError) -> None:
        """Empty the queue, telling everybody why."""
        for job in self._jobs():
            self.settle(job, error)
        self._waiting.clear()
