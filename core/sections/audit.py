"""A finished map that came with the vectors it was made of: which of it can be believed?

Two or three columns of the visitor's table are the map, the others the vectors. A worker measures it beside PCA, t-SNE
and UMAP of the same vectors; what it finds is kept in this visit and goes with the table.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st

from core.cache import work
from core.cache.work import Ticket
from core.data.tables import choice as choices
from core.data.tables import roles
from core.data.tables.choice import Choice
from core.data.tables.classes import names_of
from core.data.tables.frame import Frame
from core.data.tables.words import as_markdown
from core.errors import UploadError
from core.limits import Limits
from core.maps import live
from core.maps.audit import MOST, Audit, verdict
from core.page import frame, run
from core.sections import audit_report, upload
from core.sections.holding import Holding, begin, check_room, tell_problem, wait

KEPT = "audit"


class Audited(Holding):
    """What a visit knows of its own map."""

    reading = "Measuring your map beside PCA, t-SNE and UMAP"
    remedy = "bring a table with fewer rows"

    def __init__(self, ticket: Ticket) -> None:
        super().__init__(ticket)
        self.found: Audit | None = None
        self.subject: tuple[object, ...] = ()  # what was measured
        self.called: list[str] = []  # the names of the rows that were measured
        self.drawn_from = 0  # how many rows there were

    def read_size(self) -> int:
        """Bytes of the maps and of the doubt about their points."""
        maps = () if self.found is None else self.found.maps
        return sum(each.positions.nbytes + each.found.trust.nbytes + each.found.continuity.nbytes for each in maps)

    def take(self, ticket: Ticket, limits: Limits) -> None:
        """Take what was found out of the ticket, which is done. Raises UploadError or JobError."""
        found: Audit = ticket.result()
        check_room(ticket.size, limits, but=self)
        self.found, self.ticket = found, None


def panel() -> None:
    """Ask which columns are a finished map, and tell which of it can be believed. Raises UploadError."""
    table: upload.Table | None = st.session_state.get(upload.KEPT)
    if table is None or table.upload is None or table.made is None:
        st.session_state.pop(KEPT, None)
        return
    read, choice = table.upload.frame, table.made[0]
    numeric = [i for i, column in enumerate(read.columns) if column.place is not None]
    named = [column.name if column.place is not None else "" for column in read.columns]
    with st.expander("Do some columns hold a finished map? See which of it can be believed"):
        axes = st.multiselect(
            "Columns that are the map: x, y and perhaps z", numeric, roles.axes_among(named), max_selections=3,
            format_func=lambda i: read.columns[i].name, key="audit_axes", width=420,
            help="The other columns of numbers are taken for the vectors that it was made of.",
        )  # fmt: skip
        subject = (read, choice, tuple(axes), bool(st.session_state.get("upload_weight")))
        with st.container(horizontal=True):
            if st.button("Audit this map", key="audit_go", disabled=len(axes) < 2):
                ask(*subject)
            held: Audited | None = st.session_state.get(KEPT)
            if held is not None and held.ticket is not None:
                st.button("Stop", key="audit_stop", on_click=st.session_state.pop, args=(KEPT, None))
        tell_problem(KEPT)
        if held is not None and held.ticket is not None:
            wait(KEPT)
        elif held is not None and held.found is not None:
            if held.subject != subject:
                st.caption("Something else is chosen by now: press the button to measure that.")
            show(held, held.found, read.title)


def ask(read: Frame, choice: Choice, axes: tuple[int, ...], same: bool) -> None:
    """Hand the vectors and the map to a worker. Raises UploadError when they can't be measured."""
    vectors = replace(choice, out=choice.out | set(axes))
    made = choices.make(read, vectors)
    at = choices.places(read, axes)
    places = read.numbers[made.kept][:, at] * np.where(read.unit[at] > 0, read.unit[at], 1.0)
    there = np.flatnonzero(np.isfinite(places).all(axis=1))
    if len(there) < live.FEWEST_MEASURED:
        raise UploadError(
            f"The map has {len(there):,} points with vectors, too few to judge: bring at least {live.FEWEST_MEASURED}."
        )
    drawn = there[live.rows(len(there), MOST)]
    points = (made.weighted if same else made.dataset).table[drawn]
    begin(KEPT, Audited, partial(work.auditing, run.visitor(), points, places[drawn]))
    if not st.session_state[f"{KEPT}_problem"]:
        held: Audited = st.session_state[KEPT]
        held.subject, held.drawn_from = (read, choice, axes, same), len(there)
        held.called = names_of(read, choice.names, made.kept[drawn])


def show(held: Audited, found: Audit, title: str) -> None:
    """What was found, and the report."""
    called = held.called
    for each in verdict(found):
        st.markdown(each, width=frame.READABLE)
    columns = zip(("Map", *audit_report.FIGURES), zip(*audit_report.figures(found), strict=True), strict=True)
    st.table({name: list(cells) for name, cells in columns}, width="content", hide_index=True)
    worst = [f"{as_markdown(called[i])} ({found.maps[0].found.worst[i]:.2f})" for i in audit_report.worst(found)]
    st.markdown(f"The points that mislead most: {', '.join(worst)}.", width=frame.READABLE)
    if held.drawn_from > len(called):
        st.caption(f"Measured on {len(called):,} points, drawn from {held.drawn_from:,}.")
    st.download_button(
        "Take the report", partial(audit_report.as_html, found, title, called), "map-report.html", "text/html",
        key="audit_report", on_click="ignore", help="One file with its figures and maps; it works without a network.",
    )  # fmt: skip
