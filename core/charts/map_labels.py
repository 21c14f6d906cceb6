"""Names on a map that one comes closer to: the more room there is between the points, the more of them appear.

Every name has a closeness from which it is drawn, found so that no name ever lies on another: in the order of their
importance, each appears as soon as it is clear of all before it that are there by then. From there on it stays, since
coming closer only parts the points further. Names are placed for where the sliders rest; on the way they are hidden.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt
import numpy as np

from core.charts import sweep_map
from core.charts.chart import Columns
from core.charts.map_tables import LABELS
from core.pictures import colours
from core.pictures.places import LEVELS

MARGIN = 1.2  # of the plot around the map: room for the names of the outermost points
REACH = LEVELS * MARGIN
CLOSER = "closer"  # the slider: how many times the map has been doubled
DOUBLINGS = 5.0
SIZES = (14, 12, 13)  # pixels of the letters: the name of a class, of a point, of a point that is picked
CLASS, POINT, PICKED = range(len(SIZES))
LETTER = 0.58  # of its size is a letter wide, at most, on the mean of a word
GAP = 4  # pixels between two names
LINE = 16  # pixels of a line of letters, with what parts it from the next
RAISED = 9  # pixels by which a name stands above its point
NEVER = 1e6  # a closeness that nobody reaches
RESTS = 0.02  # stops by which a slider may be off the place for which names were found


class Names(NamedTuple):
    """What may be written on a map, the most important first.

    Args:
        text: the names (n,).
        places: where their points are, (n, 2), in the units of the tables.
        looks: of each, (n,): CLASS, POINT or PICKED.
    """

    text: Sequence[str]
    places: np.ndarray
    looks: np.ndarray


def half_widths(names: Names) -> np.ndarray:
    """Half of the width of each name in pixels, (n,)."""
    letters = np.array([len(each) for each in names.text], dtype=float)
    return np.asarray(letters * np.array(SIZES)[names.looks] * LETTER / 2)


def first_shown(names: Names, side: int) -> np.ndarray:
    """From which magnification, 1 or more, each name is drawn, (n,), on a plot of so many pixels.

    Two names are clear of each other from the magnification z_ij = min(w_ij / |x_i − x_j|, h / |y_i − y_j|), with the
    room w, h that the two need. Of those before i only j with z_j < z_ij can be in its way, so
    z_i = max(1, z_ij over all these j).
    """
    places = names.places * (side / (2 * REACH))  # pixels
    half = half_widths(names)
    found = np.ones(len(half))
    for i in range(1, len(half)):
        apart = np.maximum(np.abs(places[:i] - places[i]), 1e-9)
        clear = np.minimum((half[:i] + half[i] + GAP) / apart[:, 0], LINE / apart[:, 1])
        found[i] = max(1.0, float(np.max(clear, initial=1.0, where=found[:i] < clear)))
    return np.minimum(found, NEVER)


def classes_inside(names: Names, side: int) -> Names:
    """The same with the names of classes, which belong to no point, moved into the plot as far as they need."""
    unit = 2 * REACH / side  # of a pixel
    room = REACH - np.column_stack([half_widths(names) + 1, np.full(len(names.looks), LINE + RAISED)]) * unit
    moved = np.clip(names.places, -room, room)
    return names._replace(places=np.where((names.looks == CLASS)[:, None], moved, names.places))


def label_table(names: Names, side: int, rests: Sequence[float] = (), number: int = 0) -> Columns:
    """The table of names on one map whose sliders rest at these places; `number` is that of the map in its chart."""
    names = classes_inside(names, side)
    columns: Columns = {"text": list(names.text), "look": names.looks.astype(np.int8)}
    columns["map"] = np.full(len(names.text), number, np.int8)
    columns |= {axis: names.places[:, i].astype(np.float32) for i, axis in enumerate("xy")}
    columns |= {"half": half_widths(names).astype(np.float32), "first": first_shown(names, side).astype(np.float32)}
    places = [*rests, 0.0, 0.0][:2]
    return columns | {f"rest{i}": np.full(len(names.text), at, np.float32) for i, at in enumerate(places)}


def joined(tables: Sequence[Columns]) -> Columns:
    """The tables of several maps as one, the first name of each map first: `first_name` looks for it there."""
    columns = {name: np.concatenate([np.asarray(table[name]) for table in tables]) for name in tables[0]}
    firsts = np.cumsum([0, *(len(table["text"]) for table in tables)])[:-1]
    order = np.concatenate([firsts, np.setdiff1d(np.arange(len(columns["text"])), firsts)])
    return {name: each[order] for name, each in columns.items()}


# --- the view --------------------------------------------------------------------------------------------------------


def closer_slider() -> alt.Parameter:
    """The slider by which one comes closer: in the browser alone, the server never hears of it."""
    return alt.param(name=CLOSER, value=0, bind=alt.binding_range(min=0, max=DOUBLINGS, step=0.05, name="closer "))


class Lettered(NamedTuple):
    """A map with names on it.

    Args:
        across: the signal of the middle of what is in view, from left to right.
        up: the same from low to high.
        side: the expression for the side of the map in pixels.
        rests: of each slider, the expression of its place.
        number: which map of those in one chart.
    """

    across: str
    up: str
    side: str
    rests: Sequence[str] = ()
    number: int = 0


def first_name(axis: str, number: int = 0) -> str:
    """The expression for where the first name of a map stands; the first rows of the table are those of all maps."""
    return f"(length(data('{LABELS}')) > {number} ? data('{LABELS}')[{number}].{axis} : 0)"


def kept_inside(middle: str) -> str:
    """The expression for the middle of what is in view, where `middle` is looked for: as far as the map goes."""
    room = f"({REACH} - {REACH} / pow(2, {CLOSER}))"
    return f"clamp({middle}, -{room}, {room})"


def view_signals(middles: Mapping[str, str]) -> list[alt.Parameter]:
    """Half of what is in view, and its middle by the name of a signal."""
    half = alt.param(name="view_half", expr=f"{REACH} / pow(2, {CLOSER})")
    return [half, *(alt.param(name=name, expr=middle) for name, middle in middles.items())]


def view_scale(middle: str, ends: Sequence[alt.ExprRef] | None = None) -> alt.Scale:
    """The scale of what is in view around the signal `middle`; `ends` of the plot in pixels, if it is not all of it."""
    domain = [alt.ExprRef(f"{middle} {sign} view_half") for sign in "-+"]
    placed: dict[str, Any] = {} if ends is None else {"range": list(ends)}
    return alt.Scale(domain=domain, nice=False, zero=False, **placed)


def label_layers(here: Lettered, place: dict[str, Any]) -> list[alt.Chart]:
    """The names that have room and are in view as a whole, on a light rim; `place` are the encodings of x and y."""
    pixel = f"(2 * view_half / {here.side})"
    shown = [f"datum.map == {here.number}", f"datum.first <= pow(2, {CLOSER})"]
    shown += [f"abs({rest} - datum.rest{i}) < {RESTS}" for i, rest in enumerate(here.rests)]
    shown += [f"abs(datum.x - {here.across}) + datum.half * {pixel} < view_half"]
    low, high = f"datum.y - {here.up} > -view_half", f"view_half - {RAISED + LINE / 2} * {pixel}"
    shown += [f"{low} && datum.y - {here.up} < {high}"]
    chosen = " && ".join(f"({each})" for each in shown)
    base = alt.Chart(alt.NamedData(LABELS)).transform_filter(chosen).encode(**place, text="text:N")
    look: dict[str, Any] = {"dy": -RAISED, "fontSize": alt.ExprRef(f"{list(SIZES)}[datum.look]"), "aria": False}
    weight = alt.ExprRef("[700, 400, 600][datum.look]")
    fill = alt.ExprRef(f"datum.look == {PICKED} ? '{colours.PICKED}' : '#111111'")
    rim = base.mark_text(**look, fontWeight=weight, **sweep_map.RIM, fillOpacity=0)
    return [rim, base.mark_text(**look, fontWeight=weight, fill=fill)]
