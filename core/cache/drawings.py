"""Specifications of charts and their large tables, remembered for all visitors: what is drawn again is not built again.

The only place that remembers them. What a visitor has brought is not remembered: `page.draw` draws that as it comes.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes, convert_arrow_table_to_arrow_bytes

from core.charts.chart import Chart, Table


@st.cache_resource(max_entries=384, show_spinner=False)
def drawing(by: tuple[Any, ...], _build: Callable[[], Chart], _exchanged: Collection[str] = ()) -> Chart:
    """The chart that `_build` makes, its tables as bytes but for `_exchanged`, which are put in at each drawing.

    `by` is everything that the chart depends on, as names and numbers; equal ones share a drawing.
    """
    made = _build()
    return Chart(made.spec, packed({name: table for name, table in made.tables.items() if name not in _exchanged}))


@st.cache_resource(max_entries=192, show_spinner=False)  # most are of one picture, 10 to 60 kB
def tables(by: tuple[Any, ...], _build: Callable[[], Mapping[str, Table]]) -> dict[str, bytes]:
    """The tables that `_build` makes, as bytes; the arguments are those of `drawing`."""
    return packed(_build())


@st.cache_resource(max_entries=256, show_spinner=False)  # some pictures each, up to 60 kB
def once(by: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    """What `_make` makes for a drawing beside its tables, such as decoded pictures; arguments as for `drawing`."""
    return _make()


def packed(tables: Mapping[str, Table]) -> dict[str, bytes]:
    """Tables as the bytes in which they travel: data frames, tables given by their columns, or such bytes."""
    return {name: table if isinstance(table, bytes) else as_bytes(table) for name, table in tables.items()}


def as_bytes(table: Table) -> bytes:
    """One table that is no bytes yet; columns go past pandas, which would take far longer."""
    if isinstance(table, dict):
        return convert_arrow_table_to_arrow_bytes(pa.table(table))
    return convert_anything_to_arrow_bytes(table)
