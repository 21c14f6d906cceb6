"""Make your own map: t-SNE or UMAP with any setting, drawn while a worker computes it.

    live_maps.mapper(source)

The widgets are bound to the URL under "m_" and the knob's name. Nothing runs before a button is pressed. The run is a
chain of steps in a worker (`core.jobs`, `core.mapping`): progress, elapsed time and Stop while it goes, the two numbers
of trust when it has ended. A t-SNE map can go on with another perplexity from where it stands on screen.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import streamlit as st

from core import cache, frame, live
from core.charts import projections as charts
from core.mapping import LiveMap, Look, MapOrder
from core.params import TSNESettings, UMAPSettings

LOOK, PATIENCE = 0.3, 0.5  # seconds between two looks at a chain, and how long one waits for news
WIDGET = 128  # pixels
TITLES = {"tsne": "t-SNE", "umap": "UMAP"}
STARTS = {"tsne": ("pca", "random"), "umap": ("spectral", "random")}


@dataclass
class MapRun:
    """A visitor's live map: the chain while it runs, and the newest state and look."""

    chain: Iterator | None = None
    order: MapOrder | None = None
    state: LiveMap | None = None
    seen: Look | None = None
    position: int = 0
    elapsed: float = 0.0
    first: float | None = None
    problem: str = ""
    stopped: bool = False

    def begin(self, order: MapOrder, earlier: LiveMap | None = None) -> None:
        """Start a chain, anew or from an earlier map with another perplexity."""
        self.stop()
        self.order, self.seen = order, self.seen if earlier is not None else None
        self.chain = cache.mapping(live.visitor(), order, earlier)
        self.position, self.elapsed, self.first, self.problem, self.stopped = 0, 0.0, None, "", False

    def stop(self) -> None:
        """End the chain and keep what there is."""
        if self.chain is not None:
            self.chain.close()
        self.chain, self.stopped = None, True

    def look(self) -> None:
        """Take up what the chain has to report, waiting a moment for news."""
        began = time.monotonic()
        try:
            for progress in self.chain:
                self.position, self.elapsed = progress.position, progress.elapsed
                if progress.fresh:
                    self.state, self.seen = progress.state, progress.view
                    self.first = self.first or progress.elapsed
                if progress.finished:
                    break
                if progress.fresh or time.monotonic() - began > PATIENCE:
                    return
        except frame.TELLABLE as error:
            self.problem = str(error)
        self.chain = None


@st.fragment
def mapper(source: str) -> None:
    """Everything from the widgets to the finished map.

    Args:
        source: whose points are mapped, a key of `catalogue.MAP_SOURCES`.
    """
    with frame.told():
        cache.prepare_mapping()
        run = st.session_state.setdefault("live:map", MapRun())
        busy = run.chain is not None
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = st.segmented_control(
                "Method", TITLES, format_func=TITLES.get, default="tsne", required=True, key="m_method",
                bind="query-params", disabled=busy,
            )  # fmt: skip
            order = ordered(source, method, busy)
            st.button("Map it", type="primary", key="m_go", disabled=busy, on_click=run.begin, args=(order,))
            if can_go_on(run, order):
                st.button(
                    "Go on from this map", key="m_on", disabled=busy, on_click=run.begin, args=(order, run.state),
                    help="Keeps the neighbours already found and begins where the points now lie.",
                )  # fmt: skip
        st.fragment(report, run_every=LOOK if busy else None)(run, source)


