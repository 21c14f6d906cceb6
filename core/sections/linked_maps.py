"""Three maps of the same points, each with its sliders inside, and how far to believe each of them.

    linked_maps.show(choice)

The maps share colours, the picked point and the group. Whatever a visitor clicks, draws or switches changes tables
alone (`core.charts.linked_map`), so sliders stay where they are. What is picked is kept by `core.sections.selection`.
"""

from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import projections
from core.charts import linked_map as charts
from core.charts import map_labels, map_tables, trust
from core.charts.blend import OnScreen, Slider
from core.data.faces import KNOBS
from core.errors import VisitorError
from core.maps.sweep import Sweep
from core.page import draw, frame, links
from core.page.parameters import METHOD
from core.sections import find_word, selection
from core.sections.selection import Selection

TITLES = METHOD.words
FIGURES = {"Neighbours kept": "neighbours_kept", "Big picture kept": "triplets_kept"}
MORE_FIGURES = {"Trustworthiness": "trustworthiness", "Continuity": "continuity"}
ELSEWHERE = "lit elsewhere"  # in the session: what the map in three dimensions shows as lit, None where it is hidden
WIDTH = charts.SIDE + 12  # pixels: of a map with its frame


class Choice(NamedTuple):
    """What the visitor looks at: the source of the points, how the maps began, and by which knob faces are coloured."""

    source: str
    random: bool
    seed: int
    knob: str = ""

    @property
    def points(self) -> projections.ShownPoints:
        """What the maps show. Raises ArtefactError."""
        return projections.coloured(self.source, self.knob) if self.knob else projections.shown_points(self.source)

    def maps(self, method: str) -> tuple[str, str, bool, int]:
        """What the cache calls the maps of one method."""
        return self.source, method, self.random, self.seed


@st.fragment
def show(choice: Choice) -> None:
    """The maps with their sliders, and two numbers of trust under each."""
    places: dict[str, tuple[int, int]] = {}
    with frame.show_errors():
        points = choice.points
        drawn = selection.take(choice.source, points, on_screen(choice))
        if points.words is not None:
            frame.explain("projections", "words")
            find_word.box(choice.source, points)
        lit = selection.current(choice.source, points)
        frame.explain("projections", "do")
        with st.container(horizontal=True, gap="small"):
            boxes = {method: st.container(width=WIDTH, gap="xsmall") for method in TITLES}
        # the map on which a rectangle was drawn comes last: its browser answers, and by then knows the other two
        for method in sorted(TITLES, key=lambda each: chart_key(choice, each) == drawn):
            with boxes[method], frame.show_errors():
                places[method] = draw_map(choice, method, points, lit)
                if method != "umap":  # its second slider takes the place of the words
                    st.caption(frame.text.section("projections", method))
        places = {method: places[method] for method in TITLES if method in places}
        for method in places:
            with boxes[method], st.container(gap="xsmall"):
                numbers(choice, method, places, lit)
        filters(choice.source, lit, points)
        frame.more("projections", "do")
        frame.explain("projections", "maps")
        frame.more("projections", "maps")
        with st.expander("What do the axes mean, and what is drawn between two stops?", type="compact"):
            frame.explain("projections", "axes")
        light_elsewhere(selection.current(choice.source, points))  # the pills may have been drawn since
    invitation = "Both numbers over all settings"
    frame.folded("How much does the knob matter?", "knob", invitation, partial(curves, choice, places), "more")


def light_elsewhere(lit: Selection) -> None:
    """Have the whole page drawn again when another part of it shows what is lit, and that has changed."""
    if st.session_state.get(ELSEWHERE) not in (None, lit):
        st.session_state[ELSEWHERE] = lit
        st.rerun()


def also_lit(lit: Selection | None) -> None:
    """Note what another part of the page shows as lit, None where it is hidden: see `light_elsewhere`."""
    st.session_state[ELSEWHERE] = lit


