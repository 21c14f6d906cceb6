"""A visitor brings a table: the one place where a page takes a file.

    dataset = upload_panel()      # None until one was read

The file is read in a worker, since it is a stranger's and may be large; what comes back is kept in the visitor's
session and nowhere else, and the file itself is let go at once. All visits together hold no more than
`Limits.tables_mb`. A refusal is one sentence, in its place.

The page never waits for the worker: the session holds the ticket, and the panel looks at it until it is done, whatever
else is moved meanwhile.
"""

import threading
import weakref
from typing import ClassVar, cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.cache import work
from core.cache.work import Ticket
from core.data import examples, uploads
from core.data.datasets import Dataset
from core.data.examples import EXAMPLES
from core.data.tables import choice as choices
from core.data.tables.choice import Choice, Made
from core.data.tables.classes import names_of
from core.data.tables.frame import Frame
from core.data.tables.header import LABELS
from core.data.tables.words import as_markdown, counted
from core.data.uploads import MB, Upload
from core.errors import UploadError, VisitorError
from core.limits import Limits
from core.page import frame, run
from core.sections.columns import choose

KEPT = "upload"  # where the session keeps its `Holding`
PROBLEM = "upload_problem"  # why the last file was refused
NAMES = 6  # classes that the summary names
CLASSES_FROM = (
    f"Classes come from a column named {', '.join(LABELS[:-1])} or {LABELS[-1]}, else from one of few words; "
    "in a NumPy archive the table is an array X, and the classes are one of these names, one named y, or one of words."
)


class Holding:
    """What one visit holds: a ticket while a worker reads the table, then the table; all that live are counted.

    Args:
        ticket: given up when the session lets go of this.
    """

    living: ClassVar[weakref.WeakSet["Holding"]] = weakref.WeakSet()
    lock = threading.Lock()  # of the set, which does not bear growing while it is counted

    def __init__(self, ticket: Ticket) -> None:
        self.ticket: Ticket | None = ticket
        self.upload: Upload | None = None
        self.made: tuple[Choice, Made] | None = None  # what was made of it last
        with Holding.lock:
            Holding.living.add(self)

    def __del__(self) -> None:
        if self.ticket is not None:
            self.ticket.cancel()

    @property
    def size(self) -> int:
        """Bytes it takes now."""
        ticket = self.ticket  # another thread may be about to take the table out of it
        if ticket is not None:
            return ticket.size
        upload, made = self.upload, self.made
        return 0 if upload is None or made is None else upload.frame.size + made[1].size_beside(upload.frame)

    def take(self, ticket: Ticket, limits: Limits) -> None:
        """Take the table out of the ticket, which is done. Raises UploadError or JobError."""
        upload: Upload = ticket.result()
        check_room(upload.size, limits, but=self)
        self.made, self.upload, self.ticket = (upload.choice, upload.made), upload, None

    def chosen(self, table: Frame, choice: Choice, limits: Limits) -> Made:
        """What is made of the table by this choice. Raises UploadError when it can't be mapped, or finds no room."""
        if self.made is None or self.made[0] != choice:
            made = choices.make(table, choice)
            check_room(table.size + made.size_beside(table), limits, but=self)
            self.made = choice, made
        return self.made[1]


def check_room(size: int, limits: Limits, but: Holding | None = None) -> None:
    """Raise UploadError unless all visits but one leave room for `size` bytes."""
    with Holding.lock:
        held = sum(each.size for each in Holding.living if each is not but)
    if held + size >= limits.tables_mb * MB:
        raise UploadError(
            f"The tables of other visitors take {held / MB:,.0f} MB of the {limits.tables_mb:,} MB that this server "
            f"keeps for all, and yours {f'of {size / MB:,.0f} MB ' * (size > 0)}finds no room: bring one with fewer "
            "rows or columns, or try again in a few minutes."
        )


def upload_panel() -> Dataset | None:
    """Draw the panel, and return the visitor's data set once there is one.

    The returned data set is the same object as long as nothing changes, so a page can compare by identity.
    """
    holding: Holding | None = st.session_state.get(KEPT)
    if holding is None:
        bring()
        return None
    if holding.upload is None:
        st.fragment(watch, run_every=run.LOOK)()
        return None
    return brought(holding, holding.upload)


