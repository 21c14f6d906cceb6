"""Workers on a Dask cluster, for more visitors than one machine can serve.

    dask scheduler --port 8786
    PYTHONPATH=. dask worker tcp://scheduler:8786 --nworkers 4 --nthreads 1 --memory-limit 3GB
    LATENT_DASK_ADDRESS=tcp://scheduler:8786 streamlit run streamlit_app.py

Each worker runs in a copy of this project with one thread (two threads running UMAP abort the process). The
scheduler repeats the work of a worker that died on another one; since every step is pure, the result is the same. A
job may use as much memory as on one machine; what outgrows a worker all the same would take the next ones with it, so
docs/hosting.md says how to bound the repetition.
"""

import contextlib
import threading
import time
import uuid
from concurrent.futures import Future
from typing import Any

from core.errors import WorkersError
from core.jobs.calls import Kind, Outcome
from core.jobs.processes import execute_within

ADDRESS = "LATENT_DASK_ADDRESS"
PATIENCE = 3.0  # seconds to wait for the scheduler
HEARD = 0.02  # seconds between two questions whether the scheduler has heard that a job is given up
RECOUNT = 2.0  # seconds after which the workers are counted again


class ClusterWorkers:
    """The workers of a Dask cluster, one place for each of their threads.

    Args:
        address: of the scheduler, as in "tcp://10.0.0.1:8786".
        memory: bytes that a job may use; None for no limit but the worker's own.

    Raises WorkersError when distributed is not installed or the scheduler does not answer.
    """

    def __init__(self, address: str, memory: int | None = None) -> None:
        self._address, self._memory, self.closed = address, memory, False
        self._connect()
        self._keys: dict[int, tuple[str, Future[Outcome]]] = {}
        self._endings: list[threading.Thread] = []
        self._counted = -RECOUNT
        self._count = 1

    def _connect(self) -> None:
        try:
            import distributed
        except ImportError as error:
            raise WorkersError(
                f"The environment variable {ADDRESS} names a Dask cluster, but the package distributed is not "
                "installed: run pip install -r requirements-cluster.txt, or unset the variable."
            ) from error
        try:
            client: Any = distributed.Client  # which tells no types
            self._client = client(self._address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise WorkersError(
                f"No Dask scheduler answers at {ADDRESS} = {self._address!r}: start one, or correct the address."
            ) from error
        self._executor = self._client.get_executor(pure=False)

    @property
    def count(self) -> int:
        """How many threads the workers have now, at least 1; the last known number while the scheduler is away."""
        if time.monotonic() - self._counted > RECOUNT and self._client.status == "running":
            self._counted = time.monotonic()
            with contextlib.suppress(OSError, RuntimeError):
                self._count = max(1, sum(self._client.nthreads().values()))
        return self._count

    def submit(self, place: int, packed: bytes) -> "Future[Outcome]":
        """Have `packed` executed by any free worker. Raises WorkersError when the scheduler is away."""
        if self._client.status != "running":
            self._client.close(timeout=PATIENCE)
            self._connect()
        key = f"latent-{uuid.uuid4()}"
        future: Future[Outcome] = self._executor.submit(execute_within, packed, self._memory, key=key)
        self._keys[place] = key, future
        return future

    def loss(self, error: BaseException) -> Kind:
        """What has become of a worker: the scheduler gives a job up when it has ended several of them."""
        from distributed import KilledWorker

        return Kind.GIVEN_UP if isinstance(error, KilledWorker) else Kind.LOST

    def silent(self, place: int) -> float:
        """Nothing to tell: the scheduler listens to its workers."""
        return 0.0

    def kill(self, place: int) -> None:
        """Give up what runs at a place, and restart the worker that is busy with it, without waiting for it."""
        key, future = self._keys.pop(place, ("", None))
        if future is not None and not future.done():
            self._endings = [thread for thread in self._endings if thread.is_alive()]
            self._endings.append(threading.Thread(target=self._end, args=(key, future), daemon=True))
            self._endings[-1].start()

    def _end(self, key: str, future: "Future[Outcome]") -> None:
        with contextlib.suppress(OSError, RuntimeError):  # without a scheduler there is nothing to end
            addresses = self._busy_with(key)
            future.cancel()
            end = time.monotonic() + PATIENCE
            while self._busy_with(key) and time.monotonic() < end:  # lest the scheduler hands it to the next worker
                time.sleep(HEARD)
            self._client.restart_workers(addresses, timeout=PATIENCE, raise_for_error=False)

    def _busy_with(self, key: str) -> list[str]:
        """The addresses of the workers that the scheduler has given this job."""
        return [address for address, keys in self._client.processing().items() if key in keys]

    def release(self, place: int) -> None:
        """Nothing to do: the cluster's operator decides how long its workers live."""

    def close(self) -> None:
        """Give up what is running and leave the cluster."""
        self.closed = True
        for ending in self._endings:  # or a worker would stay busy with what was given up
            ending.join(2 * PATIENCE)
        self._executor.shutdown(wait=False)
        self._client.close(timeout=PATIENCE)
