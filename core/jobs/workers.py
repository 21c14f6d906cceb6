"""What a pool asks of the processes that compute, be they on this machine or on a cluster.

`core.jobs.processes` and `core.jobs.cluster` have them; what runs in them is told in `core.jobs.calls`.
"""

import os
from concurrent.futures import Future
from typing import Protocol

from core.jobs.calls import Kind, Outcome
from core.jobs.cluster import ADDRESS, ClusterWorkers
from core.jobs.processes import LocalWorkers
from core.limits import Limits


class Workers(Protocol):
    """Numbered places, each of which computes one call at a time."""

    closed: bool  # whether they have been told to end

    @property
    def count(self) -> int:
        """How many there are."""

    def submit(self, place: int, packed: bytes) -> "Future[Outcome]":
        """Have `packed` executed at a free place. Raises OSError or RuntimeError when no process can be started."""

    def loss(self, error: BaseException) -> Kind:
        """What has become of the process whose future has brought this error in place of an outcome."""

    def silent(self, place: int) -> float:
        """Seconds since the process at a place last showed that it lives; 0 where somebody else looks after it."""

    def kill(self, place: int) -> None:
        """End the process at a place, whatever it is doing; the next call gets a new one."""

    def release(self, place: int) -> None:
        """Let the idle process at a place go; the next call gets a new one."""

    def close(self) -> None:
        """End all work; nothing can be submitted any more."""


def open_workers(limits: Limits, count: int | None = None, bounded: bool = True) -> Workers:
    """The cluster named by LATENT_DASK_ADDRESS, else processes on this machine. Raises WorkersError without either."""
    address = os.environ.get(ADDRESS)
    if not address:
        return LocalWorkers(limits, count, bounded)
    return ClusterWorkers(address, limits.worker_memory_mb << 20 if bounded else None)
