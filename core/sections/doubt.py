"""Which points of a map can be believed: the map coloured by doubt, and its ten worst points with their pictures."""

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import asked_maps, projections
from core.charts import map_tables
from core.charts.still_map import SIDE, MapLook, still_map
from core.maps import doubt
from core.page import draw, frame, links
from core.pictures import colours
from core.sections import practice
from core.sections.map_choice import TITLES, Choice

WORST = 10
STEPS = len(colours.RAMP)


@st.fragment
def show(choice: Choice) -> None:
    """One map of the page's points at a stop, coloured by doubt, and the points that mislead most."""
    with frame.show_errors():
        practice.ask(asked_maps.NEARER, choice.source)
        frame.explain("projections", "doubt")
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control("Method", default="tsne", required=True, **links.bound("doubt"))
            place = place_input(choice, method)
            by = st.segmented_control("Doubtful", default="either", required=True, **links.bound("doubtful"))
        points, found = choice.points, projections.doubt(*choice.maps(method), place)
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=SIDE + 12, gap="xsmall"):
                coloured_map(choice, method, place, loss(found, by))
                st.markdown(counted(found))
            with st.container(width=480):
                worst(choice, method, place, points, found)
        if np.isnan(found.trust).all():
            frame.explain("projections", "doubt-unknown")
        frame.more("projections", "doubt")


def place_input(choice: Choice, method: str) -> tuple[int, int]:
    """At which computed map to look; at first the one on which the slider above stands."""
    sweep = projections.map_sweep(*choice.maps(method))
    if not sweep.knobs:
        return 0, 0
    knob, stops = sweep.knobs[0], sweep.stops[0]
    asked = links.wanted_stop(knob)
    start = stops[sweep.place({} if asked is None else {knob: asked})[0]]
    stop = st.select_slider(knob, stops, start, catalogue.number, width=340, **links.bound(f"doubt_{knob}"))
    return sweep.place({knob: stop})


def loss(found: doubt.Doubt, by: str) -> np.ndarray:
    """How far each point is from perfect, (n,): 0 perfect, 1 as by chance or worse."""
    kept = {"either": found.worst, "torn": found.continuity, "strangers": found.trust}[by]
    lost = (1 - np.nan_to_num(kept, nan=1.0)) / (1 - doubt.chance(len(kept)))
    return np.asarray(np.clip(lost, 0.0, 1.0))


def coloured_map(choice: Choice, method: str, place: tuple[int, int], lost: np.ndarray) -> None:
    """The map, from sure to lost in even steps, with what the colours mean."""
    sweep, points = projections.map_sweep(*choice.maps(method)), projections.shown_points(choice.source)
    note = f"{sweep.knobs[0]} {sweep.stops[0][place[0]]:g}" if sweep.knobs else "no settings"
    names = tuple(f"doubt {i / STEPS:.0%} to {(i + 1) / STEPS:.0%}" for i in range(STEPS))
    named = points.words is not None
    look = MapLook(TITLES[method], names, points.header, note, named=named, rising=True)
    shown = projections.map_on_screen(*choice.maps(method))[[sweep.number(place)]]
    steps = np.minimum((lost * STEPS).astype(np.int64), STEPS - 1)
    tables = map_tables.still_tables(shown, steps, names, points.pixels, points.words, lettered=True)
    draw.chart(
        "doubt_map", look, lambda: still_map(look), tables, map_tables.listed(steps, names), width="content", theme=None
    )
    st.html(f'<div class="ramp" style="--ramp: {", ".join(colours.RAMP)}">sure<i></i>lost</div>', width="content")


def counted(found: doubt.Doubt) -> str:
    """How many points are of which kind."""
    counts = np.bincount(found.kinds, minlength=len(doubt.KINDS))
    return ", ".join(f"**{count:,}** {kind}" for kind, count in zip(doubt.KINDS, counts, strict=True)) + "."


def worst(
    choice: Choice, method: str, place: tuple[int, int], points: projections.ShownPoints, found: doubt.Doubt
) -> None:
    """The ten points that mislead most: each with its nearest in the data and its nearest on the map."""
    rows = np.argsort(found.worst)[:WORST]
    frame_ = projections.map_sweep(*choice.maps(method)).frames[place]
    apart = ((frame_[rows][:, None] - frame_[None]) ** 2).sum(axis=2)
    apart[np.arange(len(rows)), rows] = np.inf
    beside = {"point": rows, "nearest in the data": points.neighbours[rows, 0], "nearest on the map": apart.argmin(1)}
    st.markdown(f"**The {len(rows)} worst points**, the worst one first:")
    if points.pixels is not None:
        pictures = {title: [points.header + points.pixels[row] for row in each] for title, each in beside.items()}
        draw.strip("doubt_worst", pictures, [f"{found.worst[row]:.2f}" for row in rows], height=190)
    else:
        called = points.words or tuple(f"{i}, {points.names[kind]}" for i, kind in enumerate(points.labels))
        table = {title: [called[row] for row in each] for title, each in beside.items()}
        st.table(table | {"kept": [f"{found.worst[row]:.2f}" for row in rows]}, width="content", hide_index=True)
