"""Three maps of the same points, each with its sliders inside, and how far to believe each of them.

    linked_maps.show(choice)

The maps share colours, the picked point and the group. Whatever a visitor clicks, draws or switches changes tables
alone (`core.charts.linked_map`), so sliders stay where they are. What is picked is kept by `core.sections.selection`.
"""

from contextlib import suppress
from typing import NamedTuple

import numpy as np
import streamlit as st

from core import cache
from core.artefacts import catalogue
from core.charts import linked_map as charts
from core.charts import trust
from core.charts.blend import OnScreen
from core.errors import VisitorError
from core.page import draw, frame, links
from core.sections import selection

TITLES = {"pca": "PCA", "tsne": "t-SNE", "umap": "UMAP"}
FIGURES = {"Neighbours kept": "neighbours_kept", "Big picture kept": "triplets_kept"}
MORE_FIGURES = {"Trustworthiness": "trustworthiness", "Continuity": "continuity"}
ELSEWHERE = "lit elsewhere"  # in the session: what the map in three dimensions shows as lit, None where it is hidden
WIDTH = charts.SIDE + 12  # pixels: of a map with its frame


class Choice(NamedTuple):
    """What the visitor looks at: the source of the points, and how the maps began."""

    source: str
    random: bool
    seed: int

    def maps(self, method: str) -> tuple[str, str, bool, int]:
        """What the cache calls the maps of one method."""
        return self.source, method, self.random, self.seed


@st.fragment
def show(choice: Choice) -> None:
    """The maps with their sliders, and two numbers of trust under each."""
    places: dict[str, tuple[int, int]] = {}
    with frame.show_errors():
        ground = cache.map_ground(choice.source)
        drawn = selection.take(choice.source, ground, on_screen(choice))
        classes = classes_shown(ground)
        with st.container(horizontal=True, gap="small"):
            boxes = {method: st.container(width=WIDTH, gap="xsmall") for method in TITLES}
        # the map on which a rectangle was drawn comes last: its browser answers, and by then knows the other two
        for method in sorted(TITLES, key=lambda each: chart_key(choice.source, each) == drawn):
            with boxes[method], frame.show_errors():
                places[method] = draw_map(choice, method, ground, classes)
                if method != "umap":  # its second slider takes the place of the words
                    st.caption(frame.text.section("projections", method))
        places = {method: places[method] for method in TITLES if method in places}
        for method in places:
            with boxes[method], st.container(gap="xsmall"):
                numbers(choice, method, places)
        group_in_words(choice.source, ground)
        filters(choice.source, ground)
        frame.explain("projections", "maps")
        with st.expander("What do the axes mean, and what is drawn between two stops?"):
            frame.explain("projections", "axes")
        light_elsewhere(choice.source, ground)
    with frame.section("How much does the knob matter?", "knob"):
        curves(choice, places)


def light_elsewhere(source: str, ground: cache.MapGround) -> None:
    """Have the whole page drawn again when another part of it shows what is lit, and that has changed."""
    now = lit(source, ground)
    if st.session_state.get(ELSEWHERE) not in (None, now):
        st.session_state[ELSEWHERE] = now
        st.rerun()


def lit(source: str, ground: cache.MapGround) -> tuple:
    """What is lit on every map: the picked point, the group, the classes shown."""
    return selection.point(source), tuple(selection.group(source)), classes_shown(ground)


def also_lit(shown: bool, source: str, ground: cache.MapGround) -> None:
    """Note whether another part of the page shows what is lit: see `light_elsewhere`."""
    st.session_state[ELSEWHERE] = lit(source, ground) if shown else None


def curves(choice: Choice, places: dict[str, tuple[int, int]]) -> None:
    """Trust over the stops of each knob, with a mark where the slider is."""
    more = st.toggle("Also trustworthiness and continuity", key="more", bind="query-params")
    figures = FIGURES | MORE_FIGURES if more else FIGURES
    flat = cache.map_sheet(*choice.maps("pca"))
    levels = {words: flat.fact(name, (0, 0)) for words, name in figures.items()}
    for column, method in zip(st.columns(2, gap="medium"), ("tsne", "umap"), strict=True):
        if method in places:
            sheet, place = cache.map_sheet(*choice.maps(method)), places[method]
            spec = trust.trust_curves(TITLES[method], sheet.knobs[0], sheet.stops[0], tuple(figures))
            values = {words: getattr(sheet.facts, name)[:, place[1]] for words, name in figures.items()}
            spec["datasets"] = draw.packed(trust.trust_tables(sheet.stops[0], values, levels, sheet.stops[0][place[0]]))
            column.vega_lite_chart(spec, key=f"trust-{method}", width="stretch")
    frame.explain("projections", "curves")


# --- one map ---------------------------------------------------------------------------------------------------------


def draw_map(choice: Choice, method: str, ground: cache.MapGround, classes: tuple[int, ...] | None) -> tuple[int, int]:
    """One map; returns the computed map nearest to where its sliders stand."""
    sheet, key = cache.map_sheet(*choice.maps(method)), chart_key(choice.source, method)
    if not {key, f"{key}:starts"} <= set(st.session_state):  # the browser draws this chart anew
        st.session_state[f"{key}:starts"] = starts_of(sheet)
    starts = st.session_state[f"{key}:starts"]
    sliders = [charts.Slider(*each) for each in zip(sheet.knobs, sheet.stops, starts, strict=True)]
    spec = charts.linked_map(TITLES[method], sliders, ground.names, ground.header)
    shown, point = cache.map_on_screen(*choice.maps(method)), selection.point(choice.source)
    tables = draw.tables(
        ("points", *choice.maps(method)), lambda: charts.point_tables(shown, ground.labels, ground.pixels)
    )
    tables |= charts.mark_tables(shown, ground.labels, classes, selection.group(choice.source))
    near = cache.neighbours_on_maps(*choice.maps(method), point or 0)
    lines = charts.link_table(shown, point, ground.neighbours[point or 0], near)
    spec["datasets"] = draw.packed(tables | {charts.LINKS: lines, charts.DRAWN: charts.nothing_drawn()})
    event = st.vega_lite_chart(
        spec, key=key, on_select="rerun", width="content", theme=None, alt=f"{TITLES[method]} map"
    )
    return resting_place(sheet, starts, event)


