"""A plane of many dots, faint, and one place on it that stands out: where something new came to lie."""

from typing import Any

import altair as alt
import numpy as np

from core.charts import palette, sweep_map
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

HERE = "here"  # the table of the one place
DOT: dict[str, Any] = {"size": 22, "opacity": 0.5, "clip": True}
MARGIN = 1.08  # of the window around all dots


def placed(plane: np.ndarray, labels: np.ndarray, names: tuple[str, ...], height: int = 300) -> Chart:
    """Dots at the places `plane` (n, 2), coloured by class, and the table `place` as a star on top; no axes."""
    low, high = plane.min(axis=0).astype(float), plane.max(axis=0).astype(float)
    half = float((high - low).max()) / 2 * MARGIN
    x, y = sweep_map.equal_scales(tuple(((low + high) / 2).tolist()), (half, half))
    at = {"x": alt.X("z1:Q", scale=x, axis=None), "y": alt.Y("z2:Q", scale=y, axis=None)}
    dots = alt.Chart(palette.code_table(plane, labels, names)).mark_circle(**DOT)
    dots = dots.encode(**at, color=palette.class_colour(names), tooltip=[alt.Tooltip("label:N", title="class")])
    star = alt.Chart(alt.NamedData(HERE)).mark_point(
        shape="diamond", filled=True, size=220, color=colours.PICKED, stroke="white", strokeWidth=1.5, opacity=1
    )
    star = star.encode(**at, tooltip=[alt.Tooltip("what:N", title="here")])
    return finished(palette.canvas(dots, star).properties(height=height), {HERE: place(plane[0], "")})


def place(at: np.ndarray, what: str) -> Columns:
    """The table of one place (2,), and what lies there in words."""
    return {"z1": [float(at[0])], "z2": [float(at[1])], "what": [what]}
