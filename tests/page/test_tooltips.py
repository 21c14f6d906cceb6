"""What appears under a pointer, and in a chart's table: only what a person would want to read."""

import io
import json

import pyarrow as pa
import pytest

from tests.opened import opened

TITLES = {"figure", "perplexity", "n_neighbors", "value", "family", "questions", "with the step", "without it"}
SENTENCES = {"tip", "layer", "words"}  # columns that hold what is shown whole, without a title
COLUMNS = {  # of what is shown to those who ask for a chart's data
    "active", "asked", "beta", "class", "colour", "dimension", "epoch", "error", "exaggeration", "family", "figure",
    "first value", "from", "high", "image", "images", "k", "kept", "kl", "knob", "label", "level", "likeness", "loss",
    "low", "map", "mean", "method", "middle, across", "middle, up", "name", "number", "part", "picture", "place",
    "point drawn", "points", "reconstruction", "right", "row", "second value", "settings", "share", "size", "smile",
    "spread", "standing", "state", "stop", "test image", "to", "value", "what it is", "word", "z1", "z2", "β",
    "Neighbours kept", "Big picture kept", "absolute", "correlation",
}  # fmt: skip
LINKS = [
    ("Start", {}),
    *((page, {"data": data}) for page in ("Autoencoder", "VAE", "Projections") for data in ("faces", "mnist")),
    *(("Projections", {"data": data}) for data in ("digits", "words", "toy-circle")),
]


def tooltips(part):
    """Every tooltip in a specification."""
    if isinstance(part, dict):
        if "tooltip" in part:
            yield part["tooltip"]
        for value in part.values():
            yield from tooltips(value)
    elif isinstance(part, list):
        for each in part:
            yield from tooltips(each)


def told(tooltip):
    """What a tooltip puts before its values, or the column that it shows whole."""
    if isinstance(tooltip, list):
        return {each.get("title", each["field"]) for each in tooltip}
    if isinstance(tooltip, dict) and "field" in tooltip:
        return {tooltip["field"]}
    if isinstance(tooltip, dict) and tooltip.get("expr", "").startswith("datum."):
        return {tooltip["expr"].removeprefix("datum.")}
    return set() if tooltip in (None, {"value": None}) else {str(tooltip)}


def assert_readable(chart):
    """The first table, the one Streamlit shows, has columns with names and values for people."""
    table = pa.ipc.open_stream(io.BytesIO(chart.datasets[0].data.data)).read_all()
    assert set(table.column_names) <= COLUMNS, chart.datasets[0].name
    assert table.num_rows
    assert not any(
        "data:" in str(value) or value is None or isinstance(value, bool) for value in table.to_pylist()[0].values()
    )


@pytest.mark.parametrize(("page", "link"), LINKS, ids=str)
def test_tooltips_and_tables_say_only_what_is_listed(page, link):
    charts = [each.proto for each in opened(page, **link).get("vega_lite_chart")]
    assert charts
    for chart in charts:
        assert_readable(chart)
        spec = json.loads(chart.spec)
        assert spec["config"]["mark"]["tooltip"] is None  # else Streamlit tells of each mark all that a table holds
        for tooltip in tooltips(spec):
            assert told(tooltip) <= (TITLES if isinstance(tooltip, list) else SENTENCES)
