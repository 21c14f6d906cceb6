"""The maps of the Projections page: the same points by several methods, each with its sliders, all in one chart.

Being one chart they share what is picked: a tap lights a point, its true neighbours and their pictures on every map at
once, without a message to the server (`core.charts.map_pick`). What Python changes (other points, classes that are
switched off) changes the tables alone (`core.charts.map_tables`), so sliders stay where they are.
"""

from typing import Any, NamedTuple

import altair as alt

from core.charts import map_dots, map_labels, map_pick, palette, sweep_map
from core.charts.blend import WHOLE, Blend, Slider
from core.charts.chart import Chart, finished
from core.charts.map_layout import LINE, SLIDER, Layout, Panel
from core.charts.map_strip import HEIGHTS, strip_layers
from core.charts.map_tables import ASKED, BEHIND, LIT, MIDDLES, NEAR, OFF, POINTS, told_apart
from core.pictures import colours

PADDING = {"left": 0, "right": 0, "top": 0, "bottom": 0}  # without it Streamlit leaves some room
PICKED_ROW = f"data('{POINTS}')[picked]"

Places = dict[str, Any]  # the encodings of x and y


class LinkedMap(NamedTuple):
    """One of the maps: its method by name and by title (a key of `colours.METHODS`), its sliders, none, one or two."""

    name: str
    title: str
    sliders: tuple[Slider, ...]


class LinkedLook(NamedTuple):
    """What linked maps look like.

    Args:
        maps: which there are; the tables count their computed maps in this order.
        dots: what their points look like.
        kind: what the points are, a key of `map_strip.HEIGHTS`.
    """

    maps: tuple[LinkedMap, ...]
    dots: map_dots.DotsLook
    kind: str

    @property
    def lettered(self) -> bool:
        """Whether points are called by words, which appear as one comes closer (`core.charts.map_labels`)."""
        return self.dots.called

    @property
    def layout(self) -> Layout:
        """Where the maps stand."""
        names = (tuple(f"{slider.knob}_stop" for slider in each.sliders) for each in self.maps)
        control = map_labels.CLOSER if self.lettered else map_pick.TYPED
        return Layout(tuple(names), HEIGHTS[self.kind] + SLIDER, control)

    def blends(self) -> list[Blend]:
        """How the points of each map move."""
        found, first = [], 0
        for each in self.maps:
            found.append(Blend(each.sliders, f"{each.name}_", first))
            first += found[-1].count
        return found

    @property
    def at_first(self) -> list[int]:
        """The numbers of the computed maps that are seen first."""
        return [blend.at_first() for blend in self.blends()]


def linked_maps(look: LinkedLook) -> Chart:
    """The maps; their tables come from `map_tables`, and are put in when they are drawn.

    Its event holds the place of every slider by the name of its knob, and what is picked: see `map_pick.selections`.
    """
    layout, blends = look.layout, look.blends()
    panels = [layout.panel(i) for i in range(len(look.maps))]
    drawn = [all_dots(look, blends), *(map_layers(look, i, blends[i], panels[i]) for i in range(len(look.maps)))]
    sliders = [slider for blend in blends[::-1] for slider in blend.parameters()]  # Vega puts the last one on top
    pulled = rectangle().properties(name="rectangle").add_params(*sliders, *map_pick.selections())
    layers: list[Any] = [*drawn, pulled, *strip_layers(look.kind, look.dots, layout.free())]
    chart = alt.layer(*layers, usermeta=palette.CANVAS).resolve_scale(x="independent", y="independent")
    chart = chart.properties(width=1000, height=500, padding=PADDING, autosize=alt.AutoSizeParams(type="none"))
    if look.lettered:
        chart = chart.add_params(map_labels.closer_slider())
    made = finished(chart.configure_view(strokeOpacity=0))
    places = [tuple([*blend.positions, "0", "0"][:2]) for blend in blends]
    last = f"data('{POINTS}')[0].y{sum(blend.count for blend in blends) - 1}"
    expressions = {WHOLE: f"length(data('{POINTS}')) > 0 && isValid({last})"}
    expressions |= layout.signals() | map_pick.asked_for() | map_pick.held_place(blends) | views(look, blends)
    expressions |= {"map_unit": "map_side / (2 * view_half)"}
    for i, panel in enumerate(panels):
        expressions[f"middle_x{i}"] = f"{panel.left} + {panel.side} / 2 - view_x{i} * map_unit"
        expressions[f"middle_y{i}"] = f"{panel.top} + {panel.side} / 2 + view_y{i} * map_unit"
    for blend in blends:
        expressions |= {blend.signal(name): formula for name, formula in blend.formulas().items()} | blend.said()
        expressions |= from_picked(blend) | blend.pixels("map_unit")
    signals: list[dict[str, Any]] = [{"name": name, "expr": formula} for name, formula in expressions.items()]
    names = [f"{dots['name']}_marks" for dots in made.spec["layer"][0]["layer"]]
    signals += map_pick.pointer(panels, names, places, typing=not look.lettered)
    if not look.lettered:
        signals.append(map_pick.number_box())
    return Chart({**made.spec, "params": [*made.spec["params"], *signals]}, made.tables)


