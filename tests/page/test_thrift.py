"""The server keeps to one core for its matrices, and gives large pieces of memory back."""

import ctypes
import platform
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit import type_util

ROOT = Path(__file__).resolve().parents[2]
# a large piece is freed with a small one above it: without the setting the heap keeps what lies below that
PROBE = """
import numpy as np, psutil, threadpoolctl
from core.page import thrift
{kept}
np.ones((64, 64)) @ np.ones((64, 64))
threads = [each["num_threads"] for each in threadpoolctl.threadpool_info() if each["user_api"] == "blas"]
memory = lambda: psutil.Process().memory_info().rss >> 20
for size in range(2, 31, 2):  # what is freed teaches glibc to take pieces of this size from the heap
    np.ones(size << 17)
before = memory()
pieces = [(np.ones(8 << 17), np.ones(1 << 12)) for _ in range(10)]  # 8 MB each, and a little
pieces = [small for _, small in pieces]
print(max(threads), memory() - before)
"""


def probed(kept: str) -> tuple[int, int]:
    """Threads of BLAS, and MB that a process has kept of 80 that it has freed."""
    run = subprocess.run(
        [sys.executable, "-c", PROBE.format(kept=kept)], cwd=ROOT, env={"OPENBLAS_NUM_THREADS": "2"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    threads, memory = map(int, run.stdout.split())
    return threads, memory


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the setting is glibc's")
def test_large_pieces_are_given_back_and_one_thread_multiplies():
    threads, memory = probed("thrift.is_kept()")
    assert threads == 1
    assert memory < 10
    assert probed("")[1] > 60  # as it is without


def test_another_systems_library_is_left_as_it_is(monkeypatch):
    from core.page import thrift

    class Foreign:
        """A library without mallopt."""

        def method(self, one, other): ...

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Foreign())
    monkeypatch.setattr(thrift.threadpoolctl, "threadpool_limits", lambda *_, **__: None)
    monkeypatch.setattr(type_util, "get_func_parameters", thrift.PARAMETERS)
    thrift.is_kept()
    asked = type_util.get_func_parameters
    assert [asked(Foreign.method) for _ in range(3)] == [thrift.PARAMETERS(Foreign.method)] * 3
    assert asked.cache_info().misses == 1, "what a function's arguments are called is worked out once"
