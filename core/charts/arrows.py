"""Arrows on a map, from points to other points."""

from typing import Any

import altair as alt
import numpy as np

from core.charts.chart import Columns
from core.charts.map_tables import ARROWS
from core.pictures import colours


def arrow_table(shown: np.ndarray, pairs: np.ndarray) -> Columns:
    """The table of arrows between pairs (p, 2) of points on a map (n, 2), in the units of the tables.

    `turn` is by how many degrees, clockwise, an arrow is turned from pointing up.
    """
    starts, ends = shown[pairs[:, 0]].astype(float), shown[pairs[:, 1]].astype(float)
    across, up = (ends - starts).T
    columns: Columns = {"turn": np.degrees(np.arctan2(across, up))}
    return columns | {"x": starts[:, 0], "y": starts[:, 1], "u": ends[:, 0], "v": ends[:, 1]}


def arrow_layers(place: dict[str, Any]) -> list[alt.Chart]:
    """The arrows, each a line and its head; `place` are the encodings of x and y."""
    base = alt.Chart(alt.NamedData(ARROWS))
    look: dict[str, Any] = {"color": colours.PICKED, "opacity": 0.75, "clip": True, "aria": False}
    line = base.mark_rule(strokeWidth=1.2, **look).encode(**place, x2="u:Q", y2="v:Q")
    heads = base.mark_point(shape="triangle-up", size=30, filled=True, **look)
    ends = {"x": alt.X("u:Q", axis=None), "y": alt.Y("v:Q", axis=None)}
    return [line, heads.encode(**ends, angle=alt.Angle("turn:Q", scale=None))]
