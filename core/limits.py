"""What one host allows its visitors: sizes, times, memory and the length of the queue, all in one place.

Every limit has a default that suits two cores and a few gigabytes. The operator overrides one by an environment
variable, its name in capitals after LATENT_: `LATENT_WORKERS=4`, `LATENT_QUEUE=50`. They are checked on the server,
whatever a browser sends.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

from core.errors import SettingError
from core.settings import Settings, knob

PREFIX = "LATENT_"
SECONDS: dict[str, float] = {"low": 0.1, "high": 86_400, "step": 0.1}  # up to a day


@dataclass(frozen=True)
class Limits(Settings):
    """The limits of one server process and of its workers."""

    workers: int = knob(
        0, "Worker processes", low=0, high=256, help="0 means one fewer than there are cores, if the memory is enough."
    )
    worker_threads: int = knob(1, "Threads in each worker", low=1, high=64)
    worker_memory_mb: int = knob(2048, "Memory of a worker, MB", low=64, high=1_000_000)
    worker_idle_seconds: float = knob(
        300.0, "Idle time, s", **SECONDS, help="A worker unused for this long gives back its memory."
    )
    step_seconds: float = knob(180.0, "Time of one step, s", **SECONDS)
    abandoned_seconds: float = knob(
        10.0, "Grace, s", **SECONDS, help="A step nobody waits for any more is ended after this time."
    )
    chain_seconds: float = knob(
        1800.0, "Computing time of one run, s", **SECONDS | {"high": 604_800}, help="All steps of a run together."
    )
    queue: int = knob(30, "Places in the queue", low=1, high=100_000)
    queue_mb: int = knob(256, "Memory for what waits in the queue, MB", low=1, high=1_000_000)
    cache_results: int = knob(64, "Results kept", low=0, high=100_000)
    cache_mb: int = knob(64, "Memory for results kept, MB", low=0, high=1_000_000)
    points: int = knob(20_000, "Rows of an upload", low=10, high=10_000_000)
    dimensions: int = knob(500, "Columns of an upload", low=1, high=1_000_000)
    upload_mb: int = knob(50, "Size of an upload, MB", low=1, high=100_000)
    pictures: int = knob(2_000, "Pictures of an upload", low=10, high=1_000_000)
    megapixels: int = knob(50, "Size of a picture, millions of pixels", low=1, high=10_000)
    map_mb: int = knob(64, "Memory of a map of one's own while it is computed, MB", low=1, high=1_000_000)
    held_mb: int = knob(200, "Memory for uploads that were not read yet, MB", low=1, high=1_000_000)
    tables_mb: int = knob(400, "Memory for all visitors' own tables and pictures, MB", low=1, high=1_000_000)
    visitors: int = knob(300, "Visitors at the same time", low=1, high=1_000_000)
    epochs: int = knob(200, "Epochs of a live training", low=1, high=2_000)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The limits that the environment asks for. Raises SettingError naming the variable that is wrong."""
        given = os.environ if environment is None else environment
        names = [each.name for each in fields(cls) if PREFIX + each.name.upper() in given]
        return cls.from_dict({name: read(name, given[PREFIX + name.upper()]) for name in names})


def read(name: str, text: str) -> int | float:
    """The value of the limit called `name` from the text of its environment variable."""
    allowed = Limits.knob(name)
    try:
        value = type(allowed.step)(text)
        allowed.check(name, value)
    except ValueError as error:  # SettingError is one
        kind = "whole number" if isinstance(allowed.step, int) else "number"
        raise SettingError(
            f"The environment variable {PREFIX}{name.upper()} is {text!r}: "
            f"set it to a {kind} from {allowed.low} to {allowed.high}, or leave it out."
        ) from error
    return value
