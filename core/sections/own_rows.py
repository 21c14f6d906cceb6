"""The rows of a visitor's own table on their map: coloured by a column of numbers, or one of them found by its name.

    light = own_rows.light(dataset, called)      # before the map is drawn

Nothing of it stands in a link: the table is in none either.
"""

import difflib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.data.datasets import Dataset
from core.data.tables.words import as_markdown, counted
from core.errors import UploadError
from core.page import frame
from core.pictures import colours
from core.sections import upload

STEPS = len(colours.RAMP)
TAILS = 2.0  # per cent of the values on either side that share the colours of the ends
NEAR = 10  # rows that are listed as nearest
ALIKE = 3  # names that are told where there is no such name


class Light(NamedTuple):
    """In which colours points are shown: the class of each (n,), the names of the classes, whether they are steps."""

    labels: np.ndarray
    names: tuple[str, ...]
    rising: bool = False


def light(dataset: Dataset, called: Sequence[str] | None) -> Light:
    """Draw the widgets above a map, and what was found; returns the colours that they ask for."""
    numbers = upload.numbers()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        by = None
        if numbers:
            by = st.selectbox(
                "Coloured by", [None, *numbers], key="own_by", width=220,
                format_func=lambda name: "Classes" if name is None else name,
            )  # fmt: skip
        asked = st.text_input("Find a row", key="own_find", width=220, placeholder="Its name, or its number")
    if asked and asked.strip():
        with frame.show_errors():
            row = found(asked.strip(), called, len(dataset.labels))
            listed(dataset, row, called)
            return Light((np.arange(len(dataset.labels)) == row).astype(np.int64), ("", name_of(row, called)))
    if by is not None and numbers:
        return by_number(by, numbers)
    return plain(dataset)


def plain(dataset: Dataset) -> Light:
    """The colours of the classes."""
    return Light(dataset.labels, dataset.label_names)


def by_number(name: str, numbers: Mapping[str, np.ndarray]) -> Light:
    """The colours of a column of numbers, from low to high, and what they mean."""
    values = numbers[name]
    low, high = np.percentile(values, [TAILS, 100 - TAILS])
    if not low < high:
        low, high = values.min(), values.max()
    ends = np.linspace(low, high if low < high else low + 1, STEPS + 1)
    ramp = ", ".join(colours.RAMP)
    st.html(f'<div class="ramp" style="--ramp: {ramp}">{low:.4g}<i></i>{high:.4g}</div>', width="content")
    names = tuple(f"{name} {one:.4g} to {other:.4g}" for one, other in pairwise(ends))
    return Light(np.digitize(values, ends[1:-1]), names, rising=True)


def name_of(row: int, called: Sequence[str] | None) -> str:
    """What a row is called."""
    return f"row {row + 1}" if called is None else called[row]


def found(asked: str, called: Sequence[str] | None, count: int) -> int:
    """The first row with this name, or the one with this number. Raises UploadError where there is none.

    A name is found whole, else by how it begins, else by what is in it, whatever its capitals.
    """
    wanted, names = asked.casefold(), [each.casefold() for each in called or ()]
    for fits in (str.__eq__, str.startswith, str.__contains__):
        if (row := next((i for i, name in enumerate(names) if fits(name, wanted)), None)) is not None:
            return row
    if asked.isascii() and asked.isdecimal() and 1 <= int(asked[:9]) <= count:
        return int(asked) - 1
    if called is None:
        raise UploadError(f"There is no row {asked}: type a number from 1 to {count:,}.")
    near = difflib.get_close_matches(asked, list(dict.fromkeys(called)), ALIKE, 0.0)
    raise UploadError(f"No row is called {asked}; nearest in spelling: {', '.join(near)}.")


def nearest(dataset: Dataset, row: int) -> np.ndarray:
    """The rows nearest to one in the data, nearest first, (at most NEAR,)."""
    table = dataset.table
    distances = ((table - table[row]) ** 2).sum(axis=1, dtype=np.float64)
    distances[row] = np.inf
    return np.argsort(distances, kind="stable")[: min(NEAR, len(table) - 1)]


def listed(dataset: Dataset, row: int, called: Sequence[str] | None) -> None:
    """A row that was found, and its nearest ones in the data: to be read, and to be taken away as CSV."""
    near = nearest(dataset, row)
    st.markdown(
        f"**{as_markdown(name_of(row, called))}**, and the {counted(len(near), 'row')} nearest to it in the data:"
    )
    rows = [row, *near.tolist()]
    kinds = [dataset.label_names[dataset.labels[each]] for each in rows]
    columns = {"row": [each + 1 for each in rows], "name": [name_of(each, called) for each in rows], "class": kinds}
    st.dataframe(columns, hide_index=True, width="content", height="content")
