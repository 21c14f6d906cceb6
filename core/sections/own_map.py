"""Bring your own table and watch its map form: the panel that takes it, the method's knobs, and the live map.

    own_map.mapper()

The widgets are bound to the URL under "o_" and the knob's name; the table itself is in no link. Nothing runs before a
button is pressed. The points go to the worker by value and are kept nowhere but in this visit.
"""

from functools import partial

import streamlit as st

from core.cache import work
from core.charts.still_map import MapLook
from core.data.datasets import Dataset
from core.maps.live import FEWEST_MEASURED, MEASURED, MEASURED_ROWS, MapOrder
from core.page import draw, frame
from core.page.parameters import METHOD
from core.page.run import LOOK, row
from core.sections import map_panel, take_away
from core.sections.map_panel import MapRun
from core.sections.upload import called, upload_panel


@st.fragment
def mapper() -> None:
    """Everything from the file to the finished map."""
    with frame.show_errors():
        dataset = upload_panel()
        run = st.session_state.setdefault("own:map", MapRun())
        if dataset is not run.subject:  # what is known of a table goes with it
            run.turn_to(dataset)
            run.state = run.seen = None
            draw.forget("o_map")
        if dataset is None:
            return
        with st.container(horizontal=True, vertical_alignment="bottom"):
            method = map_panel.method_input("o", "pca", run.busy)
            if method != "pca":
                work.prepare_mapping(method)
                map_panel.seed_input("o", run.busy)
            map_panel.map_it(run, "o", partial(ordered, dataset))
        if method != "pca":
            map_panel.knob_inputs(run, "o", method, len(dataset.values), partial(ordered, dataset))
        st.fragment(report, run_every=LOOK if run.busy else None)(run)


def ordered(dataset: Dataset) -> MapOrder:
    """What the widgets show. Raises SettingError."""
    method = st.session_state["o_method"]
    return MapOrder(dataset.table, len(dataset.values), None if method == "pca" else map_panel.asked("o", method))


def report(run: MapRun) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    row(run, "o_stop")
    if run.seen is not None and run.subject is not None and len(run.seen.positions) == len(run.subject.labels):
        show(run, run.subject)


def show(run: MapRun, dataset: Dataset) -> None:
    """The map, and what is known of it."""
    seen, title = run.seen, METHOD.words[run.state.order.method]
    names = called()
    look = MapLook(title, dataset.label_names, note="", named=names is not None)
    with map_panel.beside_map("o_map", look, seen, dataset.labels, None, remembered=False, called=names):
        st.markdown(f"**{title}** of your {len(seen.positions):,} points.")
        st.markdown(map_panel.how_far(run))
        map_panel.figures(seen)
        if seen.finished:
            kinds = [dataset.label_names[label] for label in dataset.labels]
            take_away.coordinates("o_take", title, seen.positions, kinds, names)
        if seen.quality is None and seen.finished:
            st.caption(
                f"The map was not measured: that is done for {FEWEST_MEASURED} to {MEASURED_ROWS:,} points and up to "
                f"{MEASURED / 1e6:g} million numbers."
            )
