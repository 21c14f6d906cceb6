"""The maps of the Projections page: the same points by several methods, each with its sliders inside.

A chart here is a specification and tables beside it, under fixed names. Whatever changes while a visitor looks (other
maps, a picked point, classes that are switched off) changes the tables alone, so the browser keeps the chart, and with
it the place of every slider, and only exchanges what it draws.

Places travel as whole numbers of 16 bits, pictures as the raw pixels behind a common header: both are put together in
the browser. All maps of 1,797 points by UMAP at 10 × 5 stops are then about 0.5 MB.
"""

import itertools
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import maps, palette

SIDE = 336  # pixels: three maps side by side on a laptop, one on a phone
LEVELS = 30_000  # the largest coordinate on screen, in the units of the tables
MARGIN = 1.05
LINE = 17  # pixels between the lines of the headline
TOP = 2 * LINE + 4  # pixels above every plot, so that maps with and without sliders stand level
POINTS, MIDDLES, LINKS = "points", "middles", "links"  # the tables
FADED = 0.06


class Slider(NamedTuple):
    """A slider inside a chart: the knob it stands for (also its name in the chart's event), and its stops."""

    knob: str
    stops: tuple[float, ...]
    start: int = 0


def linked_map(
    title: str,
    sliders: Sequence[Slider],
    names: tuple[str, ...],
    picture_header: str = "",
    note: str = "no knob",
    side: int = SIDE,
    pickable: bool = True,
) -> dict[str, Any]:
    """The specification of one map; its tables come from `map_tables` and `link_table`.

    Building one takes a tenth of a second and more, so those of the last few hundred calls are remembered. What a
    visitor has brought is not to be remembered: `specification`, with the same arguments, is for that.

    Args:
        title: the method, a key of `palette.METHODS`.
        sliders: none, one or two, in the order in which the tables count their stops.
        names: what the classes are called.
        picture_header: what comes before a point's pixels to make a data URI, or "" where points have no picture.
        note: what stands above the plot of a map without sliders.
        side: width and height of the plot in pixels.
        pickable: whether a click on a point is reported, as event.selection["pick"][0]["point"].
    """
    fixed = tuple(Slider(each.knob, tuple(each.stops), each.start) for each in sliders)
    return json.loads(remembered(title, fixed, tuple(names), picture_header, note, side, pickable))


@lru_cache(maxsize=256)
def remembered(*arguments: Any) -> str:
    """A specification as text, which no caller can change for the next one."""
    return json.dumps(specification(*arguments))