def curves(choice: Choice, places: dict[str, tuple[int, int]]) -> None:
    """Trust over the stops of each knob, with a mark where the slider is."""
    frame.explain("projections", "curves")
    more = st.toggle("Also trustworthiness and continuity", **links.bound("more"))
    figures = FIGURES | MORE_FIGURES if more else FIGURES
    flat = projections.map_sweep(*choice.maps("pca"))
    levels = {words: flat.fact(name, (0, 0)) for words, name in figures.items()}
    for column, method in zip(st.columns(2, gap="medium"), ("tsne", "umap"), strict=True):
        if method in places:
            sweep, place = projections.map_sweep(*choice.maps(method)), places[method]
            look = (TITLES[method], sweep.knobs[0], tuple(sweep.stops[0]), tuple(figures))
            values = {words: sweep.figures(name)[:, place[1]].tolist() for words, name in figures.items()}
            tables = trust.trust_tables(sweep.stops[0], values, levels, sweep.stops[0][place[0]])
            with column:
                draw.chart(f"trust-{method}", look, partial(trust.trust_curves, *look), tables)
    frame.more("projections", "curves")


# --- one map ---------------------------------------------------------------------------------------------------------


def draw_map(choice: Choice, method: str, points: projections.ShownPoints, lit: Selection) -> tuple[int, int]:
    """One map; returns the computed map nearest to where its sliders stand."""
    sweep, key = projections.map_sweep(*choice.maps(method)), chart_key(choice, method)
    if not {key, f"{key}:starts"} <= set(st.session_state):  # the browser draws this chart anew
        st.session_state[f"{key}:starts"] = starts_of(sweep)
    starts = st.session_state[f"{key}:starts"]
    sliders = tuple(Slider(*each) for each in zip(sweep.knobs, sweep.stops, starts, strict=True))
    lettered = points.words is not None
    look = charts.MapLook(
        TITLES[method], sliders, points.names, points.header, lettered=lettered, rising=bool(points.knob)
    )
    shown, point = projections.map_on_screen(*choice.maps(method)), lit.point or 0
    tables: dict[str, Any] = draw.tables(
        ("points", choice.knob, *choice.maps(method)),
        lambda: map_tables.point_tables(shown, points.labels, points.pixels, points.words),
    )
    unnamed = lettered or look.rising
    tables |= map_tables.mark_tables(shown, points.labels, points.names, lit.classes, lit.rows, unnamed)
    if lettered:
        seen = seen_on(choice, method, sweep, starts)
        names = find_word.names_on(seen.frame(), points, lit)
        tables[map_tables.LABELS] = map_labels.label_table(names, charts.SIDE, seen.places)
    near = projections.neighbours_on_maps(*choice.maps(method), point)
    lines = map_tables.link_table(shown, lit.point, points.neighbours[point], near)
    tables |= {map_tables.LINKS: lines, map_tables.DRAWN: map_tables.nothing_drawn()}
    event = draw.chart(
        key, look, lambda: charts.linked_map(look), tables,
        on_select="rerun", width="content", theme=None, alt=f"{TITLES[method]} map",
    )  # fmt: skip
    return resting_place(sweep, starts, event)


def chart_key(choice: Choice, method: str) -> str:
    """The chart of one method; another one where the number of points, and so the stops, or the colours are others."""
    return f"map-{method}-{catalogue.MAP_SOURCES[choice.source].size}{choice.knob}"


def starts_of(sweep: Sweep) -> list[int]:
    """Where the sliders stand at first: the stops nearest to what the URL names, or else to where they last stood."""
    wanted = {knob: links.wanted_stop(knob) for knob in sweep.knobs}
    place = sweep.place({knob: stop for knob, stop in wanted.items() if stop is not None})
    return list(place)[: len(sweep.knobs)]


def on_screen(choice: Choice) -> dict[str, OnScreen | None]:
    """By the key of each chart what is to be seen on it; None where the browser draws it anew."""
    found: dict[str, OnScreen | None] = {}
    for method in TITLES:
        key = chart_key(choice, method)
        found[key] = None
        if {key, f"{key}:starts"} <= set(st.session_state):
            with suppress(VisitorError):  # told where the map would be
                sweep = projections.map_sweep(*choice.maps(method))
                found[key] = seen_on(choice, method, sweep, st.session_state[f"{key}:starts"])
    return found


def seen_on(choice: Choice, method: str, sweep: Sweep, starts: list[int]) -> OnScreen:
    """What is to be seen on one map whose sliders stood at `starts` when the browser drew it."""
    event = st.session_state.get(chart_key(choice, method), {"selection": {}})
    places = slider_places(sweep, starts, event)
    return OnScreen(projections.map_on_screen(*choice.maps(method)), places, tuple(map(len, sweep.stops)))


def slider_places(sweep: Sweep, starts: list[int], event: dict) -> list[float]:
    """Where the sliders rest, from 0 to the number of stops less one each; between stops too."""
    return [
        links.slider_place(event, knob, len(stops), start)
        for knob, stops, start in zip(sweep.knobs, sweep.stops, starts, strict=True)
    ]


