"""What the two sections with live maps share: their run, their knobs and buttons, their picture, their figures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.cache import work
from core.charts import map_labels, map_tables
from core.charts.chart import Table
from core.charts.still_map import SIDE, TAKEN, TURNS, MapLook, still_map
from core.errors import SettingError
from core.maps.live import LiveMap, MapOrder, MapSettings, MapSnapshot, goes_on, trimmed
from core.maps.reduced import Reduced
from core.page import draw, links
from core.page.parameters import FURTHER, KNOBS, OWN_STOPS, SETTINGS
from core.page.run import Run, visitor
from core.pictures import places
from core.settings import FEWEST_NEIGHBOURLY, perplexity_limit

WIDGET = 128  # pixels
AGAIN = {
    "exaggeration": "Turned on a map, it gathers the clusters once more.",
    "learning_rate": "Turned on a map, it settles at this pace.",
}
STOPS_WIDTH = 300
TURN = "Once a map is on screen, its points move on from where they lie as you turn this."
SLOW = "Starting UMAP: seconds in a fresh worker, half a minute the first time on a server"


@dataclass
class MapRun(Run):
    """A visitor's live map; its state knows which order it is of."""

    starting: str = "Finding neighbours"

    def begin(self, ordered: Callable[[], MapOrder], onwards: bool = False) -> None:
        """Begin a map anew, or go on `onwards` from the one on screen; a refusal is told where the map would be."""
        try:
            order = ordered()
            self.follow(work.mapping(visitor(), order, self.state if onwards else None))
            self.starting = SLOW if order.method == "umap" else type(self).starting
        except SettingError as error:
            self.problem = str(error)

    def turn(self, ordered: Callable[[], MapOrder]) -> None:
        """Go on with the knobs as they have been turned, where the map on screen can; also while it still moves."""
        try:
            can = self.can_go_on(ordered())
        except SettingError:  # told when a map is asked for
            return
        if can:
            self.begin(ordered, onwards=True)

    def take(self, state: LiveMap, seen: MapSnapshot) -> None:
        """Keep only what is needed when the run has ended."""
        super().take(trimmed(state), seen)

    def can_go_on(self, order: MapOrder) -> bool:
        """Whether there is a map of the very points on screen, and nothing but knobs was turned since."""
        if self.state is None:
            return False
        was = self.state.order
        return (was.source, was.size) == (order.source, order.size) and goes_on(was.settings, order.settings)


def method_input(prefix: str, default: str, busy: bool) -> str:
    """The widget of the method, bound to the URL, and its value."""
    return st.segmented_control(
        "Method", default=default, required=True, disabled=busy, **links.bound(f"{prefix}_method")
    )


def map_it(run: MapRun, prefix: str, ordered: Callable[[], MapOrder]) -> None:
    """The button that maps what the widgets ask for."""
    st.button("Map it", type="primary", key=f"{prefix}_go", disabled=run.busy, on_click=run.begin, args=(ordered,))


def knob_inputs(run: MapRun, prefix: str, method: str, n: int, ordered: Callable[[], MapOrder]) -> None:
    """The sliders of a method for n points, bound to the URL: a map on screen follows them at once."""
    turned: dict[str, Any] = {"on_change": run.turn, "args": (ordered,)}
    with st.container(horizontal=True, gap="medium"):
        for name in KNOBS[method]:
            knob, stops = SETTINGS[method].knob(name), stops_for(name, n)
            words = " ".join((knob.help, TURN))
            st.select_slider(
                knob.label, value=usual(method, name, n), width=STOPS_WIDTH, help=words, **turned,
                **links.bound(f"{prefix}_{name}", options=stops),
            )  # fmt: skip
    if FURTHER[method]:
        with st.expander("More knobs"), st.container(horizontal=True, gap="medium"):
            for name in FURTHER[method]:
                knob = SETTINGS[method].knob(name)
                st.slider(
                    knob.label, value=usual(method, name, n), step=knob.step, width=STOPS_WIDTH,
                    help=" ".join((knob.help, AGAIN[name])), **turned, **links.bound(f"{prefix}_{name}"),
                )  # fmt: skip


