"""A visitor brings a table: the one place where a page takes a file.

    dataset = upload_panel()      # None until one was read

The file is read in a worker, since it is a stranger's and may be large; what comes back is kept in the visitor's
session and nowhere else, and the file itself is let go at once. A refusal is one sentence, in its place.
"""

from typing import NamedTuple

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core import frame, live, uploads
from core.datasets import Dataset
from core.jobs import shared_pool
from core.table import as_markdown
from core.uploads import Upload

KEPT = "upload"  # where the session keeps what was read
PROBLEM = "upload_problem"  # why the last file was refused
LOOK = 0.2  # seconds between two looks at the worker
NAMES = 6  # classes that the summary names


class Kept(NamedTuple):
    """What the session keeps: the table as read, and with the same weight for all columns; what to tell about it."""

    dataset: Dataset
    weighted: Dataset
    remarks: tuple[str, ...]


def upload_panel() -> Dataset | None:
    """Draw the panel, and return the visitor's data set once there is one.

    The returned data set is the same object as long as nothing changes, so a page can compare by identity.
    """
    kept: Kept | None = st.session_state.get(KEPT)
    if kept is None:
        take()
        return None
    dataset = kept.dataset
    st.markdown(summary(dataset), width=frame.READABLE)
    for remark in kept.remarks:
        st.caption(as_markdown(remark), width=frame.READABLE)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        same = st.toggle("Same weight for every column", key="upload_weight", help="Mean 0 and spread 1 for each.")
        st.button("Remove the table", key="upload_remove", on_click=remove)
    return kept.weighted if same else dataset


def take() -> None:
    """Draw the upload, read what has been brought, and run the page again with it, or with why it was refused."""
    limits = shared_pool().limits
    file = st.file_uploader(
        "Your own table: CSV with one row a point, or a NumPy archive (npz) with an array X and, if you like, y",
        type=list(uploads.ENDINGS),
        key=f"upload:{st.session_state.get('upload_turn', 0)}",
        max_upload_size=limits.upload_mb,
        help=f"Up to {limits.points:,} rows, {limits.dimensions} columns and {limits.upload_mb} MB. It is kept for "
        "this visit only and seen by nobody else. Classes come from a column named label, class or target, or from "
        "the last column of words.",
        width=frame.READABLE,
    )
    if file is None:
        if problem := st.session_state.get(PROBLEM):
            st.warning(problem, icon=":material/error:")
        return
    name, content = file.name, file.getvalue()
    forget(file)
    try:
        upload = read(name, content)
        st.session_state[KEPT] = Kept(upload.dataset, uploads.same_weight(upload.dataset), upload.remarks)
        st.session_state[PROBLEM] = ""
    except frame.TELLABLE as error:
        st.session_state[PROBLEM] = str(error)
    st.rerun()


def read(name: str, content: bytes) -> Upload:
    """What a worker makes of a file; ends with the visit. Raises UploadError or JobError."""
    pool = shared_pool()
    ticket = pool.submit(live.visitor(), "core.uploads:read", name, content, pool.limits)
    place = st.empty()
    try:
        while not ticket.wait(LOOK):
            position = ticket.position()
            words = f"Waiting: number {position} in the queue" if position > 1 else "Reading your table"
            place.caption(f"{words} · {ticket.seconds:.0f} s")
        return ticket.result()
    finally:
        ticket.cancel()
        place.empty()


def forget(file: UploadedFile) -> None:
    """Let go of the file itself: the next run draws an empty upload, and the server's copy is deleted now."""
    st.session_state["upload_turn"] = st.session_state.get("upload_turn", 0) + 1
    context = get_script_run_ctx()
    if context is not None:
        context.uploaded_file_mgr.remove_file(session_id=context.session_id, file_id=file.file_id)


def summary(dataset: Dataset) -> str:
    """One line on what was read."""
    rows, columns = dataset.table.shape
    names = [as_markdown(name) for name in dataset.label_names]
    shown = ", ".join(names[:NAMES]) + (", …" if len(names) > NAMES else "")
    classes = "no classes" if len(names) == 1 else f"{len(names)} classes ({shown})"
    return f"**{as_markdown(dataset.title)}**: {rows:,} points, {columns} columns, {classes}."


def remove() -> None:
    """Forget the table."""
    st.session_state.pop(KEPT, None)
