"""Projections: PCA, t-SNE and UMAP of the same points side by side, and how far to believe each of them."""

from functools import partial

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import projections, words
from core.charts import map_tables, space
from core.charts.still_map import SIDE, MapLook
from core.data import datasets
from core.page import frame, links, parameters
from core.sections import (
    face_knobs,
    linked_maps,
    live_cost,
    live_map,
    map_panel,
    own_map,
    selection,
    word_arithmetic,
    word_arrows,
)
from core.sections.linked_maps import FIGURES, TITLES, Choice

FOUR = 250  # pixels: of a map when four stand side by side
SOURCES = {plan.dataset: name for name, plan in catalogue.MAP_SOURCES.items() if plan.model is None}
NAMES = tuple(dict.fromkeys(("mnist", "faces", "digits", "words", "fashion", "kmnist", *SOURCES)))


def main() -> None:
    frame.page("Projections")
    frame.explain("projections", "lead")
    with frame.section("Three maps of the same points: which one to believe?", "maps"):
        choice = choose()
        if choice is None:
            frame.explain("projections", "not-shipped")
        else:
            linked_maps.show(choice)
    if choice is not None:
        with frame.section("Is it real, or would noise look the same?", "real"):
            is_it_real(choice.source)
    with frame.section("What people say about maps: does it hold?", "claims"):
        put_to_the_test()
    frame.folded(
        "Arithmetic with meaning: is king − man + woman a queen?", "arithmetic", "Add and subtract words",
        word_arithmetic.show, "plus", "minus", "added",
    )  # fmt: skip
    if choice is not None:
        frame.folded(
            "Would a third dimension help?", "space", "Turn a map around", partial(in_space, choice), "space", "method",
            "tsne3d", "umap3d",
        )  # fmt: skip
        own = [name for name in parameters.PARAMETERS if name.startswith("m_")]
        frame.folded("Make your own map", "own", "Choose a method, and watch it form", partial(own_of, choice), *own)
    own = [name for name in parameters.PARAMETERS if name.startswith("o_")]
    frame.folded("And a table of your own?", "table", "Bring a table, and map it", own_map.mapper, *own)
    frame.explain("projections", "video")
    frame.footer(*([catalogue.MAP_SOURCES[choice.source].dataset] if choice is not None else []))


def own_of(choice: Choice) -> None:
    """A map of the page's points with the visitor's own settings, and what it costs."""
    frame.explain("projections", "own")
    live_map.mapper(choice.source)
    if datasets.is_here(catalogue.MAP_SOURCES[choice.source].dataset):  # else the download above comes first
        with st.expander("How long does a map take, and how much longer for more points?"):
            live_cost.panel(choice.source)


def choose() -> Choice | None:
    """The controls that all maps share; None where no map of the data set is shipped."""
    name = frame.data_picker(NAMES)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        source = pick_source(name)
        if source is None:
            return None
        knob = face_knobs.colour_input() if catalogue.MAP_SOURCES[source].dataset == "faces" else ""
        with frame.adjust():
            start = st.segmented_control("t-SNE and UMAP start", default="data", required=True, **links.bound("start"))
            frame.explain("projections", "start")
            seed = st.segmented_control("Seed", default=0, required=True, **links.bound("seed"))
    return Choice(source, start == "random", int(seed), knob)


def pick_source(name: str) -> str | None:
    """What of the data set is mapped; None where no map of it is shipped."""
    if name not in SOURCES or not projections.maps_there(SOURCES[name]):
        return None
    mapped = {of: SOURCES[name] + ("" if of == "pixels" else f"-{of}") for of in parameters.OF.words}
    there = [of for of in mapped if projections.maps_there(mapped[of])]
    if len(there) < 2:
        return SOURCES[name]
    return mapped[st.selectbox("Of", width=230, **links.bound("of", options=there))]


# --- is it real ------------------------------------------------------------------------------------------------------


@st.fragment
def is_it_real(source: str) -> None:
    """The same settings on the data and on noise of the same size, without colours."""
    with frame.show_errors(), st.container():
        key = "real-both" if catalogue.MAP_SOURCES[source].drawn_apart else "real"
        frame.explain("projections", key)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control("Method", default="tsne", required=True, **links.bound("real"))
            sweep = projections.map_sweep(source, method, False, 0)
            knob, stops = sweep.knobs[0], sweep.stops[0]
            stop = st.select_slider(knob, stops, stops[0], catalogue.number, width=340, **links.bound(f"real_{knob}"))
        with st.container(horizontal=True, gap="medium"):
            for each in (source, source + catalogue.NOISE):
                place = projections.map_sweep(each, method, False, 0).place({knob: stop})
                with st.container(width=SIDE + 12, gap="xsmall"):
                    look = MapLook(TITLES[method], ("",), note=f"{knob} {stop:g}")
                    shown = one_on_screen(each, method, place)
                    map_panel.picture(f"real-{each == source}", look, shown, map_tables.all_alike(shown))
                    st.markdown(clumped(each, method, place))
            with st.container(width=300):
                frame.more("projections", key)