def asked(prefix: str, method: str, **others: Any) -> MapSettings:
    """What the widgets of a method show. Raises SettingError."""
    names = (*KNOBS[method], *FURTHER[method])
    values = {name: st.session_state[f"{prefix}_{name}"] for name in names}
    return SETTINGS[method](**values, seed=st.session_state[f"{prefix}_seed"], **others)


def seed_input(prefix: str, busy: bool) -> None:
    """The widget of the seed, bound to the URL."""
    st.number_input("Seed", value=0, width=110, disabled=busy, **links.bound(f"{prefix}_seed"))


def stops_for(name: str, n: int) -> tuple[float, ...]:
    """The stops of a slider that n points allow, and two at least: a slider needs both ends."""
    stops = tuple(OWN_STOPS[name].words)
    most = {"perplexity": perplexity_limit(max(n, FEWEST_NEIGHBOURLY)), "n_neighbors": n - 1}.get(name, stops[-1])
    return tuple(stop for i, stop in enumerate(stops) if stop <= most or i < 2)


def usual(method: str, name: str, n: int) -> float:
    """The value a setting begins with: the default, or the highest stop that n points allow."""
    default = getattr(SETTINGS[method](), name)
    return min(default, stops_for(name, n)[-1]) if name in OWN_STOPS else default


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
    called: Sequence[str] | None = None,
    take: Callable[[], None] | None = None,
    turn: int = 0,
    by: tuple[Any, ...] | None = None,
) -> None:
    """Draw a map without sliders, on which no point is picked.

    Args:
        key: of the chart.
        look: of the map.
        shown: its one frame from `on_screen`, (1, n, 2).
        labels: (n,), the class of each point.
        pixels: of each point, as text, where the points are pictures.
        remembered: whether the look is remembered for all visitors; for this one alone where its names are theirs.
        lettering: what is written on it, where the points are words.
        called: what each point is called on hover, where they are not.
        take: called where the map as a whole is tapped.
        turn: how often one of the maps that stand side by side was taken.
        by: everything that points and places depend on; without it their tables are not remembered.
    """
    words = lettering.words if lettering else called
    options: dict[str, Any] = {"width": "content", "theme": None}

    def still() -> Mapping[str, Table]:
        return map_tables.still_tables(shown, labels, look.names, pixels, words, lettering is not None)

    tables: dict[str, Any] = dict(still()) if by is None else draw.tables(("still", *by), still)
    if lettering is not None:
        look = look._replace(lettered=True)
        tables[map_tables.LABELS] = map_labels.label_table(lettering.names, look.side)
    if take is not None:
        look = look._replace(takes=True)
        tables[TURNS] = {"turn": [turn]}
        options |= {"on_select": take, "selection_mode": TAKEN}
    drawn = draw.chart if remembered else draw.own
    drawn(key, look, lambda: still_map(look), tables, listed=map_tables.listed(labels, look.names), **options)


def beside_map(
    key: str,
    look: MapLook,
    seen: MapSnapshot,
    labels: np.ndarray,
    pixels: tuple[str, ...] | None,
    remembered: bool,
    lettering: Lettering | None = None,
    called: Sequence[str] | None = None,
) -> DeltaGenerator:
    """Draw a live map as `picture` does; returns the room beside it."""
    left, right = st.columns([1, 1], gap="medium")
    with left, st.container(width=SIDE + 12):
        picture(key, look, places.on_screen(seen.positions[None]), labels, pixels, remembered, lettering, called)
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


def through(reduced: Reduced | None) -> None:
    """How a large table was made smaller before it was mapped."""
    if reduced is not None:
        st.caption(
            f"PCA came first: the {reduced.columns} columns became their first {reduced.components} principal "
            f"components, which hold {reduced.share:.1%} of the variance. Neighbours are found among these, in a third "
            "of the time."
        )


def figures(seen: MapSnapshot) -> None:
    """The numbers of a map, once it is finished."""
    if seen.quality is not None:
        big = seen.quality.triplets_kept
        words = f"**{big:.0%}**" if big == big else "–, since no two distances between the points differ"
        st.markdown(f"Neighbours kept: **{seen.quality.neighbours_kept:.0%}**  \nBig picture kept: {words}")
    if seen.kl == seen.kl and seen.done:
        st.caption(f"KL divergence {seen.kl:.3f} nats: comparable between maps of the same points and perplexity only.")
