"""What the two sections with live maps share: their run, their knobs and buttons, their picture, their figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.cache import work
from core.charts import map_labels, map_tables
from core.charts.linked_map import SIDE, MapLook, linked_map
from core.errors import SettingError
from core.maps.live import TSNE_LIVE, LiveMap, MapOrder, MapSettings, MapSnapshot, goes_on, trimmed
from core.page import draw, links, parameters
from core.page.run import Run, visitor
from core.settings import FEWEST_NEIGHBOURLY, perplexity_limit

WIDGET = 128  # pixels
GO_ON = "Keeps the neighbours already found and begins where the points now lie."
FIXED = {"tsne": TSNE_LIVE, "umap": {}}  # settings of live maps that have no widget


@dataclass
class MapRun(Run):
    """A visitor's live map; its state knows which order it is of."""

    starting: str = "Starting"

    def begin(self, ordered: Callable[[], MapOrder], onwards: bool = False) -> None:
        """Begin a map anew, or go on `onwards` from the one on screen; a refusal is told where the map would be."""
        try:
            self.follow(work.mapping(visitor(), ordered(), self.state if onwards else None))
        except SettingError as error:
            self.problem = str(error)

    def take(self, state: LiveMap, seen: MapSnapshot) -> None:
        """Keep only what is needed when the run has ended."""
        super().take(trimmed(state), seen)

    def can_go_on(self, settings: MapSettings) -> bool:
        """Whether only the perplexity was changed since the t-SNE map on screen."""
        return not self.busy and self.state is not None and goes_on(self.state.order.settings, settings)


def method_input(prefix: str, default: str, busy: bool) -> str:
    """The widget of the method, bound to the URL, and its value."""
    return st.segmented_control(
        "Method", default=default, required=True, disabled=busy, **links.bound(f"{prefix}_method")
    )


def buttons(run: MapRun, prefix: str, ordered: Callable[[], MapOrder], onwards: bool) -> None:
    """Map what the widgets ask for or, where that can go on from the map on screen, go on `onwards`."""
    st.button("Map it", type="primary", key=f"{prefix}_go", disabled=run.busy, on_click=run.begin, args=(ordered,))
    if onwards:
        st.button("Go on from this map", key=f"{prefix}_on", on_click=run.begin, args=(ordered, True), help=GO_ON)


def knob_input(method: str, name: str, prefix: str, n: int, busy: bool) -> float:
    """The widget of one setting of a method for n points, bound to the URL, and its value."""
    knob = parameters.SETTINGS[method].knob(name)
    return st.number_input(
        knob.label, value=usual(method, name, n), step=knob.step, help=knob.help or None, width=WIDGET, disabled=busy,
        **links.bound(f"{prefix}_{name}"),
    )  # fmt: skip


def usual(method: str, name: str, n: int) -> float:
    """The value a setting begins with: the default, or the highest that n points allow."""
    default = getattr(parameters.SETTINGS[method](), name)
    if name == "perplexity" and n >= FEWEST_NEIGHBOURLY:
        return min(default, perplexity_limit(n))
    return max(2, min(default, n - 1)) if name == "n_neighbors" else default


class Lettering(NamedTuple):
    """What is written on a map of words.

    Args:
        words: what each point is called.
        names: the words and kinds that may be written, and where.
    """

    words: tuple[str, ...]
    names: map_labels.Names


def picture(
    key: str,
    look: MapLook,
    shown: np.ndarray,
    labels: np.ndarray,
    pixels: tuple[str, ...] | None = None,
    remembered: bool = True,
    lettering: Lettering | None = None,
) -> None:
    """Draw a map without sliders, on which nothing is picked.

    Args:
        key: of the chart.
        look: of the map.
        shown: its one frame from `on_screen`, (1, n, 2).
        labels: (n,), the class of each point.
        pixels: of each point, as text, where the points are pictures.
        remembered: whether the look is remembered for all visitors; not where a visitor has brought the names in it.
        lettering: what is written on it, where the points are words.
    """
    words, options = lettering and lettering.words, {"width": "content", "theme": None}
    tables = map_tables.still_tables(shown, labels, look.names, pixels, words)
    if lettering is not None:
        look = look._replace(lettered=True)
        tables[map_tables.LABELS] = map_labels.label_table(lettering.names, look.side, ())
    if remembered:
        draw.chart(key, look, lambda: linked_map(look), tables, **options)
    else:
        draw.whole(key, linked_map(look).with_tables(tables), **options)


def beside_map(
    key: str,
    look: MapLook,
    seen: MapSnapshot,
    labels: np.ndarray,
    pixels: tuple[str, ...] | None,
    remembered: bool,
    lettering: Lettering | None = None,
) -> DeltaGenerator:
    """Draw a live map as `picture` does; returns the room beside it."""
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=SIDE + 12):
        picture(key, look, map_tables.on_screen(seen.positions[None]), labels, pixels, remembered, lettering)
    return right


def how_far(run: Run) -> str:
    """One sentence on how far a run has come, and how long it took."""
    seen = run.seen
    if run.first is None:  # a new run has nothing to show yet
        return f"An earlier run, at step {seen.done} of {seen.last}; it stays until the next has something to show."
    step = f"step {seen.done} of {seen.last}"
    if seen.finished and seen.done < seen.last:
        where = f"Settled at step {seen.done} (at most {seen.last})"
    else:
        where = f"Stopped at {step}" if run.stopped and not seen.finished else step.capitalize()
    return f"{where}, {seen.seconds:.1f} s of computing, first picture after {run.first:.1f} s."


def figures(seen: MapSnapshot) -> None:
    """The numbers of a map, once it is finished."""
    if seen.quality is not None:
        big = seen.quality.triplets_kept
        words = f"**{big:.0%}**" if big == big else "–, since no two distances between the points differ"
        st.markdown(f"Neighbours kept: **{seen.quality.neighbours_kept:.0%}**  \nBig picture kept: {words}")
    if seen.kl == seen.kl and seen.done:
        st.caption(f"KL divergence {seen.kl:.3f} nats: comparable between maps of one perplexity only.")
