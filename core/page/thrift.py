"""What the server's own process takes of the machine that it shares with its workers.

One core: a page multiplies small matrices, for which further threads of BLAS only wait in circles. With two of them a
run of a page took as long by the clock and twice the processor's time.

Each call of a function whose results Streamlit remembers asks for the names of its arguments, which Python works out
anew from the code: a twentieth of a page's run. They are remembered here.

Memory: pieces of a megabyte and more go back to the system as soon as they are freed. By itself glibc keeps them from
the first one on, 40 MB after a first visit (mallopt(3), M_MMAP_THRESHOLD).
"""

import ctypes
from contextlib import suppress
from functools import lru_cache

import numpy as np  # noqa: F401  BLAS must be there to be told
import threadpoolctl
from streamlit import type_util

PARAMETERS = type_util.get_func_parameters
MMAP_THRESHOLD, PIECE = -3, 1 << 20  # of malloc.h; bytes


def is_kept() -> None:
    """From now on take one core, and give large pieces of memory back."""
    threadpoolctl.threadpool_limits(1, user_api="blas")
    type_util.get_func_parameters = lru_cache(maxsize=1_024)(PARAMETERS)
    with suppress(OSError, AttributeError, TypeError):  # another system's library, which has no such setting
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, PIECE)
