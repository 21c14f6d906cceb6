"""The maps of the Projections page: the same points by several methods, each with its sliders inside.

Whatever changes while a visitor looks (other maps, a picked point, classes that are switched off) changes the tables
alone (`core.charts.map_tables`), so the browser keeps the chart, and with it the place of every slider, and only
exchanges what it draws.
"""

from typing import Any, NamedTuple

import altair as alt

from core.charts import map_labels, palette, sweep_map
from core.charts.arrows import arrow_layers
from core.charts.blend import Blend, Slider
from core.charts.chart import Chart, finished
from core.charts.map_tables import LEVELS, LINKS, MARKS, MIDDLES, POINTS, told_apart
from core.pictures import colours

SIDE = 336  # pixels: three maps side by side on a laptop, one on a phone
MARGIN = 1.05
LINE = 17  # pixels between the lines of the headline
TOP = 2 * LINE + 4  # pixels above every plot, so that maps with and without sliders stand level


class MapLook(NamedTuple):
    """What one map looks like.

    Args:
        title: the method, a key of `colours.METHODS`.
        sliders: none, one or two, in the order in which the tables count their stops.
        picture_header: what comes before a point's pixels to make a data URI, or "" where points have no picture.
        note: what stands above the plot of a map without sliders.
        side: width and height of the plot in pixels.
        pickable: whether the map answers the mouse. Reported are a click on a point, as
            event.selection["pick"][0]["point"]; a rectangle drawn around points, as event.selection["group"] with its
            two ends "x" and "y" in the units of the tables; and every double click, as another value of "wipe".
        lettered: whether points are called by words, which appear as one comes closer (`core.charts.map_labels`).
        arrows: whether there are arrows between points (`core.charts.arrows`).
        named: whether what a point is called is shown on hover alone.
        rising: whether the classes are steps of a number, from low to high.
    """

    title: str
    sliders: tuple[Slider, ...]
    names: tuple[str, ...]
    picture_header: str = ""
    note: str = "no knob"
    side: int = SIDE
    pickable: bool = True
    lettered: bool = False
    arrows: bool = False
    named: bool = False
    rising: bool = False


def linked_map(look: MapLook) -> Chart:
    """One map; its tables come from `map_tables`, and are put in when it is drawn."""
    title, sliders, names, _, note, side, pickable, lettered, arrows, _, rising = look
    blend = Blend(sliders)
    whole = alt.Scale(domain=[-LEVELS * MARGIN, LEVELS * MARGIN], nice=False, zero=False)
    x, y = (map_labels.view_scale(axis) if lettered else whole for axis in "xy")
    place: dict[str, Any] = {"x": alt.X("x:Q", scale=x, axis=None), "y": alt.Y("y:Q", scale=y, axis=None)}
    dots = point_layer(blend, place, look)
    if pickable:
        dots = dots.add_params(*mouse())
    layers = [*([ground()] if pickable else []), dots, *link_layers(blend, place)]
    if told_apart(names) and not lettered and not rising:
        short = {"label": f"{[name.removeprefix('part ') for name in names]}[datum.kind]"}
        middles = alt.Chart(alt.NamedData(MIDDLES)).transform_calculate(**short | blend.places())
        layers += sweep_map.class_names(middles.encode(**place, text="label:N"), 15)
    if arrows:
        layers += arrow_layers(place)
    if lettered:
        layers += map_labels.label_layers(blend, side)
    layers += headline(title, blend, note, side)
    room = {"top": TOP, "bottom": 2, "left": 1, "right": 1}
    frame = {"width": side - 2, "height": side, "padding": room, "autosize": alt.AutoSizeParams(type="none")}
    chart = alt.layer(*layers, usermeta=palette.CANVAS).properties(**frame).add_params(*blend.signals())
    if lettered:
        chart = chart.add_params(map_labels.closer_slider(), *map_labels.view_signals(blend))
    return finished(chart.configure_view(strokeOpacity=0.25, stroke=colours.NEUTRAL))


