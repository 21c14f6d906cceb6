"""Arithmetic with words: what lies nearest to a sum, and how often it is what was meant."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from core.charts.chart import Chart, Table, finished
from core.pictures import colours

LIKENESS = "likeness"  # the table of the words nearest to a sum
ROW = 24  # pixels of a bar with its room
NAMED = 190  # pixels for the names beside the bars
NAMES: dict[str, Any] = {"labelPadding": 8, "labelOverlap": False, "ticks": False, "domain": False}


def likeness_table(words: Sequence[str], cosines: Sequence[float]) -> dict[str, Table]:
    """The table of the words nearest to a sum, the nearest first, with their likeness (cosine, up to 1)."""
    return {LIKENESS: {"word": list(words), "likeness": list(cosines), "place": list(range(len(words)))}}


def likeness_bars(rows: int) -> Chart:
    """So many words beside one another, the first in full colour; the table comes from `likeness_table`."""
    base = alt.Chart(alt.NamedData(LIKENESS)).encode(
        y=alt.Y("word:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelFontSize=14, **NAMES)),
        x=alt.X("likeness:Q", title=None, axis=None, scale=alt.Scale(domain=[0, 1.1], clamp=True)),
    )
    strong = alt.condition("datum.place == 0", alt.value(1), alt.value(0.45))
    bars = base.mark_bar(height=15, color=colours.PICKED).encode(opacity=strong)
    numbers = base.mark_text(align="left", dx=4, color=colours.NEUTRAL, fontSize=13).encode(
        text=alt.Text("likeness:Q", format=".2f")
    )
    return framed(rows, bars, numbers)


def score_bars(shares: Mapping[str, tuple[float, float]], questions: Mapping[str, int], chance: float) -> Chart:
    """How often arithmetic comes out right, by family.

    Args:
        shares: for each family, the best first, the share of right answers and, as a tick, that without the step.
        questions: how many there are of each.
        chance: the share that a blind draw gets, an upright line.
    """
    rows = [
        {"family": name, "right": right, "standing": standing, "asked": questions[name]}
        for name, (right, standing) in shares.items()
    ]
    names = alt.Axis(labelLimit=NAMED, **NAMES)
    axis = alt.Axis(format="%", tickCount=5, title="answers that are right")
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("family:N", sort=None, title=None, axis=names),
        tooltip=[
            alt.Tooltip("family:N"), alt.Tooltip("right:Q", format=".0%", title="with the step"),
            alt.Tooltip("standing:Q", format=".0%", title="without it"), alt.Tooltip("asked:Q", title="questions"),
        ],
    )  # fmt: skip
    x = alt.X("right:Q", axis=axis, scale=alt.Scale(domain=[0, 1]))
    bars = base.mark_bar(height=15, color=colours.PICKED, opacity=0.8).encode(x=x)
    ticks = base.mark_tick(color=colours.NEUTRAL, thickness=3, height=19, opacity=1).encode(x="standing:Q")
    blind = alt.Chart(pd.DataFrame({"chance": [chance]})).mark_rule(color=colours.NEUTRAL, strokeDash=[2, 3])
    return framed(len(rows), bars, ticks, blind.encode(x="chance:Q"))


def framed(rows: int, *layers: alt.Chart) -> Chart:
    """So many bars, each with its room."""
    return finished(alt.layer(*layers).properties(height=ROW * rows).configure_view(strokeWidth=0))
