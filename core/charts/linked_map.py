"""The maps of the Projections page: the same points by several methods, each with its sliders inside.

A chart here is a specification and tables beside it, under fixed names. Whatever changes while a visitor looks (other
maps, a picked point, classes that are switched off) changes the tables alone, so the browser keeps the chart, and with
it the place of every slider, and only exchanges what it draws.

Places travel as whole numbers of 16 bits, pictures as the raw pixels behind a common header: both are put together in
the browser. All maps of 1,797 points by UMAP at 10 × 5 stops are then about 0.5 MB.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from core.charts import palette, sweep_map
from core.charts.blend import Blend, Slider
from core.pictures import colours

SIDE = 336  # pixels: three maps side by side on a laptop, one on a phone
LEVELS = 30_000  # the largest coordinate on screen, in the units of the tables
MARGIN = 1.05
LINE = 17  # pixels between the lines of the headline
TOP = 2 * LINE + 4  # pixels above every plot, so that maps with and without sliders stand level
POINTS, MARKS, MIDDLES, LINKS = "points", "marks", "middles", "links"  # the tables
DRAWN = "group_store"  # the table in which Vega keeps the rectangle of the selection called group
FULL, LIT, BEHIND, OFF = 75, 95, 5, 6  # percent of opacity: as usual, in the group, not in it, a class not shown

Columns = dict[str, Any]  # a table: its columns by name, arrays or lists of one length


class MapLook(NamedTuple):
    """What one map looks like.

    Args:
        title: the method, a key of `palette.METHODS`.
        sliders: none, one or two, in the order in which the tables count their stops.
        names: what the classes are called.
        picture_header: what comes before a point's pixels to make a data URI, or "" where points have no picture.
        note: what stands above the plot of a map without sliders.
        side: width and height of the plot in pixels.
        pickable: whether the map answers the mouse. Reported are a click on a point, as
            event.selection["pick"][0]["point"]; a rectangle drawn around points, as event.selection["group"] with its
            two ends "x" and "y" in the units of the tables; and every double click, as another value of "wipe".
    """

    title: str
    sliders: Sequence[Slider]
    names: tuple[str, ...]
    picture_header: str = ""
    note: str = "no knob"
    side: int = SIDE
    pickable: bool = True


def linked_map(*arguments: Any, **named: Any) -> dict[str, Any]:
    """The specification of one map; its tables come from `map_tables` and `link_table`.

    The arguments are those of `MapLook`. Building a specification takes a tenth of a second and more, so those of the
    last few hundred calls are remembered. What a visitor has brought is not to be remembered: `specification`, with the
    same arguments, is for that.
    """
    look = MapLook(*arguments, **named)
    fixed = tuple(Slider(each.knob, tuple(each.stops), each.start) for each in look.sliders)
    return json.loads(remembered(look._replace(sliders=fixed, names=tuple(look.names))))


@lru_cache(maxsize=256)
def remembered(look: MapLook) -> str:
    """A specification as text, which no caller can change for the next one."""
    return json.dumps(specification(*look))


def specification(*arguments: Any, **named: Any) -> dict[str, Any]:
    """The specification of one map, built anew; the arguments are those of `MapLook`."""
    title, sliders, names, picture_header, note, side, pickable = MapLook(*arguments, **named)
    blend = Blend(sliders)
    scale = alt.Scale(domain=[-LEVELS * MARGIN, LEVELS * MARGIN], nice=False, zero=False)
    place = {"x": alt.X("x:Q", scale=scale, axis=None), "y": alt.Y("y:Q", scale=scale, axis=None)}
    dots = point_layer(blend, place, names, picture_header)
    if pickable:
        dots = dots.add_params(*mouse())
    layers = [*([ground()] if pickable else []), dots, *link_layers(blend, place)]
    if len(names) > 1:
        short = {"label": f"{[name.removeprefix('part ') for name in names]}[datum.kind]"}
        middles = alt.Chart(alt.NamedData(MIDDLES)).transform_calculate(**short | blend.places())
        layers += sweep_map.class_names(middles.encode(**place, text="label:N"), 15)
    layers += headline(title, blend, note, side)
    room = {"top": TOP, "bottom": 2, "left": 1, "right": 1}
    frame = {"width": side - 2, "height": side, "padding": room, "autosize": alt.AutoSizeParams(type="none")}
    chart = alt.layer(*layers, usermeta=palette.CANVAS).properties(**frame).add_params(*blend.signals())
    return chart.configure_view(strokeOpacity=0.25, stroke=colours.NEUTRAL).to_dict()


def point_layer(blend: Blend, place: dict[str, Any], names: tuple[str, ...], picture_header: str) -> alt.Chart:
    """The points, coloured by class and as strong as the table of marks says, with their pictures on hover."""
    words = {"label": f"{list(names)}[datum.kind]", "strength": "datum.on / 100"}
    tip = (["'class': datum.label"] if len(names) > 1 else []) + (
        [f"'image': '{picture_header}' + datum.pixels"] if picture_header else []
    )
    return (
        alt.Chart(alt.NamedData(POINTS))
        .transform_lookup("point", alt.LookupData(data=alt.NamedData(MARKS), key="point", fields=["on"]))
        .mark_circle(size=26, clip=True, aria=False)
        .transform_calculate(**words)
        .transform_calculate(tip="{" + ", ".join(tip) + "}")
        .transform_calculate(**blend.places())
        .encode(
            **place,
            color=palette.class_colour(names, legend=False),
            opacity=alt.Opacity("strength:Q", scale=None),
            **({"tooltip": alt.Tooltip("tip:N")} if tip else {}),
        )
        .add_params(*(blend.parameters()))
    )


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
    return alt.Chart(alt.sequence(0, 1)).mark_rect(opacity=0).encode(**everywhere).add_params(wipe)


def link_layers(blend: Blend, place: dict[str, Any]) -> list[alt.Chart]:
    """The picked point in its ring, and lines from it to its true neighbours: full where still near, else broken."""
    base = alt.Chart(alt.NamedData(LINKS)).transform_filter("datum.shown > 0")
    base = base.transform_calculate(**blend.places() | blend.places("u", "v"), near=blend.at_stop())
    ends = base.transform_filter("datum.rank > 0")
    dash = alt.condition("datum.near > 0", alt.value([1, 0]), alt.value([2, 3]))
    strong = alt.condition("datum.near > 0", alt.value(0.95), alt.value(0.45))
    lines = ends.mark_rule(color=colours.PICKED, strokeWidth=1.2, clip=True).encode(
        **place, x2="u:Q", y2="v:Q", strokeDash=dash, opacity=strong
    )
    small = ends.mark_point(color=colours.PICKED, size=46, strokeWidth=1.4, clip=True).encode(**place, opacity=strong)
    ring = base.transform_filter("datum.rank == 0").mark_point(color=colours.PICKED, size=170, strokeWidth=3, clip=True)
    return [lines, small, ring.encode(**place)]


def headline(title: str, blend: Blend, note: str, side: int) -> list[alt.Chart]:
    """Above the plot: the method, and a line a slider with the knob's value, or both values where it is in between."""
    lines = [line_of_words(f"'{title}'", 0, align="left", x=1, fontSize=17, color=colours.METHODS[title])]
    for i, (slider, place) in enumerate(zip(blend.sliders, blend.positions, strict=True)):
        stops = f"[{', '.join(f'{stop:g}' for stop in slider.stops)}]"
        low, high = f"{stops}[floor({place})]", f"{stops}[ceil({place})]"
        between = f"{low} + ({high} - {low}) * ({place} - floor({place}))"
        words = (
            f"abs({place} - round({place})) < {sweep_map.STEP / 2} ? '{slider.knob} ' + {stops}[round({place})] : "
            f"'{slider.knob} ' + format({between}, '.3~g') + ' (in between, nearest ' + {stops}[round({place})] + ')'"
        )
        from_below = len(blend.sliders) - 1 - i
        lines.append(line_of_words(words, from_below, align="right", x=side - 3, fontSize=13, color=colours.NEUTRAL))
    if not blend.sliders:
        lines.append(line_of_words(f"'{note}'", 0, align="right", x=side - 3, fontSize=13, color=colours.NEUTRAL))
    return lines