def one_on_screen(source: str, method: str, place: tuple[int, int]) -> np.ndarray:
    """One computed map from the data in the units of the charts, (1, n, 2)."""
    number = projections.map_sweep(source, method, False, 0).number(place)
    return projections.map_on_screen(source, method, False, 0)[[number]]


def clumped(source: str, method: str, place: tuple[int, int]) -> str:
    """How clumped one map is, and how much of it is true."""
    maps = (source, method, False, 0)
    kept = projections.map_sweep(*maps).fact("neighbours_kept", place)
    plan = catalogue.map_source(source)
    title = f"Noise, {plan.size:,} points of {projections.noise_columns(source)} numbers" if plan.noise else plan.title
    return (
        f"**{title}**: spacing {projections.clumping(*maps, place):.2f} (1 is strewn at random, less is clumped), "
        f"neighbours kept {kept:.0%}."
    )


# --- claims ----------------------------------------------------------------------------------------------------------


@st.fragment
def put_to_the_test() -> None:
    """One common sentence, one experiment on data whose truth is known, one measured verdict."""
    with frame.show_errors():
        frame.explain("projections", "claims")
        name = st.selectbox("Claim", width=480, **links.bound("claim"))
        claim, found = projections.CLAIMS[name], projections.evidence_for(name)
        truth = f" In the data: **{claim.form.format(found.truth)}**." if found.truth == found.truth else ""
        st.markdown(f"### {found.verdict}.\n{found.why} Measured: {claim.figure}.{truth}", width=frame.READABLE)
        side = SIDE if len(claim.shown) < 4 else FOUR
        with st.container(horizontal=True, gap="small"):
            for i, shown in enumerate(claim.shown):
                with st.container(width=side + 12, gap="xsmall"):
                    experiment(name, shown, found.places[i], side, key=f"claim-{i}")
                    many = f", {catalogue.MAP_SOURCES[shown.source].size:,} points" if shown.source else ""
                    st.markdown(f"**{claim.form.format(found.values[i])}**, {beginning(shown)}{many}")
        sources = dict.fromkeys(shown.source or claim.source for shown in claim.shown)
        titles = "; ".join(catalogue.MAP_SOURCES[source].title for source in sources)
        st.caption(f"Points: {titles}. Pick them above to turn the knobs yourself.")


def experiment(claim: str, shown: tuple, place: tuple[int, int], side: int, key: str) -> None:
    """One map of an experiment, coloured by class."""
    source = shown.source or projections.CLAIMS[claim].source
    sweep, points = projections.claim_sweep(claim, shown), projections.shown_points(source)
    note = f"{sweep.knobs[0]} {sweep.stops[0][place[0]]:g}" if sweep.knobs else "no knob"
    look = MapLook(TITLES[shown.method], points.names, points.header, note, side)
    shown, pairs = map_tables.on_screen(sweep.frames[place][None]), words.arrows(source)
    if len(pairs):
        word_arrows.picture(key, look, shown, points, pairs)
    else:
        map_panel.picture(key, look, shown, points.labels, points.pixels)


def beginning(shown: tuple) -> str:
    """How a run began, in words."""
    if shown.again:
        return projections.AGAIN[shown.again]
    if shown.method == "pca":
        return "the same at every run"
    return f"started {parameters.STARTS.words['random' if shown.random else 'data']}, seed {shown.seed}"


# --- three dimensions ------------------------------------------------------------------------------------------------


@st.fragment
def in_space(choice: Choice) -> None:
    """A map in three dimensions that turns with the mouse, and what the third one is worth."""
    with frame.show_errors():
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            method = st.segmented_control("Method", default="pca", required=True, **links.bound("method"))
            sweep, stop = projections.map_sweep(*choice.maps(method), dims=3), 0
            if sweep.knobs:
                stops = sweep.stops[0]
                stop = st.segmented_control(
                    sweep.knobs[0], range(len(stops)), format_func=lambda i: f"{stops[i]:g}", default=1, required=True,
                    **links.bound(f"{method}3d"),
                )  # fmt: skip
            shown = st.toggle("Show it", help="Needs a browser with WebGL.", **links.bound("space"))
        points = projections.shown_points(choice.source)
        lit = selection.current(choice.source, points)
        if shown:
            opacity = map_tables.strengths(points.labels, lit.classes, lit.rows)
            cloud = space.cloud(
                sweep.frames[stop, 0], points.labels, points.names, lit.point, opacity, points.words, lit.classes
            )
            st.pydeck_chart(cloud, key="space_cloud", height=480)
        linked_maps.also_lit(lit if shown else None)
        st.markdown(worth(choice, method, (stop, 0)))
        frame.explain("projections", "space")


def worth(choice: Choice, method: str, place: tuple[int, int]) -> str:
    """The two numbers of a map in three dimensions, beside those of the flat one with the same settings."""
    flat, spatial = (projections.map_sweep(*choice.maps(method), dims=dims) for dims in (2, 3))
    beside = flat.place({spatial.knobs[0]: spatial.stops[0][place[0]]} if spatial.knobs else {})
    compared = [
        f"{words}: **{spatial.fact(name, place):.0%}** (flat: {flat.fact(name, beside):.0%})"
        for words, name in FIGURES.items()
    ]
    return f"{TITLES[method]} in three dimensions. " + ". ".join(compared) + "."


main()
