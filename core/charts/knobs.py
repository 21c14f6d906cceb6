"""What a code knows of the knobs behind pictures: a table of knobs and values, and what is kept as codes grow."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core import luck
from core.charts import palette, touch
from core.charts.chart import Chart, finished
from core.pictures import colours

TELLING = 0.5  # a correlation from which a value is written out in full strength: it explains a quarter of the knob
ROW = 34  # pixels


def knob_table(correlations: np.ndarray, titles: Sequence[str], values: Sequence[str], colour: str) -> Chart:
    """How far each knob and each value of a code rise and fall together.

    Args:
        correlations: −1 to 1, (knobs, values).
        titles: of the knobs, the rows.
        values: names of the code's values, the columns.
        colour: of the model.
    """
    rows, columns = np.indices(correlations.shape)
    strength = np.abs(correlations).ravel()
    table = pd.DataFrame(
        {
            "knob": np.array(titles)[rows.ravel()],
            "value": np.array(values)[columns.ravel()],
            "absolute": strength.round(3),
            "correlation": correlations.ravel().round(2),
        }
    )
    base = alt.Chart(table).encode(
        x=alt.X("value:N", sort=list(values), title=None, axis=alt.Axis(labelAngle=0, orient="top", domain=False)),
        y=alt.Y("knob:N", sort=list(titles), title=None, axis=alt.Axis(labelLimit=120, domain=False, ticks=False)),
        **touch.SILENT,
    )
    scale = alt.Scale(domain=[0, 1], range=["transparent", colour])
    cells = base.mark_rect(cornerRadius=4).encode(color=alt.Color("absolute:Q", scale=scale, legend=None))
    words = base.transform_filter(f"datum.absolute >= {TELLING}").mark_text(fontWeight=700, fontSize=13)
    shown = words.encode(text=alt.Text("absolute:Q", format=".2f"))
    says = "datum.knob + ' and number ' + datum.value + ': correlation ' + format(datum.correlation, '.2f')"
    read = touch.reading(base, ["knob", "value"], says, below=True)
    return finished(palette.canvas(cells, shown, *read).properties(height=ROW * len(titles) + 24))


def kept_curves(kept: Mapping[str, Sequence[Sequence[float]]], sizes: Sequence[int], current: int) -> Chart:
    """How much of each knob is left in rebuilt pictures, over the latent size: the middle training, and their range.

    Args:
        kept: for each knob's title and at each size the share of its variance, of one training or of several; less
            than 0 is drawn as 0.
        sizes: the latent sizes, rising.
        current: the size that is marked.
    """
    table = pd.DataFrame(
        {
            "size": size,
            "kept": max(0.0, luck.middle(shares)),
            "low": max(0.0, min(shares)),
            "high": max(0.0, max(shares)),
            "knob": title,
        }
        for title, of_sizes in kept.items()
        for size, shares in zip(sizes, of_sizes, strict=True)
    )
    scale = alt.Scale(domain=list(kept), range=list(colours.CLASSES[: len(kept)]))
    x = alt.X("size:Q", title="numbers in the code", scale=alt.Scale(type="log", nice=False), axis=ticks(sizes))
    y = alt.Y("kept:Q", title="share of the knob that is kept", axis=alt.Axis(format="%"), scale=SHARE)
    base = alt.Chart(table).encode(
        x=x,
        y=y,
        color=alt.Color("knob:N", scale=scale, legend=alt.Legend(title=None, orient="top", columns=alt.ExprRef(FEW))),
        **touch.SILENT,
    )
    here = alt.Chart(pd.DataFrame({"size": [current]})).mark_rule(color=colours.PICKED, strokeWidth=2)
    ranges = base.mark_rule(strokeWidth=4, opacity=0.3).encode(y="low:Q", y2="high:Q")
    lines = base.mark_line(strokeWidth=2.5), base.mark_point(filled=True, size=55, opacity=1)
    says = (
        "datum.knob + ', ' + datum.size + ' numbers: ' + format(datum.kept, '.0%') + ' kept'"
        " + (datum.low < datum.high ? ' (' + format(datum.low, '.0%') + ' to ' + format(datum.high, '.0%') + ')' : '')"
    )
    read = touch.reading(alt.Chart(table).encode(x=x, y=y), ["knob", "size"], says)
    return finished(palette.canvas(here.encode(x="size:Q"), *lines, ranges, *read).properties(height=340))


SHARE = alt.Scale(domain=[0, 1], nice=False)
FEW = "width < 420 ? 2 : width < 620 ? 4 : 7"  # columns of the legend: more would be cut off


def ticks(sizes: Sequence[int]) -> alt.Axis:
    """An axis that names the sizes themselves."""
    return alt.Axis(values=list(sizes), format="d", grid=False, labelOverlap=True)
