"""Make your own map: t-SNE or UMAP with any setting, drawn while a worker computes it.

    live_map.mapper(source)

The widgets are bound to the URL under "m_" and the knob's name. Nothing runs before a button is pressed. The run is a
chain of steps in a worker (`core.jobs.chain`, `core.maps.live`): progress, elapsed time and Stop while it goes, the
two numbers of trust when it has ended. From then on the map follows the method's knobs, from where it stands.
"""

from functools import partial

import streamlit as st

from core.artefacts import map_sources
from core.cache import projections, work
from core.charts.still_map import MapLook
from core.maps.live import MapOrder
from core.page import frame, links
from core.page.parameters import KNOBS, METHOD
from core.page.run import LOOK, row
from core.sections import download, find_word, map_panel
from core.sections.map_panel import MapRun


@st.fragment
def mapper(source: str) -> None:
    """Everything from the widgets to the finished map; `source` is a key of `map_sources.SOURCES`."""
    with frame.show_errors():
        run = st.session_state.setdefault("live:map", MapRun())
        run.turn_to(source)
        if not download.ready(map_sources.SOURCES[source].dataset):
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = map_panel.method_input("m", "tsne", run.busy)
            n = len(projections.shown_points(source).rows)
            work.prepare_mapping(method)
            st.selectbox("Start", width=map_panel.WIDGET, disabled=run.busy, **links.bound(f"m_start_{method}"))
            map_panel.seed_input("m", run.busy)
            points = links.bound(f"m_points_{n}")
            size = st.selectbox("Points", index=len(points["options"]) - 1, width=110, disabled=run.busy, **points)
            map_panel.map_it(run, "m", partial(ordered, source))
        map_panel.knob_inputs(run, "m", method, size, partial(ordered, source))
        st.fragment(report, run_every=LOOK if run.busy else None)(run, source)


def ordered(source: str) -> MapOrder:
    """What the widgets show. Raises SettingError."""
    method, n = st.session_state["m_method"], len(projections.shown_points(source).rows)
    settings = map_panel.asked("m", method, init=st.session_state[f"m_start_{method}"])
    return MapOrder(source, st.session_state[f"m_points_{n}"], settings)


def report(run: MapRun, source: str) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    row(run, "m_stop")
    if run.seen is not None and run.state.order.source == source:
        show(run)
    elif not run.busy and not run.problem:
        st.caption("No map of your own yet. Press Map it and watch the points find their places.")


def show(run: MapRun) -> None:
    """The map, and what is known of it."""
    seen, order = run.seen, run.state.order
    title, points = METHOD.words[order.method], projections.shown_sample(order.source, len(seen.positions))
    look = MapLook(title, points.names, points.header, note="")
    written = find_word.lettering(seen.positions, points)
    with map_panel.beside_map("m_map", look, seen, points.labels, points.pixels, remembered=True, lettering=written):
        asked = order.settings.as_dict()
        knobs = ", ".join(f"{name} {asked[name]:g}" for name in KNOBS[order.method])
        st.markdown(
            f"**{title}** of {len(seen.positions):,} points: {knobs}, start {asked['init']}, seed {asked['seed']}."
        )
        st.markdown(map_panel.how_far(run))
        if not seen.done:
            st.caption("This is where the points begin; step by step they are moved towards their neighbours.")
        map_panel.figures(seen)
