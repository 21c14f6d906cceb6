"""Finished charts and pictures, remembered for all visitors: what is drawn again is not built again."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pyarrow as pa
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes, convert_arrow_table_to_arrow_bytes

from core.charts.drawing import Drawing
from core.charts.drawing import drawing as finished


@st.cache_resource(max_entries=256, show_spinner=False)
def drawing(by: tuple, _build: Callable[[], Any], _exchanged: Collection[str] = ()) -> Drawing:
    """The finished chart that `_build` makes, its tables as bytes.

    Args:
        by: everything that the chart depends on, as names and numbers; equal ones share a drawing.
        _build: makes the chart; called when it is not remembered.
        _exchanged: names of the tables that are put in each time it is drawn, and so need not be kept.
    """
    made = finished(_build())
    return Drawing(made.spec, packed({name: table for name, table in made.tables.items() if name not in _exchanged}))


@st.cache_resource(max_entries=48, show_spinner=False)
def tables(by: tuple, _build: Callable[[], Mapping[str, Any]]) -> dict[str, bytes]:
    """The tables that `_build` makes, as bytes; the arguments are those of `drawing`."""
    return packed(_build())


def as_arrow(columns: Mapping[str, Any]) -> bytes:
    """A table, given by its columns, as the bytes in which it travels: past pandas, which would take far longer."""
    return convert_arrow_table_to_arrow_bytes(pa.table(dict(columns)))


def packed(tables: Mapping[str, Any]) -> dict[str, bytes]:
    """Tables as the bytes in which they travel: data frames, tables given by their columns, or such bytes."""
    return {name: table if isinstance(table, bytes) else as_bytes(table) for name, table in tables.items()}


def as_bytes(table: Any) -> bytes:
    """One table that is no bytes yet."""
    return as_arrow(table) if isinstance(table, dict) else convert_anything_to_arrow_bytes(table)
