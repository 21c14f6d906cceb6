"""Work for the tests of jobs, which notes what it does, and waits for what others do. Workers import it: no pytest."""

import os
import time
from pathlib import Path
from typing import NamedTuple

from core.jobs.chain import Pool
from core.limits import Limits

LONG = 30.0  # seconds: a guard against hanging, never reached


class Count(NamedTuple):
    """A chain's state that counts its own steps."""

    number: int = 0
    last: int = 1_000_000

    @property
    def finished(self) -> bool:
        return self.number >= self.last


def count(state: Count, log: Path | None = None, name: str = "") -> Count:
    if log is not None:
        note(log, f"{name}{state.number + 1}")
    return state._replace(number=state.number + 1)


def note(log: Path, text: str) -> str:
    with log.open("a") as file:
        file.write(f"{text}\n")
    return text


def notes(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def wait_for(condition, seconds: float = LONG) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def hold(started: Path, gate: Path) -> int:
    """Occupy a worker until the gate is there; tell which process it was."""
    started.touch()
    while not gate.exists():
        time.sleep(0.01)
    return os.getpid()


class Gate:
    """Holds the only worker of a pool until opened."""

    def __init__(self, pool: Pool, folder: Path) -> None:
        self.started, self.gate = folder / f"started-{id(self)}", folder / f"gate-{id(self)}"
        self.ticket = pool.submit("keeper", hold, self.started, self.gate)
        wait_for(self.started.exists)

    def open(self) -> None:
        self.gate.touch()


def limits(**changed) -> Limits:
    return Limits(**{"workers": 1, "worker_memory_mb": 1024} | changed)


def warmed(pool: Pool) -> Pool:
    """The pool with a worker that has started, so that its start counts towards no job's time."""
    pool.submit("a", "os:getpid").result(LONG)
    return pool
