"""How far maps can be trusted, over the stops of a knob: lines, and a mark where the slider is."""

from collections.abc import Mapping, Sequence

import altair as alt

from core.charts import palette
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

CURVES, LEVELS, HERE = "curves", "levels", "here"  # the tables
LEGEND = alt.Legend(title=None, orient="top", columns=2, symbolSize=500, symbolStrokeColor=colours.NEUTRAL)
DASHES = ([1, 0], [6, 4], [2, 3], [8, 3, 2, 3])


def trust_curves(title: str, knob: str, stops: Sequence[float], figures: Sequence[str]) -> Chart:
    """One method's curves; their tables come from `trust_tables`.

    Args:
        title: the method, a key of `colours.METHODS`.
        knob: of the horizontal axis, which is logarithmic.
        stops: its values, rising.
        figures: what is drawn, each with a dash of its own.
    """
    x = alt.X(
        "stop:Q", title=knob, axis=alt.Axis(values=list(stops), format="~g", labelOverlap="greedy"),
        scale=alt.Scale(type="log", domain=[stops[0] * 0.95, stops[-1] * 1.05], nice=False),
    )  # fmt: skip
    y = alt.Y("value:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    scale = alt.Scale(domain=list(figures), range=list(DASHES[: len(figures)]))
    dash = alt.StrokeDash("figure:N", scale=scale, legend=LEGEND)
    tooltip = [alt.Tooltip("figure:N"), alt.Tooltip("stop:Q", title=knob), alt.Tooltip("value:Q", format=".1%")]
    curves = alt.Chart(alt.NamedData(CURVES)).encode(x=x, y=y)
    lines = curves.mark_line(color=colours.METHODS[title], strokeWidth=2.5).encode(strokeDash=dash)
    dots = curves.mark_circle(color=colours.METHODS[title], size=40, opacity=1).encode(tooltip=tooltip)
    levels = alt.Chart(alt.NamedData(LEVELS)).mark_rule(color=colours.PCA, strokeWidth=1.5, opacity=0.9)
    here = alt.Chart(alt.NamedData(HERE)).encode(x=x)
    rule = here.mark_rule(color=colours.PICKED, strokeWidth=2)
    chart = alt.layer(rule, levels.encode(y=y, strokeDash=dash), lines, dots).properties(height=340)
    chart = chart.properties(title=alt.Title(f"{title}, beside PCA", color=colours.METHODS[title], anchor="start"))
    return finished(chart.configure_view(strokeWidth=0))


def trust_tables(
    stops: Sequence[float], curves: Mapping[str, Sequence[float]], levels: Mapping[str, float], here: float
) -> dict[str, Columns]:
    """The tables of the curves, each as its columns.

    Args:
        stops: the knob's values, (k,).
        curves: for each figure its k values, 0 to 1.
        levels: for each figure the value to compare with, drawn across.
        here: the stop that is marked.
    """
    drawn = palette.long_table(curves, map(float, stops), ("stop", "value", "figure")).to_dict("list")
    across = {"figure": list(levels), "value": list(map(float, levels.values()))}
    return {CURVES: drawn, LEVELS: across, HERE: {"stop": [float(here)]}}
