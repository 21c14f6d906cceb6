"""The squeeze in one drawing: picture, narrowing layers, the code, widening layers, rebuilt picture, error.

Every layer is a column of cells, as high as the logarithm of the numbers in it, and each cell is as strong as what the
layer answered to this very picture. In the neck stands the code (`core.charts.neck`), whose numbers can be turned.
Drawn in one view whose parts find their places from its width.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import neck, palette, touch
from core.charts.chart import Chart, Table, finished
from core.pictures import colours

CELLS, OUTLINE, PICTURES = "cells", "outline", "pictures"  # the tables
MOST_CELLS = 24  # in a column: larger layers are drawn by the means of neighbouring units
HEIGHT, LABELS = 220, 30  # pixels: of all, and of the line of words at its foot
COLUMN = 0.032  # width of a layer, as a share of the funnel
WIDE = 620  # pixels: in a place as wide as that the error has its own picture at the end
LOWEST = 0.08  # half height of a layer with one number, as a share of half the height


class Squeezed(NamedTuple):
    """What is drawn.

    Args:
        pixels: numbers in the picture.
        encoder: what the layers before the code answered, flat arrays.
        code: what stands in the neck.
        decoder: what the layers after it answered.
    """

    pixels: int
    encoder: Sequence[np.ndarray]
    code: neck.Code
    decoder: Sequence[np.ndarray]

    @property
    def largest(self) -> int:
        """Numbers in the largest layer."""
        return max(self.pixels, *(len(each) for each in (*self.encoder, *self.decoder)))

    @property
    def neck(self) -> float:
        """Half the height of the neck, as a share of half the height."""
        return half_height(len(self.code.values), self.largest)


SIDE = f"(width >= {WIDE} ? min(height - {LABELS}, 0.16 * width) : min(height - {LABELS}, 0.25 * width))"
MIDDLE = f"(height - {LABELS}) / 2"
ENDS = {"left": f"{SIDE} / 2", "error": f"width - {SIDE} / 2"}
RIGHT = f"(width >= {WIDE} ? width - 1.5 * {SIDE} - 14 : width - {SIDE} / 2)"  # middle of the rebuilt picture


def squeeze(labels: Sequence[str], smooth: bool, colour: str, numbers: int) -> Chart:
    """The drawing, without its tables (`squeeze_tables` and `neck.turn_table`).

    Args:
        labels: the words under picture, code, rebuilt picture and error.
        smooth: whether pictures are smoothed.
        colour: of the network.
        numbers: in the code.
    """
    between = [alt.ExprRef(f"{SIDE} + 10"), alt.ExprRef(f"{RIGHT} - {SIDE} / 2 - 10")]
    x = alt.Scale(domain=[0, 1], range=between, nice=False, zero=False)
    y = alt.Scale(domain=[-1, 1], range=[alt.ExprRef(f"height - {LABELS}"), 0], nice=False, zero=False)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x, axis=None)

    def up(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=y, axis=None)

    outline = alt.Chart(alt.NamedData(OUTLINE)).mark_area(color=colour, opacity=0.14, orient="vertical")
    outline = outline.encode(x=across("x"), y=up("low"), y2="high", detail="part:N", **touch.SILENT)
    cells = alt.Chart(alt.NamedData(CELLS)).mark_rect(color=colour)
    strength = alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.08, 1]), legend=None)
    cells = cells.encode(
        x=across("left"), x2="right", y=up("low"), y2="high", opacity=strength, tooltip=alt.Tooltip("layer:N")
    )
    drawn = [picture_at("left", ENDS["left"], smooth), picture_at("right", RIGHT, smooth)]
    error = picture_at("error", ENDS["error"], smooth).transform_filter(f"width >= {WIDE}")
    error = error.encode(opacity=alt.condition(neck.IS_TURNED, alt.value(0.12), alt.value(1.0)))
    turned = neck.turned_picture().mark_image(width=alt.ExprRef(SIDE), height=alt.ExprRef(SIDE), smooth=smooth)
    turned = turned.encode(x=alt.value(alt.ExprRef(RIGHT)), y=alt.value(alt.ExprRef(MIDDLE)))
    middle = f"({SIDE} + {RIGHT} - {SIDE} / 2) / 2"
    places = (ENDS["left"], middle, RIGHT, ENDS["error"])
    words = [words_at(label, at) for label, at in zip(labels, places, strict=True)]
    words[-1] = words[-1].transform_filter(f"width >= {WIDE}")
    code = neck.layers(across, up, middle, numbers)
    canvas = palette.canvas(outline, cells, *drawn, error, turned, *words, *code).properties(height=HEIGHT)
    return finished(canvas.add_params(neck.turn_said()))


def picture_at(place: str, x: str, smooth: bool) -> alt.Chart:
    """One of the pictures, around a place across."""
    found = alt.Chart(alt.NamedData(PICTURES)).transform_filter(f"datum.place == '{place}'")
    drawn: alt.Chart = found.mark_image(width=alt.ExprRef(SIDE), height=alt.ExprRef(SIDE), smooth=smooth)
    return drawn.encode(
        x=alt.value(alt.ExprRef(x)), y=alt.value(alt.ExprRef(MIDDLE)), url="picture:N", **touch.SILENT
    )  # fmt: skip


def words_at(label: str, x: str) -> alt.Chart:
    """The words under a part of the drawing."""
    look: dict[str, Any] = {"fontSize": 13, "color": colours.NEUTRAL, "baseline": "bottom"}
    drawn: alt.Chart = alt.Chart(pd.DataFrame({"words": [label]})).mark_text(**look)
    return drawn.encode(
        x=alt.value(alt.ExprRef(x)), y=alt.value(alt.ExprRef("height - 4")), text="words:N", **touch.SILENT
    )


def squeeze_tables(shown: Squeezed, picture: str, rebuilt: str, error: str) -> dict[str, Table]:
    """The tables: layers and code of `shown`, and the three pictures as data URIs."""
    before, after = len(shown.encoder), len(shown.decoder)
    left = np.linspace(0.0, 0.5 - neck.HALF, before + 1)[:before] + COLUMN / 2
    right = np.linspace(0.5 + neck.HALF, 1.0, after + 1)[1:] - COLUMN / 2
    largest, narrow = shown.largest, shown.neck
    ends = half_height(shown.pixels, largest)
    columns = [
        *[(f"encoder {i + 1}", x, values) for i, (x, values) in enumerate(zip(left, shown.encoder, strict=True))],
        *[(f"decoder {i + 1}", x, values) for i, (x, values) in enumerate(zip(right, shown.decoder, strict=True))],
    ]
    cells = pd.concat([column_of_cells(*column, half_height(len(column[2]), largest)) for column in columns])
    heights = {x: half_height(len(values), largest) for _, x, values in columns}
    sides = {
        "encoder": {0.0: ends} | {x: heights[x] for x in left} | {0.5 - neck.HALF: narrow, 0.5: narrow},
        "decoder": {0.5: narrow, 0.5 + neck.HALF: narrow} | {x: heights[x] for x in right} | {1.0: ends},
    }
    outline = [
        {"part": part, "x": x, "low": -half, "high": half} for part, side in sides.items() for x, half in side.items()
    ]
    pictures = {"place": ["left", "right", "error"], "picture": [picture, rebuilt, error]}
    return {
        CELLS: cells,
        OUTLINE: pd.DataFrame(outline),
        neck.CODE: neck.code_table(shown.code, narrow),
        PICTURES: pd.DataFrame(pictures),
    }


def half_height(numbers: int, largest: int) -> float:
    """Half the height of a layer with so many numbers, 1 for the largest: as their logarithm."""
    return LOWEST + (1.0 - LOWEST) * math.log(numbers) / math.log(largest)


def column_of_cells(layer: str, x: float, values: np.ndarray, half: float) -> pd.DataFrame:
    """One layer: cells from top to bottom, each as strong as its units answered, of the strongest."""
    groups = np.array_split(np.abs(values), min(len(values), MOST_CELLS))
    strength = np.array([group.mean() for group in groups])
    edges = np.linspace(half, -half, len(groups) + 1)
    numbers = f"{layer}: {len(values):,} numbers"
    return pd.DataFrame(
        {
            "layer": numbers,
            "left": x - COLUMN / 2,
            "right": x + COLUMN / 2,
            "high": edges[:-1],
            "low": edges[1:] + 0.1 * (edges[0] - edges[1]),
            "strength": (strength / max(strength.max(), 1e-12)).round(3),
        }
    )
