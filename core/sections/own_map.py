"""Bring your own table and watch its map form: the panel that takes it, the method's knobs, and the live map.

    own_map.mapper()

The widgets are bound to the URL under "o_" and the knob's name; the table itself is in no link. Nothing runs before a
button is pressed. The points go to the worker by value and are kept nowhere but in this visit.
"""

from dataclasses import replace

import streamlit as st

from core.charts.linked_map import SIDE, MapLook
from core.charts.map_tables import on_screen
from core.data.datasets import Dataset
from core.errors import SettingError
from core.jobs.chain import Call, chain, shared_pool
from core.maps import own
from core.maps.live import Look
from core.page import frame, links
from core.page.parameters import KNOBS as MAP_KNOBS
from core.page.parameters import SETTINGS
from core.page.run import LOOK, Run, row, visitor
from core.sections.map_panel import FIXED, GO_ON, TITLES, figures, how_far, knob_input, picture
from core.sections.upload import upload_panel
from core.settings import TSNESettings, UMAPSettings

KNOBS = {"pca": ()} | {method: (*names, "seed") for method, names in MAP_KNOBS.items()}

Settings = TSNESettings | UMAPSettings | None


class OwnRun(Run):
    """A visitor's map of their own points; `shown` is the table it shows."""

    shown: Dataset | None = None
    starting = "Finding neighbours"

    def begin(self, dataset: Dataset, settings: Settings) -> None:
        """Map the table anew; settings None ask for PCA. Raises SettingError."""
        own.check(len(dataset.labels), settings)
        self.begin_with(dataset, Call("core.maps.own:begin", (dataset.table, settings)))

    def go_on(self, dataset: Dataset, perplexity: float) -> None:
        """Go on from the t-SNE map on screen with another perplexity. Raises SettingError."""
        own.check(len(dataset.labels), replace(self.state.settings, perplexity=perplexity))
        self.begin_with(dataset, Call("core.maps.own:go_on", (self.state, dataset.table, perplexity)))

    def begin_with(self, dataset: Dataset, first: Call) -> None:
        """Start a chain that nobody else can join."""
        self.follow(chain(shared_pool(), visitor(), "core.maps.own:step", first, view="core.maps.own:look"))
        self.shown = dataset

    def take(self, state: own.OwnMap, seen: Look) -> None:
        """Keep only what is needed when the run has ended."""
        super().take(own.put_by(state), seen)


@st.fragment
def mapper() -> None:
    """Everything from the file to the finished map."""
    with frame.show_errors():
        dataset = upload_panel()
        run = st.session_state.setdefault("own:map", OwnRun())
        if dataset is not run.shown:
            run.stop()
            run.shown, run.state, run.seen, run.problem = dataset, None, None, ""
        if dataset is None:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = st.segmented_control(
                "Method", default="pca", required=True, disabled=run.busy, **links.bound("o_method")
            )
            for name in KNOBS[method]:
                knob_input(method, name, "o", len(dataset.values), run.busy)
            st.button("Map it", type="primary", key="o_go", disabled=run.busy, on_click=begin, args=(run, dataset))
            if can_go_on(run):
                st.button("Go on from this map", key="o_on", on_click=begin, args=(run, dataset, True), help=GO_ON)
        st.fragment(report, run_every=LOOK if run.busy else None)(run)


def begin(run: OwnRun, dataset: Dataset, onwards: bool = False) -> None:
    """Begin a map with what the widgets show now, or go on `onwards`; a refusal is told where the map would be."""
    try:
        if onwards:
            run.go_on(dataset, asked().perplexity)
        else:
            run.begin(dataset, asked())
    except SettingError as error:
        run.problem = str(error)


def asked() -> Settings:
    """What the widgets show. Raises SettingError."""
    method = st.session_state["o_method"]
    values = {name: st.session_state[f"o_{name}"] for name in KNOBS[method]}
    return None if method == "pca" else SETTINGS[method](**values, **FIXED[method])


def can_go_on(run: OwnRun) -> bool:
    """Whether only the perplexity was changed since the t-SNE map on screen."""
    was = None if run.busy or run.state is None else run.state.settings
    if not isinstance(was, TSNESettings):
        return False
    try:
        now = asked()
    except SettingError:
        return False
    return isinstance(now, TSNESettings) and was != now == replace(was, perplexity=now.perplexity)


def report(run: OwnRun) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    row(run, "o_stop")
    if run.seen is not None and run.shown is not None and len(run.seen.positions) == len(run.shown.labels):
        draw(run)


def draw(run: OwnRun) -> None:
    """The map, and what is known of it."""
    seen, dataset, settings = run.seen, run.shown, run.state.settings
    method = "PCA" if settings is None else TITLES["tsne" if isinstance(settings, TSNESettings) else "umap"]
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=SIDE + 12):
        look = MapLook(method, (), dataset.label_names, note="", pickable=False)
        picture("o_map", look, on_screen(seen.positions[None]), dataset.labels, remembered=False)
    with right:
        st.markdown(f"**{method}** of your {len(seen.positions):,} points.")
        st.markdown(how_far(run))
        figures(seen)
        if seen.quality is None and seen.finished:
            st.caption("The map was not measured: that is done for 22 to 5,000 points and up to 2 million numbers.")