def line_of_words(words: str, from_below: int, x: float, **style: Any) -> alt.Chart:
    """A line of text above the plot: an expression, and how many lines stand below it."""
    return (
        alt.Chart(alt.sequence(0, 1))
        .mark_text(baseline="bottom", fontWeight=600, **style)
        .transform_calculate(words=words)
        .encode(x=alt.value(x), y=alt.value(-4 - LINE * from_below), text="words:N")
    )


def on_screen(frames: np.ndarray) -> np.ndarray:
    """Maps (m, n, 2) as int16, each moved and scaled alike in both directions until it fills the plot.

    The unit and the origin of a map mean nothing, and a few stops would otherwise make all others small.
    """
    low, high = frames.min(axis=1, keepdims=True), frames.max(axis=1, keepdims=True)  # (m, 1, 2)
    half = np.maximum((high - low).max(axis=2, keepdims=True) / 2, 1e-12)
    return np.rint((frames - (low + high) / 2) * (LEVELS / half)).astype(np.int16)


def columns_of(frames: np.ndarray, across: str = "x", up: str = "y") -> dict[str, np.ndarray]:
    """Frames (m, n, 2) as columns x0, y0, x1, y1, …, each (n,)."""
    return {f"{name}{i}": frame[:, axis] for i, frame in enumerate(frames) for axis, name in enumerate((across, up))}