def ordered(source: str, method: str, busy: bool) -> MapOrder:
    """The widgets of one method, and what they ask for. Raises SettingError."""
    settings = TSNESettings if method == "tsne" else UMAPSettings
    values = {}
    for name, highest in (("perplexity", 1000.0),) if method == "tsne" else (("n_neighbors", 500), ("min_dist", 0.99)):
        knob = settings.knob(name)
        values[name] = st.number_input(
            knob.label, knob.low, highest, getattr(settings(), name), knob.step, key=f"m_{name}", bind="query-params",
            help=knob.help, width=WIDGET, disabled=busy,
        )  # fmt: skip
    values["init"] = st.selectbox(
        "Start", STARTS[method], key=f"m_start_{method}", bind="query-params", width=WIDGET, disabled=busy
    )
    values["seed"] = st.number_input("Seed", 0, 9_999, 0, key="m_seed", bind="query-params", width=110, disabled=busy)
    n = len(cache.map_ground(source).rows)
    sizes = [size for size in (100, 250, 500, 1000) if size < n] + [n]
    size = st.selectbox(
        "Points", sizes, len(sizes) - 1, key=f"m_points_{n}", bind="query-params", width=110, disabled=busy
    )
    return MapOrder(source, size, settings(**values))


def can_go_on(run: MapRun, order: MapOrder) -> bool:
    """Whether only the perplexity was changed since the t-SNE map on screen."""
    if run.chain is not None or run.state is None or order.method != "tsne" or run.state.order.method != "tsne":
        return False
    was = run.state.order
    return was != order and was == replace(order, settings=replace(order.settings, perplexity=was.settings.perplexity))


def report(run: MapRun, source: str) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    if run.chain is not None:
        run.look()
        if run.chain is None:
            st.rerun(scope="app")
        waiting(run)
    elif run.problem:
        st.warning(run.problem, icon=":material/error:")
    if run.seen is None or run.order.source != source:
        if run.chain is None and not run.problem:
            st.caption("No map of your own yet. Press Map it and watch the points find their places.")
        return
    draw(run)


def waiting(run: MapRun) -> None:
    """How far the run is, and Stop."""
    seen = run.seen
    if run.position > 1 or (run.position and run.first is None):
        words = f"Waiting: number {run.position} in the queue"
    else:
        words = "Starting" if run.first is None else f"Step {seen.done} of {seen.last}"
    bar, button = st.columns([6, 1], vertical_alignment="center")
    bar.progress(0.0 if run.first is None else seen.done / seen.last, f"{words} · {run.elapsed:.0f} s")
    if button.button("Stop", key="m_stop", help="Keeps the map as it is now."):
        run.stop()
        st.rerun(scope="app")  # so that another map can be begun, and nothing looks any more


def draw(run: MapRun) -> None:
    """The map, and what is known of it."""
    seen, order = run.seen, run.order
    points = cache.map_sample(order.source, len(seen.positions))
    note = f"step {seen.done} of {seen.last}"
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=charts.SIDE + 12):
        spec = charts.linked_map(TITLES[order.method], (), points.names, points.header, note="", pickable=False)
        shown = charts.on_screen(seen.positions[None])
        tables = charts.map_tables(shown, points.labels, None, points.pixels)
        spec["datasets"] = tables | {charts.LINKS: charts.no_links(shown)}
        st.vega_lite_chart(spec, key="m_map", width="content", theme=None)
    with right:
        settings = order.settings.as_dict()
        asked = ", ".join(
            f"{name} {settings[name]:g}" for name in ("perplexity", "n_neighbors", "min_dist") if name in settings
        )
        end = f"stopped at {note}" if run.stopped else note
        st.markdown(f"**{TITLES[order.method]}** of {len(seen.positions):,} points: {asked}, start {settings['init']}, "
                    f"seed {settings['seed']}.")  # fmt: skip
        if run.first is None:
            return
        st.markdown(f"{end.capitalize()}, {seen.seconds:.1f} s of computing, first picture after {run.first:.1f} s.")
        if seen.quality is not None:
            st.markdown(
                f"Neighbours kept: **{seen.quality.neighbours_kept:.0%}**  \nBig picture kept: "
                f"**{seen.quality.triplets_kept:.0%}**"
            )
        if seen.kl == seen.kl:
            st.caption(f"KL divergence {seen.kl:.3f} nats: comparable between maps of one perplexity only.")
