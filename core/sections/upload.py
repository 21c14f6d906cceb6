"""A visitor brings a table: the one place where a page takes a file.

    dataset = upload_panel()      # None until one was read

The file is read in a worker, since it is a stranger's and may be large; what comes back is kept in the visitor's
session and nowhere else, and the file itself is let go at once. All visits together hold no more than
`Limits.tables_mb`. A refusal is one sentence, in its place.

The page never waits for the worker: the session holds the ticket, and the panel looks at it until it is done, whatever
else is moved meanwhile.
"""

from functools import partial

import numpy as np
import streamlit as st

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
from core.data.uploads import Upload
from core.errors import UploadError
from core.limits import Limits
from core.page import frame, run
from core.sections.columns import choose
from core.sections.holding import Holding, begin, check_room, forget, tell_problem, wait, widget_key

KEPT = "upload"  # where the session keeps its `Table`
NAMES = 6  # classes that the summary names
CLASSES_FROM = (
    f"Classes come from a column named {', '.join(LABELS[:-1])} or {LABELS[-1]}, else from one of few words; "
    "in a NumPy archive the table is an array X, and the classes are one of these names, one named y, or one of words."
)


class Table(Holding):
    """A table that a visit holds.

    Args:
        ticket: of the worker that reads it.
    """

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.upload: Upload | None = None
        self.made: tuple[Choice, Made] | None = None  # what was made of it last

    def read_size(self) -> int:
        """Bytes of the table, and of what is made of it."""
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


def upload_panel() -> Dataset | None:
    """Draw the panel, and return the visitor's data set once there is one.

    The returned data set is the same object as long as nothing changes, so a page can compare by identity.
    """
    holding: Table | None = st.session_state.get(KEPT)
    if holding is None:
        bring()
        return None
    if holding.upload is None:
        wait(KEPT)
        return None
    return brought(holding, holding.upload)


def brought(holding: Table, upload: Upload) -> Dataset | None:
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
    holding: Table | None = st.session_state.get(KEPT)
    if holding is None or holding.upload is None or holding.made is None:
        return None
    choice, made = holding.made
    return names_of(holding.upload.frame, choice.names, made.kept)


def numbers() -> dict[str, np.ndarray]:
    """The columns of the visitor's table that hold a number in every row that is mapped, by name, (n,) each."""
    holding: Table | None = st.session_state.get(KEPT)
    if holding is None or holding.upload is None or holding.made is None:
        return {}
    read, rows = holding.upload.frame, holding.made[1].kept
    there = {column.name: column.place for column in read.columns if column.place is not None}
    found = {name: read.shift[at] + read.unit[at] * read.numbers[rows, at].astype(float) for name, at in there.items()}
    return {name: values for name, values in found.items() if np.isfinite(values).all()}


def bring() -> None:
    """Draw the upload; hand what has been brought to a worker and run the page again, to look at how far it is."""
    limits = work.limits()
    brought = st.file_uploader(
        "Your own table, one row a point: CSV or other text, spreadsheet (xlsx, ods), JSON, Parquet, Arrow, npz, h5ad",
        accept_multiple_files=True,
        # with a kind among them Streamlit leaves it to us to refuse, in a sentence
        type=[*uploads.ENDINGS, "text/csv"],
        key=widget_key(KEPT),
        max_upload_size=limits.upload_mb,
        help=f"Up to {limits.points:,} rows, {limits.dimensions:,} columns and {limits.upload_mb} MB. It is kept for "
        f"this visit only and seen by nobody else. {CLASSES_FROM} Vectors and what is known of them may be two files, "
        "with tabs between the columns.",
        width=frame.READABLE,
    )
    if not brought:
        offer_examples()
        tell_problem(KEPT)
        return
    sheets = [(file.name, file.getvalue()) for file in brought]
    one = partial(work.reading, run.visitor(), *sheets[0])
    begin(KEPT, Table, one if len(sheets) == 1 else partial(work.reading_pair, run.visitor(), sheets))
    forget(KEPT, brought)
    st.rerun()


def offer_examples() -> None:
    """Tables for who has none at hand; they go the way of a file."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("No table at hand? Try", width="content")
        for name in EXAMPLES:
            st.button(name, key=f"example_{name}", on_click=take_example, args=(name,))


def take_example(name: str) -> None:
    """Hand an example to a worker as if a visitor had brought it."""
    begin(KEPT, Table, partial(work.reading, run.visitor(), name, examples.content(name)))


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
