"""What stands below linked maps: the picked point and its true neighbours, by their pictures or by their names."""

from typing import Any

import altair as alt

from core.charts import map_pick, palette, sweep_map
from core.charts.map_dots import DotsLook
from core.charts.map_layout import Panel
from core.charts.map_tables import NEAR, POINTS, told_apart
from core.pictures import colours

PICTURES, WORDS, SHAPES = "pictures", "words", "shapes"  # what points are
SAID = 30  # pixels for the line of words above
PICTURE = 60  # pixels, at most, of a neighbour's picture with its frame; the picked one is twice as large
NAME = 20  # pixels from one name to the next
HEIGHTS = {PICTURES: SAID + 2 * PICTURE + 8, WORDS: SAID + NAME * (NEAR // 2) + 8, SHAPES: SAID + 8}
ROW = NEAR // 2  # neighbours side by side


def strip_layers(kind: str, look: DotsLook, panel: Panel) -> list[alt.Chart]:
    """A line of words, and below it the pictures or the names; `panel` is their place, its side their width."""
    layers = [said(kind, look, panel)]
    if kind == SHAPES:
        return layers
    ranked = map_pick.ranked().transform_filter("datum.point == picked || datum.rank >= 0")
    return layers + (pictures(ranked, look, panel) if kind == PICTURES else names(ranked, panel))


def said(kind: str, look: DotsLook, panel: Panel) -> alt.Chart:
    """What to do, or what is seen."""
    row = f"data('{POINTS}')[picked]"
    called = f"{list(look.names)}[{row}.kind]" if told_apart(look.names) else "'Picked'"
    if kind == WORDS:
        called = f"{row}.word"
    shown = "its ten nearest in the data" if kind != SHAPES else "lines to its ten nearest in the data"
    words = f"picked < 0 ? 'Tap a dot to light up its true neighbours.' : {called} + ', and {shown}'"
    style: dict[str, Any] = {"align": "left", "fontSize": 14, "color": colours.NEUTRAL}
    left, top = alt.ExprRef(panel.left), alt.ExprRef(f"{panel.top} + {SAID - 6}")
    return sweep_map.line_of_words(words, left, top, **style)


def pictures(ranked: alt.Chart, look: DotsLook, panel: Panel) -> list[alt.Chart]:
    """The picked picture at the left, twice as large, and two rows of neighbours, each in the colour of its class."""
    side = f"min({PICTURE}, {panel.side} / {ROW + 2.2})"
    large = "datum.rank < 0"
    column, row = f"(datum.rank % {ROW} + 2.2)", f"floor(datum.rank / {ROW})"
    placed = ranked.transform_filter("datum.pixels").transform_calculate(
        label=f"{list(look.names)}[datum.kind]",
        picture=f"'{look.header}' + datum.pixels",
        span=f"({large} ? 2 : 1) * {side} - 4",
        across=f"{panel.left} + ({large} ? 1 : {column} + 0.5) * {side}",
        down=f"{panel.top} + {SAID} + ({large} ? 1 : {row} + 0.5) * {side}",
    )
    place = {"x": alt.X("across:Q", scale=None), "y": alt.Y("down:Q", scale=None), "tooltip": alt.value(None)}
    size: dict[str, Any] = {"width": alt.ExprRef("datum.span - 6"), "height": alt.ExprRef("datum.span - 6")}
    images = placed.mark_image(**size, smooth=False, aria=False).encode(**place, url="picture:N")
    frames = placed.mark_square(size=alt.ExprRef("pow(datum.span, 2)"), opacity=1, aria=False)
    colour = palette.class_colour(look.names, legend=False, rising=look.rising)
    return [frames.encode(**place, color=colour), images.properties(name=map_pick.STRIP)]


def names(ranked: alt.Chart, panel: Panel) -> list[alt.Chart]:
    """The neighbours' names in two columns, the nearest first."""
    placed = ranked.transform_filter("datum.rank >= 0").transform_calculate(
        across=f"{panel.left} + floor(datum.rank / {ROW}) * {panel.side} / 2",
        down=f"{panel.top} + {SAID + NAME / 2} + datum.rank % {ROW} * {NAME}",
    )
    look: dict[str, Any] = {"align": "left", "baseline": "middle", "fontSize": 15, "color": colours.PICKED}
    place = {"x": alt.X("across:Q", scale=None), "y": alt.Y("down:Q", scale=None), "tooltip": alt.value(None)}
    return [placed.mark_text(**look, aria=False).encode(**place, text="word:N").properties(name=map_pick.STRIP)]
