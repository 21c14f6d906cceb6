"""One click deep below the maps: programs that make them again, and both numbers of trust over all settings.

These are parts of their own, so that a tap on a map does not send them again. While one is open it follows the sliders.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

import streamlit as st

from core.cache import projections
from core.charts import trust
from core.maps.sweep import Sweep
from core.page import draw, frame, links
from core.sections import program, take_away
from core.sections.map_choice import FIGURES, TITLES, Choice

MORE_FIGURES = {"Trustworthiness": "trustworthiness", "Continuity": "continuity"}
ANCHORS = CODE, KNOB = "code", "knob"
SHOWN = "places shown below"  # in the session: of which places something open here tells, None where all is folded

Places: TypeAlias = dict[str, tuple[int, int]]  # by method the stops of its sliders


def show(choice: Choice, sweeps: dict[str, Sweep], places: Callable[[], Places]) -> None:
    """Both, folded; `places` tells where the sliders rest now."""
    code(choice, sweeps, places)
    invitation = "Both numbers over all settings"
    frame.folded("How much does the knob matter?", KNOB, invitation, partial(curves, choice, sweeps, places), "more")


def renew(places: Places) -> None:
    """Have the whole page drawn again when something that is open here tells of other places."""
    shown = places if any(st.session_state.get(f"fold_{each}") for each in ANCHORS) else None
    before = st.session_state.get(SHOWN)
    st.session_state[SHOWN] = shown
    if None not in (before, shown) and before != shown:
        st.rerun()


@frame.fragment
def code(choice: Choice, sweeps: dict[str, Sweep], places: Callable[[], Places]) -> None:
    """The programs of the maps as they stand."""
    now = places()
    values = {
        method: {knob: stops[at] for knob, stops, at in zip(sweep.knobs, sweep.stops, now[method], strict=False)}
        for method, sweep in sweeps.items()
    }
    program.unfolded(CODE, partial(program.of_maps, choice, values))


def curves(choice: Choice, sweeps: dict[str, Sweep], places: Callable[[], Places]) -> None:
    """Trust over the stops of each knob, with a mark where the slider is."""
    now = places()
    frame.explain("projections", "curves")
    more = st.toggle("Also trustworthiness and continuity", **links.bound("more"))
    figures = FIGURES | MORE_FIGURES if more else FIGURES
    flat = projections.map_sweep(*choice.maps("pca"))
    levels = {words: flat.fact(name, (0, 0)) for words, name in figures.items()}
    for column, method in zip(st.columns(2, gap="medium"), ("tsne", "umap"), strict=True):
        if method in now:
            sweep, place = projections.map_sweep(*choice.maps(method)), now[method]
            look = (TITLES[method], sweep.knobs[0], tuple(sweep.stops[0]), tuple(figures))
            values = {words: sweep.figures(name)[:, place[1]].tolist() for words, name in figures.items()}
            tables = trust.trust_tables(sweep.stops[0], values, levels, sweep.stops[0][place[0]])
            with column:
                draw.chart(f"trust-{method}", look, partial(trust.trust_curves, *look), tables)
    take_away.sweeps(sweeps, choice.points)
    frame.more("projections", "curves")
