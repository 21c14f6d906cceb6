"""Stand-ins for the workers: what a page starts is computed in this process, in order, as a worker would do it."""

import itertools
import weakref
from concurrent.futures import ThreadPoolExecutor

from core.errors import Busy
from core.jobs.calls import Call, Kind, execute, find, has_finished, pack
from core.jobs.chain import Progress
from core.jobs.tickets import Ticket
from core.limits import Limits


def chain_here(pool, visitor, step, state, finished=has_finished, key=None, *, args=(), view=None, **_):
    """A chain as `core.jobs.chain` runs it: one report before the first step, then one a step, a second apart."""
    yield Progress(None, None, 0, 0.0, fresh=False, finished=False)
    state, *args = (each.make() if isinstance(each, Call) else each for each in (state, *args))
    step, over = find(step), finished(state)
    for seconds in itertools.count(1):
        state = state if over else step(state, *args)
        over = finished(state)
        yield Progress(state, view and find(view)(state, *args), 0, float(seconds), fresh=True, finished=over)
        if over:
            return


class WorkersHere(ThreadPoolExecutor):
    """The workers of a pool: one, inside this process, where a test's changes are known."""

    count, closed = 1, False

    def __init__(self, limits):
        super().__init__(1)

    def silent(self, place):
        return 0.0

    def submit(self, place, packed):
        return super().submit(execute, packed)

    def loss(self, error):
        return Kind.LOST

    def close(self):
        self.closed = True
        self.shutdown()


def ticket_of(visitor="me", place=0):
    """A ticket that waits at a place in the queue for nobody."""
    return Ticket(visitor, lambda _: place, lambda: None)


class PoolHere:
    """A pool that computes in this process, at once or when it is told to.

    Args:
        limits: as the pages read them.
    """

    full = False
    waits = False  # until `work` is called
    place = 0  # in the queue

    def __init__(self, limits=None):
        self.limits = limits or Limits()
        self.asked = []  # (visitor, function, options) of each job
        self.tickets = []

    def submit(self, visitor, function, *args, **options):
        if self.full:
            raise Busy("The queue is full.")
        self.asked.append((visitor, function, options))
        ticket = Ticket(visitor, lambda _: self.place, lambda: None)
        self.tickets.append((weakref.ref(ticket), Call(function, args)))
        if not self.waits:
            self.work()
        return ticket

    def work(self):
        """Do the newest job."""
        ticket, call = self.tickets[-1]
        ticket().settle(execute(pack(call)))

    def warm_up(self, modules):
        """Everything there is, is here."""
