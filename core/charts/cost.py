"""Measured seconds against the number of points: one line a method, which grows while it is measured."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from core.charts import palette


def cost_curves(seconds: Mapping[str, Sequence[tuple[int, float]]], most: int, height: int = 260) -> alt.LayerChart:
    """Seconds over the number of points.

    Args:
        seconds: for each method's title, as in `palette.METHODS`, the pairs of points and seconds so far.
        most: where the axis ends, so that it stands still while the lines grow.
        height: of the plot, in pixels.
    """
    rows = [{"points": n, "seconds": s, "method": title} for title, pairs in seconds.items() for n, s in pairs]
    titles = list(seconds)
    base = alt.Chart(pd.DataFrame(rows, columns=["points", "seconds", "method"])).encode(
        x=alt.X("points:Q", title="points", scale=alt.Scale(domain=[0, most], nice=False)),
        y=alt.Y("seconds:Q", title="seconds of one core", scale=alt.Scale(zero=True)),
        color=alt.Color(
            "method:N", title=None, legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=titles, range=[palette.METHODS[title] for title in titles]),
        ),
        tooltip=[alt.Tooltip("method:N"), alt.Tooltip("points:Q", format=","), alt.Tooltip("seconds:Q", format=".2f")],
    )  # fmt: skip
    return alt.layer(base.mark_line(), base.mark_point(filled=True, size=60, opacity=1)).properties(height=height)