def specification(
    title: str,
    sliders: Sequence[Slider],
    names: tuple[str, ...],
    picture_header: str = "",
    note: str = "no knob",
    side: int = SIDE,
    pickable: bool = True,
) -> dict[str, Any]:
    """The specification of one map, built anew; the arguments are those of `linked_map`."""
    blend = Blend(sliders)
    scale = alt.Scale(domain=[-LEVELS * MARGIN, LEVELS * MARGIN], nice=False, zero=False)
    place = {"x": alt.X("x:Q", scale=scale, axis=None), "y": alt.Y("y:Q", scale=scale, axis=None)}
    words = {"label": f"{list(names)}[datum.kind]", "strength": f"datum.on > 0 ? 0.75 : {FADED}"}
    tip = (["'class': datum.label"] if len(names) > 1 else []) + (
        [f"'image': '{picture_header}' + datum.pixels"] if picture_header else []
    )
    dots = (
        alt.Chart(alt.NamedData(POINTS))
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
    if pickable:
        dots = dots.add_params(
            alt.selection_point(name="pick", fields=["point"], on="click", clear=False, toggle=False)
        )
    layers = [dots, *link_layers(blend, place)]
    if len(names) > 1:
        short = {"label": f"{[name.removeprefix('part ') for name in names]}[datum.kind]"}
        middles = alt.Chart(alt.NamedData(MIDDLES)).transform_calculate(**short | blend.places())
        layers.append(middles.mark_text(**maps.CLASS_LABEL | {"fontSize": 15}).encode(**place, text="label:N"))
    layers += headline(title, blend, note, side)
    room = {"top": TOP, "bottom": 2, "left": 1, "right": 1}
    frame = {"width": side - 2, "height": side, "padding": room, "autosize": alt.AutoSizeParams(type="none")}
    chart = alt.layer(*layers, usermeta=palette.CANVAS).properties(**frame).add_params(*blend.signals())
    return chart.configure_view(strokeOpacity=0.25, stroke=palette.NEUTRAL).to_dict()


def link_layers(blend: "Blend", place: dict[str, Any]) -> list[alt.Chart]:
    """The picked point in its ring, and lines from it to its true neighbours: full where still near, else broken."""
    base = alt.Chart(alt.NamedData(LINKS)).transform_filter("datum.shown > 0")
    base = base.transform_calculate(**blend.places() | blend.places("u", "v"), near=blend.at_stop())
    ends = base.transform_filter("datum.rank > 0")
    dash = alt.condition("datum.near > 0", alt.value([1, 0]), alt.value([2, 3]))
    strong = alt.condition("datum.near > 0", alt.value(0.95), alt.value(0.45))
    lines = ends.mark_rule(color=palette.PICKED, strokeWidth=1.2, clip=True).encode(
        **place, x2="u:Q", y2="v:Q", strokeDash=dash, opacity=strong
    )
    small = ends.mark_point(color=palette.PICKED, size=46, strokeWidth=1.4, clip=True).encode(**place, opacity=strong)
    ring = base.transform_filter("datum.rank == 0").mark_point(color=palette.PICKED, size=170, strokeWidth=3, clip=True)
    return [lines, small, ring.encode(**place)]


class Blend:
    """The expressions for what lies between computed stops: of one knob a line, of two the bilinear surface.

    A place is Σ weight · corner over the two or four computed maps around it. Weights and corners' columns are the same
    for all points: they are signals, worked out once a frame, since the browser evaluates what is asked of every point
    slowly (Streamlit interprets expressions, so that pages need no permission to compile code).
    """

    def __init__(self, sliders: Sequence[Slider]) -> None:
        self.sliders = tuple(sliders)
        self.positions = [maps.position(slider.knob) for slider in sliders]
        self.corners = list(itertools.product(("floor", "ceil"), repeat=len(self.sliders)))

    def parameters(self) -> list[alt.Parameter]:
        """The sliders themselves, the last one first, as Vega puts the last parameter on top."""
        sliders = [maps.position_slider(len(each.stops), each.knob, each.start, each.knob) for each in self.sliders]
        return sliders[::-1]

    def signals(self) -> list[alt.Parameter]:
        """What is worked out once a frame, as parameters of the chart."""
        return [alt.param(name=f"at_{name}", expr=expression) for name, expression in self.formulas().items()]

    def formulas(self) -> dict[str, str]:
        """The expression of each signal: weights and columns of the corners, and the column of the nearest map."""
        found = {}
        for i, corner in enumerate(self.corners):
            shares = [f"({p} - floor({p}))" for p in self.positions]
            found[f"weight{i}"] = " * ".join(
                [
                    "1",
                    *(
                        share if side == "ceil" else f"(1 - {share})"
                        for side, share in zip(corner, shares, strict=True)
                    ),
                ]
            )
            found |= {f"{column}{i}": f"'{column}' + ({self.number(corner)})" for column in "xyuv"}
        for name, place in zip(("on_first", "on_second"), self.positions, strict=False):
            found[name] = f"{place} == floor({place})"
        nearest = ("round",) * len(self.sliders)
        found["nearest"] = f"'n' + ({self.number(nearest)})"
        return found

    def number(self, sides: Sequence[str]) -> str:
        """The expression for the number of the map to this side ("floor", "ceil", "round") of each slider's place."""
        number = "0"
        for slider, place, side in zip(self.sliders, self.positions, sides, strict=True):
            number = f"({number}) * {len(slider.stops)} + {side}({place})"
        return number

    def places(self, across: str = "x", up: str = "y") -> dict[str, str]:
        """Expressions for both coordinates at the sliders' places."""
        return {across: self.value(across), up: self.value(up)}

    def value(self, column: str) -> str:
        """The expression for one coordinate, from the columns named `column` and the number of the map."""
        parts = [f"datum[at_{column}{i}] * at_weight{i}" for i in range(len(self.corners))]
        if len(self.sliders) < 2:
            return " + ".join(parts)
        # mostly one of the two sliders stands at a stop: then two of the four corners have no weight
        edges = f"at_on_second ? {parts[0]} + {parts[2]} : at_on_first ? {parts[0]} + {parts[1]}"
        return f"{edges} : {' + '.join(parts)}"

    def at_stop(self) -> str:
        """The expression for whether the nearest computed map keeps a neighbour near."""
        return "datum[at_nearest]"


def headline(title: str, blend: Blend, note: str, side: int) -> list[alt.Chart]:
    """Above the plot: the method, and a line a slider with the knob's value, or both values where it is in between."""
    lines = [line_of_words(f"'{title}'", 0, align="left", x=1, fontSize=17, color=palette.METHODS[title])]
    for i, (slider, place) in enumerate(zip(blend.sliders, blend.positions, strict=True)):
        stops = f"[{', '.join(f'{stop:g}' for stop in slider.stops)}]"
        low, high = f"{stops}[floor({place})]", f"{stops}[ceil({place})]"
        between = f"{low} + ({high} - {low}) * ({place} - floor({place}))"
        words = (
            f"abs({place} - round({place})) < {maps.STEP / 2} ? '{slider.knob} ' + {stops}[round({place})] : "
            f"'{slider.knob} ' + format({between}, '.3~g') + ' (in between, nearest ' + {stops}[round({place})] + ')'"
        )
        from_below = len(blend.sliders) - 1 - i
        lines.append(line_of_words(words, from_below, align="right", x=side - 3, fontSize=13, color=palette.NEUTRAL))
    if not blend.sliders:
        lines.append(line_of_words(f"'{note}'", 0, align="right", x=side - 3, fontSize=13, color=palette.NEUTRAL))
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
    shown: np.ndarray, labels: np.ndarray, classes: Sequence[int] | None = None, pixels: Sequence[str] | None = None
) -> dict[str, pd.DataFrame]:
    """The tables of the points and of the classes' names.

    Args:
        shown: frames from `on_screen`, (m, n, 2) int16: the maps of all stops, the last knob's counted fastest.
        labels: class of each point, (n,).
        classes: which classes are drawn in full; None means all.
        pixels: picture of each point without its header, or None.
    """
    on = np.ones(len(labels), bool) if classes is None else np.isin(labels, list(classes))
    columns: dict[str, Any] = {"point": np.arange(len(labels), dtype=np.int32), "kind": labels.astype(np.int16)}
    columns |= {"on": on.astype(np.int8)} | columns_of(shown)
    if pixels is not None:
        columns["pixels"] = list(pixels)
    present = np.unique(labels[on]) if on.any() else np.unique(labels)
    middles = np.stack([np.median(shown[:, labels == each], axis=1) for each in present], axis=1)
    words = {"kind": present.astype(np.int16)} | columns_of(np.rint(middles).astype(np.int16))
    return {POINTS: pd.DataFrame(columns), MIDDLES: pd.DataFrame(words)}


def link_table(shown: np.ndarray, picked: int | None, neighbours: np.ndarray, near: np.ndarray) -> pd.DataFrame:
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
    columns: dict[str, Any] = {"shown": np.full(len(ends), picked is not None, np.int8)}
    columns |= {"rank": np.arange(len(ends), dtype=np.int8)}
    columns |= columns_of(shown[:, ends]) | columns_of(from_there, "u", "v")
    flags = np.concatenate([np.ones((len(near), 1), bool), near], axis=1)
    return pd.DataFrame(columns | {f"n{i}": row.astype(np.int8) for i, row in enumerate(flags)})


def no_links(shown: np.ndarray) -> pd.DataFrame:
    """The table of links of a map (frames (m, n, 2) from `on_screen`) on which no point is picked."""
    return link_table(shown, None, np.zeros(1, int), np.zeros((len(shown), 1), bool))