def all_dots(look: LinkedLook, blends: list[Blend]) -> alt.LayerChart:
    """The points of all maps, which share what is said of each."""
    lit = f"is_group ? (({map_pick.is_lit()}) ? {LIT} : datum.on > {OFF} ? {BEHIND} : {OFF}) : datum.on"
    layers: list[Any] = [dots_of(look, i, blend) for i, blend in enumerate(blends)]
    return map_dots.told(alt.LayerChart(layer=layers), look.dots, f"({lit}) / 100")


def dots_of(look: LinkedLook, i: int, blend: Blend) -> alt.Chart:
    """The points of one map."""
    place = [f"middle_{axis}{i} + ({blend.value(axis, weight=by)})" for axis, by in (("x", "wide"), ("y", "high"))]
    dots = map_dots.dots(look.dots, place)
    if look.lettered:  # what is out of view is not drawn
        dots = dots.transform_calculate(**blend.places())
        dots = dots.transform_calculate(strength=f"datum.strength * ({in_view(i)})")
    return dots.properties(name=f"dots_{look.maps[i].name}")


def map_layers(look: LinkedLook, i: int, blend: Blend, panel: Panel) -> alt.LayerChart:
    """What stands on one map's points: what is lit among them, the names of its classes, and what it is called."""
    across, up = (alt.ExprRef(each) for each in (f"{panel.left} + {panel.side}", f"{panel.top} + {panel.side}"))
    ends = {"x": [alt.ExprRef(panel.left), across], "y": [up, alt.ExprRef(panel.top)]}
    x, y = (map_labels.view_scale(f"view_{axis}{i}", ends[axis]) for axis in "xy")
    place: Places = {"x": alt.X("x:Q", scale=x, axis=None), "y": alt.Y("y:Q", scale=y, axis=None)}
    layers: list[Any] = lit_layers(look, i, blend, place)
    if told_apart(look.dots.names) and not look.lettered and not look.dots.rising:
        short = {"label": f"{[name.removeprefix('part ') for name in look.dots.names]}[datum.kind]"}
        middles = alt.Chart(alt.NamedData(MIDDLES)).transform_calculate(**short | blend.places())
        layers += sweep_map.class_names(middles.encode(**place, text="label:N"), 15)
    if look.lettered:
        here = map_labels.Lettered(f"view_x{i}", f"view_y{i}", panel.side, blend.positions, i)
        layers += map_labels.label_layers(here, place)
    layers += [frame_of(panel), *headline(look.maps[i].title, blend, panel)]
    return alt.LayerChart(layer=layers)


def views(look: LinkedLook, blends: list[Blend]) -> dict[str, str]:
    """What is in view of each map: all of it, or as much as one has come closer to, around the picked point."""
    if not look.lettered:
        middles = {f"view_{axis}{i}": "0" for axis in "xy" for i in range(len(blends))}
        return {"view_half": str(map_dots.REACH)} | middles
    found = {"view_half": f"{map_labels.REACH} / pow(2, {map_labels.CLOSER})"}
    for i, blend in enumerate(blends):
        for axis in "xy":
            middle = f"picked >= 0 ? {blend.value(axis, PICKED_ROW)} : {map_labels.first_name(axis, i)}"
            found[f"view_{axis}{i}"] = map_labels.kept_inside(f"({middle})")
    return found


def in_view(i: int) -> str:
    """The expression for whether a point is in view on a map."""
    return f"abs(datum.x - view_x{i}) <= view_half && abs(datum.y - view_y{i}) <= view_half"


def lit_layers(look: LinkedLook, i: int, blend: Blend, place: Places) -> list[alt.Chart]:
    """The picked point in its ring, and lines from it to its true neighbours: full where still near, else broken.

    Near is who is among the picked point's ten nearest on the computed map next to the sliders' places, as in the
    numbers below. So it is worked out anew only where a slider comes closer to another stop, among all points as near
    as the furthest of the ten; the ten alone move with each frame.
    """
    apart = apart_from_picked(blend, "datum")
    ends = map_pick.ranked().transform_filter(f"{apart} <= {blend.signal('reach')}").transform_calculate(apart=apart)
    ends = ends.transform_window(nearness="row_number()", sort=[alt.SortField("apart")], ignorePeers=True)
    ends = ends.transform_filter("datum.rank >= 0")
    u, v = (f"({blend.value(axis, PICKED_ROW)})" for axis in "xy")
    ends = ends.transform_calculate(**blend.places(), u=u, v=v)
    if look.lettered:
        ends = ends.transform_filter(in_view(i))
    near = f"datum.nearness <= {NEAR + 1}"
    dash = alt.condition(near, alt.value([1, 0]), alt.value([2, 3]))
    strong = alt.condition(near, alt.value(0.95), alt.value(0.45))
    silent = alt.value(None)
    lines = ends.mark_rule(color=colours.PICKED, strokeWidth=1.2)
    lines = lines.encode(**place, x2="u:Q", y2="v:Q", strokeDash=dash, opacity=strong, tooltip=silent)
    small = ends.mark_point(color=colours.PICKED, size=60, strokeWidth=1.6)
    ring = alt.Chart(alt.NamedData(POINTS)).transform_filter("datum.point == picked")
    ring = ring.transform_calculate(**blend.places()).mark_point(color=colours.PICKED, size=190, strokeWidth=3)
    layers = [lines, small.encode(**place, opacity=strong, tooltip=silent), ring.encode(**place, tooltip=silent)]
    if look.lettered:
        here: dict[str, Any] = {"dy": -14, "fontSize": 13, "fontWeight": 600, "aria": False}
        name = ring.encode(**place, text="word:N", tooltip=silent)
        layers += [
            name.mark_text(**here, **sweep_map.RIM, fillOpacity=0), name.mark_text(**here, fill=colours.PICKED)
        ]  # fmt: skip
    return layers


