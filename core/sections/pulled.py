"""Why the three maps differ: t-SNE whose neighbours pull harder and harder, beside UMAP and the smoothest axes."""

import streamlit as st

from core import luck
from core.artefacts import catalogue, map_sources
from core.cache import asked_maps, exaggeration, projections
from core.charts import sweep_map
from core.charts.still_map import SIDE, MapLook
from core.page import draw, frame, links
from core.pictures import places
from core.sections import map_panel, practice

KNOB, DISTANCE = "exaggeration", "{:.2f}"
STOPS = catalogue.EXAGGERATIONS


@st.fragment
def show(source: str) -> None:
    """The maps of the page's points where these are shipped, of the digits else."""
    with frame.show_errors():
        source = source if source in catalogue.EXAGGERATED else catalogue.EXAGGERATED[0]
        found, points = exaggeration.pulled(source), projections.shown_points(source)
        practice.ask(asked_maps.GAP)
        frame.explain("projections", "pulled")
        with st.container(horizontal=True, gap="small"):
            with st.container(width=SIDE + 12, gap="xsmall"):
                at = sliding(source, found, points)
                st.markdown(figures(found, at))
            for key, title, frames, i in (
                ("umap", "UMAP", found.umap, None),
                ("axes", "t-SNE", found.axes, len(STOPS)),
            ):
                with st.container(width=SIDE + 12, gap="xsmall"):
                    note = "n_neighbors 15" if i is None else "pulled without end"
                    look = MapLook(title, points.names, points.header, note)
                    map_panel.picture(f"pulled-{key}", look, frames, points.labels, points.pixels)
                    st.markdown(
                        figures(found, i)
                        if i
                        else f"Neighbours kept: **{luck.told(found.umap_kept.tolist(), luck.PERCENT)}**"
                    )
        st.markdown(why(found), width=frame.READABLE)
        st.caption(f"Points: {map_sources.source_of(source).title}.")
        frame.more("projections", "pulled")


def sliding(source: str, found: exaggeration.Pulled, points: projections.ShownPoints) -> int:
    """The map with its slider inside; returns the stop at which it rests."""
    start = STOPS.index(links.stop_in_url(KNOB, STOPS, STOPS[0]))
    event = draw.chart(
        "pulled", (source, start),
        lambda: sweep_map.sweep_map(
            found.shown / places.LEVELS, STOPS, points.labels, points.names, KNOB, start, height=SIDE
        ).listing(sweep_map.listed(STOPS, points.labels, points.names, KNOB, found.shown.astype(float))),
        on_select="rerun", selection_mode="sweep",
    )  # fmt: skip
    return STOPS.index(links.keep_stop_in_url(KNOB, event, "sweep", STOPS))


def figures(found: exaggeration.Pulled, i: int) -> str:
    """The two numbers of trust of a map, and how far it is from UMAP's."""
    near, far = (each[i] for each in found.kept)
    return (
        f"Neighbours kept: **{near:.0%}**, big picture kept: **{far:.0%}**, difference from UMAP's maps: "
        f"**{luck.told(found.from_umap[i].tolist(), DISTANCE)}**"
    )


def why(found: exaggeration.Pulled) -> str:
    """The sentence why the maps differ, with its measurement."""
    best, end = found.nearest, f"{STOPS[-1]:g}"
    first, least, last = (luck.told(found.from_umap[i].tolist(), DISTANCE) for i in (0, best, len(STOPS) - 1))
    apart, near_axes = found.from_axes, int(found.from_axes.argmin())
    axes = (
        f"From the graph's smoothest axes it differs by {apart[0]:.2f} at 1 and by {apart[-1]:.2f} at {end}, least at "
        f"{STOPS[near_axes]:g} ({apart[near_axes]:.2f})."
    )
    scale = "(0 is the same map, 1 nothing in common; five seeds of UMAP.)"
    if best == 0:
        return (
            f"Here no pull brings t-SNE nearer to UMAP: it differs by {first} at 1, by {last} at {end}. {axes} {scale}"
        )
    near = found.kept[0]
    after = "" if best == len(STOPS) - 1 else f", and is {last} at {end}"
    return (
        "**One thing in which t-SNE and UMAP differ is how hard neighbours pull.** Pulling "
        f"{STOPS[best]:g} times as hard brings t-SNE nearest to UMAP's maps: the difference falls from {first} to "
        f"{least}{after}. The price: of the true neighbours t-SNE keeps {near[best]:.0%} instead of "
        f"{near[0]:.0%}; UMAP {luck.told(found.umap_kept.tolist(), luck.PERCENT)}. {axes} {scale}"
    )
