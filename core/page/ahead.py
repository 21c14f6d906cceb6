"""What pages are drawn with is imported beside the first answers: no start of the server waits for it, and no visitor.

Charts come with half a second of imports, about as long as a browser takes to fetch and run Streamlit's scripts before
it asks for anything that is drawn.
"""

import gc
import importlib
import threading

from streamlit.runtime import RuntimeState, get_instance


def begins_with(module: str) -> threading.Thread:
    """Import a module in a thread of its own."""
    thread = threading.Thread(target=imported, args=(module,), name="ahead", daemon=True)
    thread.start()
    return thread


def imported(module: str) -> None:
    """Import a module; what is imported by now stays for good, so that collections need not look at it again.

    Not where somebody is here already: what belongs to a visit does not stay.
    """
    importlib.import_module(module)
    if get_instance().state in (RuntimeState.INITIAL, RuntimeState.NO_SESSIONS_CONNECTED):
        gc.freeze()