def resting_place(sweep: Sweep, starts: list[int], event: dict) -> tuple[int, int]:
    """The computed map nearest to where the sliders rest; the URL is kept up to date with it."""
    place = [0, 0]
    for i, at in enumerate(slider_places(sweep, starts, event)):
        knob, stops = sweep.knobs[i], sweep.stops[i]
        place[i] = links.stop_beside(at, len(stops))
        links.keep_stop(knob, stops[place[i]], moved=links.is_moved(event, knob))
    return place[0], place[1]


# --- what is picked, in numbers and words ----------------------------------------------------------------------------


def numbers(choice: Choice, method: str, places: dict[str, tuple[int, int]], lit: Selection) -> None:
    """Two numbers for one map at its nearest computed stop, beside those of the other methods."""
    sweep, place = projections.map_sweep(*choice.maps(method)), places[method]
    at = ", ".join(f"{knob} {stops[i]:g}" for knob, stops, i in zip(sweep.knobs, sweep.stops, place, strict=False))
    lines = []
    for words, figure in FIGURES.items():
        values = {each: projections.map_sweep(*choice.maps(each)).fact(figure, places[each]) for each in places}
        others = ", ".join(f"{TITLES[each]} {values[each]:.0%}" for each in places if each != method)
        lines.append(f"{words}: **{values[method]:.0%}** ({others})")
    if choice.knob:
        lines.append(told(choice, method, place))
    if lit.point is not None:
        near = projections.neighbours_on_maps(*choice.maps(method), lit.point)[sweep.number(place)]
        lines.append(f"Picked point: **{near.sum()} of {len(near)}** true neighbours are still near")
    if lit.group:
        kept = projections.kept_on_map(*choice.maps(method), place)[lit.rows]
        lines.append(f"Your group: of their true neighbours **{kept.mean():.1f} of 10** are still near")
    st.markdown("  \n".join(lines))
    st.caption(f"Measured at {at}." if at else "Every run gives this same map.")


def told(choice: Choice, method: str, place: tuple[int, int]) -> str:
    """How much of the knob that colours the faces the nearest on a map tell."""
    here = projections.told_by_map(*choice.maps(method), place, choice.knob)
    data = projections.told_by_data(choice.source, choice.knob)
    title = KNOBS[choice.knob].title
    return f"{title.capitalize()}: the ten nearest tell **{max(here, 0):.0%}** of it (in the data {max(data, 0):.0%})"


def mix(labels: np.ndarray, names: tuple[str, ...]) -> str:
    """How many points of which classes: "38 points: 30 are 4s, 8 are 9s"."""
    points = f"{len(labels)} {'point' if len(labels) == 1 else 'points'}"
    if len(names) < 2:
        return points
    counts = np.bincount(labels, minlength=len(names))
    order = [i for i in np.argsort(-counts, kind="stable") if counts[i]]
    digits = all(name.isdigit() for name in names)
    if len(labels) == 1:
        return f"{points}, a {names[order[0]]}" if digits else f"{points}, of {names[order[0]]}"
    return f"{points}: " + ", ".join(
        f"{counts[i]} {'is a' if counts[i] == 1 else 'are'} {names[i]}{'' if counts[i] == 1 else 's'}"
        if digits
        else f"{counts[i]} of {names[i]}"
        for i in order
    )


def filters(source: str, lit: Selection, points: projections.ShownPoints) -> None:
    """The group in words, which classes are drawn in full, and ways to let go of what is picked."""
    if lit.group:
        named = "" if points.words is None else f" {find_word.listed(points, lit.rows)}"
        st.markdown(f"**Your group, lit on all maps:** {mix(points.labels[lit.rows], points.names)}.{named}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(points.names) > 1 and not points.knob:
            st.pills("Show only", points.names, selection_mode="multi", wrap=True, **links.bound("classes"))
        if lit.point is not None:
            st.button("Let go of the picked point", key="let_go", on_click=selection.let_go, args=(source,))
        if lit.group:
            st.button("Let go of the group", key="let_go_group", on_click=selection.keep_group, args=(source, ()))
    if lit.point is not None and points.pixels is not None and points.test_numbers[lit.point] < 0:
        st.caption(
            "The picked image was used in training. The other pages show test images only; it stays picked here."
        )