def chart_key(source: str, method: str) -> str:
    """The chart of one method; another one where the number of points, and so the stops, are others."""
    return f"map-{method}-{catalogue.MAP_SOURCES[source].size}"


def starts_of(sheet: cache.Sheet) -> list[int]:
    """Where the sliders stand at first: the stops nearest to what the URL names, or else to where they last stood."""
    wanted = {knob: links.wanted_stop(knob) for knob in sheet.knobs}
    place = sheet.place({knob: stop for knob, stop in wanted.items() if stop is not None})
    return list(place)[: len(sheet.knobs)]


def on_screen(choice: Choice) -> dict[str, OnScreen | None]:
    """By the key of each chart what is to be seen on it; None where the browser draws it anew."""
    found: dict[str, OnScreen | None] = {}
    for method in TITLES:
        key = chart_key(choice.source, method)
        found[key] = None
        if {key, f"{key}:starts"} <= set(st.session_state):
            with suppress(VisitorError):  # told where the map would be
                sheet, event = cache.map_sheet(*choice.maps(method)), st.session_state[key]
                places = slider_places(sheet, st.session_state[f"{key}:starts"], event)
                stops = tuple(map(len, sheet.stops))
                found[key] = OnScreen(cache.map_on_screen(*choice.maps(method)), places, stops)
    return found


def slider_places(sheet: cache.Sheet, starts: list[int], event: dict) -> list[float]:
    """Where the sliders rest, from 0 to the number of stops less one each; between stops too."""
    return [
        links.slider_place(event, knob, len(stops), start)
        for knob, stops, start in zip(sheet.knobs, sheet.stops, starts, strict=True)
    ]


def resting_place(sheet: cache.Sheet, starts: list[int], event: dict) -> tuple[int, int]:
    """The computed map nearest to where the sliders rest; the URL is kept up to date with it."""
    place = [0, 0]
    for i, at in enumerate(slider_places(sheet, starts, event)):
        knob, stops = sheet.knobs[i], sheet.stops[i]
        place[i] = links.stop_beside(at, len(stops))
        links.keep_stop(knob, stops[place[i]], moved=links.is_moved(event, knob))
    return tuple(place)


# --- what is picked, in numbers and words ----------------------------------------------------------------------------


def numbers(choice: Choice, method: str, places: dict[str, tuple[int, int]]) -> None:
    """Two numbers for one map at its nearest computed stop, beside those of the other methods."""
    sheet, place = cache.map_sheet(*choice.maps(method)), places[method]
    at = ", ".join(f"{knob} {stops[i]:g}" for knob, stops, i in zip(sheet.knobs, sheet.stops, place, strict=False))
    lines = []
    for words, figure in FIGURES.items():
        values = {each: cache.map_sheet(*choice.maps(each)).fact(figure, places[each]) for each in places}
        others = ", ".join(f"{TITLES[each]} {values[each]:.0%}" for each in places if each != method)
        lines.append(f"{words}: **{values[method]:.0%}** ({others})")
    if (point := selection.point(choice.source)) is not None:
        near = cache.neighbours_on_maps(*choice.maps(method), point)[place[0] * sheet.frames.shape[1] + place[1]]
        lines.append(f"Picked point: **{near.sum()} of {len(near)}** true neighbours are still near")
    if len(group := selection.group(choice.source)):
        kept = cache.kept_on_map(*choice.maps(method), place)[group]
        lines.append(f"Your group: of their true neighbours **{kept.mean():.1f} of 10** are still near")
    st.markdown("  \n".join(lines))
    st.caption(f"Measured at {at}." if at else "Every run gives this same map.")


def group_in_words(source: str, ground: cache.MapGround) -> None:
    """How many points are lit, and of which classes."""
    if len(group := selection.group(source)):
        st.markdown(f"**Your group, lit on all maps:** {mix(ground.labels[group], ground.names)}.")


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


def classes_shown(ground: cache.MapGround) -> tuple[int, ...] | None:
    """The classes that the pills below the maps say are drawn in full; None means all."""
    return (
        tuple(ground.names.index(name) for name in st.session_state.get("classes") or [] if name in ground.names)
        or None
    )


def filters(source: str, ground: cache.MapGround) -> None:
    """Which classes are drawn in full, and ways to let go of what is picked."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if len(ground.names) > 1:
            st.pills("Show only", ground.names, selection_mode="multi", key="classes", bind="query-params", wrap=True)
        point = selection.point(source)
        if point is not None:
            st.button("Let go of the picked point", key="let_go", on_click=selection.let_go, args=(source,))
        if len(selection.group(source)):
            st.button("Let go of the group", key="let_go_group", on_click=selection.forget_group, args=(source,))
    if point is not None and ground.pixels is not None and ground.test_numbers[point] < 0:
        st.caption(
            "The picked image was used in training. The other pages show test images only; it stays picked here."
        )
