"""A group of points without a pointer: a rectangle on one of the maps, given by its edges."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.charts.blend import OnScreen
from core.charts.map_dots import REACH
from core.page import links
from core.page.values import Rectangle
from core.sections import selection
from core.sections.map_choice import TITLES

WHOLE = 100  # per cent of a map, from its left or lower edge
MIDDLE = (35, 65)


def chooser(source: str, maps: Mapping[str, OnScreen]) -> None:
    """A map, its edges from left to right and from bottom to top, and a button that lights what lies between."""
    method = st.segmented_control(
        "On which map?", list(maps), format_func=TITLES.__getitem__, default=next(iter(maps)), key="by_keys_map"
    )
    edges: dict[str, Any] = {"min_value": 0, "max_value": WHOLE, "value": MIDDLE, "format": "%d%%"}
    across = st.slider("From its left edge to its right one", key="by_keys_x", **edges)
    up = st.slider("From its lower edge to its upper one", key="by_keys_y", **edges)
    st.button(
        "Light what lies there", key="by_keys_go", on_click=light, args=(source, method, across, up, maps),
        disabled=method is None,
    )  # fmt: skip


def light(source: str, method: str, across: tuple[int, int], up: tuple[int, int], maps: Mapping[str, OnScreen]) -> None:
    """Make what lies between these edges of a map, as it stands, the group."""
    ends = [2 * REACH * at / WHOLE - REACH for at in (*across, *up)]
    places = tuple([*maps[method].places, 0.0, 0.0][:2])
    rectangle = Rectangle.Drawn.around(method, *ends, *places)
    rows = selection.inside(rectangle, maps)
    selection.keep_group(source, rows)
    links.put_in_link("group", str(rectangle) if rows else None)
