"""The small map on the start page's third door."""

import altair as alt
import numpy as np

from core.charts import palette
from core.charts.chart import Chart, finished


def small_map(points: np.ndarray, labels: np.ndarray, names: tuple[str, ...], height: int) -> Chart:
    """Points (n, 2) of classes `labels` (n,), without axes or names: a picture rather than a chart."""
    drawn = alt.Chart(palette.code_table(points, labels, names)).mark_circle(size=16, opacity=0.85)
    axes = {name: alt.Axis(title=None, labels=False, ticks=False, domain=False, grid=False) for name in ("x", "y")}
    scale = alt.Scale(zero=False)
    drawn = drawn.encode(
        x=alt.X("z1:Q", axis=axes["x"], scale=scale), y=alt.Y("z2:Q", axis=axes["y"], scale=scale),
        color=palette.class_colour(names, legend=False), tooltip=alt.value(None),
    )  # fmt: skip
    return finished(palette.canvas(drawn).properties(height=height))
