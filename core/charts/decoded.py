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

    The pictures come from `plane_tables`.

    Args:
        axis_1: first coordinates of the grid, (a,), evenly spaced and ascending; a and b are odd.
        axis_2: second coordinates of the grid, (b,), evenly spaced and ascending.
        start: number of the grid point in the lens at first.
        points: codes drawn over the pictures, (n, 2), or None.
        labels: class of each point, (n,), positions in `names`.
        names: what the classes are called.
        circle: radius of a ring around the origin, or None.
        axes: titles of the axes.
        height: of plane and lens together, in pixels.
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
        layers.append(dots(points[inside], labels[inside], names, x, y))
    if circle is not None:
        layers.append(planes.ring(circle, x, y, colour="#ffffff"))  # on dark pictures
    layers += [frame_of_tile(hover, axis_1, axis_2, x, y), *lens(hover, plane_top(axis_1, axis_2)), everywhere]
    return finished(palette.canvas(*layers).properties(height=height))


def plane_tables(
    tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray, places: np.ndarray, codes: np.ndarray | None = None
) -> dict[str, Table]:
    """The tables of a decoded plane.

    Args:
        tiles: the decoded grid in reading order, (a·b, h, w).
        axis_1: first coordinates of the grid, (a,).
        axis_2: second coordinates of the grid, (b,).
        places: where each tile lies, (a·b, 2): the grid of both axes in that order.
        codes: what each tile was decoded from, (a·b, 2), where that is not its place on the plane.
    """
    return {
        TILES: tile_table(tiles, places, places if codes is None else codes),
        SHEET: sheet_table(tiles, axis_1, axis_2),
    }


def within(points: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> np.ndarray:
    """Which of the points (n, 2) lie on the plane, bool (n,): others would be drawn beside the lens."""
    ends = np.array([[axis[0] - half_tile(axis), axis[-1] + half_tile(axis)] for axis in (axis_1, axis_2)])  # (2, 2)
    on_it: np.ndarray = np.all((points >= ends[:, 0]) & (points <= ends[:, 1]), axis=1)
    return on_it


def half_tile(axis: np.ndarray) -> float:
    """Half the side of a drawn tile, in units of the axis."""
    return float(axis[1] - axis[0]) / 2 * EVERY


def plane_scales(axis_1: np.ndarray, axis_2: np.ndarray) -> tuple[alt.Scale, alt.Scale]:
    """Scales that hold the tiles exactly, as squares where the width allows it, with room for the lens above them."""
    ends = [[float(axis[0]) - half_tile(axis), float(axis[-1]) + half_tile(axis)] for axis in (axis_1, axis_2)]
    range_2 = [alt.ExprRef("height"), alt.ExprRef(plane_top(axis_1, axis_2))]
    return (
        alt.Scale(domain=ends[0], nice=False, zero=False),
        alt.Scale(domain=ends[1], nice=False, zero=False, range=range_2),
    )


def plane_top(axis_1: np.ndarray, axis_2: np.ndarray) -> str:
    """Where the plane begins, in pixels from above, as an expression: where the plot is narrow, it is lower as well."""
    return f"max({LENS + GAP}, height - width * {len(axis_2) / len(axis_1):.4f})"


def axis_encoding(field: str, scale: alt.Scale, axis: np.ndarray, title: str) -> alt.X | alt.Y:
    """An axis whose ticks stay within the plane."""
    channel = alt.X if field.startswith("z1") else alt.Y
    ticks = [float(f"{value:.3g}") for value in np.linspace(axis[0], axis[-1], 5)]
    drawn = alt.Axis(title=title, values=ticks, format=".2~f", grid=False, titleAnchor="start")
    return channel(field, scale=scale, axis=drawn)


def tile_table(tiles: np.ndarray, places: np.ndarray, codes: np.ndarray) -> pd.DataFrame:
    """One row a grid point: its number, its place, its code, and its picture as a data URI."""
    columns = {"tile": np.arange(len(places)), "z1": places[:, 0].round(4), "z2": places[:, 1].round(4)}
    columns |= {"code1": codes[:, 0].round(2), "code2": codes[:, 1].round(2)}
    return pd.DataFrame(columns | {"picture": png.thumbnails(tiles)})


def sheet_table(tiles: np.ndarray, axis_1: np.ndarray, axis_2: np.ndarray) -> pd.DataFrame:
    """The whole decoded grid as one picture, and where its edges lie."""
    h1, h2 = half_tile(axis_1), half_tile(axis_2)
    rows = tiles.reshape(len(axis_2), len(axis_1), *tiles.shape[1:])[::EVERY, ::EVERY]
    edged = np.pad(png.grey(rows.reshape(-1, *tiles.shape[1:])), ((0, 0), (0, 1), (0, 1)), constant_values=EDGE)
    sheet = png.data_uri(png.mosaic(edged, rows.shape[1]))
    corner = {
        "left": float(axis_1[0]) - h1, "right": float(axis_1[-1]) + h1,
        "bottom": float(axis_2[0]) - h2, "top": float(axis_2[-1]) + h2,
    }  # fmt: skip
    return pd.DataFrame([corner | {"sheet": sheet}])


def background(x: alt.Scale, y: alt.Scale) -> alt.Chart:
    """The picture of the whole grid: a mark for each image would make every move of the pointer slow."""
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(SHEET))
        .mark_image(aspect=False, smooth=False)
        .encode(x=alt.X("left:Q", scale=x), x2="right:Q", y=alt.Y("bottom:Q", scale=y), y2="top:Q", url="sheet:N")
    )
    return drawn


def dots(points: np.ndarray, labels: np.ndarray, names: tuple[str, ...], x: alt.Scale, y: alt.Scale) -> alt.Chart:
    """Codes of images over the plane, coloured by class; without a legend, which would move the plane."""
    table = pd.DataFrame({"z1": points[:, 0], "z2": points[:, 1], "label": palette.class_names(labels, names)})
    drawn: alt.Chart = (
        alt.Chart(table)
        .mark_circle(size=26, opacity=0.9, clip=True, stroke="#ffffff", strokeWidth=0.4)
        .encode(x=alt.X("z1:Q", scale=x), y=alt.Y("z2:Q", scale=y), color=palette.class_colour(names, legend=False))
    )
    return drawn


def frame_of_tile(
    hover: alt.Parameter, axis_1: np.ndarray, axis_2: np.ndarray, x: alt.Scale, y: alt.Scale
) -> alt.Chart:
    """The border around the tile that is in the lens."""
    h1, h2 = half_tile(axis_1), half_tile(axis_2)
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(TILES))
        .mark_rect(fillOpacity=0, stroke=colours.PICKED, strokeWidth=2.5)
        .transform_filter(hover)
        .transform_calculate(
            left=f"datum.z1 - {h1}", right=f"datum.z1 + {h1}", bottom=f"datum.z2 - {h2}", top=f"datum.z2 + {h2}"
        )
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
