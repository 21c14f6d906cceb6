"""What charts have in common beside the colours themselves: the scale and legend of the classes, the renderer."""

from collections.abc import Iterable, Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.pictures.colours import CLASSES, DISTINCT, NEUTRAL, RAMP

COLUMNS = alt.ExprRef("width < 330 ? 5 : 10")  # of a legend: ten classes side by side are wider than a phone's plot
CANVAS = {"embedOptions": {"renderer": "canvas", "actions": False}}  # charts with transforms would stay SVG and slow

SHADES = (*DISTINCT, NEUTRAL)  # of points in many classes


def many(names: Sequence[str]) -> bool:
    """Whether there are more classes than colours that can be told apart."""
    return len(names) > len(CLASSES)


def shades(count: int, chosen: Sequence[int] | None = None) -> np.ndarray:
    """Which of `SHADES` each of many classes has, (count,): the chosen ones, or else the first, have colours.

    A class that has a colour when none is chosen keeps it; the others take those that are free.
    """
    coloured = list(range(len(DISTINCT)) if chosen is None else chosen)[: len(DISTINCT)]
    found = np.full(count, len(DISTINCT))
    free = [shade for shade in range(len(DISTINCT)) if shade not in coloured]
    for each in coloured:
        found[each] = each if each < len(DISTINCT) else free.pop(0)
    return found


def class_colour(names: tuple[str, ...], legend: bool = True, rising: bool = False) -> alt.Color:
    """Colour by the nominal field `label` whose values are `names`, always the same colour for the same class.

    Of `rising` classes each is a step of a number, and has a step of a ramp.
    """
    scale = alt.Scale(domain=list(names), range=list((RAMP if rising else CLASSES)[: len(names)]))
    shown = alt.Legend(title=None, orient="top", columns=COLUMNS, symbolOpacity=1, offset=26) if legend else None
    return alt.Color("label:N", scale=scale, legend=shown)


def class_names(labels: np.ndarray, names: tuple[str, ...]) -> list[str]:
    """The name of every label (n,)."""
    return [names[int(label)] for label in labels]


def code_table(codes: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> pd.DataFrame:
    """Codes (n, 2) as the columns z1 and z2, with the name of their class as label."""
    return pd.DataFrame({"z1": codes[:, 0], "z2": codes[:, 1], "label": class_names(labels, names)})


def long_table(
    series: Mapping[str, Iterable[float]], places: Iterable[float], columns: tuple[str, str, str]
) -> pd.DataFrame:
    """Series of values at the same places as one row a value; `columns` name its place, itself and its series."""
    at = list(places)
    rows = [(*pair, name) for name, values in series.items() for pair in zip(at, map(float, values), strict=True)]
    return pd.DataFrame(rows, columns=list(columns))


def canvas(*layers: alt.Chart | alt.LayerChart) -> alt.LayerChart:
    """Layers over one another, drawn on a canvas without a frame."""
    drawn: alt.LayerChart = alt.layer(*layers, usermeta=CANVAS).configure_view(strokeWidth=0)
    return drawn