def brought(holding: Holding, upload: Upload) -> Dataset | None:
    """Draw what was read and how it is used; returns the data set, or None where no map can be made of it."""
    place = st.container()
    choice = choose(upload)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        same = st.toggle("Same weight for every column", key="upload_weight", help="Mean 0 and spread 1 for each.")
        st.button("Remove the table", key="upload_remove", on_click=remove)
    try:
        made = holding.chosen(upload.frame, choice, work.limits())
    except UploadError as error:
        place.warning(as_markdown(str(error)), icon=":material/error:")
        return None
    place.markdown(summary(made.dataset), width=frame.READABLE)
    if example := EXAMPLES.get(made.dataset.title):
        place.markdown(f"{example.look_for} ({example.source})", width=frame.READABLE)
    for remark in (*upload.frame.remarks, *made.remarks):
        place.caption(as_markdown(remark), width=frame.READABLE)
    return made.weighted if same else made.dataset


def called() -> list[str] | None:
    """What the points of the visitor's table are called, as long as there is one that can be mapped."""
    holding: Holding | None = st.session_state.get(KEPT)
    if holding is None or holding.upload is None or holding.made is None:
        return None
    choice, made = holding.made
    return names_of(holding.upload.frame, choice.names, made.kept)


def bring() -> None:
    """Draw the upload; hand what has been brought to a worker and run the page again, to look at how far it is."""
    limits = work.limits()
    file = st.file_uploader(
        "Your own table, one row a point: CSV or other text, a spreadsheet (xlsx, ods), JSON, Parquet, Arrow or npz",
        type=[
            *uploads.ENDINGS,
            "text/csv",
        ],  # with a kind among them Streamlit leaves it to us to refuse, in a sentence
        key=f"upload:{st.session_state.get('upload_turn', 0)}",
        max_upload_size=limits.upload_mb,
        help=f"Up to {limits.points:,} rows, {limits.dimensions:,} columns and {limits.upload_mb} MB. It is kept for "
        f"this visit only and seen by nobody else. {CLASSES_FROM}",
        width=frame.READABLE,
    )
    if file is None:
        offer_examples()
        if problem := st.session_state.get(PROBLEM):
            st.warning(as_markdown(problem), icon=":material/error:")
        return
    try:
        st.session_state[KEPT] = begun(file.name, file.getvalue())
        st.session_state[PROBLEM] = ""
    except VisitorError as error:
        st.session_state[PROBLEM] = str(error)
    forget(file)
    st.rerun()


def offer_examples() -> None:
    """Tables for who has none at hand; they go the way of a file."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("No table at hand? Try", width="content")
        for name in EXAMPLES:
            st.button(name, key=f"example_{name}", on_click=take_example, args=(name,))


def take_example(name: str) -> None:
    """Hand an example to a worker as if a visitor had brought it."""
    try:
        st.session_state[KEPT] = begun(name, examples.content(name))
        st.session_state[PROBLEM] = ""
    except VisitorError as error:
        st.session_state[PROBLEM] = str(error)


def begun(name: str, content: bytes) -> Holding:
    """A file on its way through a worker. Raises UploadError and JobError."""
    check_room(0, work.limits())
    return Holding(work.reading(run.visitor(), name, content))


def watch() -> None:
    """How far the worker is; once it is done, keep what it made of the file, or why not, and run the page again."""
    holding: Holding | None = st.session_state.get(KEPT)
    if holding is None or holding.ticket is None:
        return
    ticket, place = holding.ticket, st.empty()
    place.caption(progress(ticket))  # at once: the look below may wait
    if not ticket.wait(run.PATIENCE):
        place.caption(progress(ticket))
        return
    try:
        holding.take(ticket, work.limits())
    except VisitorError as error:
        st.session_state[PROBLEM] = str(error)
        remove()
    st.rerun()


def progress(ticket: Ticket) -> str:
    """What is happening to a file, and for how long."""
    words = run.waiting(ticket.position(), begun=False) or "Reading your table"
    return f"{words} · {ticket.seconds:.0f} s"


def forget(file: UploadedFile) -> None:
    """Let go of the file itself: the server's copy is deleted now, and the next run draws an empty upload."""
    context = get_script_run_ctx()
    if context is not None:
        files = cast(MemoryUploadedFileManager, context.uploaded_file_mgr)  # of every server; the type says less
        files.remove_file(session_id=context.session_id, file_id=file.file_id)
    st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1


def summary(dataset: Dataset) -> str:
    """One line on what was read."""
    rows, columns = dataset.table.shape
    names = [as_markdown(name) for name in dataset.label_names]
    shown = ", ".join(names[:NAMES]) + (", …" if len(names) > NAMES else "")
    classes = "no classes" if len(names) == 1 else f"{len(names)} classes ({shown})"
    size = f"{counted(rows, 'point')}, {counted(columns, 'column')}"
    return f"**{as_markdown(dataset.title)}**: {size}, {classes}."


def remove() -> None:
    """Forget the table, or stop reading it."""
    st.session_state.pop(KEPT, None)
