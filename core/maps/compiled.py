"""How the loops of `core.maps` are compiled: for vectors, and once for a machine.

Numba's usual check of every division keeps a loop from working on several numbers at once, so it is switched off; no
divisor in the loops can be 0.

Compiling takes seconds, which are spent once for a machine where a folder can be written, and elsewhere once for a
process. Import the modules of loops inside functions: numba itself takes a moment.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numba

REORDER = {"reassoc", "contract", "arcp", "nsz"}  # sums may be taken in any order; infinity and nan keep their meaning


def compiled(function: Callable[..., Any]) -> Any:
    """The function, compiled for vectors at its first call; kept on disk where there is a folder for it."""
    njit: Any = partial(numba.njit, fastmath=REORDER, error_model="numpy", nogil=True)
    try:
        return njit(cache=True)(function)
    except RuntimeError:  # no folder can be written
        return njit()(function)
