"""Heavy work, outside the server process: chains of short pure steps, drawn while they run.

    data = Call("core.data.datasets:load", (settings.dataset,))
    first = Call("core.networks.training:start", (settings, data))
    for progress in chain(shared_pool(), visitor, "core.networks.training:step", first, args=(data,)):
        draw(progress)

The server imports neither torch nor umap for it: functions go by name, and what comes back is plain data. A page may
run the loop at a stretch: Streamlit ends it, and so the chain, when a widget outside the fragment changes or the tab
is closed. A widget inside the same fragment would have to wait for the end of the loop; a fragment therefore keeps
the iterator in the session, looks at it for a moment each time it reruns by itself, and closes it to stop it.

`core.jobs.queue` tells who waits for whom, `core.jobs.pool` what happens when a worker fails, and `core.jobs.workers`
where it is computed.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing
from typing import Any, NamedTuple

from core.errors import JobError
from core.jobs import tickets
from core.jobs.calls import ANSWERS, Call, ChainState, Outcome, has_finished, name_of, outcome_of, pack, run_steps
from core.jobs.pool import Pool
from core.jobs.tickets import Ticket, value_of, what_is_told
from core.jobs.workers import open_workers
from core.limits import Limits

__all__ = ["Call", "Pool", "Progress", "Ticket", "chain", "map_unordered", "shared_pool"]  # for who starts chains

POLL = 0.1  # seconds between two reports of a chain: a page that draws them can be stopped as often
BUDGET, LONGEST = 0.3, 2.0  # seconds of steps grouped into one job: at first, and at most where its way takes long
WORTH = 3.0  # times as long as its way a group computes
ROAD = 150e6  # bytes of a state a second that go to a worker and come back

LOCK = threading.Lock()
POOLS: list[Pool] = []


def shared_pool() -> Pool:
    """The pool of this server process."""
    with LOCK:
        if not POOLS:
            POOLS.append(Pool())
        return POOLS[0]


class Progress(NamedTuple):
    """A report of a chain."""

    state: Any  # the newest there is; None until the first has come from the worker
    view: Any  # what `view` made of it, or None
    position: int  # 0 while computing, else the place in the queue: 1 is next
    elapsed: float  # seconds since the chain began
    fresh: bool  # whether the state came from a worker since the last report
    finished: bool  # whether this is the last report


def chain(
    pool: Pool,
    visitor: str,
    step: str | Callable[..., Any],
    state: Any,
    finished: str | Callable[[Any], bool] = has_finished,
    key: str | None = None,
    *,
    args: tuple[Any, ...] = (),
    view: str | Callable[..., Any] | None = None,
    budget: float = BUDGET,
    usable: Callable[[Any], bool] | None = None,
) -> Generator[Progress, None, None]:
    """Compute `step(state, *args)` again and again until `finished(state)`, reporting ten times a second.

    Close the iterator, or let it be collected, and no further step begins. A newer chain of the same visitor ends it
    too. The first report with a state comes after one step; later ones after about `budget` seconds of steps.

    Args:
        pool: where.
        visitor: whose turn each step takes.
        step: the function or its name, as in "core.networks.training:step".
        state: where it begins, or a Call that makes it in the worker.
        finished: by default the state's own attribute `finished`.
        key: names everything that decides the result. Equal chains are computed once, whoever begins later joins in
            where the chain has come to, and one that was stopped goes on from there.
        args: further arguments of `step` and `view`; Calls among them are made in the worker.
        view: called in the worker as `view(state, *args)` after each group of steps, to draw from.
        budget: seconds of steps that are grouped, at least one step (0: never more); up to `LONGEST` where a state is
            so large, or fetched so late, that the worker would stand still for much of the time.
        usable: asked here of a state that an equal chain has left: whether to join in there. By default always.

    Raises Busy when the queue is full at the beginning, Replaced, JobError, and what the step was meant to tell.
    """
    began, line = time.monotonic(), pool.open_line(visitor)

    def next_group(run: ChainState) -> Ticket:
        seconds = max(budget, min(LONGEST, WORTH * way)) if begun and budget else 0.0  # first comes a single step
        call = Call(run_steps, (step, run.state, finished, view, run.serial + 1, run.seconds, seconds, *args))
        return pool.enter(visitor, call, key, run.serial + 1, line, goes_on=begun)

    def report(run: ChainState, position: int, fresh: bool) -> Progress:
        shown = None if isinstance(run.state, Call) else run.state
        return Progress(shown, run.view, position, time.monotonic() - began, fresh, run.finished)

    key = None if key is None else f"{name_of(step)} {name_of(view)} {key}"
    run, begun = beginning(pool.latest(key) if key else None, state, usable)
    ticket: Ticket | None = None
    way = 0.0  # seconds that the newest state waited to be fetched, and was on the road
    try:
        while not run.finished:
            if run.seconds > pool.limits.chain_seconds:
                yield report(run, 0, fresh=begun)  # what there is may be kept
                raise JobError(tickets.TOO_LONG_IN_ALL.format(limit=pool.limits.chain_seconds))
            ticket = next_group(run)  # under way already while the page draws what it has
            yield report(run, ticket.position(), fresh=begun)
            while not ticket.wait(POLL):
                yield report(run, ticket.position(), fresh=False)
            way = ticket.waited + ticket.size / ROAD
            run, begun = ticket.result(), True
        yield report(run, 0, fresh=True)
    finally:
        if ticket is not None:
            ticket.cancel()


def beginning(kept: ChainState | None, state: Any, usable: Callable[[Any], bool] | None) -> tuple[ChainState, bool]:
    """Where a chain begins, and whether that is in the middle: at what an equal chain has left, if it is usable.

    One that begins anew after an unusable run counts on from its number, so that its groups are not mistaken for those.
    """
    if kept is not None and (usable is None or usable(kept.state)):
        return kept, True
    return ChainState(state, None, False, -1 if kept is None else kept.serial, 0.0), False


def map_unordered(function: Callable[[Any], Any], items: Iterable[Any], workers: int) -> Iterator[Any]:
    """`function(item)` for every item, on `workers` processes or on the cluster, as they finish.

    An item is taken when a worker is free for it, after what came back so far was handed out. Where `items` yields
    None, the next one is not ready; it is asked for again when another result has come back.

    For work that the operator starts: no limit of time or memory. An item whose worker died is tried once more.
    Raises JobError when that fails too or at an unexpected error, and the errors that core defines unchanged.
    """
    limits = Limits.from_environment()
    todo, again, end = iter(items), deque[Any](), object()
    running: dict[Future[Outcome], tuple[int, Any, bool]] = {}
    with closing(open_workers(limits, workers, bounded=False)) as places:
        while True:
            taken = {place for place, _, _ in running.values()}
            for place in [place for place in range(places.count) if place not in taken]:
                first = not again
                item = next(todo, end) if first else again.popleft()
                if item is None or item is end:
                    break
                running[places.submit(place, pack(Call(function, (item,))))] = place, item, first
            if not running:
                if item is None:
                    raise ValueError("No item is ready, and none is being worked on that it could wait for.")
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                place, item, first = running.pop(future)
                outcome = outcome_of(future, places.loss)
                told = what_is_told(outcome, limits)
                if outcome.kind not in ANSWERS:
                    places.kill(place)
                    if first:
                        again.append(item)
                        continue
                yield value_of(told)
