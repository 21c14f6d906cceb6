"""Worker processes on this machine, bounded in memory.

Each worker is a `concurrent.futures.Executor` of one process (loky). When one dies, it is clear which job it was
running, and no other job is touched. What runs in them is told in `core.jobs.calls`.
"""

import contextlib
import os
import signal
import sys
import sysconfig
import tempfile
import threading
import time
import weakref
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import WorkersError
from core.jobs import machine
from core.jobs.calls import Kind, Outcome, execute
from core.jobs.pulse import Beat, Pulse
from core.limits import Limits

if TYPE_CHECKING:
    from loky import ProcessPoolExecutor

ROOT = Path(__file__).resolve().parents[2]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
OUT_OF_MEMORY = 77  # exit status of a worker that has outgrown its memory
NICENESS = 10  # workers give way to the server, so that pages stay quick while something trains
WATCH = 0.2  # seconds between two looks of a worker at its memory and its parent


class LocalWorkers:
    """Processes on this machine, started when first needed.

    Args:
        limits: their memory and threads.
        count: how many; by default as the limits say.
        bounded: whether their memory is limited.
    """

    def __init__(self, limits: Limits, count: int | None = None, bounded: bool = True) -> None:
        import loky

        self.count = count or limits.workers or machine.workers(loky.cpu_count())
        self._memory = limits.worker_memory_mb << 20 if bounded else None
        self._executors: list[ProcessPoolExecutor | None] = [None] * self.count
        self.closed = False
        self._pulse = Pulse()
        self._scratch, self._environment = worker_environment(limits)

    def submit(self, place: int, packed: bytes) -> "Future[Outcome]":
        """Have `packed` executed at a free place. Raises OSError or RuntimeError when no process can be started."""
        executor = self._executors[place]
        if executor is not None:
            try:
                waiting: Future[Outcome] = executor.submit(execute, packed)
                return waiting
            except RuntimeError:  # the process died while it was idle
                self.kill(place)
        executor = self._executors[place] = self._start(place)
        future: Future[Outcome] = executor.submit(execute, packed)
        end_at_exit(self)
        return future

    def loss(self, error: BaseException) -> Kind:
        """What has become of a process; how it ended loky tells in the words of its error alone."""
        if not isinstance(error, BrokenExecutor):
            return Kind.LOST
        if f"EXIT({OUT_OF_MEMORY})" in str(error):
            return Kind.OUTGROWN
        return Kind.KILLED if "SIGKILL" in str(error) else Kind.CRASHED

    def silent(self, place: int) -> float:
        """Seconds since the process at a place last showed that it lives."""
        executor = self._executors[place]
        processes = () if executor is None else tuple(executor._processes)
        return self._pulse.silent(place, processes[0]) if processes else 0.0

    def _start(self, place: int) -> "ProcessPoolExecutor":
        import loky

        if self.closed:
            raise WorkersError("The app is shutting down.")
        return loky.ProcessPoolExecutor(
            max_workers=1,
            env=self._environment,
            initializer=prepare,
            initargs=(os.getpid(), self._memory, self._pulse.begin(place)),
        )

    def kill(self, place: int) -> None:
        """End the process at a place, whatever it is doing; the next call gets a new one."""
        executor, self._executors[place] = self._executors[place], None
        if executor is not None:
            executor.shutdown(wait=False, kill_workers=True)

    def release(self, place: int) -> None:
        """Let the idle process at a place go; the next call gets a new one."""
        executor, self._executors[place] = self._executors[place], None
        if executor is not None:
            executor.shutdown(wait=False)

    def close(self) -> None:
        """End all processes; no new one is started."""
        self.closed = True
        for place in range(self.count):
            self.kill(place)
        self._pulse.close()


OPEN: "weakref.WeakSet[LocalWorkers]" = weakref.WeakSet()


def end_at_exit(workers: LocalWorkers) -> None:
    """See to it that the interpreter's end does not wait for a running job.

    loky waits for its jobs in a hook that runs before `atexit`; only a hook registered later than loky's runs sooner.
    """
    if not OPEN:
        threading._register_atexit(close_all)  # type: ignore[attr-defined]  # loky's own way
    OPEN.add(workers)


def close_all() -> None:
    """End every process on this machine."""
    for workers in list(OPEN):
        workers.close()


def worker_environment(limits: Limits) -> tuple[tempfile.TemporaryDirectory[str] | None, dict[str, str]]:
    """Environment variables of a worker, set before it imports anything, and the folder they need, if any."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    environment = dict.fromkeys(THREADS, str(limits.worker_threads)) | {
        "PYTHONPATH": path,
        "PYTHONWARNINGS": "ignore",
        "LOKY_MAX_MEMORY_LEAK_SIZE": str(limits.worker_memory_mb << 20),  # growth is bounded by `prepare` instead
    }
    if numba_can_cache():
        return None, environment
    try:
        scratch = tempfile.TemporaryDirectory(prefix="latent-numba-")
    except OSError:  # nothing can be written at all: everything but UMAP works
        return None, environment
    return scratch, environment | {"NUMBA_CACHE_DIR": scratch.name}


def numba_can_cache() -> bool:
    """Whether numba finds a folder for its cache; without one `import umap` fails."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        return can_write(Path(named))
    with contextlib.suppress(RuntimeError):  # no home directory is known
        if can_write(Path.home() / ".cache"):
            return True
    return can_write(Path(sysconfig.get_path("purelib")))


def can_write(folder: Path) -> bool:
    """Whether `folder`, or the nearest folder above it that exists, can be written."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def prepare(parent: int, memory: int | None, beat: Beat) -> None:
    """In a new worker: bound its memory (bytes), give way to the server, send it beats, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends its workers
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    if memory is not None:
        bound_memory(memory)
    threading.Thread(target=watch, args=(parent, memory, beat), name="watch", daemon=True).start()


def bound_memory(memory: int) -> int | None:
    """Have requests for more than so many bytes refused before they are spent: MemoryError, and the worker lives on.

    Returns the limit there was before, or None where the system has none.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        before, most = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, most))
        return before
    return None


def execute_within(packed: bytes, memory: int | None) -> Outcome:
    """In a worker of somebody else's, with one thread: `execute` with at most so many bytes; then as it was before."""
    before = None if memory is None else bound_memory(memory)
    try:
        return execute(packed)
    finally:
        if before is not None:
            bound_memory(before)


def watch(parent: int, memory: int | None, beat: Beat) -> None:
    """In a worker: send beats, and end it when its parent is gone or its memory has outgrown the limit."""
    while os.getppid() == parent:
        beat.send()
        if memory is not None and resident() > memory:
            os._exit(OUT_OF_MEMORY)
        time.sleep(WATCH)
    os._exit(0)


def resident() -> int:
    """The bytes of memory that are this process's own; 0 where the system does not tell."""
    try:
        _, pages, shared, *_ = Path("/proc/self/statm").read_text().split()
        return (int(pages) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    except OSError:  # not Linux
        pass
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
