"""What a visitor has picked on the maps: a point by a tap, a group by a rectangle. Kept from page to page.

A picked test image is `image` in the URL and is carried to the other pages; a word is `word` in the URL, any other
point `point`, and a group `group`, as the rectangle that was drawn. All wait in the session and belong to a data set:
all maps of its points light them.

The browser lights what is picked there by itself (`core.charts.map_pick`), and tells of it here (`hear`). What is lit
for any other reason it has to be asked to light (`asked`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import map_sources
from core.cache import projections
from core.charts.blend import OnScreen
from core.charts.map_pick import GROUP, GROUP_FIELDS, PICK
from core.page import chosen, links
from core.page.values import Rectangle

NONE = "-1"  # the point that the URL names where nothing is picked


class Selection(NamedTuple):
    """What is lit on all maps of the same points.

    Args:
        point: the picked one, or None.
        group: its points, rising; () where there is none.
        classes: those that are drawn in full; None means all.
    """

    point: int | None
    group: tuple[int, ...]
    classes: tuple[int, ...] | None

    @property
    def rows(self) -> np.ndarray:
        """The points of the group as an array."""
        return np.array(self.group, dtype=int)


def current(source: str, points: projections.ShownPoints) -> Selection:
    """What is lit now: the picked point, the group, and the classes that the pills below the maps name.

    Before these are drawn for the first time it is the link that names them.
    """
    dataset = map_sources.SOURCES[source].dataset
    held = {name: st.session_state.get(name, ("", None)) for name in ("picked", "group")}
    point, group = (chosen if of == dataset else None for of, chosen in held.values())
    asked = st.session_state["classes"] if "classes" in st.session_state else st.query_params.get_all("classes")
    named = [name for name in asked or () if name in points.names]
    return Selection(point, group or (), tuple(map(points.names.index, named)) or None)


class Asked(NamedTuple):
    """What the browser was last asked to light: a point, the points of a group, and how often it has been asked."""

    point: int | None = None
    group: tuple[int, ...] = ()
    serial: int = 0


def hear(key: str, source: str, points: projections.ShownPoints, maps: Mapping[str, OnScreen]) -> None:
    """Take over what was picked on the chart called `key` since the last run.

    `maps` is what is to be seen on it, by method, where the browser has drawn it already.
    """
    begin(source, points, maps)
    if key not in st.session_state:  # drawn anew
        for name in ("pick", "group", "shown"):
            st.session_state.pop(f"{key}:{name}", None)
        return
    event, serial = st.session_state[key], st.session_state.get(f"{key}:asked", Asked()).serial
    if chosen.number(event, PICK, "serial") == serial and new(f"{key}:pick", event["selection"][PICK]):
        point = chosen.row(event, PICK, "point", len(points.rows))
        keep_point(source, point, points)
        shows(key, point=point)
    if chosen.number(event, GROUP, "serial") == serial and new(f"{key}:group", event["selection"][GROUP]):
        rectangle = rectangle_of(event, list(maps))
        rows = () if rectangle is None else inside(rectangle, maps)
        keep_group(source, rows)
        links.put_in_link("group", str(rectangle) if rows else None)
        shows(key, group=rows)


def asked(key: str, maps: tuple[Any, ...], lit: Selection) -> Asked:
    """What the browser is to light on the chart called `key`: something new only where it would show something else.

    `maps` tells apart of what there are maps: a rectangle drawn on some holds other points on others.
    """
    state, shown = st.session_state.get(f"{key}:asked", Asked()), st.session_state.get(f"{key}:shown")
    now = {"maps": maps, "point": lit.point, "group": lit.group}
    if shown != now:
        if shown is not None and shown["maps"] != maps:
            links.put_in_link("group", None)  # its rectangle holds other points here
        st.session_state[f"{key}:shown"] = now
        state = st.session_state[f"{key}:asked"] = Asked(lit.point, lit.group, state.serial + 1)
    return state


def shows(key: str, **picked: Any) -> None:
    """Note what the browser has lit by itself."""
    if f"{key}:shown" in st.session_state:
        st.session_state[f"{key}:shown"] = st.session_state[f"{key}:shown"] | picked


def rectangle_of(event: Mapping[str, Any], methods: list[str]) -> Rectangle.Drawn | None:
    """The rectangle that was drawn, None where it is none or was drawn on no map."""
    values = [each for field in GROUP_FIELDS[:-1] if (each := chosen.number(event, GROUP, field)) is not None]
    if len(values) < len(GROUP_FIELDS) - 1 or values[0] not in range(len(methods)):
        return None
    return Rectangle.Drawn.around(methods[int(values[0])], *values[1:])


def inside(rectangle: Rectangle.Drawn, maps: Mapping[str, OnScreen]) -> tuple[int, ...]:
    """The points inside a rectangle, rising."""
    if rectangle.method not in maps:
        return ()
    seen = maps[rectangle.method]
    places = [min(max(at, 0.0), count - 1.0) for at, count in zip(rectangle.places, seen.stops, strict=False)]
    return tuple(seen._replace(places=places).inside(rectangle.ends).tolist())


def new(name: str, value: object) -> bool:
    """Whether a chart reports something else than it did the last time."""
    before = st.session_state.get(name)
    st.session_state[name] = value
    return value != before


def begin(source: str, points: projections.ShownPoints, maps: Mapping[str, OnScreen]) -> None:
    """At first what the URL names is picked, and after a visit to another page the image picked there."""
    dataset = map_sources.SOURCES[source].dataset
    if st.session_state.get("group", ("", ()))[0] != dataset:
        named = Rectangle().read(st.query_params.get("group", ""))
        keep_group(source, () if named is None else inside(named, maps))
    if st.session_state.get("picked", ("", None))[0] != dataset:
        st.session_state["picked"] = (dataset, point_in_url(points))
        st.session_state["picked:image"] = links.remembered("image")
    image = links.remembered("image")
    if image != st.session_state.get("picked:image"):
        st.session_state["picked:image"] = image
        if image in points.test_numbers:
            keep_point(source, list(points.test_numbers).index(image), points)


def point_in_url(points: projections.ShownPoints) -> int | None:
    """The point that the URL names, or that was picked on another page; None where there is no such point.

    Where nothing is named and points are pictures it is the first test image: what a tap does is seen before one taps.
    """
    if points.words is not None:
        asked = st.session_state.get("word") or st.query_params.get("word", "")
        return points.words.index(asked) if asked in points.words else None
    image = st.query_params.get("image", links.remembered("image"))
    for text, numbers in ((st.query_params.get("point", ""), range(len(points.rows))), (image, points.test_numbers)):
        if str(text).isascii() and str(text).isdecimal() and int(text) in numbers:
            return list(numbers).index(int(text))
    if points.pixels is None or st.query_params.get("point") == NONE:
        return None
    return int(np.argmax(np.asarray(points.test_numbers) >= 0))


def hold(source: str, point: int | None) -> None:
    """Remember the picked point here alone, None for none."""
    st.session_state["picked"] = (map_sources.SOURCES[source].dataset, point)


def keep_point(source: str, chosen: int | None, points: projections.ShownPoints) -> None:
    """Remember the picked point, here, in the URL and for the other pages; None for none."""
    if chosen is None:
        let_go_of_point(source)
        return
    hold(source, chosen)
    number = int(points.test_numbers[chosen])
    if points.words is not None:
        st.session_state["word"] = points.words[chosen]  # the box that is bound to the URL
    elif number >= 0:
        links.put_in_link("image", str(links.remember("image", number)))
        st.session_state["picked:image"] = number
        links.put_in_link("point", None)
    else:
        links.put_in_link("point", str(chosen))
        links.put_in_link("image", None)


def let_go_of_point(source: str) -> None:
    """Pick nothing any more."""
    hold(source, None)
    if "word" in st.session_state:
        st.session_state["word"] = None
    links.put_in_link("point", None if projections.shown_points(source).pixels is None else NONE)
    links.put_in_link("image", None)


def let_go(source: str) -> None:
    """Light nothing any more."""
    let_go_of_point(source)
    keep_group(source, ())
    links.put_in_link("group", None)


def keep_group(source: str, group: tuple[int, ...]) -> None:
    """Light these points; none let go of the group."""
    st.session_state["group"] = (map_sources.SOURCES[source].dataset, group)
