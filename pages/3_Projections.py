"""Projections: PCA, t-SNE and UMAP of the same points side by side, and how far to believe each of them."""

from functools import partial

import streamlit as st

from core.artefacts import map_sources
from core.cache import asked_maps, projections, vae
from core.charts import map_tables, space
from core.data import datasets
from core.data.gallery import framing
from core.latent.forward import ACTIVE_NATS
from core.page import frame, links, parameters
from core.sections import (
    claims,
    doubt,
    face_knobs,
    gallery,
    linked_maps,
    live_cost,
    live_map,
    own_map,
    practice,
    pulled,
    real,
    selection,
    videos,
    word_arithmetic,
)
from core.sections.map_choice import FIGURES, TITLES, Choice

SOURCES = {plan.dataset: name for name, plan in map_sources.SOURCES.items() if plan.model is None}
NAMES = tuple(dict.fromkeys(("mnist", "faces", "digits", "words", "fashion", "kmnist", *SOURCES)))


def main() -> None:
    frame.page("Projections")
    frame.explain("projections", "lead")
    with frame.section("Three maps of the same points: which one to believe?", "maps"):
        name = frame.data_picker(NAMES)
        choice = choose(name)
        if name == framing.NAME:
            own_pictures()
        elif choice is None:
            frame.explain("projections", "not-shipped")
        else:
            linked_maps.show(choice)
            practice.ask(asked_maps.GROUPS)
    if choice is not None:
        frame.folded(
            "Which points can you believe?", "doubt", "Colour a map by doubt, and see its ten worst points",
            partial(doubt.show, choice), "doubt", "doubtful", "ask=nearer",
        )  # fmt: skip
        frame.folded(
            "Why do the three maps differ?", "why", "Pull neighbours together, and see one map become another",
            partial(pulled.show, choice.source), "exaggeration", "ask=gaps",
        )  # fmt: skip
        with frame.section("Is it real, or would noise look the same?", "real"):
            real.is_it_real(choice.source)
    with frame.section("What people say about maps: does it hold?", "claims"):
        claims.put_to_the_test()
        practice.ask(asked_maps.SIZE)
    frame.folded(
        "Arithmetic with meaning: is king − man + woman a queen?", "arithmetic", "Add and subtract words",
        word_arithmetic.show, "plus", "minus", "added", "ask=sums",
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
    practice.at_the_end()
    videos.rather_watch(videos.MAPS)
    frame.footer(*([map_sources.SOURCES[choice.source].dataset] if choice is not None else []))


def own_of(choice: Choice) -> None:
    """A map of the page's points with the visitor's own settings, and what it costs."""
    frame.explain("projections", "own")
    live_map.mapper(choice.source)
    if datasets.is_here(map_sources.SOURCES[choice.source].dataset):  # else the download above comes first
        with st.expander("How long does a map take, and how much longer for more points?"):
            live_cost.panel(choice.source)


def own_pictures() -> None:
    """The visitor's own pictures, and a map of them."""
    frame.explain("projections", "yours")
    dataset = gallery.panel()
    if dataset is not None:
        own_map.of_pictures(dataset)


def choose(name: str) -> Choice | None:
    """The controls that all maps share; None where no map of the data set is shipped."""
    if name not in SOURCES or not projections.maps_there(SOURCES[name]):
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        rare = frame.adjust()
        with rare:
            source = pick_source(name)
        knob = face_knobs.colour_input() if map_sources.SOURCES[source].dataset == "faces" else ""
        with rare:
            began = st.segmented_control("t-SNE and UMAP start", default="data", required=True, **links.bound("began"))
            frame.explain("projections", "began")
            seed = st.segmented_control("Seed", default=0, required=True, **links.bound("seed"))
    if source.endswith("-vae"):
        kl = vae.wide(name).kl
        st.caption(f"The VAE uses {(kl > ACTIVE_NATS).sum()} of its {len(kl)} values; the others carry nothing.")
    return Choice(source, began == "random", int(seed), knob)


def pick_source(name: str) -> str:
    """What of the data set is mapped: its pixels, or a network's codes of them."""
    mapped = {of: SOURCES[name] + ("" if of == "pixels" else f"-{of}") for of in parameters.OF.words}
    there = [of for of in mapped if projections.maps_there(mapped[of])]
    if len(there) < 2:
        return SOURCES[name]
    return mapped[st.selectbox("Of", width=230, **links.bound("of", options=there))]


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
