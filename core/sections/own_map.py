"""Bring your own points and watch their map form: a table, or pictures; the method's knobs, and the live map.

    own_map.mapper()                      # with the panel that takes a table
    own_map.of_pictures(dataset)          # of pictures that were brought

The widgets are bound to the URL under "o_" (a table) or "y_" (pictures) and the knob's name; the points themselves are
in no link. Nothing runs before a button is pressed. The points go to the worker by value and are kept nowhere but in
this visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.cache import work
from core.charts.still_map import MapLook
from core.data.datasets import Dataset
from core.maps.live import FEWEST_MEASURED, MEASURED, MEASURED_ROWS, MapOrder
from core.page import draw, frame
from core.page.parameters import METHOD
from core.page.run import LOOK, row
from core.pictures import bmp
from core.sections import audit, gallery, map_panel, own_rows, take_away, upload
from core.sections.map_panel import MapRun

TABLE, PICTURES = "o", "y"  # what the parameters begin with


@dataclass
class OwnRun(MapRun):
    """The map of a visitor's own points; and their pictures, where they are such, as texts under one header."""

    bitmaps: bmp.Bitmaps | None = None


@st.fragment
def mapper() -> None:
    """Everything from the file to the finished map."""
    with frame.show_errors():
        mapped(TABLE, upload.upload_panel(), "pca")
    with frame.show_errors():
        audit.panel()


@st.fragment
def of_pictures(dataset: Dataset) -> None:
    """The map of pictures that were brought."""
    with frame.show_errors():
        mapped(PICTURES, dataset, "tsne")


def mapped(prefix: str, dataset: Dataset | None, usual: str) -> None:
    """The knobs and the map of a visitor's own points, at first by the method `usual`."""
    run = st.session_state.setdefault("own:map" if prefix == TABLE else f"map{gallery.OF_THEM}", OwnRun())
    if dataset is not run.subject:  # what is known of a table goes with it
        run.turn_to(dataset)
        run.state = run.seen = None
        draw.forget(f"{prefix}_map")
        run.bitmaps = bmp.bitmaps(dataset.values) if dataset is not None and dataset.is_images else None
    if dataset is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = map_panel.method_input(prefix, usual, run.busy)
        if method != "pca":
            work.prepare_mapping(method)
            map_panel.seed_input(prefix, run.busy)
        map_panel.map_it(run, prefix, partial(ordered, prefix, dataset))
    if method != "pca":
        map_panel.knob_inputs(run, prefix, method, len(dataset.values), partial(ordered, prefix, dataset))
    st.fragment(report, run_every=LOOK if run.busy else None)(run, prefix)


def ordered(prefix: str, dataset: Dataset) -> MapOrder:
    """What the widgets show. Raises SettingError."""
    method = st.session_state[f"{prefix}_method"]
    settings = None if method == "pca" else map_panel.asked(prefix, method)
    return MapOrder(dataset.table, len(dataset.values), settings)


def report(run: OwnRun, prefix: str) -> None:
    """Progress and the map so far; looks at the chain once each time it runs."""
    row(run, f"{prefix}_stop")
    if run.seen is not None and run.subject is not None and len(run.seen.positions) == len(run.subject.labels):
        show(run, run.subject, prefix)


def called(prefix: str) -> Sequence[str] | None:
    """What the points are called."""
    return upload.called() if prefix == TABLE else gallery.called()


def show(run: OwnRun, dataset: Dataset, prefix: str) -> None:
    """The map, and what is known of it."""
    seen, title = run.seen, METHOD.words[run.state.order.method]
    names, (header, pixels) = called(prefix), run.bitmaps or ("", None)
    labels, kinds, rising = own_rows.light(dataset, names) if prefix == TABLE else own_rows.plain(dataset)
    look = MapLook(title, kinds, header, note="", named=names is not None, rising=rising)
    with map_panel.beside_map(f"{prefix}_map", look, seen, labels, pixels, remembered=False, called=names):
        st.markdown(f"**{title}** of your {len(seen.positions):,} {'pictures' if prefix == PICTURES else 'points'}.")
        st.markdown(map_panel.how_far(run))
        map_panel.through(seen.reduced)
        map_panel.figures(seen)
        if seen.finished:
            classes = [dataset.label_names[label] for label in dataset.labels]
            take_away.coordinates(f"{prefix}_take", title, seen.positions, classes, names)
        if seen.quality is None and seen.finished:
            st.caption(
                f"The map was not measured: that is done for {FEWEST_MEASURED} to {MEASURED_ROWS:,} points and up to "
                f"{MEASURED / 1e6:g} million numbers."
            )
