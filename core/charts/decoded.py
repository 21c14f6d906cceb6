"""A plane of codes decoded: pictures side by side under a finger or pointer, and the one that it touches, large.

Everything happens in the browser. Where there is room the large picture stands beside the plane, else above it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, planes, touch
from core.charts.chart import Chart, Columns, Table, finished
from core.pictures import colours, png, webp

LENS, LARGEST_LENS = 112, 280  # pixels: side of the large picture above the plane, and the most that it has beside it
GAP = 28  # pixels between the large picture and the plane
BESIDE = 620  # pixels: in a place as wide as that, the large picture stands beside the plane
WORDS = 50  # pixels that are left for the words under the large picture
BAR, FULL_BAR = 16, 3.0  # pixels from one bar of a code to the next, and the value whose bar is as long as it may be
TILES, SHEET, BARS = "tiles", "sheet", "bars"  # the tables


class Look(NamedTuple):
    """How a decoded plane is drawn.

    Args:
        axes: what stands at both axes.
        ticks: whether their values are drawn.
        height: in pixels, of all of it.
        circle: the radius of a ring around the origin, in units of the axes.
        smooth: whether pictures are smoothed, as those in colour should be, or their pixels are seen.
    """

    axes: tuple[str, str] = ("z1", "z2")
    ticks: bool = True
    height: int = 620
    circle: float | None = None
    smooth: bool = False


class Dots(NamedTuple):
    """Codes over the pictures: `points` (n, 2), `labels` (n,), and what the labels mean."""

    points: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]


def decoded_plane(
    axis_1: np.ndarray, axis_2: np.ndarray, start: int, look: Look, dots: Dots | None = None, bars: bool = False
) -> Chart:
    """The plane of codes as a map of decoded pictures; the one under the pointer is drawn large.

    The pictures come from `plane_tables`. The axes of their grid, (a,) and (b,), are evenly spaced and ascending; the
    picture of grid point number `start` is large at first. With `bars` the numbers of its code stand beside it, from
    `bar_table`.
    """
    x, y = plane_scales(axis_1, axis_2)
    tiles = len(axis_1) * len(axis_2)
    hover = touch.near(["tile"], start=start, name="hover", keys=("Look at place", tiles))
    pin = touch.picks("pin", "tile", nearest=True, start=start, keys=("Keep place", tiles))
    place = {
        "x": axis_encoding("z1:Q", x, axis_1, look.axes[0], look.ticks),
        "y": axis_encoding("z2:Q", y, axis_2, look.axes[1], look.ticks),
    }
    silent = alt.value(None)  # the large picture is the tooltip
    table = alt.NamedData(TILES)
    everywhere = alt.Chart(table).mark_point(opacity=0, size=1).encode(**place, tooltip=silent).add_params(pin, hover)
    layers = [background(x, y, look.smooth)]
    if dots is not None:
        inside = within(dots.points, axis_1, axis_2)
        drawn = {"size": 26, "opacity": 0.9, "stroke": "#ffffff", "strokeWidth": 0.4}
        layers.append(planes.dots(dots.points[inside], dots.labels[inside], dots.names, x, y, **drawn))
    if look.circle is not None:
        layers.append(planes.ring(look.circle, x, y, colour="#ffffff"))  # on dark pictures
    layers += [
        frame_of_tile(pin, axis_1, axis_2, x, y, colours.NEUTRAL),
        frame_of_tile(hover, axis_1, axis_2, x, y, colours.PICKED),
        *lens(hover, look.smooth),
        *([code_bars(hover)] if bars else []),
        everywhere,
    ]
    sides = (len(axis_1), len(axis_2))
    said = [place_said(f"{each}_tile", look, sides) for each in ("hover", "pin")]
    return finished(palette.canvas(*layers).properties(height=look.height).add_params(*said))


def place_said(slider: str, look: Look, sides: tuple[int, int]) -> alt.Parameter:
    """What a slider over the places says: what stands below the large picture; on axes without values the step."""
    if look.ticks:
        return touch.row_said(slider, TILES)
    across, up = (name.removesuffix(" →") for name in look.axes)
    columns, rows = sides
    first = f"'{across} ' + ({slider} % {columns} + 1) + ' of {columns}'"
    return touch.said(slider, f"{first} + ', {up} ' + ({rows} - floor({slider} / {columns})) + ' of {rows}'")


def plane_tables(
    tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray, places: np.ndarray, words: Sequence[str] | None = None
) -> dict[str, Table]:
    """The tables of a decoded plane: `tiles` (a·b, h, w[, 3]) in reading order over a grid of axes (a,) and (b,).

    `places` (a·b, 2) are where they lie, the grid of both axes in that order, and `words` what stands below the large
    picture of each; by default its place.
    """
    said = list(words or [f"z = ({first:.2f}, {second:.2f})".replace("-", "−") for first, second in places])
    columns = {"tile": np.arange(len(places)), "z1": places[:, 0].round(4), "z2": places[:, 1].round(4), "words": said}
    tile_table = pd.DataFrame(columns | {"picture": webp.thumbnails(tiles)})
    return {TILES: tile_table, SHEET: sheet_table(tiles, axis_1, axis_2)}


def listed(places: np.ndarray) -> Columns:
    """What a decoded plane lists for those who ask for its data: the codes (n, 2) that are decoded."""
    return {"first value": places[:, 0].round(4), "second value": places[:, 1].round(4)}


def bar_table(codes: np.ndarray) -> dict[str, Table]:
    """The table of the codes (a·b, k) of all tiles, one row a value."""
    tiles, values = np.indices(codes.shape)
    return {BARS: pd.DataFrame({"tile": tiles.ravel(), "bar": values.ravel(), "value": codes.ravel().round(2)})}


def within(points: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> np.ndarray:
    """Which of the points (n, 2) lie on the plane, bool (n,): others would be drawn beside it."""
    low, high = np.transpose([ends(axis_1), ends(axis_2)])  # (2,) each
    on_it: np.ndarray = np.all((points >= low) & (points <= high), axis=1)
    return on_it


def half_tile(axis: np.ndarray) -> float:
    """Half the side of a tile, in units of the axis."""
    return float(axis[1] - axis[0]) / 2


def ends(axis: np.ndarray) -> list[float]:
    """Where the tiles along an axis begin and end."""
    return [float(axis[0]) - half_tile(axis), float(axis[-1]) + half_tile(axis)]


# --- where things stand: expressions of Vega, in pixels, in the width and height of the chart -------------------------

IS_WIDE = f"(width >= {BESIDE})"
PLANE = f"({IS_WIDE} ? min(height, width - {LENS + GAP}) : min(width, height - {LENS + GAP}))"  # the longer side of it
SIDE = f"({IS_WIDE} ? min({LARGEST_LENS}, width - {PLANE} - {GAP}) : {LENS})"  # of the large picture
LEFT = f"({IS_WIDE} ? {PLANE} + {GAP} : 0)"  # of the large picture
TOP = f"({IS_WIDE} ? height - {PLANE} : height - {PLANE} - {GAP} - {SIDE})"
WORDS_LEFT = f"({IS_WIDE} ? {LEFT} : {SIDE} + 14)"
WORDS_TOP = f"({IS_WIDE} ? {TOP} + {SIDE} + 22 : {TOP} + 14)"
BARS_MIDDLE = f"({WORDS_TOP} + 62)"


def plane_scales(axis_1: np.ndarray, axis_2: np.ndarray) -> tuple[alt.Scale, alt.Scale]:
    """Scales that hold the tiles exactly, as squares."""
    a, b = len(axis_1), len(axis_2)
    tile = f"{PLANE} / {max(a, b)}"
    across = alt.Scale(domain=ends(axis_1), nice=False, zero=False, range=[0, alt.ExprRef(f"{tile} * {a}")])
    up = [alt.ExprRef("height"), alt.ExprRef(f"height - {tile} * {b}")]
    return across, alt.Scale(domain=ends(axis_2), nice=False, zero=False, range=up)


def axis_encoding(field: str, scale: alt.Scale, axis: np.ndarray, title: str, ticks: bool) -> alt.X | alt.Y:
    """An axis whose ticks stay within the plane."""
    channel = alt.X if field.startswith("z1") else alt.Y
    values = [float(f"{value:.3g}") for value in np.linspace(axis[0], axis[-1], 5)] if ticks else []
    drawn = alt.Axis(title=title, values=values, format=".2~f", grid=False, titleAnchor="start", domain=ticks)
    return channel(field, scale=scale, axis=drawn)


def sheet_table(tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> pd.DataFrame:
    """The whole decoded grid as one picture, and where its edges lie."""
    sheet = png.data_uri(png.mosaic(png.eight_bit(tiles), len(axis_1)))
    edges = dict(zip(("left", "right", "bottom", "top"), ends(axis_1) + ends(axis_2), strict=True))
    return pd.DataFrame([edges | {"sheet": sheet}])


def background(x: alt.Scale, y: alt.Scale, smooth: bool) -> alt.Chart:
    """The picture of the whole grid: a mark for each image would make every move of the pointer slow."""
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(SHEET))
        .mark_image(aspect=False, smooth=smooth)
        .encode(
            x=alt.X("left:Q", scale=x), x2="right:Q", y=alt.Y("bottom:Q", scale=y), y2="top:Q", url="sheet:N",
            tooltip=alt.value(None),
        )
    )  # fmt: skip
    return drawn


def frame_of_tile(
    chosen: alt.Parameter, axis_1: np.ndarray, axis_2: np.ndarray, x: alt.Scale, y: alt.Scale, colour: str
) -> alt.Chart:
    """The border around the tile that is chosen."""
    h1, h2 = half_tile(axis_1), half_tile(axis_2)
    edges = {"left": f"z1 - {h1}", "right": f"z1 + {h1}", "bottom": f"z2 - {h2}", "top": f"z2 + {h2}"}
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(TILES))
        .mark_rect(fillOpacity=0, stroke=colour, strokeWidth=3, cornerRadius=2)
        .transform_filter(chosen)
        .transform_calculate(**{edge: f"datum.{place}" for edge, place in edges.items()})
        .encode(
            x=alt.X("left:Q", scale=x), x2="right:Q", y=alt.Y("bottom:Q", scale=y), y2="top:Q", tooltip=alt.value(None)
        )
    )
    return drawn


def lens(hover: alt.Parameter, smooth: bool) -> Sequence[alt.Chart]:
    """The picture under the pointer, large, and the words that belong to it."""
    base = alt.Chart(alt.NamedData(TILES)).transform_filter(hover).encode(tooltip=alt.value(None))
    picture = base.mark_image(width=alt.ExprRef(SIDE), height=alt.ExprRef(SIDE), smooth=smooth).encode(
        x=alt.value(alt.ExprRef(f"{LEFT} + {SIDE} / 2")), y=alt.value(alt.ExprRef(f"{TOP} + {SIDE} / 2")),
        url="picture:N",
    )  # fmt: skip
    words = base.mark_text(align="left", baseline="middle", fontSize=15, color=colours.NEUTRAL)
    at = {"x": alt.value(alt.ExprRef(WORDS_LEFT)), "y": alt.value(alt.ExprRef(WORDS_TOP))}
    return [picture, words.encode(**at, text="words:N")]


def code_bars(hover: alt.Parameter) -> alt.Chart:
    """The numbers of the code under the pointer as bars, up and down from a line."""
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(BARS))
        .transform_filter(hover)
        .transform_calculate(
            across=f"{WORDS_LEFT} + {BAR} * (datum.bar + 0.5)",
            up=f"{BARS_MIDDLE} - 30 * clamp(datum.value / {FULL_BAR}, -1, 1)",
            middle=BARS_MIDDLE,
        )
        .mark_rule(strokeWidth=BAR - 6, color=colours.VAE)
        .encode(x=alt.X("across:Q", scale=None), y=alt.Y("up:Q", scale=None), y2="middle:Q", tooltip=alt.value(None))
    )
    return drawn
