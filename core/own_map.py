"""Bring your own table and watch its map form: the panel that takes it, the method's knobs, and the live map.

    own_map.mapper()

The widgets are bound to the URL under "o_" and the knob's name; the table itself is in no link. Nothing runs before a
button is pressed. The points go to the worker by value and are kept nowhere but in this visit.
"""

import streamlit as st

from core import frame, live
from core.charts import projections as charts
from core.datasets import Dataset
from core.jobs import Call, chain, shared_pool
from core.live_maps import LOOK, TITLES, WIDGET, MapRun
from core.params import SettingError, TSNESettings, UMAPSettings
from core.upload_panel import upload_panel

METHODS = {"pca": "PCA"} | TITLES
KINDS = {"tsne": TSNESettings, "umap": UMAPSettings}
KNOBS = {"pca": (), "tsne": ("perplexity", "seed"), "umap": ("n_neighbors", "min_dist", "seed")}

Settings = TSNESettings | UMAPSettings | None


class OwnRun(MapRun):
    """A visitor's map of their own points; `shown` is the table it shows, `order` the settings, None for PCA."""

    shown: Dataset | None = None

    def start(self, dataset: Dataset, settings: Settings) -> None:
        """Start a chain that nobody else can join."""
        self.stop()
        self.shown, self.order, self.state, self.seen = dataset, settings, None, None
        first = Call("core.own:begin", (dataset.table, settings))
        self.chain = chain(shared_pool(), live.visitor(), "core.own:step", first, view="core.own:look")
        self.position, self.elapsed, self.first, self.problem, self.stopped = 0, 0.0, None, "", False


@st.fragment
def mapper() -> None:
    """Everything from the file to the finished map."""
    with frame.told():
        dataset = upload_panel()
        run = st.session_state.setdefault("own:map", OwnRun())
        if dataset is not run.shown:
            run.stop()
            run.shown, run.seen, run.problem = dataset, None, ""
        if dataset is None:
            return
        busy = run.chain is not None
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = st.segmented_control(
                "Method", METHODS, format_func=METHODS.get, default="pca", required=True, key="o_method",
                bind="query-params", disabled=busy,
            )  # fmt: skip
            knobs(method, busy)
            st.button("Map it", type="primary", key="o_go", disabled=busy, on_click=begin, args=(run, dataset))
        st.fragment(report, run_every=LOOK if busy else None)(run)


def knobs(method: str, busy: bool) -> None:
    """The widgets of one method; the URL carries them."""
    for name in KNOBS[method]:
        kind = KINDS[method]
        knob = kind.knob(name)
        st.number_input(
            knob.label, knob.low, min(knob.high, 9_999), getattr(kind(), name), knob.step, key=f"o_{name}",
            bind="query-params", help=knob.help or None, width=WIDGET, disabled=busy,
        )  # fmt: skip


def begin(run: OwnRun, dataset: Dataset) -> None:
    """Begin a map with what the widgets show now; a setting that is refused is told where the map would be."""
    method = st.session_state["o_method"]
    values = {name: st.session_state[f"o_{name}"] for name in KNOBS[method]}
    try:
        run.start(dataset, None if method == "pca" else KINDS[method](**values))
    except SettingError as error:
        run.problem = str(error)


def report(run: OwnRun) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    if run.chain is not None:
        run.look()
        if run.chain is None:
            st.rerun(scope="app")
        waiting(run)
    elif run.problem:
        st.warning(run.problem, icon=":material/error:")
    if run.seen is None or run.shown is None or len(run.seen.positions) != len(run.shown.labels):
        return
    draw(run)


def waiting(run: OwnRun) -> None:
    """How far the run is, and Stop."""
    seen = run.seen
    words = f"Waiting: number {run.position} in the queue" if run.position > 1 else "Finding neighbours"
    if seen is not None:
        words = f"Step {seen.done} of {seen.last}"
    bar, button = st.columns([6, 1], vertical_alignment="center")
    bar.progress(0.0 if seen is None else seen.done / seen.last, f"{words} · {run.elapsed:.0f} s")
    if button.button("Stop", key="o_stop", help="Keeps the map as it is now."):
        run.stop()
        st.rerun(scope="app")


def draw(run: OwnRun) -> None:
    """The map, and what is known of it."""
    seen, dataset = run.seen, run.shown
    method = "PCA" if run.order is None else TITLES["tsne" if isinstance(run.order, TSNESettings) else "umap"]
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=charts.SIDE + 12):
        spec = charts.specification(method, (), dataset.label_names, note="", pickable=False)
        shown = charts.on_screen(seen.positions[None])
        spec["datasets"] = charts.map_tables(shown, dataset.labels) | {charts.LINKS: charts.no_links(shown)}
        st.vega_lite_chart(spec, key="o_map", width="content", theme=None)
    with right:
        end = "" if seen.done == seen.last else f", {'stopped at' if run.stopped else 'at'} step {seen.done}"
        st.markdown(f"**{method}** of your {len(seen.positions):,} points{end}, {seen.seconds:.1f} s of computing.")
        if seen.quality is not None:
            st.markdown(
                f"Neighbours kept: **{seen.quality.neighbours_kept:.0%}**  \nBig picture kept: "
                f"**{seen.quality.triplets_kept:.0%}**"
            )
        elif seen.done == seen.last:
            st.caption("The map was not measured: that is done for 22 to 5,000 points and up to 2 million numbers.")