def apart_from_picked(blend: Blend, row: str) -> str:
    """The expression for how far from the picked point a row is on the computed map next to the sliders' places."""
    columns = {axis: blend.signal(f"nearest_{axis}") for axis in "xy"}
    legs = ", ".join(f"{row}[{column}] - {blend.signal(f'from_{axis}')}" for axis, column in columns.items())
    return f"hypot({legs})"


def from_picked(blend: Blend) -> dict[str, str]:
    """The signals for where the picked point is on that map, and how far the furthest of its neighbours is from it."""
    found = {
        blend.signal(f"from_{axis}"): f"length(neighbours) ? {PICKED_ROW}[{blend.signal(f'nearest_{axis}')}] : 0"
        for axis in "xy"
    }
    each = ", ".join(apart_from_picked(blend, f"data('{POINTS}')[neighbours[{i}]]") for i in range(NEAR))
    return found | {blend.signal("reach"): f"length(neighbours) ? max({each}) : 0"}


def frame_of(panel: Panel) -> alt.Chart:
    """The border of a map."""
    across, up = f"{panel.left} + {panel.side}", f"{panel.top} + {panel.side}"
    return box({"x": panel.left, "x2": across, "y": panel.top, "y2": up}, fillOpacity=0, strokeOpacity=0.25)


def rectangle() -> alt.Chart:
    """The rectangle that is being drawn."""
    corners = {"x": "press.x", "x2": "drag.x", "y": "press.y", "y2": "drag.y"}
    return box(corners, fill=colours.NEUTRAL, opacity=alt.ExprRef("drawing ? 1 : 0"), fillOpacity=0.15)


def box(edges: dict[str, str], **style: Any) -> alt.Chart:
    """A rectangle whose edges are expressions, in pixels."""
    placed = {channel: alt.value(alt.ExprRef(edge)) for channel, edge in edges.items()}
    mark: dict[str, Any] = {"stroke": colours.NEUTRAL, "aria": False} | style
    drawn: alt.Chart = alt.Chart(alt.sequence(0, 1)).mark_rect(**mark).encode(**placed, tooltip=alt.value(None))
    return drawn


def headline(title: str, blend: Blend, panel: Panel) -> list[alt.Chart]:
    """Above a map: the method, and a line a slider with the knob's value, or both values where it is in between."""
    right: dict[str, Any] = {"align": "right", "fontSize": 13, "color": colours.NEUTRAL}
    left: dict[str, Any] = {"align": "left", "fontSize": 17, "color": colours.METHODS[title]}
    top, end = f"{panel.top} - 4", alt.ExprRef(f"{panel.left} + {panel.side}")
    lines = [sweep_map.line_of_words(f"'{title}'", alt.ExprRef(panel.left), alt.ExprRef(top), **left)]
    lines[0].data = alt.NamedData(ASKED)  # a row, which has to be drawn by somebody to be known to the signals
    for i, (slider, place) in enumerate(zip(blend.sliders, blend.positions, strict=True)):
        stops = f"[{', '.join(f'{stop:g}' for stop in slider.stops)}]"
        low, high = f"{stops}[floor({place})]", f"{stops}[ceil({place})]"
        between = f"{low} + ({high} - {low}) * ({place} - floor({place}))"
        words = (
            f"abs({place} - round({place})) < {sweep_map.STEP / 2} ? '{slider.knob} ' + {stops}[round({place})] : "
            f"'{slider.knob} ' + format({between}, '.3~g') + ' (in between, nearest ' + {stops}[round({place})] + ')'"
        )
        raised = alt.ExprRef(f"{top} - {LINE * (len(blend.sliders) - 1 - i)}")
        lines.append(sweep_map.line_of_words(words, end, raised, **right))
    if not blend.sliders:
        lines.append(sweep_map.line_of_words("'no settings'", end, alt.ExprRef(top), **right))
    return lines
