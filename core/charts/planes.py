"""A plane of codes: points coloured by class, the prior's ring, random codes on top."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, sweep_map, touch
from core.charts.chart import Chart, Columns, Table, finished
from core.pictures import colours

DRAWS, POINTS = "draws", "points"  # the tables of random codes, and of points that are learned
POINT: dict[str, Any] = {"filled": True, "size": 30, "opacity": 0.75, "clip": True}
RING = 2.0  # radius of the ring that stands for the prior; it holds 1 − exp(−2) = 86 % of its draws in two dimensions


class Window(NamedTuple):
    """What part of a plane is shown: its middle, and how far it goes from there to the sides and up and down."""

    middle: tuple[float, float]
    half: tuple[float, float]

    def scales(self) -> tuple[alt.Scale, alt.Scale]:
        """Scales for x and y, a unit as long on one as on the other at every width of the plot: rings are round."""
        return sweep_map.equal_scales(self.middle, self.half)

    def place(self) -> dict[str, Any]:
        """The encoding of z1 and z2 on these scales."""
        x, y = self.scales()
        axes = [alt.Axis(title=title, tickCount=5) for title in ("z1", "z2")]
        return {"x": alt.X("z1:Q", scale=x, axis=axes[0]), "y": alt.Y("z2:Q", scale=y, axis=axes[1])}


def window_around(codes: np.ndarray, aspect: float = 1.75) -> Window:
    """The smallest window `aspect` times as wide as high that holds all codes (n, 2), with a margin of 4 %."""
    low, high = codes.min(0).astype(float), codes.max(0).astype(float)
    across, up = (high - low) * (0.5 + 0.04)
    up = max(up, across / aspect)
    return Window(tuple(((low + high) / 2).tolist()), (float(up * aspect), float(up)))


def scatter(
    plane: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    axes: tuple[str, str] = ("first value", "second value"),
    height: int = 400,
    pictures: Sequence[str] | None = None,
) -> Chart:
    """Points at the places `plane` (n, 2), coloured by class, with the titles `axes` on both axes."""
    x, y = (alt.Scale(domain=list(ends), nice=False) for ends in rounded_ends(plane))
    base = alt.Chart(alt.NamedData(POINTS)).encode(
        x=alt.X("x:Q", title=axes[0], scale=x, axis=alt.Axis(tickCount=5)),
        y=alt.Y("y:Q", title=axes[1], scale=y, axis=alt.Axis(tickCount=5)),
    )
    drawn = base.mark_circle(**POINT).encode(color=palette.class_colour(names), **touch.SILENT)
    read = touch.reading(base, ["point"], "datum.label", None if pictures is None else "picture")
    drawn = palette.canvas(drawn, *read).properties(height=height)
    return finished(drawn, {POINTS: scatter_columns(plane, labels, names, pictures)})


def scatter_columns(
    plane: np.ndarray, labels: np.ndarray, names: tuple[str, ...], pictures: Sequence[str] | None = None
) -> Columns:
    """The table "points" of a scatter, whose arguments these are."""
    columns: Columns = {"x": plane[:, 0], "y": plane[:, 1], "label": palette.class_names(labels, names)}
    columns["point"] = np.arange(len(plane))
    if pictures is not None:
        columns["picture"] = list(pictures)
    return columns


def rounded_ends(plane: np.ndarray) -> tuple[tuple[float, float], ...]:
    """The ends of both axes around `plane` (n, 2), at round numbers: they move seldom while the points move often."""
    ends = []
    for low, high in zip(plane.min(axis=0).tolist(), plane.max(axis=0).tolist(), strict=True):
        step = float(10.0 ** np.floor(np.log10(max(high - low, 1e-6))) / 2)
        ends.append((float(np.floor(low / step) * step), float(np.ceil(high / step) * step)))
    return tuple(ends)


def plane_with_draws(codes: np.ndarray, labels: np.ndarray, names: tuple[str, ...], window: Window) -> Chart:
    """Codes of images (n, 2) on a plane, the prior's ring, and random codes on top, numbered, from `draw_table`.

    A finger or a mouse finds the nearest random code, and its picture.
    """
    x, y = window.scales()
    base = alt.Chart(alt.NamedData(DRAWS)).encode(**window.place(), **touch.SILENT)
    images = dots(codes, labels, names, x, y, size=22, opacity=0.6).encode(**touch.SILENT)
    marks = base.mark_point(filled=True, color=colours.PICKED, size=90, opacity=1, stroke="#ffffff", strokeWidth=1)
    numbers = base.mark_text(dx=9, dy=-7, fontWeight=700, fontSize=12, color=colours.PICKED).encode(text="draw:Q")
    read = touch.reading(base, ["draw"], "'random code ' + datum.draw", "picture")
    layers = [images, ring(RING, x, y), marks, numbers, *read]
    return finished(palette.canvas(*layers).properties(height=240))


def draw_table(draws: np.ndarray, window: Window, pictures: Sequence[str]) -> dict[str, Table]:
    """The table of random codes (m, 2) inside the window, with their numbers from 1 and what they decode to."""
    inside = (np.abs(draws - np.array(window.middle)) <= window.half).all(1)
    columns = {"z1": draws[inside, 0], "z2": draws[inside, 1], "draw": np.flatnonzero(inside) + 1}
    columns["picture"] = np.array(pictures)[inside]
    return {DRAWS: pd.DataFrame(columns)}


def dots(
    codes: np.ndarray, labels: np.ndarray, names: tuple[str, ...], x: alt.Scale, y: alt.Scale, **look: Any
) -> alt.Chart:
    """Codes (n, 2) coloured by class; without a legend, which would move the plane."""
    drawn: alt.Chart = alt.Chart(palette.code_table(codes, labels, names)).mark_circle(clip=True, **look)
    colour = palette.class_colour(names, legend=False)
    return drawn.encode(x=alt.X("z1:Q", scale=x), y=alt.Y("z2:Q", scale=y), color=colour)


def ring(radius: float, x: alt.Scale, y: alt.Scale, colour: str = colours.NEUTRAL) -> alt.Chart:
    """A dashed ring of this radius around the origin."""
    angle = np.linspace(0, 2 * np.pi, 91)
    table = pd.DataFrame({"z1": radius * np.cos(angle), "z2": radius * np.sin(angle), "step": np.arange(91)})
    drawn: alt.Chart = alt.Chart(table).mark_line(color=colour, strokeDash=[6, 4], strokeWidth=1.5, clip=True)
    return drawn.encode(x=alt.X("z1:Q", scale=x), y=alt.Y("z2:Q", scale=y), order="step:Q", **touch.SILENT)
