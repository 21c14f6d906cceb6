"""A plane of codes decoded: pictures side by side, and the one under the pointer large, under a lens."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, planes
from core.charts.chart import Chart, Table, finished
from core.pictures import colours, png

LENS, LARGEST_LENS = 112, 160  # pixels: side of the large image, and where there is more room above the plane
GAP = 24  # pixels between the large image and the plane
EVERY = 2  # of the grid's images in each direction one in so many is drawn, so that digits can be made out
EDGE = 70  # grey level of the line between them
TILES, SHEET = "tiles", "sheet"  # the tables


def decoded_plane(
    axis_1: np.ndarray,
    axis_2: np.ndarray,
    start: int,
    points: np.ndarray | None = None,
    labels: np.ndarray | None = None,
    names: tuple[str, ...] = (),
    circle: float | None = None,
    axes: tuple[str, str] = ("z1", "z2"),
    height: int = 640,
) -> Chart:
    """The plane of codes as a map of decoded images, with a lens that shows the one under the pointer.

    The pictures come from `plane_tables`. The axes of their grid, (a,) and (b,), are evenly spaced and ascending, a and
    b odd; grid point number `start` is in the lens at first. Over the pictures are drawn codes `points` (n, 2) with
    their labels, and a ring of radius `circle` around the origin. `height` is that of plane and lens together.
    """
    x, y = plane_scales(axis_1, axis_2)
    hover = alt.selection_point(
        name="hover", on="pointermove,click", nearest=True, clear=False, fields=["tile"], value=[{"tile": start}]
    )
    pin = alt.selection_point(name="pin", on="click", nearest=True, clear=False, fields=["tile"])
    table = alt.NamedData(TILES)
    place = {"x": axis_encoding("z1:Q", x, axis_1, axes[0]), "y": axis_encoding("z2:Q", y, axis_2, axes[1])}
    silent = alt.value(None)  # the lens is the tooltip
    everywhere = alt.Chart(table).mark_point(opacity=0, size=1).encode(**place, tooltip=silent).add_params(hover, pin)
    layers = [background(x, y)]
    if points is not None and labels is not None:
        inside = within(points, axis_1, axis_2)
        look = {"size": 26, "opacity": 0.9, "stroke": "#ffffff", "strokeWidth": 0.4}
        layers.append(planes.dots(points[inside], labels[inside], names, x, y, **look))
    if circle is not None:
        layers.append(planes.ring(circle, x, y, colour="#ffffff"))  # on dark pictures
    layers += [frame_of_tile(hover, axis_1, axis_2, x, y), *lens(hover, plane_top(axis_1, axis_2)), everywhere]
    return finished(palette.canvas(*layers).properties(height=height))


def plane_tables(
    tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray, places: np.ndarray, codes: np.ndarray | None = None
) -> dict[str, Table]:
    """The tables of a decoded plane: `tiles` (a·b, h, w) in reading order over a grid of axes (a,) and (b,).

    `places` (a·b, 2) are where they lie, the grid of both axes in that order, and `codes` (a·b, 2) what they were
    decoded from, where that is not their place on the plane.
    """
    z = places if codes is None else codes
    columns = {"tile": np.arange(len(places)), "z1": places[:, 0].round(4), "z2": places[:, 1].round(4)}
    columns |= {"code1": z[:, 0].round(2), "code2": z[:, 1].round(2)}
    tile_table = pd.DataFrame(columns | {"picture": png.thumbnails(tiles)})
    return {TILES: tile_table, SHEET: sheet_table(tiles, axis_1, axis_2)}


def within(points: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> np.ndarray:
    """Which of the points (n, 2) lie on the plane, bool (n,): others would be drawn beside the lens."""
    low, high = np.transpose([ends(axis_1), ends(axis_2)])  # (2,) each
    on_it: np.ndarray = np.all((points >= low) & (points <= high), axis=1)
    return on_it


def half_tile(axis: np.ndarray) -> float:
    """Half the side of a drawn tile, in units of the axis."""
    return float(axis[1] - axis[0]) / 2 * EVERY


def ends(axis: np.ndarray) -> list[float]:
    """Where the tiles along an axis begin and end."""
    return [float(axis[0]) - half_tile(axis), float(axis[-1]) + half_tile(axis)]


def plane_scales(axis_1: np.ndarray, axis_2: np.ndarray) -> tuple[alt.Scale, alt.Scale]:
    """Scales that hold the tiles exactly, as squares where the width allows it, with room for the lens above them."""
    range_2 = [alt.ExprRef("height"), alt.ExprRef(plane_top(axis_1, axis_2))]
    across = alt.Scale(domain=ends(axis_1), nice=False, zero=False)
    return across, alt.Scale(domain=ends(axis_2), nice=False, zero=False, range=range_2)


def plane_top(axis_1: np.ndarray, axis_2: np.ndarray) -> str:
    """Where the plane begins, in pixels from above, as an expression: where the plot is narrow, it is lower as well."""
    return f"max({LENS + GAP}, height - width * {len(axis_2) / len(axis_1):.4f})"


def axis_encoding(field: str, scale: alt.Scale, axis: np.ndarray, title: str) -> alt.X | alt.Y:
    """An axis whose ticks stay within the plane."""
    channel = alt.X if field.startswith("z1") else alt.Y
    ticks = [float(f"{value:.3g}") for value in np.linspace(axis[0], axis[-1], 5)]
    drawn = alt.Axis(title=title, values=ticks, format=".2~f", grid=False, titleAnchor="start")
    return channel(field, scale=scale, axis=drawn)


def sheet_table(tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> pd.DataFrame:
    """The whole decoded grid as one picture, and where its edges lie."""
    rows = tiles.reshape(len(axis_2), len(axis_1), *tiles.shape[1:])[::EVERY, ::EVERY]
    edged = np.pad(png.grey(rows.reshape(-1, *tiles.shape[1:])), ((0, 0), (0, 1), (0, 1)), constant_values=EDGE)
    sheet = png.data_uri(png.mosaic(edged, rows.shape[1]))
    edges = dict(zip(("left", "right", "bottom", "top"), ends(axis_1) + ends(axis_2), strict=True))
    return pd.DataFrame([edges | {"sheet": sheet}])


def background(x: alt.Scale, y: alt.Scale) -> alt.Chart:
    """The picture of the whole grid: a mark for each image would make every move of the pointer slow."""
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(SHEET))
        .mark_image(aspect=False, smooth=False)
        .encode(x=alt.X("left:Q", scale=x), x2="right:Q", y=alt.Y("bottom:Q", scale=y), y2="top:Q", url="sheet:N")
    )
    return drawn


def frame_of_tile(
    hover: alt.Parameter, axis_1: np.ndarray, axis_2: np.ndarray, x: alt.Scale, y: alt.Scale
) -> alt.Chart:
    """The border around the tile that is in the lens."""
    h1, h2 = half_tile(axis_1), half_tile(axis_2)
    edges = {"left": f"z1 - {h1}", "right": f"z1 + {h1}", "bottom": f"z2 - {h2}", "top": f"z2 + {h2}"}
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(TILES))
        .mark_rect(fillOpacity=0, stroke=colours.PICKED, strokeWidth=2.5)
        .transform_filter(hover)
        .transform_calculate(**{edge: f"datum.{place}" for edge, place in edges.items()})
        .encode(x=alt.X("left:Q", scale=x), x2="right:Q", y=alt.Y("bottom:Q", scale=y), y2="top:Q")
    )
    return drawn


def lens(hover: alt.Parameter, top: str) -> Sequence[alt.Chart]:
    """The image under the pointer, large, and where it is; above a plane that begins at `top`."""
    base = alt.Chart(alt.NamedData(TILES)).transform_filter(hover)
    side = f"min({LARGEST_LENS}, {top} - {GAP})"
    middle = alt.value(alt.ExprRef(f"{top} - {GAP} - {side} / 2"))
    picture = base.mark_image(width=alt.ExprRef(side), height=alt.ExprRef(side), smooth=False).encode(
        x=alt.value(alt.ExprRef(f"{side} / 2")), y=middle, url="picture:N"
    )
    words = base.transform_calculate(
        words="['decoded from', 'z = (' + format(datum.code1, '.2f') + ', ' + format(datum.code2, '.2f') + ')']"
    ).mark_text(align="left", baseline="middle", fontSize=15, color=colours.NEUTRAL, lineHeight=20)
    beside = alt.value(alt.ExprRef(f"{side} + 14"))
    return [picture, words.encode(x=beside, y=middle, text="words:N")]
