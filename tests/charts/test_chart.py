"""A chart holds the tables that its layers draw, and no others."""

import altair as alt
import pandas as pd
import pytest

from core.charts import map_tables, still_map
from core.charts.chart import Chart, finished

SPEC = {
    "layer": [
        {"data": {"name": "points"}, "transform": [{"lookup": "point", "from": {"data": {"name": "marks"}}}]},
        {"data": {"sequence": {"start": 0, "stop": 1}}},
    ],
    "params": [{"name": "group", "select": "interval"}, {"name": "words", "value": ["a"]}],
}


def test_a_table_that_no_layer_draws_is_refused_and_one_that_is_missing_named():
    chart = Chart(SPEC, {"points": b""})
    with pytest.raises(ValueError, match=r"No layer draws the tables \['middles'\]"):
        chart.with_tables({"middles": b""})
    with pytest.raises(ValueError, match="middles"):
        Chart(SPEC, {"middles": b""})
    with pytest.raises(ValueError, match=r"The tables \['marks'\] are drawn but not there"):
        chart.complete()
    assert chart.with_tables({"marks": b"m"}).complete() == SPEC | {"datasets": {"points": b"", "marks": b"m"}}


def test_a_selection_has_a_table_of_its_own_and_a_plain_parameter_none():
    Chart(SPEC, {"group_store": b""})
    with pytest.raises(ValueError, match="words_store"):
        Chart(SPEC, {"words_store": b""})


def test_new_tables_and_values_leave_the_chart_they_came_from_as_it_was():
    chart = Chart(SPEC, {"points": b"old"})
    assert chart.with_tables({"points": b"new"}).tables == {"points": b"new"}
    assert chart.with_value("words", ["b"]).spec["params"][1] == {"name": "words", "value": ["b"]}
    assert chart == Chart(SPEC, {"points": b"old"})
    assert SPEC["params"][1]["value"] == ["a"]


def test_a_finished_chart_calls_its_tables_by_name_and_the_same_one_once():
    table, other = pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})
    base = alt.Chart(table).encode(x="a:Q")
    named = alt.Chart(alt.NamedData("later")).mark_rule()
    chart = finished(alt.layer(base.mark_point(), base.mark_line(), alt.Chart(other).mark_bar(), named), {"later": b""})
    assert [each["a"].tolist() for name, each in chart.tables.items() if name != "later"] == [[1], [2]]
    assert "datasets" not in chart.spec
    assert chart.complete()["datasets"].keys() == chart.called


@pytest.mark.parametrize("names", [("a", "b"), ("the only one",)])
def test_a_map_and_its_tables_agree_on_whether_its_classes_are_named(names):
    chart = still_map.still_map(still_map.MapLook("PCA", names))
    assert (map_tables.MIDDLES in chart.called) == (len(names) > 1)
