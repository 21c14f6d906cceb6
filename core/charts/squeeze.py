"""The squeeze in one drawing: picture, narrowing layers, the code as bars, widening layers, rebuilt picture, error.

Every layer is a column of cells, as high as the logarithm of the numbers in it, and each cell is as strong as what the
layer answered to this very picture. Drawn in one view whose parts find their places from its width.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette
from core.charts.chart import Chart, Table, finished
from core.pictures import colours

CELLS, OUTLINE, CODE, PICTURES = "cells", "outline", "code", "pictures"  # the tables
MOST_CELLS = 24  # in a column: larger layers are drawn by the means of neighbouring units
HEIGHT, LABELS = 236, 30  # pixels: of all, and of the line of words at its foot
COLUMN = 0.032  # width of a layer, as a share of the funnel
WIDE = 620  # pixels: in a place as wide as that the error has its own picture at the end
NECK = 0.13  # half width of the code's place, as a share of the funnel
LOWEST = 0.08  # half height of a layer with one number, as a share of half the height


class Squeezed(NamedTuple):
    """What is drawn.

    Args:
        pixels: numbers in the picture.
        encoder: what the layers before the code answered, flat arrays.
        code: (k,).
        decoder: what the layers after it answered.
        reach: the largest value of any code: as long is a bar that fills its place.
    """

    pixels: int
    encoder: Sequence[np.ndarray]
    code: np.ndarray
    decoder: Sequence[np.ndarray]
    reach: float


SIDE = f"(width >= {WIDE} ? min(height - {LABELS}, 0.16 * width) : min(height - {LABELS}, 0.25 * width))"
MIDDLE = f"(height - {LABELS}) / 2"
ENDS = {"left": f"{SIDE} / 2", "error": f"width - {SIDE} / 2"}
RIGHT = f"(width >= {WIDE} ? width - 1.5 * {SIDE} - 14 : width - {SIDE} / 2)"  # middle of the rebuilt picture


def squeeze(labels: Sequence[str], smooth: bool) -> Chart:
    """The drawing, without its tables (`squeeze_tables`).

    `labels` are the words under picture, code, rebuilt picture and error; `smooth` is whether pictures are smoothed.
    """
    between = [alt.ExprRef(f"{SIDE} + 10"), alt.ExprRef(f"{RIGHT} - {SIDE} / 2 - 10")]
    x = alt.Scale(domain=[0, 1], range=between, nice=False, zero=False)
    y = alt.Scale(domain=[-1, 1], range=[alt.ExprRef(f"height - {LABELS}"), 0], nice=False, zero=False)

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=x, axis=None)

    def up(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=y, axis=None)

    silent = {"tooltip": alt.value(None)}
    outline = alt.Chart(alt.NamedData(OUTLINE)).mark_area(color=colours.AUTOENCODER, opacity=0.14, orient="vertical")
    outline = outline.encode(x=across("x"), y=up("low"), y2="high", detail="part:N", **silent)
    cells = alt.Chart(alt.NamedData(CELLS)).mark_rect(color=colours.AUTOENCODER)
    strength = alt.Opacity("strength:Q", scale=alt.Scale(domain=[0, 1], range=[0.08, 1]), legend=None)
    cells = cells.encode(
        x=across("left"), x2="right", y=up("low"), y2="high", opacity=strength,
        tooltip=[alt.Tooltip("layer:N", title="layer")],
    )  # fmt: skip
    bars = alt.Chart(alt.NamedData(CODE)).mark_rect(color=colours.PICKED, cornerRadius=2)
    bars = bars.encode(
        x=across("left"), x2="right", y=up("low"), y2="high",
        tooltip=[alt.Tooltip("number:Q"), alt.Tooltip("value:Q", format=".2f")],
    )  # fmt: skip
    pictures = alt.Chart(alt.NamedData(PICTURES)).encode(url="picture:N", **silent)
    places = ("left", ENDS["left"]), ("right", RIGHT), ("error", ENDS["error"])
    drawn = [
        pictures.transform_filter(f"datum.place == '{place}'" + (f" && width >= {WIDE}" if place == "error" else ""))
        .mark_image(width=alt.ExprRef(SIDE), height=alt.ExprRef(SIDE), smooth=smooth)
        .encode(x=alt.value(alt.ExprRef(at)), y=alt.value(alt.ExprRef(MIDDLE)))
        for place, at in places
    ]
    middle = f"({SIDE} + {RIGHT} - {SIDE} / 2) / 2"
    under = zip((ENDS["left"], middle, RIGHT, ENDS["error"]), labels, strict=True)
    words = [
        alt.Chart(pd.DataFrame({"words": [label]}))
        .mark_text(fontSize=13, color=colours.NEUTRAL, baseline="bottom")
        .encode(x=alt.value(alt.ExprRef(at)), y=alt.value(HEIGHT - 4), text="words:N", **silent)
        for at, label in under
    ]
    words[-1] = words[-1].transform_filter(f"width >= {WIDE}")
    return finished(palette.canvas(outline, cells, bars, *drawn, *words).properties(height=HEIGHT))


def squeeze_tables(shown: Squeezed, picture: str, rebuilt: str, error: str) -> dict[str, Table]:
    """The tables: layers and code of `shown`, and the three pictures as data URIs."""
    before, after = len(shown.encoder), len(shown.decoder)
    left = np.linspace(0.0, 0.5 - NECK, before + 1)[:before] + COLUMN / 2
    right = np.linspace(0.5 + NECK, 1.0, after + 1)[1:] - COLUMN / 2
    largest = max(shown.pixels, *(len(each) for each in (*shown.encoder, *shown.decoder)))
    neck = half_height(len(shown.code), largest)
    ends = half_height(shown.pixels, largest)
    columns = [
        *[(f"encoder {i + 1}", x, values) for i, (x, values) in enumerate(zip(left, shown.encoder, strict=True))],
        *[(f"decoder {i + 1}", x, values) for i, (x, values) in enumerate(zip(right, shown.decoder, strict=True))],
    ]
    cells = pd.concat([column_of_cells(*column, half_height(len(column[2]), largest)) for column in columns])
    heights = {x: half_height(len(values), largest) for _, x, values in columns}
    sides = {
        "encoder": {0.0: ends} | {x: heights[x] for x in left} | {0.5 - NECK: neck, 0.5: neck},
        "decoder": {0.5: neck, 0.5 + NECK: neck} | {x: heights[x] for x in right} | {1.0: ends},
    }
    outline = [
        {"part": part, "x": x, "low": -half, "high": half} for part, side in sides.items() for x, half in side.items()
    ]
    pictures = {"place": ["left", "right", "error"], "picture": [picture, rebuilt, error]}
    return {
        CELLS: cells,
        OUTLINE: pd.DataFrame(outline),
        CODE: code_bars(shown.code, shown.reach, neck),
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


def code_bars(code: np.ndarray, reach: float, half: float) -> pd.DataFrame:
    """The numbers of a code as bars to the left (negative) and right of the middle."""
    edges = np.linspace(half, -half, len(code) + 1)
    end = 0.5 + (NECK - 0.02) * np.clip(code / max(reach, 1e-12), -1, 1)
    return pd.DataFrame(
        {
            "number": np.arange(1, len(code) + 1),
            "value": code.astype(float).round(3),
            "left": np.minimum(end, 0.5) - 0.004,
            "right": np.maximum(end, 0.5) + 0.004,
            "high": edges[:-1] - 0.1 * (edges[0] - edges[1]),
            "low": edges[1:] + 0.1 * (edges[0] - edges[1]),
        }
    )
