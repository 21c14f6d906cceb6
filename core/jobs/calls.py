"""What crosses the border between the server and its workers: calls going out, outcomes coming home, both as bytes.

Nothing a job does or returns can harm the server: an argument that can't be packed fails where it was given, a result
that can't be packed fails in the worker, and no visitor ever shares a mutable object with another. A call may name its
function, so that the server need not import the module (torch, umap) that only the worker uses.
"""

import enum
import importlib
import pickle
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, NamedTuple, Self

import cloudpickle

from core.errors import VisitorError

NO_MEMORY = (
    "can't allocate memory", "cannot allocate memory", "not enough memory", "unable to allocate", "bad_alloc",
    "failed to map segment", "out of memory",
)  # fmt: skip


class Call(NamedTuple):
    """A function, by name ("core.maps.live:step") or itself, and its arguments; those that are Calls are made first.

    Naming a function keeps its module out of the server process. An argument such as
    Call("core.data.datasets:load", ("digits",)) keeps a data set off the wire: the worker loads it, or still has it.
    """

    function: str | Callable[..., Any]
    args: tuple[Any, ...] = ()

    def make(self) -> Any:
        """Resolve the name, make the calls among the arguments, and return what the function returns."""
        return find(self.function)(*(each.make() if isinstance(each, Call) else each for each in self.args))


def find(function: str | Callable[..., Any]) -> Callable[..., Any]:
    """The function itself, or the one named "package.module:name"."""
    if not isinstance(function, str):
        return function
    module, _, name = function.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


def name_of(function: str | Callable[..., Any] | None) -> str:
    """The name by which `function` can be found, for keys."""
    if function is None or isinstance(function, str):
        return str(function)
    return f"{function.__module__}:{function.__qualname__}"


class Kind(enum.Enum):
    """What became of a call: four kinds are told by its worker, the others are of a worker that is lost."""

    VALUE = enum.auto()
    TOLD = enum.auto()  # an error written for visitors
    FAILED = enum.auto()  # any other error
    REFUSED = enum.auto()  # more memory than it may have; the process lives, but may be full of what is left

    LOST = enum.auto()  # nobody knows why
    OUTGROWN = enum.auto()  # the process had too much memory, and has ended itself
    KILLED = enum.auto()  # by the system
    CRASHED = enum.auto()
    GIVEN_UP = enum.auto()  # every process that tried it has died
    DISCONNECTED = enum.auto()  # the way to the worker is gone


ANSWERS = {Kind.VALUE, Kind.TOLD, Kind.FAILED}  # after these a process is as good as before
DEATHS = {Kind.OUTGROWN, Kind.KILLED, Kind.CRASHED}  # of the one process that tried it


class Outcome(NamedTuple):
    """What became of a call."""

    kind: Kind  # which of these
    payload: bytes = b""  # the value or the told error, packed
    name: str = ""  # the type of any other error
    log: str = ""  # its traceback, for the operator


def pack(call: Call) -> bytes:
    """The call as bytes. Raises TypeError, AttributeError or pickle.PicklingError when an argument can't travel."""
    packed: bytes = cloudpickle.dumps(call, protocol=pickle.HIGHEST_PROTOCOL)
    return packed


def execute(packed: bytes) -> Outcome:
    """In a worker: make a packed call. Whatever it raises becomes an outcome."""
    with catch_all() as caught:
        return Outcome(Kind.VALUE, cloudpickle.dumps(pickle.loads(packed).make(), pickle.HIGHEST_PROTOCOL))
    return caught.outcome


class catch_all:
    """The one place where every error of a job, of whatever kind, is turned into words that can travel home."""

    outcome: Outcome

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is None or isinstance(error, KeyboardInterrupt):
            return False
        self.outcome = describe(error)
        return True


def describe(error: BaseException) -> Outcome:
    """The outcome that tells of `error`. A `VisitorError` passes unchanged."""
    name, log = type(error).__name__, logged(error)
    if isinstance(error, VisitorError):
        return Outcome(Kind.TOLD, pickle.dumps(error), name, log)
    return Outcome(Kind.REFUSED if lacks_memory(error) else Kind.FAILED, name=name, log=log)


def lacks_memory(error: BaseException) -> bool:
    """Whether a library was refused memory. torch, numba and C++ below them say so in words alone."""
    return isinstance(error, MemoryError) or any(words in str(error).lower() for words in NO_MEMORY)


def logged(error: BaseException) -> str:
    """An error for the operator's eyes."""
    return "".join(traceback.format_exception(error))


def outcome_of(future: "Future[Outcome]", loss: Callable[[BaseException], Kind]) -> Outcome:
    """The outcome that a future has brought, or the one of a worker that is lost, of the kind that `loss` tells."""
    if future.cancelled():
        return Outcome(Kind.DISCONNECTED)
    error = future.exception()
    return future.result() if error is None else Outcome(loss(error), name=type(error).__name__, log=logged(error))


class ChainState(NamedTuple):
    """Where a chain has come to after a group of steps."""

    state: Any  # after the last step
    view: Any  # what the page draws of it, or None
    finished: bool  # whether no step is left
    serial: int  # number of the group, from 0
    seconds: float  # the chain took to compute so far, whoever asked for it


def has_finished(state: Any) -> bool:
    """Whether a state that knows it by itself is finished."""
    return bool(state.finished)


def run_steps(
    step: str | Callable[..., Any],
    state: Any,
    finished: str | Callable[[Any], bool],
    view: str | Callable[..., Any] | None,
    serial: int,
    before: float,
    budget: float,
    *args: Any,
) -> ChainState:
    """In a worker: `step(state, *args)` again and again until `finished(state)` or until `budget` seconds are used.

    At least one step is made, unless the state is finished already. Short steps are so grouped that the way to the
    server costs little, and a long one is never joined by a second. The chain has taken `before` seconds so far.
    """
    began = time.perf_counter()
    step, finished = find(step), find(finished)
    over = finished(state)
    while not over:
        state = step(state, *args)
        over = finished(state)
        if time.perf_counter() - began >= budget:
            break
    drawn = None if view is None else find(view)(state, *args)
    return ChainState(state, drawn, over, serial, before + time.perf_counter() - began)


def get_ready(name: str) -> None:
    """In a worker, ahead of need: import a module, or call a function by its name, as in "core.maps.warm_up:tsne"."""
    if ":" in name:
        find(name)()
    else:
        importlib.import_module(name)
