"""What each column of a visitor's table is used for, and why; and the widgets that change it before a map is made.

    choice = choose(upload)

Nothing of it stands in a link: the table is in none either.
"""

from itertools import groupby

import streamlit as st

from core.data.tables.choice import Choice, Missing, has_gaps, role_of
from core.data.tables.classes import can_be_classes
from core.data.tables.frame import Column, Frame
from core.data.tables.words import as_markdown, counted
from core.data.uploads import Upload
from core.page import frame

ALIKE = 4  # columns in a row with the same use, from which they share a line
MOST = 40  # lines


def choose(upload: Upload) -> Choice:
    """Draw the table of columns and the widgets; returns what the visitor wants."""
    table, first = upload.frame, upload.choice
    names = [column.name for column in table.columns]
    with st.expander("Columns: what each is used for, and why", expanded=True):
        place = st.empty()
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            numeric = [i for i, column in enumerate(table.columns) if column.place is not None]
            out = st.multiselect(
                "Leave out of the map", numeric, sorted(first.out), format_func=names.__getitem__, key="upload_out",
                placeholder="No column", width=300,
            )  # fmt: skip
            options = [None, *(i for i in range(len(names)) if i == first.classes or can_be_classes(table, i))]
            classes = st.selectbox(
                "Classes, as colours", options, options.index(first.classes), key="upload_classes", width=220,
                format_func=lambda i: "No classes" if i is None else names[i],
            )  # fmt: skip
            words = [None, *(i for i, column in enumerate(table.columns) if column.texts is not None)]
            called = st.selectbox(
                "Names, on hover", words, words.index(first.names), key="upload_names", width=220,
                format_func=lambda i: "Numbers of the rows" if i is None else names[i],
            )  # fmt: skip
            choice = Choice(frozenset(out), classes, called, first.missing)
            if has_gaps(table, choice):
                missing = st.selectbox(
                    "Cells without a number", list(Missing), list(Missing).index(first.missing), key="upload_missing",
                    format_func=lambda each: each.value.capitalize(), width=260,
                )  # fmt: skip
                choice = Choice(frozenset(out), classes, called, missing or first.missing)
        place.markdown(roles_table(table, choice), width=frame.READABLE)
    return choice


def roles_table(table: Frame, choice: Choice) -> str:
    """A line for every column, or for several in a row that are used alike."""
    lines = []
    used = [(role_of(table, choice, i).value, why(table, choice, i)) for i in range(len(table.columns))]
    for alike, group in groupby(zip(used, table.columns, strict=True), key=lambda each: each[0]):
        columns = [column for _, column in group]
        lines += [(called, *alike) for called in lines_of(columns)]
    more = len(lines) - MOST
    body = "".join(f"| {' | '.join(map(as_markdown, line))} |\n" for line in lines[:MOST])
    rest = f"\n… and {counted(more, 'more line')}." if more > 0 else ""
    return f"| Column | Used as | It holds |\n|---|---|---|\n{body}{rest}"


def lines_of(columns: list[Column]) -> list[str]:
    """What to call columns in a row that are used alike."""
    if len(columns) < ALIKE:
        return [column.name for column in columns]
    return [f"{columns[0].name} … {columns[-1].name} ({len(columns):,} columns)"]


def why(table: Frame, choice: Choice, i: int) -> str:
    """What a column holds; and that its use was chosen, where it is not the one that was guessed."""
    guess = table.columns[i].guess
    return guess.why if role_of(table, choice, i) is guess.role else f"{guess.why}; your choice"
