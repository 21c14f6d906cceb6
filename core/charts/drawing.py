"""A chart as it travels to the browser: a specification and tables beside it, made once and drawn often.

Building an Altair chart and checking it against its schema takes a hundredth of a second and more, drawing what was
built a tenth of that. So finished charts are remembered (`cache.drawing`), and what changes with every move of a
control stands in tables with names, which are exchanged while the specification stays: the browser then keeps the chart
and only draws other rows.
"""

from typing import Any, NamedTuple

import altair as alt
import pandas as pd


class Drawing(NamedTuple):
    """A finished chart.

    Args:
        spec: the specification without its tables, as JSON would hold it; not to be changed.
        tables: by name what the specification calls for, as far as the chart holds it.
    """

    spec: dict[str, Any]
    tables: dict[str, Any]


def named(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table, known under this name in the finished chart, so that a newer one can take its place."""
    table.attrs["name"] = name
    return table


def drawing(chart: alt.TopLevelMixin) -> Drawing:
    """The finished chart. The chart is changed: its tables get names.

    It is not checked against the schema, which takes longer than building it: the tests do that for every chart.
    """
    tables: dict[str, Any] = {}
    take_tables(chart, tables)
    spec = chart.to_dict(validate=False)
    return Drawing(spec, spec.pop("datasets", {}) | tables)


def take_tables(chart: alt.TopLevelMixin, tables: dict[str, Any]) -> None:
    """Put the name of a table in the place of each table of a chart and its layers; the same table keeps its name."""
    if isinstance(chart.data, pd.DataFrame):
        known = next((name for name, table in tables.items() if table is chart.data), f"table{len(tables)}")
        name = chart.data.attrs.get("name", known)
        tables[name] = chart.data
        chart.data = alt.NamedData(name)
    for layer in getattr(chart, "layer", ()):
        take_tables(layer, tables)
