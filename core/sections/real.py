"""Is it real? The same settings on the data and on noise of the same size, without colours; and which is which."""

from functools import partial

import numpy as np
import streamlit as st

from core.artefacts import catalogue, map_sources
from core.cache import projections
from core.charts import map_tables
from core.charts.still_map import SIDE, MapLook
from core.page import frame, links
from core.sections import map_panel, practice
from core.sections.map_choice import TITLES

ENDS = ("left", "right")
TURN = "real turn"  # where the session keeps how often a map was tapped
DECIDED = "decided"  # where the session keeps that a guess has just been made


@st.fragment
def is_it_real(source: str) -> None:
    """Two maps of which one is noise: which of them is told when the visitor has chosen."""
    with frame.show_errors(), st.container():
        turn = st.session_state.get(TURN, 0)
        key = "real-both" if map_sources.SOURCES[source].drawn_apart else "real"
        frame.explain("projections", key)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control("Method", default="tsne", required=True, **links.bound("real"))
            sweep = projections.map_sweep(source, method, False, 0)
            knob, stops = sweep.knobs[0], sweep.stops[0]
            stop = st.select_slider(knob, stops, stops[0], catalogue.number, width=340, **links.bound(f"real_{knob}"))
            guess = st.segmented_control("Which one is noise?", default=None, on_change=decided, **links.bound("noisy"))
        with st.container(horizontal=True, gap="medium"):
            for side, each in zip(ENDS, pair(source), strict=True):
                place = projections.map_sweep(each, method, False, 0).place({knob: stop})
                with st.container(width=SIDE + 12, gap="xsmall"):
                    look = MapLook(TITLES[method], ("",), note=f"{knob} {stop:g}")
                    shown = one_on_screen(each, method, place)
                    alike = map_tables.all_alike(shown)
                    map_panel.picture(
                        f"real-{side}", look, shown, alike, take=partial(take, side), turn=turn,
                        by=(each, method, place),
                    )  # fmt: skip
                    if guess is not None:
                        st.markdown(clumped(each, method, place))
            if guess is not None:
                with st.container(width=300):
                    frame.more("projections", key)
                    counted(source, guess)


def take(side: str) -> None:
    """The visitor has tapped the map on this side: it is the one that is noise."""
    st.session_state["noisy"] = side
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    decided()


def decided() -> None:
    """The visitor has chosen, and not a link."""
    st.session_state[DECIDED] = True


def counted(source: str, guess: str) -> None:
    """Count the guess where one of the two is right, and show the score of this visit."""
    made = st.session_state.pop(DECIDED, False)
    if guess in ENDS and not map_sources.SOURCES[source].drawn_apart:
        if made:
            practice.vote(practice.NOISE, pair(source)[ENDS.index(guess)].endswith(map_sources.NOISE))
        practice.score()


def pair(source: str) -> tuple[str, str]:
    """The data and noise like them, from left to right: which comes first is luck, but always the same."""
    noise_first = np.random.default_rng(list(source.encode())).random() < 0.5
    noise = source + map_sources.NOISE
    return (noise, source) if noise_first else (source, noise)


def one_on_screen(source: str, method: str, place: tuple[int, int]) -> np.ndarray:
    """One computed map from the data in the units of the charts, (1, n, 2)."""
    number = projections.map_sweep(source, method, False, 0).number(place)
    return projections.map_on_screen(source, method, False, 0)[[number]]


def clumped(source: str, method: str, place: tuple[int, int]) -> str:
    """How clumped one map is, and how much of it is true."""
    maps = (source, method, False, 0)
    kept = projections.map_sweep(*maps).fact("neighbours_kept", place)
    plan = map_sources.source_of(source)
    title = f"Noise, {plan.size:,} points of {projections.noise_columns(source)} numbers" if plan.noise else plan.title
    return (
        f"**{title}**: spacing {projections.clumping(*maps, place):.2f} (1 is scattered at random, less is clumped), "
        f"neighbours kept {kept:.0%}{in_doubt(maps, place)}."
    )


def in_doubt(maps: tuple[str, str, bool, int], place: tuple[int, int]) -> str:
    """How many points of a map mislead; "" where its points would have to be downloaded."""
    if projections.known_points(maps[0]) is None:
        return ""
    kinds = projections.doubt(*maps, place).kinds
    return f", {(kinds > 0).sum():,} of {len(kinds):,} points torn from their neighbours or among strangers"