def point_layer(blend: Blend, place: dict[str, Any], look: MapLook) -> alt.Chart:
    """The points, coloured by class and as strong as the table of marks says, with their pictures or words on hover."""
    names = look.names
    words = {"label": f"{list(names)}[datum.kind]", "strength": "datum.on / 100"}
    tip = ["'title': datum.word"] if look.lettered or look.named else []
    tip += ["'class': datum.label"] if told_apart(names) else []
    tip += [f"'image': '{look.picture_header}' + datum.pixels"] if look.picture_header else []
    tooltip = {"tooltip": alt.Tooltip("tip:N")} if tip else {}
    colour, marks = palette.class_colour(names, legend=False, rising=look.rising), ["on"]
    if palette.many(names):
        marks.append("shade")
        words["shade"] = f"{list(palette.SHADES)}[datum.shade]"
        colour = alt.Color("shade:N", scale=None)
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(POINTS))
        .transform_lookup("point", alt.LookupData(data=alt.NamedData(MARKS), key="point", fields=marks))
        .mark_circle(size=26, clip=True, aria=False)
        .transform_calculate(**words)
        .transform_calculate(tip="{" + ", ".join(tip) + "}")
        .transform_calculate(**blend.places())
        .encode(**place, color=colour, opacity=alt.Opacity("strength:Q", scale=None), **tooltip)
        .add_params(*blend.parameters())
    )
    return drawn


def mouse() -> tuple[alt.Parameter, alt.Parameter]:
    """What a click and a drag on a map select."""
    rectangle = alt.BrushConfig(fill=colours.NEUTRAL, fillOpacity=0.15, stroke=colours.NEUTRAL)
    return (
        alt.selection_point(name="pick", fields=["point"], on="click", clear=False, toggle=False),
        alt.selection_interval(name="group", encodings=["x", "y"], clear="dblclick", mark=rectangle),
    )


def ground() -> alt.Chart:
    """The empty plane behind the points, so that a double click between them is heard as well."""
    wipe = alt.selection_point(name="wipe", fields=["data"], on="dblclick", clear=False, toggle="true")
    everywhere = {"x": alt.value(0), "y": alt.value(0), "x2": alt.value("width"), "y2": alt.value("height")}
    drawn: alt.Chart = alt.Chart(alt.sequence(0, 1)).mark_rect(opacity=0).encode(**everywhere).add_params(wipe)
    return drawn


def link_layers(blend: Blend, place: dict[str, Any]) -> list[alt.Chart]:
    """The picked point in its ring, and lines from it to its true neighbours: full where still near, else broken."""
    base = alt.Chart(alt.NamedData(LINKS)).transform_filter("datum.shown > 0")
    base = base.transform_calculate(**blend.places() | blend.places("u", "v"), near=blend.at_stop())
    ends = base.transform_filter("datum.rank > 0")
    dash = alt.condition("datum.near > 0", alt.value([1, 0]), alt.value([2, 3]))
    strong = alt.condition("datum.near > 0", alt.value(0.95), alt.value(0.45))
    lines = ends.mark_rule(color=colours.PICKED, strokeWidth=1.2, clip=True)
    lines = lines.encode(**place, x2="u:Q", y2="v:Q", strokeDash=dash, opacity=strong)
    small = ends.mark_point(color=colours.PICKED, size=46, strokeWidth=1.4, clip=True).encode(**place, opacity=strong)
    ring = base.transform_filter("datum.rank == 0").mark_point(color=colours.PICKED, size=170, strokeWidth=3, clip=True)
    return [lines, small, ring.encode(**place)]


def headline(title: str, blend: Blend, note: str, side: int) -> list[alt.Chart]:
    """Above the plot: the method, and a line a slider with the knob's value, or both values where it is in between."""
    right: dict[str, Any] = {"align": "right", "fontSize": 13, "color": colours.NEUTRAL}
    lines = [sweep_map.line_of_words(f"'{title}'", 1, -4, align="left", fontSize=17, color=colours.METHODS[title])]
    for i, (slider, place) in enumerate(zip(blend.sliders, blend.positions, strict=True)):
        stops = f"[{', '.join(f'{stop:g}' for stop in slider.stops)}]"
        low, high = f"{stops}[floor({place})]", f"{stops}[ceil({place})]"
        between = f"{low} + ({high} - {low}) * ({place} - floor({place}))"
        words = (
            f"abs({place} - round({place})) < {sweep_map.STEP / 2} ? '{slider.knob} ' + {stops}[round({place})] : "
            f"'{slider.knob} ' + format({between}, '.3~g') + ' (in between, nearest ' + {stops}[round({place})] + ')'"
        )
        from_below = len(blend.sliders) - 1 - i
        lines.append(sweep_map.line_of_words(words, side - 3, -4 - LINE * from_below, **right))
    if not blend.sliders:
        lines.append(sweep_map.line_of_words(f"'{note}'", side - 3, -4, **right))
    return lines
