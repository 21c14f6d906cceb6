"""The processes that compute, on this machine or on a cluster (see `core.jobs.cluster`).

On this machine each worker is a `concurrent.futures.Executor` of one process (loky). When one dies, it is clear which
job it was running, and no other job is touched. What runs in them is told in `core.jobs.calls`.
"""

import os
from concurrent.futures import Future
from typing import Protocol

from core.jobs.cluster import ADDRESS
from core.jobs.processes import LocalWorkers
from core.limits import Limits


class Workers(Protocol):
    """Numbered places, each of which computes one call at a time."""

    count: int
    closed: bool  # whether they have been told to end

    def submit(self, place: int, packed: bytes) -> Future:
        """Have `packed` executed at a free place. Raises OSError or RuntimeError when no process can be started."""

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
    from core.jobs.cluster import ClusterWorkers

    return ClusterWorkers(address, limits.worker_memory_mb << 20 if bounded else None)
