"""A map that stands still: no sliders, no point to pick; its points say on hover what they are."""

from typing import Any, NamedTuple

import altair as alt

from core.charts import map_dots, map_labels, palette, sweep_map, touch
from core.charts.arrows import arrow_layers
from core.charts.chart import Chart, finished
from core.charts.map_layout import HEAD
from core.charts.map_tables import MIDDLES, told_apart
from core.pictures import colours

TAKEN = "taken"  # the selection by which a tap says that it is this map
TURNS = "turns"  # the table with the number of the turn: what is taken again is heard only in another turn
SIDE = 336  # pixels: two side by side on a laptop, one on a phone


class MapLook(NamedTuple):
    """What one map looks like.

    Args:
        title: the method, a key of `colours.METHODS`.
        names: of the classes.
        picture_header: what comes before a point's pixels to make a data URI, or "" where points have no picture.
        note: what stands above the plot.
        side: width and height of the plot in pixels.
        lettered: whether points are called by words, which appear as one comes closer (`core.charts.map_labels`).
        arrows: whether there are arrows between points (`core.charts.arrows`).
        named: whether what a point is called is shown on hover alone.
        rising: whether the classes are steps of a number, from low to high.
        takes: whether a click or a tap takes the map as a whole.
    """

    title: str
    names: tuple[str, ...]
    picture_header: str = ""
    note: str = "no settings"
    side: int = SIDE
    lettered: bool = False
    arrows: bool = False
    named: bool = False
    rising: bool = False
    takes: bool = False


def still_map(look: MapLook) -> Chart:
    """One map; its tables come from `map_tables.still_tables`, and are put in when it is drawn."""
    title, names, header, note, side, lettered, arrows, named, rising, takes = look
    whole = alt.Scale(domain=map_dots.DOMAIN, nice=False, zero=False)
    x, y = (map_labels.view_scale(f"view_{axis}") if lettered else whole for axis in "xy")
    place: dict[str, Any] = {"x": alt.X("x:Q", scale=x, axis=None), "y": alt.Y("y:Q", scale=y, axis=None)}
    here = {"x": "datum.x0", "y": "datum.y0"}
    look_of_dots = map_dots.DotsLook(names, header, lettered or named, rising)
    layers = [map_dots.told(map_dots.dots(look_of_dots, pixels(lettered)), look_of_dots, "datum.on / 100")]
    if told_apart(names) and not lettered and not rising:
        short = {"label": f"{[name.removeprefix('part ') for name in names]}[datum.kind]"}
        middles = alt.Chart(alt.NamedData(MIDDLES)).transform_calculate(**short | here)
        layers += sweep_map.class_names(middles.encode(**place, text="label:N"), 15)
    if arrows:
        layers += arrow_layers(place)
    if lettered:
        layers += map_labels.label_layers(map_labels.Lettered("view_x", "view_y", str(side)), place)
    style: dict[str, Any] = {"align": "left", "fontSize": 17, "color": colours.METHODS[title]}
    layers.append(sweep_map.line_of_words(f"'{title}'", 1, -4, **style))
    right: dict[str, Any] = {"align": "right", "fontSize": 13, "color": colours.NEUTRAL}
    layers.append(sweep_map.line_of_words(f"'{note}'", side - 3, -4, **right))
    if takes:
        layers.append(whole_of_it())
    room = {"top": HEAD, "bottom": 2, "left": 1, "right": 1}
    frame = {"width": side - 2, "height": side, "padding": room, "autosize": alt.AutoSizeParams(type="none")}
    chart = alt.layer(*layers, usermeta=palette.CANVAS).properties(**frame)
    if lettered:
        first = {axis: map_labels.first_name(axis) for axis in "xy"}
        views = {f"view_{axis}": map_labels.kept_inside(first[axis]) for axis in "xy"}
        chart = chart.add_params(map_labels.closer_slider(), *map_labels.view_signals(views))
    return finished(chart.configure_view(strokeOpacity=0.25, stroke=colours.NEUTRAL))


def pixels(lettered: bool) -> list[str]:
    """The expressions of where a point is across and down; how wide the plot is drawn is known in the browser alone."""
    x, y, half = ("view_x", "view_y", "view_half") if lettered else ("0", "0", f"{map_dots.REACH:g}")
    return [f"width / 2 * (1 + (datum.x0 - {x}) / {half})", f"height / 2 * (1 - (datum.y0 - {y}) / {half})"]


def whole_of_it() -> alt.Chart:
    """What is tapped where a map is taken as a whole: nothing to be seen, and as large as the map."""
    over = alt.Chart(alt.NamedData(TURNS)).mark_rect(fillOpacity=0, cursor="pointer", aria=False)
    ends = {"x": alt.value(0), "y": alt.value(0)}
    far = {"x2": alt.value(alt.ExprRef("width")), "y2": alt.value(alt.ExprRef("height"))}
    drawn: alt.Chart = over.encode(**ends, **far, **touch.SILENT).add_params(touch.picks(TAKEN, "turn"))
    return drawn
