"""What a visitor has brought, of whatever kind: read in a worker, held by their session alone, counted with all others.

The session holds the ticket, and the panel looks at it until it is done, whatever else is moved meanwhile. What is on
its way stands under a key in the session, why it was refused under "<key>_problem".
"""

import threading
import weakref
from collections.abc import Callable, Sequence
from typing import ClassVar, cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.cache import work
from core.cache.work import Ticket
from core.data.tables.words import as_markdown
from core.data.uploads import MB
from core.errors import UploadError, VisitorError
from core.limits import Limits
from core.page import run, turns


class Holding:
    """What one visit holds: a ticket while a worker reads it, then what was read; all that live are counted.

    Args:
        ticket: given up when the session lets go of this.
    """

    living: ClassVar[weakref.WeakSet["Holding"]] = weakref.WeakSet()
    lock = threading.Lock()  # of the set, which does not bear growing while it is counted
    reading = "Reading your table"
    remedy = "bring one with fewer rows or columns"

    def __init__(self, ticket: Ticket) -> None:
        self.ticket: Ticket | None = ticket
        with Holding.lock:
            Holding.living.add(self)

    def __del__(self) -> None:
        if self.ticket is not None:
            self.ticket.cancel()

    @property
    def size(self) -> int:
        """Bytes it takes now."""
        ticket = self.ticket  # another thread may be about to take what was read out of it
        return self.read_size() if ticket is None else ticket.size

    def read_size(self) -> int:
        """Bytes of what was read."""
        return 0

    def take(self, ticket: Ticket, limits: Limits) -> None:
        """Take what was read out of the ticket, which is done. Raises UploadError or JobError."""
        raise NotImplementedError


def check_room(size: int, limits: Limits, but: Holding | None = None, remedy: str = Holding.remedy) -> None:
    """Raise UploadError unless all visits but one leave room for `size` bytes."""
    with Holding.lock:
        held = sum(each.size for each in Holding.living if each is not but)
    if held + size >= limits.tables_mb * MB:
        raise UploadError(
            f"Tables and pictures of other visitors take {held / MB:,.0f} MB of the {limits.tables_mb:,} MB that this "
            f"server keeps for all, and yours {f'of {size / MB:,.0f} MB ' * (size > 0)}finds no room: {remedy}, or try "
            "again in a few minutes."
        )


def begin(key: str, kind: type[Holding], start: Callable[[], Ticket]) -> None:
    """Hand what was brought to a worker by `start`; what keeps it from that is told where it is brought."""
    try:
        check_room(0, work.limits(), remedy=kind.remedy)
        st.session_state[key] = kind(start())
        st.session_state[f"{key}_problem"] = ""
    except VisitorError as error:
        st.session_state[f"{key}_problem"] = str(error)


def tell_problem(key: str) -> None:
    """Say why what was brought last was refused, if it was."""
    if problem := st.session_state.get(f"{key}_problem"):
        st.warning(as_markdown(problem), icon=":material/error:")


def wait(key: str) -> None:
    """Look at what is on its way until a worker has read it."""
    st.fragment(watch, run_every=run.LOOK)(key)


def watch(key: str) -> None:
    """How far the worker is; once it is done, keep what it made of it, or why not, and run the page again."""
    holding: Holding | None = st.session_state.get(key)
    if holding is None or holding.ticket is None:
        return
    ticket, place = holding.ticket, st.empty()
    place.caption(progress(holding, ticket))  # at once: the look below may wait
    with turns.aside():
        done = ticket.wait(run.PATIENCE)
    if not done:
        place.caption(progress(holding, ticket))
        return
    try:
        holding.take(ticket, work.limits())
    except VisitorError as error:
        st.session_state[f"{key}_problem"] = str(error)
        st.session_state.pop(key, None)
    st.rerun()


def progress(holding: Holding, ticket: Ticket) -> str:
    """What is happening to what was brought, and for how long."""
    words = run.waiting(ticket.position(), begun=False) or holding.reading
    return f"{words} · {ticket.seconds:.0f} s"


def widget_key(key: str) -> str:
    """The key of the upload: another one after each file, so that it is empty again."""
    return f"{key}:{st.session_state.get(f'{key}_turn', 0)}"


def forget(key: str, files: Sequence[UploadedFile]) -> None:
    """Let go of the files themselves: the server's copies are deleted now, and the next run draws an empty upload."""
    context = get_script_run_ctx()
    if context is not None:
        manager = cast(MemoryUploadedFileManager, context.uploaded_file_mgr)  # of every server; the type says less
        for file in files:
            manager.remove_file(session_id=context.session_id, file_id=file.file_id)
    st.session_state[f"{key}_turn"] = st.session_state.get(f"{key}_turn", 0) + 1
