"""Picking on maps that share a chart, in the browser alone: a point by a tap, a group by a rectangle.

A pointer that goes down and up in one place is a tap: it picks the nearest point within a finger's width, and on empty
ground lets go of what is lit. One that moves draws a rectangle. A finger that moves up or down scrolls the page: the
browser then takes the pointer away, and nothing is picked.

Python hears of both through two selections that Vega-Lite declares and never fills: `pick` and `group`. What Python
itself wants to be lit stands in the table of what is asked for, with a serial number. What the browser says counts for
as long as it holds the number of the latest.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt

from core.charts.blend import Blend
from core.charts.map_layout import Panel
from core.charts.map_tables import ASKED, DIGITS, NEAR, POINTS

PICK, GROUP = "pick", "group"  # the selections
PICK_FIELDS = ("point", "serial")
GROUP_FIELDS = ("map", "left", "right", "low", "high", "first", "second", "serial")
NEVER = "dragleave[false]"  # an event that does not happen
FAR = 6  # pixels from where it went down: a pointer beyond draws a rectangle
FINGER = (2, 4, 7, 11, 16, 22)  # pixels around a tap in which the nearest point is looked for: 44 across at the end
TYPED = "typed"  # the box in which the number of a point can be typed: what a pointer can do, a keyboard can
STRIP = "strip"  # the layer with the pictures of the neighbours: a tap on one picks it, too
HOLDS = {"type": "pointerdown"}, {"source": "window", "type": "pointerup"}


def selections() -> tuple[alt.Parameter, alt.Parameter]:
    """What Python hears of: event.selection["pick"][0] and event.selection["group"][0], with the fields named above."""
    pick, group = (
        alt.selection_point(name=name, fields=list(fields), on=NEVER, clear=False, toggle=False)
        for name, fields in ((PICK, PICK_FIELDS), (GROUP, GROUP_FIELDS))
    )
    return pick, group


def asked_for() -> dict[str, str]:
    """What Python asks for, and what is lit: expressions of signals.

    `picked` is the number of a point or −1; `is_group` whether there is a group, which is either `held` in a rectangle
    drawn here or listed in the table of marks.
    """
    there = f"length(data('{ASKED}'))"
    found = {f"asked_{name}": f"{there} ? data('{ASKED}')[0].{name} : -1" for name in ("point", "group", "serial")}
    heard = {name: f"isArray({name}.serial) && {name}.serial[0] === asked_serial" for name in (PICK, GROUP)}
    known = f"length(data('{POINTS}'))"
    found["picked"] = f"{heard[PICK]} && pick.point[0] < {known} ? pick.point[0] : asked_point"
    found["heard_group"] = heard[GROUP]
    found["held"] = "heard_group && group.map[0] >= 0"
    found["is_group"] = "heard_group ? held : asked_group > 0"
    word, edges = f"data('{POINTS}')[picked].near", range(0, NEAR * DIGITS, DIGITS)
    numbers = ", ".join(f"toNumber(substring({word}, {edge}, {edge + DIGITS}))" for edge in edges)
    return found | {"neighbours": f"picked < 0 || picked >= {known} ? [] : [{numbers}]"}


def ranked() -> alt.Chart:
    """All points where one is picked, none else, with their `rank` among its true neighbours: 0 is the nearest.

    That of all others is −1, of the picked one too.
    """
    picked: alt.Chart = alt.Chart(alt.NamedData(POINTS)).transform_filter("picked >= 0")
    return picked.transform_calculate(rank="datum.point == picked ? -1 : indexof(neighbours, datum.point)")


def held_place(blends: Sequence[Blend]) -> dict[str, str]:
    """Where the sliders stood when the rectangle was drawn, as corners and weights of one map: signals."""
    firsts = [blend.first for blend in blends]
    steps = [len(blend.sliders[1].stops) if len(blend.sliders) > 1 else 1 for blend in blends]
    found = {"held_first": "held ? group.first[0] : 0", "held_second": "held ? group.second[0] : 0"}
    for i, (one, other) in enumerate((a, b) for a in ("floor", "ceil") for b in ("floor", "ceil")):
        number = f"{firsts}[group.map[0]] + {one}(held_first) * {steps}[group.map[0]] + {other}(held_second)"
        found[f"held_map{i}"] = f"held ? {number} : 0"
        shares = [
            f"({knob} - floor({knob}))" if side == "ceil" else f"(1 - {knob} + floor({knob}))"
            for side, knob in ((one, "held_first"), (other, "held_second"))
        ]
        found[f"held_weight{i}"] = " * ".join(shares)
    return found


def is_lit() -> str:
    """The expression for whether a point belongs to the group: it lay in the rectangle, or Python has listed it."""
    x, y = (" + ".join(f"datum['{axis}' + held_map{i}] * held_weight{i}" for i in range(4)) for axis in "xy")
    inside = f"inrange({x}, [group.left[0], group.right[0]]) && inrange({y}, [group.low[0], group.high[0]])"
    return f"held ? {inside} : datum.listed > 0"


def pointer(
    panels: Sequence[Panel], marks: Sequence[str], places: Sequence[tuple[str, ...]], typing: bool
) -> list[dict[str, Any]]:
    """The signals that follow the pointer, as Vega has them; Vega-Lite passes what it does not know on.

    Args:
        panels: where the maps are.
        marks: the names of the marks of their points.
        places: of each map the expressions of its sliders' places, "0" where it has none.
        typing: whether there is a box in which a number can be typed.
    """
    pressed = "".join(f"{panel.holds('x()', 'y()')} ? {i} : " for i, panel in enumerate(panels)) + "-1"
    down = f"event.button === 0 ? {{x: x(), y: y(), map: {pressed}, stamp: now()}} : press"
    at = "{x: x(), y: y()}"
    gone = "{stamp: press.stamp, map: -2, far: false, hit: -1}"
    dragged, group = is_far("drag.x", "drag.y"), told_group(panels, places)
    typed = [{"events": {"signal": TYPED}, "update": told_typed()}] if typing else []
    drawn = {"source": "window", "type": "pointermove", "between": HOLDS}
    return [
        {"name": "press", "value": {"x": 0, "y": 0, "map": -1, "stamp": 0},
         "on": [{"events": "pointerdown", "update": down}]},
        {"name": "drag", "value": {"x": 0, "y": 0},
         "on": [{"events": "pointerdown", "update": at}, {"events": drawn, "update": at}]},
        {"name": "release", "value": {"stamp": 0, "map": -2, "far": False, "hit": -1},
         "on": [{"events": "window:pointerup", "update": f"press.stamp === release.stamp ? release : {up(marks)}"},
                {"events": "window:pointercancel", "update": gone}]},
        {"name": "drawing", "expr": f"press.stamp !== release.stamp && press.map >= 0 && {dragged}"},
        {"name": "tell_pick", "value": 0, "on": [{"events": {"signal": "release"}, "update": told_pick()}, *typed]},
        {"name": "tell_group", "value": 0, "on": [{"events": {"signal": "release"}, "update": group}]},
    ]  # fmt: skip


def is_far(x: str, y: str) -> str:
    """The expression for whether a place is so far from where the pointer went down that it draws a rectangle."""
    return f"(abs({x} - press.x) > {FAR} || abs({y} - press.y) > {FAR})"


def up(marks: Sequence[str]) -> str:
    """What is known as the pointer goes up.

    On which map it went down, whether it drew, which point it hit (or −1), and whether some lie in its rectangle.
    """
    names = f"{list(marks)}[press.map]"
    hit = "-1"
    for reach in FINGER[::-1]:
        box = f"[[x() - {reach}, y() - {reach}], [x() + {reach}, y() + {reach}]]"
        found = f"intersect({box}, {{markname: {names}}})"
        hit = f"length({found}) ? {found}[0].datum.point : {hit}"
    shown = f"intersect([[x(), y()], [x() + 1, y() + 1]], {{markname: '{STRIP}_marks'}})"
    hit = f"press.map >= 0 ? ({hit}) : length({shown}) ? {shown}[0].datum.point : -1"
    inside = f"intersect([[press.x, press.y], [x(), y()]], {{markname: {names}}})"
    far = is_far("x()", "y()")
    return (
        f"{{stamp: press.stamp, map: press.map, far: {far}, hit: {far} ? -1 : {hit}, x: x(), y: y(), "
        f"some: press.map >= 0 && {far} && length({inside}) > 0}}"
    )


def told_pick() -> str:
    """Tells of the point that was hit; a tap on the empty ground of a map tells of none."""
    tuple_ = f"{{unit: '', fields: {PICK}_tuple_fields, values: [release.hit, asked_serial]}}"
    return f"!release.far && (release.map >= 0 || release.hit >= 0) ? modify('{PICK}_store', {tuple_}, true) : 0"


def told_typed() -> str:
    """Tells of the point whose number was typed, of none where there is no such point."""
    known = f"{TYPED} !== '' && +{TYPED} >= 0 && +{TYPED} < length(data('{POINTS}'))"
    tuple_ = f"{{unit: '', fields: {PICK}_tuple_fields, values: [{known} ? floor(+{TYPED}) : -1, asked_serial]}}"
    return f"modify('{PICK}_store', {tuple_}, true)"


def number_box() -> dict[str, Any]:
    """The signal of what is typed, with its box."""
    return {"name": TYPED, "value": "", "bind": {"input": "number", "name": "Or type the number of a point "}}


def told_group(panels: Sequence[Panel], places: Sequence[tuple[str, ...]]) -> str:
    """Tells of the rectangle, in the units of the tables; an empty one, or a tap on empty ground, of none."""
    values = [f"release.some ? {values_of(panels, places)}", "[-1, 0, 0, 0, 0, 0, 0, asked_serial]"]
    tuple_ = f"{{unit: '', fields: {GROUP}_tuple_fields, values: {' : '.join(values)}}}"
    return f"release.map >= 0 && (release.far || release.hit < 0) ? modify('{GROUP}_store', {tuple_}, true) : 0"


def values_of(panels: Sequence[Panel], places: Sequence[tuple[str, ...]]) -> str:
    """The expression of the values of a rectangle, in the order of `GROUP_FIELDS`."""
    chosen = {
        name: "".join(f"release.map == {i} ? {each} : " for i, each in enumerate(all_)) + "0"
        for name, all_ in {
            "left": [panel.left for panel in panels], "top": [panel.top for panel in panels],
            "first": [first for first, _ in places], "second": [second for _, second in places],
            "x": [f"view_x{i}" for i in range(len(panels))], "y": [f"view_y{i}" for i in range(len(panels))],
        }.items()
    }  # fmt: skip
    unit = "2 * view_half / map_side"

    def across(x: str) -> str:
        return f"({chosen['x']}) - view_half + ({x} - ({chosen['left']})) * {unit}"

    def up_(y: str) -> str:
        return f"({chosen['y']}) + view_half - ({y} - ({chosen['top']})) * {unit}"

    ends = [across("min(press.x, release.x)"), across("max(press.x, release.x)")]
    ends += [up_("max(press.y, release.y)"), up_("min(press.y, release.y)")]
    return f"[release.map, {', '.join(ends)}, {chosen['first']}, {chosen['second']}, asked_serial]"
