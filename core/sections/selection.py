"""What a visitor has picked on the maps: a point by a click, a group by a rectangle. Kept from page to page.

A picked test image is `image` in the URL and is carried to the other pages; a word is `word` in the URL and any other
point `point`; both wait in the session, as a group does. All belong to a data set: all maps of its points light them.
"""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import projections
from core.charts.blend import OnScreen
from core.charts.linked_map import MARGIN, SIDE
from core.charts.map_tables import LEVELS
from core.page import chosen, links

SLIP = 12  # pixels: a click so near the corner of the rectangle drawn just before is the end of the drag, not a pick


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
    dataset = catalogue.MAP_SOURCES[source].dataset
    held = {name: st.session_state.get(name, ("", None)) for name in ("picked", "group")}
    point, group = (chosen if of == dataset else None for of, chosen in held.values())
    asked = st.session_state["classes"] if "classes" in st.session_state else st.query_params.get_all("classes")
    named = [name for name in asked or () if name in points.names]
    return Selection(point, group or (), tuple(map(points.names.index, named)) or None)


def take(source: str, points: projections.ShownPoints, maps: dict[str, OnScreen | None]) -> str:
    """Take over what was clicked, drawn or wiped away last; returns the chart on which a rectangle was drawn, or "".

    `maps` is what is to be seen, by the key of its chart; None where the browser draws a chart anew.
    """
    begin(source, points)
    drawn = ""
    for key, seen in maps.items():
        if seen is None:  # nothing is selected on it
            for name in ("wipe", "group", "pick", "drawn"):
                st.session_state.pop(f"{key}:{name}", None)
            continue
        event = st.session_state[key]
        if new(f"{key}:wipe", event["selection"].get("wipe")):
            keep_group(source, ())
        rectangle = chosen.rectangle(event, "group")
        if new(f"{key}:group", rectangle) and rectangle:
            keep_group(source, tuple(seen.inside(rectangle).tolist()))
            st.session_state[f"{key}:drawn"], drawn = rectangle, key
        clicked = chosen.row(event, "pick", "point", len(points.rows))  # None for a click between the points
        again = not new(f"{key}:pick", event["selection"].get("pick"))
        if again or clicked is None or is_slip(st.session_state.pop(f"{key}:drawn", None), clicked, seen):
            continue
        keep_point(source, clicked, points)
    return drawn


def new(name: str, value: object) -> bool:
    """Whether a chart reports something else than it did the last time."""
    before = st.session_state.get(name)
    st.session_state[name] = value
    return bool(value or before) and value != before


def begin(source: str, points: projections.ShownPoints) -> None:
    """At first the point that the URL names is picked, and after a visit to another page the image picked there."""
    dataset = catalogue.MAP_SOURCES[source].dataset
    if st.session_state.get("picked", ("", None))[0] != dataset:
        st.session_state["picked"] = (dataset, point_in_url(points))
        st.session_state["picked:image"] = links.remembered("image")
    image = links.remembered("image")
    if image != st.session_state.get("picked:image"):
        st.session_state["picked:image"] = image
        if image in points.test_numbers:
            keep_point(source, list(points.test_numbers).index(image), points)


def point_in_url(points: projections.ShownPoints) -> int | None:
    """The point that the URL names, or that was picked on another page; None where there is no such point."""
    if points.words is not None:
        asked = st.session_state.get("word") or st.query_params.get("word", "")
        return points.words.index(asked) if asked in points.words else None
    image = st.query_params.get("image", links.remembered("image"))
    for text, numbers in ((st.query_params.get("point", ""), range(len(points.rows))), (image, points.test_numbers)):
        if str(text).isascii() and str(text).isdecimal() and int(text) in numbers:
            return list(numbers).index(int(text))
    return None


def hold(source: str, point: int | None) -> None:
    """Remember the picked point here alone, None for none."""
    st.session_state["picked"] = (catalogue.MAP_SOURCES[source].dataset, point)


def keep_point(source: str, chosen: int, points: projections.ShownPoints) -> None:
    """Remember the picked point, here, in the URL and for the other pages."""
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


def let_go(source: str) -> None:
    """Pick nothing any more."""
    hold(source, None)
    if "word" in st.session_state:
        st.session_state["word"] = None
    for name in ("point", "image"):
        links.put_in_link(name, None)


def keep_group(source: str, group: tuple[int, ...]) -> None:
    """Light these points; none let go of the group."""
    st.session_state["group"] = (catalogue.MAP_SOURCES[source].dataset, group)


def is_slip(rectangle: dict | None, clicked: int, seen: OnScreen) -> bool:
    """Whether a click is how a drag ended: browsers report one where the button is let go."""
    if rectangle is None:
        return False
    near = SLIP * 2 * LEVELS * MARGIN / SIDE
    place = seen.frame()[clicked]
    return all(min(abs(place[axis] - float(end)) for end in rectangle[name]) <= near for axis, name in enumerate("xy"))
