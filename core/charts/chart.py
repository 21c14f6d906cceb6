"""A chart as it travels to the browser: a specification and the tables it draws, in one object.

Building an Altair chart and checking it against its schema takes a hundredth of a second and more, drawing what was
built a tenth of that. So specifications are remembered (`cache.drawings`), and what changes with every move of a
control stands in tables with names, which are exchanged while the specification stays: the browser then keeps the chart
and only draws other rows.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import altair as alt
import pandas as pd

from core.charts import touch

Columns = dict[str, Any]  # a table: its columns by name, arrays or lists of one length
Table: TypeAlias = pd.DataFrame | Columns | bytes  # bytes: as it travels
LISTED = "listed"  # the table for those who want to read the data, and a layer that calls for it and draws nothing
UNSEEN: Mapping[str, Any] = {
    "data": {"name": LISTED}, "transform": [{"filter": "false"}], "mark": {"type": "point", "tooltip": None},
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """A specification, and by name the tables that it draws; both are not to be changed.

    A table that nothing in the specification calls for is refused: the browser would drop the whole update with it
    and go on showing what was there before.

    Args:
        spec: in Vega-Lite, without its tables, as JSON would hold it.
        tables: those that are there so far; tables that often change come later, by `with_tables`.
        called: the names of all tables that the specification draws, found by looking all through it unless given.

    Raises: ValueError for a table that the specification does not call for.
    """

    spec: Mapping[str, Any]
    tables: Mapping[str, Table] = field(default_factory=dict)
    called: frozenset[str] = field(default=frozenset(), kw_only=True)

    def __post_init__(self) -> None:
        if not self.called:
            object.__setattr__(self, "called", frozenset(names_in(self.spec)))
        selections = {f"{each['name']}_store" for each in self.spec.get("params", ()) if "select" in each}
        if unknown := self.tables.keys() - self.called - selections:  # Vega keeps a selection in a table, too
            raise ValueError(
                f"No layer draws the tables {sorted(unknown)}: leave them out, or give the chart a layer that does."
            )

    def with_tables(self, tables: Mapping[str, Table]) -> "Chart":
        """The same chart with these tables in place of those of the same names, or beside the others."""
        return replace(self, tables={**self.tables, **tables})

    def with_value(self, parameter: str, value: Any) -> "Chart":
        """The same chart with another value of one of its own parameters."""
        params = [each | {"value": value} if each["name"] == parameter else each for each in self.spec["params"]]
        return replace(self, spec={**self.spec, "params": params})

    def listing(self, table: Table) -> "Chart":
        """The same chart with a table in plain words: Streamlit shows the first one to those who ask for the data."""
        spec = {**self.spec, "layer": [*self.spec["layer"], UNSEEN]}
        return Chart(spec, {LISTED: table, **self.tables}, called=self.called | {LISTED})

    def complete(self) -> dict[str, Any]:
        """The specification with its tables inside. Raises ValueError when one that it calls for is missing."""
        if missing := self.called - self.tables.keys():
            raise ValueError(f"The tables {sorted(missing)} are drawn but not there: put them in with `with_tables`.")
        return {**self.spec, "datasets": dict(self.tables)}


def names_in(part: Any) -> Iterator[str]:
    """The name of each table that a part of a specification calls for."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "data" and isinstance(value, Mapping) and "name" in value:
                yield value["name"]
            else:
                yield from names_in(value)
    elif isinstance(part, list):
        for each in part:
            yield from names_in(each)


def finished(chart: alt.TopLevelMixin, tables: Mapping[str, Table] | None = None) -> Chart:
    """A chart built with Altair as it travels. What was given is changed: its data frames give way to names.

    It is not checked against the schema, which takes longer than building it: the tests do that for every chart.

    Args:
        chart: with data frames, or names where a table often changes.
        tables: those that it calls by name, as far as they are there already.
    """
    found: dict[str, Table] = {}
    take_tables(chart, found)
    found = dict(sorted(found.items(), key=lambda each: -len(each[1])))  # the first one is shown to those who ask
    spec = chart.to_dict(validate=False)
    config = spec.get("config", {})
    # else Streamlit tells of each mark all that a table holds
    config["mark"] = {"tooltip": None} | config.get("mark", {})
    spec["config"] = config | touch.LEAVES_SCROLLING  # of Vega, and unknown to Vega-Lite's schema
    return Chart(spec, found | dict(tables or {}))


def take_tables(chart: Any, tables: dict[str, Table]) -> None:
    """Put the name of a table in the place of each data frame of a chart and its layers; the same keeps its name."""
    if isinstance(chart.data, pd.DataFrame):
        name = next((name for name, table in tables.items() if table is chart.data), f"table{len(tables)}")
        tables[name] = chart.data
        chart.data = alt.NamedData(name)
    for layer in getattr(chart, "layer", ()):
        take_tables(layer, tables)
