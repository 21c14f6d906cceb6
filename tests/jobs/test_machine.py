"""Workers by cores and memory, in a container too."""

from types import SimpleNamespace

import pytest

from core.jobs import machine


@pytest.mark.parametrize(
    ("cores", "free_mb", "files", "workers"),
    [
        (2, 16_000, {}, 1), (12, 64_000, {}, 11), (12, 64_000, {"memory.max": "max"}, 11),
        (12, 64_000, {"memory.max": str(3 << 30)}, 2), (12, 64_000, {"memory/memory.limit_in_bytes": str(3 << 30)}, 2),
        (12, 64_000, {"memory/memory.limit_in_bytes": "9223372036854771712"}, 11), (4, 2_600, {}, 2), (8, 500, {}, 1),
        (1, 500, {"memory.max": str(1 << 28)}, 1),
    ],
)  # fmt: skip
def test_workers_by_cores_and_memory(monkeypatch, tmp_path, cores, free_mb, files, workers):
    (tmp_path / "memory").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(f"{text}\n")
    monkeypatch.setattr(machine, "GROUPS", tmp_path)
    monkeypatch.setattr(machine.psutil, "virtual_memory", lambda: SimpleNamespace(available=free_mb << 20))
    assert machine.workers(cores) == workers
