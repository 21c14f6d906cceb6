"""Drawing charts and pictures without building them again: what pages call instead of Streamlit's own commands.

    draw.chart("errors", (name, k), lambda: charts.error_curve(...))

The chart is built when nobody has seen it yet, and remembered for all visitors by where it stands (page and key) and by
what it depends on (`by`): the second argument has to name all of that.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.cache import drawings
from core.charts import strips

CAPTIONS = "captions"


def chart(
    key: str, by: tuple, build: Callable[[], Any], tables: Mapping[str, Any] | None = None, **options: Any
) -> Any:
    """Draw the Altair chart that `build` makes, as wide as its place.

    Args:
        key: of the element, unique on its page.
        by: what the chart depends on, as names and numbers, but for the tables below.
        build: makes the chart; called when it is not remembered.
        tables: those that change often, by their names in the chart; they take the place of the remembered ones.
        options: as on_select and selection_mode, of st.vega_lite_chart.

    Returns: what st.vega_lite_chart returns.
    """
    exchanged = dict(tables or {})
    made = drawings.drawing((st.session_state["here"], key, *by), build, exchanged)
    spec = made.spec | {"datasets": made.tables | exchanged}
    return st.vega_lite_chart(spec, key=key, **{"width": "stretch"} | options)


def tables(by: tuple, build: Callable[[], Mapping[str, Any]]) -> dict[str, bytes]:
    """Large tables, remembered apart from the charts that show them: what `build` makes, as it travels."""
    return dict(drawings.tables(by, build))


def packed(tables: Mapping[str, Any]) -> dict[str, bytes]:
    """Tables, data frames or columns by name, as they travel: for a specification that is put together by hand."""
    return drawings.packed(tables)


def strip(
    key: str,
    rows: Mapping[str, Sequence[str]],
    captions: Sequence[str] | None = None,
    height: int = 200,
    picked: int | None = None,
    selection: str | None = None,
    **options: Any,
) -> Any:
    """Draw rows of pictures under one another: the arguments of `strips.strips`, and options as for `chart`."""
    table = strips.strip_columns(rows, captions)
    columns = len(table["row"]) // len(rows)
    blank = None if captions is None else [CAPTIONS] * columns
    by = ("strip", tuple(rows), None if captions is None else columns, height, picked, selection)
    made = drawings.drawing(by, lambda: strips.strips(rows, blank, height, picked, selection), ("pictures",))
    spec = made.spec
    if captions is not None:
        before, after = (json.dumps(strips.label_expression(each)) for each in (blank, captions))
        spec = json.loads(json.dumps(spec).replace(before, after))
    spec = spec | {"datasets": made.tables | {"pictures": drawings.as_arrow(table)}}
    return st.vega_lite_chart(spec, key=key, **{"width": "stretch"} | options)