def map_tables(
    shown: np.ndarray,
    labels: np.ndarray,
    classes: Sequence[int] | None = None,
    pixels: Sequence[str] | None = None,
    group: Sequence[int] = (),
) -> dict[str, Columns]:
    """The tables of the points, of how they are drawn, and of the classes' names.

    Args:
        shown: frames from `on_screen`, (m, n, 2) int16: the maps of all stops, the last knob's counted fastest.
        labels: class of each point, (n,).
        classes: which classes are drawn in full; None means all.
        pixels: picture of each point without its header, or None.
        group: points that are lit; none means that no group is.
    """
    return point_tables(shown, labels, pixels) | mark_tables(shown, labels, classes, group)


def point_tables(shown: np.ndarray, labels: np.ndarray, pixels: Sequence[str] | None = None) -> dict[str, Columns]:
    """The large one of `map_tables`, with the same arguments: nothing that a visitor does changes it."""
    columns: Columns = {"point": numbers_of(labels), "kind": labels.astype(np.int8)} | columns_of(shown)
    if pixels is not None:
        columns["pixels"] = list(pixels)
    return {POINTS: columns}


def mark_tables(
    shown: np.ndarray, labels: np.ndarray, classes: Sequence[int] | None = None, group: Sequence[int] = ()
) -> dict[str, Columns]:
    """The small ones of `map_tables`, with the same arguments."""
    strength, on = strengths(labels, classes, group), class_is_on(labels, classes)
    present = np.unique(labels[on]) if on.any() else np.unique(labels)
    middles = np.stack([np.median(shown[:, labels == each], axis=1) for each in present], axis=1)
    words = {"kind": present.astype(np.int8)} | columns_of(np.rint(middles).astype(np.int16))
    marks = {"point": numbers_of(labels), "on": strength.astype(np.int8)}
    return {MARKS: marks, MIDDLES: words}


def class_is_on(labels: np.ndarray, classes: Sequence[int] | None) -> np.ndarray:
    """Whether each point's class is among those shown, bool (n,); None shows all."""
    return np.ones(len(labels), bool) if classes is None else np.isin(labels, list(classes))


def strengths(labels: np.ndarray, classes: Sequence[int] | None = None, group: Sequence[int] = ()) -> np.ndarray:
    """How each point is drawn, (n,): LIT, FULL, BEHIND a group that is lit, or OFF."""
    strength = np.where(class_is_on(labels, classes), BEHIND if len(group) else FULL, OFF)
    strength[np.asarray(group, dtype=int)] = LIT
    return strength


def numbers_of(labels: np.ndarray) -> np.ndarray:
    """The points' numbers, 0 to n − 1, in as few bits as they need."""
    return np.arange(len(labels), dtype=np.int16 if len(labels) < 2**15 else np.int32)


def link_table(shown: np.ndarray, picked: int | None, neighbours: np.ndarray, near: np.ndarray) -> Columns:
    """The table of the picked point (first row) and its true neighbours.

    Args:
        shown: frames from `on_screen`, (m, n, 2).
        picked: the point, or None: then a table of the same shape of which nothing is drawn.
        neighbours: its true nearest others, (k,); anything of that length when nothing is picked.
        near: whether each is still near on each map, (m, k).
    """
    point = 0 if picked is None else picked
    ends = np.concatenate([[point], np.asarray(neighbours, dtype=int)])
    from_there = np.repeat(shown[:, point : point + 1], len(ends), axis=1)
    columns: Columns = {"shown": np.full(len(ends), picked is not None, np.int8)}
    columns |= {"rank": np.arange(len(ends), dtype=np.int8)}
    columns |= columns_of(shown[:, ends]) | columns_of(from_there, "u", "v")
    flags = np.concatenate([np.ones((len(near), 1), bool), near], axis=1)
    return columns | {f"n{i}": row.astype(np.int8) for i, row in enumerate(flags)}


def nothing_drawn() -> Columns:
    """An empty table of rectangles: one that was drawn goes when the points inside it are lit."""
    return {"unit": np.array([], dtype=str)}


def all_alike(shown: np.ndarray) -> np.ndarray:
    """One class for all points of maps (frames (m, n, 2) from `on_screen`)."""
    return np.zeros(shown.shape[1], dtype=np.int64)


def no_links(shown: np.ndarray) -> Columns:
    """The table of links of a map (frames (m, n, 2) from `on_screen`) on which no point is picked."""
    return link_table(shown, None, np.zeros(1, int), np.zeros((len(shown), 1), bool))
