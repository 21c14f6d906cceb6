"""Rows of small pictures, crisp, as one chart that fills its width on a desk and on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from core.charts import palette
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

PICTURES, CAPTIONS = "pictures", "captions"  # the table, and the parameter that says what stands under its columns
GAP = 4  # pixels between pictures
NAME = 62  # pixels at least for the names of the rows, so that strips under one another stay in line


def strips(
    rows: Mapping[str, Sequence[str]],
    captions: Sequence[str] | None = None,
    height: int = 200,
    picked: int | None = None,
    selection: str | None = None,
) -> Chart:
    """Rows of pictures under one another, each row with its name on the left.

    Args:
        rows: for each row's name its pictures as data URIs (small ones: they are enlarged without blur), n each.
        captions: what stands under each column, n short texts, or None.
        height: of the whole, without captions.
        picked: position of the column that is framed, or None.
        selection: name of a click selection; event.selection[selection][0]["column"] is the position clicked.

    Returns: a chart to be drawn with width="stretch".
    """
    table = alt.NamedData(PICTURES)
    plain: dict[str, Any] = {"title": None, "domain": False, "ticks": False, "labelFontSize": 12}
    label = alt.Axis(**plain, labelLimit=110, minExtent=NAME) if any(name.strip() for name in rows) else None
    under = alt.Axis(**plain, labelAngle=0, labelExpr=f"{CAPTIONS}[datum.value]") if captions is not None else None
    band = alt.Scale(type="band", padding=0)
    x, y = alt.X("column:O", axis=under, scale=band), alt.Y("row:N", axis=label, sort=list(rows), scale=band)
    side = f"min(bandwidth('x'), bandwidth('y')) - {GAP}"
    pictures = alt.Chart(table).mark_image(width=alt.ExprRef(side), height=alt.ExprRef(side), smooth=False)
    layers = [pictures.encode(x=x, y=y, url="picture:N")]
    if selection is not None:
        # the pictures themselves take no clicks in every browser: an invisible square over each does
        click = alt.selection_point(name=selection, fields=["column"], on="click", clear=False, toggle=False)
        squares = alt.Chart(table).mark_rect(opacity=0.001, cursor="pointer")
        layers.append(squares.encode(x=x, y=y).add_params(click))
    if picked is not None:
        area = alt.ExprRef(f"pow({side} + {GAP}, 2)")
        frame = alt.Chart(table).transform_filter(alt.datum.column == picked)
        layers.append(frame.mark_square(filled=False, color=colours.PICKED, strokeWidth=3, size=area).encode(x=x, y=y))
    drawn = palette.canvas(*layers).properties(height=height)
    if captions is not None:
        drawn = drawn.add_params(alt.param(name=CAPTIONS, value=list(captions)))
    return finished(drawn, {PICTURES: strip_columns(rows, captions)})


def strip_columns(rows: Mapping[str, Sequence[str]], captions: Sequence[str] | None = None) -> Columns:
    """The table "pictures", a line for each: row, column, picture. Raises ValueError when the rows differ in length."""
    lengths = {len(pictures) for pictures in rows.values()} | ({len(captions)} if captions is not None else set())
    if len(lengths) != 1:
        raise ValueError(f"The rows hold {sorted(lengths)} pictures: give every row and the captions the same number.")
    return {
        "row": [name for name, pictures in rows.items() for _ in pictures],
        "column": [i for pictures in rows.values() for i in range(len(pictures))],
        "picture": [picture for pictures in rows.values() for picture in pictures],
    }
