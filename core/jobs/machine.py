"""How many workers a machine, or the part of it that a container may use, has cores and memory for."""

from contextlib import suppress
from pathlib import Path

import psutil

SERVER_MB, WORKER_MB = 600, 900  # what the server with its visitors takes, and a worker while it computes
LIMITS = ("memory.max", "memory/memory.limit_in_bytes")  # of a container: cgroup v2, and v1
GROUPS = Path("/sys/fs/cgroup")


def workers(cores: int) -> int:
    """One fewer than there are cores, and no more than the memory holds beside the server; at least one."""
    return max(1, min(cores - 1, ((memory() >> 20) - SERVER_MB) // WORKER_MB))


def memory() -> int:
    """Bytes that this process and its workers may use: what is free, and no more than their container has."""
    return min(int(psutil.virtual_memory().available), *filter(None, map(limit, LIMITS)), 1 << 62)


def limit(name: str) -> int:
    """The bytes in a file of the control group; 0 where there is no such file, or no limit in it ("max")."""
    with suppress(OSError, ValueError):
        return int((GROUPS / name).read_text())
    return 0
