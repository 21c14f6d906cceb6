"""Make your own map: t-SNE or UMAP with any setting, drawn while a worker computes it.

    live_maps.mapper(source)

The widgets are bound to the URL under "m_" and the knob's name. Nothing runs before a button is pressed. The run is a
chain of steps in a worker (`core.jobs.chain`, `core.maps.live`): progress, elapsed time and Stop while it goes, the
two numbers of trust when it has ended. A t-SNE map can go on with another perplexity from where it stands on screen.
"""

from dataclasses import replace

import streamlit as st

from core import cache
from core.artefacts import catalogue
from core.charts.linked_map import SIDE, MapLook
from core.charts.map_tables import on_screen
from core.maps.live import EARLY_AT_RANDOM, LiveMap, Look, MapOrder, put_by
from core.page import frame, links
from core.page.parameters import KNOBS, SETTINGS
from core.page.run import LOOK, Run, row, visitor
from core.sections import download
from core.sections.map_panel import (
    FIXED,
    GO_ON,
    TITLES,
    WIDGET,
    figures,
    how_far,
    knob_input,
    picture,
)


class MapRun(Run):
    """A visitor's live map; its state knows which order it is of."""

    def begin(self, order: MapOrder, earlier: LiveMap | None = None) -> None:
        """Start a chain, anew or from an earlier map with another perplexity."""
        self.follow(cache.mapping(visitor(), order, earlier))

    def take(self, state: LiveMap, seen: Look) -> None:
        """Keep only what is needed when the run has ended."""
        super().take(replace(state, state=put_by(state.state)), seen)


@st.fragment
def mapper(source: str) -> None:
    """Everything from the widgets to the finished map.

    Args:
        source: whose points are mapped, a key of `catalogue.MAP_SOURCES`.
    """
    with frame.show_errors():
        run = st.session_state.setdefault("live:map", MapRun())
        run.turn_to(source)
        if not download.ready(catalogue.MAP_SOURCES[source].dataset):
            return
        cache.prepare_mapping()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = st.segmented_control(
                "Method", default="tsne", required=True, disabled=run.busy, **links.bound("m_method")
            )
            order = ordered(source, method, run.busy)
            st.button("Map it", type="primary", key="m_go", disabled=run.busy, on_click=run.begin, args=(order,))
            if can_go_on(run, order):
                st.button("Go on from this map", key="m_on", on_click=run.begin, args=(order, run.state), help=GO_ON)
        st.fragment(report, run_every=LOOK if run.busy else None)(run, source)


def ordered(source: str, method: str, busy: bool) -> MapOrder:
    """The widgets of one method, and what they ask for. Raises SettingError."""
    n = len(cache.shown_points(source).rows)
    values = {name: knob_input(method, name, "m", n, busy) for name in KNOBS[method]} | dict(FIXED[method])
    values["init"] = st.selectbox("Start", width=WIDGET, disabled=busy, **links.bound(f"m_start_{method}"))
    if method == "tsne" and values["init"] == "random":
        values["early"] = EARLY_AT_RANDOM
    values["seed"] = st.number_input("Seed", value=0, width=110, disabled=busy, **links.bound("m_seed"))
    points = links.bound(f"m_points_{n}")
    size = st.selectbox("Points", index=len(points["options"]) - 1, width=110, disabled=busy, **points)
    return MapOrder(source, size, SETTINGS[method](**values))


def can_go_on(run: MapRun, order: MapOrder) -> bool:
    """Whether only the perplexity was changed since the t-SNE map on screen."""
    if run.busy or run.state is None or order.method != "tsne" or run.state.order.method != "tsne":
        return False
    was = run.state.order
    return was != order and was == replace(order, settings=replace(order.settings, perplexity=was.settings.perplexity))


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
    points = cache.shown_sample(order.source, len(seen.positions))
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=SIDE + 12):
        look = MapLook(TITLES[order.method], (), points.names, points.header, note="", pickable=False)
        picture("m_map", look, on_screen(seen.positions[None]), points.labels, points.pixels)
    with right:
        asked = order.settings.as_dict()
        knobs = ", ".join(f"{name} {asked[name]:g}" for name in KNOBS[order.method])
        st.markdown(
            f"**{TITLES[order.method]}** of {len(seen.positions):,} points: {knobs}, start {asked['init']}, "
            f"seed {asked['seed']}."
        )
        st.markdown(how_far(run))
        if not seen.done:
            st.caption("This is where the points begin; every step from here on brings each nearer to its neighbours.")
        figures(seen)
