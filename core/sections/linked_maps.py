"""Maps of the same points side by side, each with its sliders, and how far to believe each of them.

    linked_maps.show(choice)

Whatever a visitor picks is lit by the browser (`core.charts.linked_maps`); what is switched here changes tables alone,
so sliders stay where they are. What is picked is kept by `core.sections.selection`.
"""

from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.cache import projections
from core.charts import linked_maps as charts
from core.charts import map_dots, map_labels, map_strip, map_tables
from core.charts.blend import OnScreen, Slider
from core.charts.map_layout import SMALLEST
from core.data.faces import KNOBS
from core.maps.sweep import Sweep
from core.page import draw, frame, links
from core.sections import below_maps, find_word, group_by_keys, selection, take_away
from core.sections.map_choice import FIGURES, TITLES, Choice
from core.sections.selection import Selection

ELSEWHERE = "lit elsewhere"  # in the session: what the map in three dimensions shows as lit, None where it is hidden
MUCH = 100_000  # bytes of places: where there are more, those that are seen first come first
BOX = "linked_maps"  # the container of the chart, by which the style sheet knows it


def show(choice: Choice) -> None:
    """The maps with their sliders, and two numbers of trust for each."""
    frame.explain("projections", "do" if choice.points.words is None else "words")
    sweeps: dict[str, Sweep] = {}
    for method in TITLES:
        with frame.show_errors():
            sweeps[method] = projections.map_sweep(*choice.maps(method))
    if sweeps:
        starts = {method: [0] * len(sweep.knobs) for method, sweep in sweeps.items()}
        st.html(f"<style>{look_of(choice, sweeps, starts).layout.style(BOX)}</style>")
        maps_and_numbers(choice, sweeps)
        below_maps.show(choice, sweeps, partial(places_now, choice, sweeps))
    frame.more("projections", "do")
    with st.expander("What do the numbers and the axes mean?", type="compact"):
        frame.explain("projections", "maps")
        frame.explain("projections", "axes")


@frame.fragment
def maps_and_numbers(choice: Choice, sweeps: dict[str, Sweep]) -> None:
    """The chart, and what it shows in numbers and words: of all this only what has changed is sent after a tap."""
    points = choice.points
    selection.hear(choice.key, choice.source, points, on_screen(choice, sweeps))
    if points.words is not None:
        find_word.box(choice.source, points)
    lit = selection.current(choice.source, points)
    with st.container(key=BOX):
        draw_maps(choice, sweeps, points, lit)
    places = places_now(choice, sweeps)
    frame.told("maps", numbers(choice, sweeps, places, lit))
    filters(choice.source, lit, points, on_screen(choice, sweeps))
    light_elsewhere(selection.current(choice.source, points))  # the pills may have been drawn since
    below_maps.renew(places)


def places_now(choice: Choice, sweeps: dict[str, Sweep]) -> dict[str, tuple[int, int]]:
    """The computed maps nearest to where the sliders of the chart rest."""
    starts, event = st.session_state[f"{choice.key}:starts"], st.session_state[choice.key]
    return {method: resting_place(sweep, starts[method], event) for method, sweep in sweeps.items()}


def light_elsewhere(lit: Selection) -> None:
    """Have the whole page drawn again when another part of it shows what is lit, and that has changed."""
    if st.session_state.get(ELSEWHERE) not in (None, lit):
        st.session_state[ELSEWHERE] = lit
        st.rerun()


def also_lit(lit: Selection | None) -> None:
    """Note what another part of the page shows as lit, None where it is hidden: see `light_elsewhere`."""
    st.session_state[ELSEWHERE] = lit


# --- the chart -------------------------------------------------------------------------------------------------------


def draw_maps(choice: Choice, sweeps: dict[str, Sweep], points: projections.ShownPoints, lit: Selection) -> None:
    """The chart, whose event is in the session."""
    key = choice.key
    is_new = not {key, f"{key}:starts"} <= set(st.session_state)  # the browser draws this chart anew
    if is_new:
        st.session_state[f"{key}:starts"] = {method: starts_of(sweep) for method, sweep in sweeps.items()}
    look = look_of(choice, sweeps, st.session_state[f"{key}:starts"])
    frames = np.concatenate([projections.map_on_screen(*choice.maps(method)) for method in sweeps])
    asked = selection.asked(key, choice, lit)
    unnamed = look.lettered or look.dots.rising
    classes = None if lit.classes is None else tuple(lit.classes)
    tables: dict[str, Any] = draw.tables(
        ("marks", *choice, *sweeps, classes, tuple(asked.group), unnamed),
        lambda: map_tables.mark_tables(frames, points.labels, points.names, classes, asked.group, unnamed),
    )
    tables |= map_tables.asked_table(asked.point, bool(asked.group), asked.serial)
    if look.lettered:
        tables[map_tables.LABELS] = letters(choice, sweeps, points, lit)
    # On a slow link all maps take three seconds, in which the scripts that draw them have to come: so those that are
    # seen first come first, and the browser asks for the rest once they are drawn.
    only = look.at_first if is_new and frames.nbytes > MUCH else None
    tables |= draw.tables(
        ("points", *choice, *sweeps, *(only or ())),
        lambda: map_tables.point_tables(
            frames, points.labels, points.pixels, points.words, points.neighbours, only
        ),
    )  # fmt: skip
    titles = [TITLES[method] for method in sweeps]
    draw.chart(
        key, look, lambda: charts.linked_maps(look), tables, listed(sweeps),
        on_select="rerun", theme=None, alt=f"Maps of the same points by {' and '.join(titles)}",
    )  # fmt: skip
    if only is not None:
        st.button("All stops", key="maps_rest")  # unseen: page.js presses it


def listed(sweeps: dict[str, Sweep]) -> dict[str, list[Any]]:
    """What the maps list for those who ask for their data: both numbers of trust of every computed map."""
    rows = [
        {
            "map": TITLES[method],
            "settings": ", ".join(
                f"{knob} {stops[i]:g}" for knob, stops, i in zip(sweep.knobs, sweep.stops, at, strict=False)
            ),
            **{words: f"{sweep.fact(figure, at):.0%}" for words, figure in FIGURES.items()},
        }
        for method, sweep in sweeps.items()
        for at in np.ndindex(*sweep.figures("neighbours_kept").shape)
    ]  # fmt: skip
    return {name: [row[name] for row in rows] for name in rows[0]}


def look_of(choice: Choice, sweeps: dict[str, Sweep], starts: dict[str, Any]) -> charts.LinkedLook:
    """What the chart looks like with its sliders at these places."""
    points = choice.points
    maps = tuple(
        charts.LinkedMap(method, TITLES[method], tuple(map(Slider, sweep.knobs, sweep.stops, starts[method])))
        for method, sweep in sweeps.items()
    )
    kind = map_strip.WORDS if points.words is not None else map_strip.PICTURES if points.pixels else map_strip.SHAPES
    dots = map_dots.DotsLook(points.names, points.header, points.words is not None, bool(points.knob))
    return charts.LinkedLook(maps, dots, kind)


def letters(
    choice: Choice, sweeps: dict[str, Sweep], points: projections.ShownPoints, lit: Selection
) -> dict[str, Any]:
    """The names on all maps: those that do not depend on what is picked, since the browser writes that one itself."""
    found = []
    for number, seen in enumerate(on_screen(choice, sweeps).values()):
        names = find_word.names_on(seen.frame(), points, lit._replace(point=None, group=()))
        found.append(map_labels.label_table(names, SMALLEST, seen.places, number))
    return map_labels.joined(found)


def starts_of(sweep: Sweep) -> list[int]:
    """Where the sliders stand at first: the stops nearest to what the URL names, or else to where they last stood."""
    wanted = {knob: links.wanted_stop(knob) for knob in sweep.knobs}
    place = sweep.place({knob: stop for knob, stop in wanted.items() if stop is not None})
    return list(place)[: len(sweep.knobs)]


def on_screen(choice: Choice, sweeps: dict[str, Sweep]) -> dict[str, OnScreen]:
    """What is to be seen on each map: where the browser has not drawn it yet, what it will show."""
    key, found = choice.key, {}
    drawn = {key, f"{key}:starts"} <= set(st.session_state)
    event = st.session_state[key] if drawn else {"selection": {}}
    for method, sweep in sweeps.items():
        starts = st.session_state[f"{key}:starts"][method] if drawn else starts_of(sweep)
        places = slider_places(sweep, starts, event)
        found[method] = OnScreen(projections.map_on_screen(*choice.maps(method)), places, tuple(map(len, sweep.stops)))
    return found


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


def numbers(choice: Choice, sweeps: dict[str, Sweep], places: dict[str, tuple[int, int]], lit: Selection) -> str:
    """A line for each number: what it is of each map at its nearest computed stop."""

    def line(words: str, values: dict[str, str]) -> str:
        return f"{words}: " + ", ".join(f"{TITLES[method]} **{value}**" for method, value in values.items())

    measured = {
        words: {method: f"{sweep.fact(figure, places[method]):.0%}" for method, sweep in sweeps.items()}
        for words, figure in FIGURES.items()
    }
    measured |= of_what_is_lit(choice, sweeps, places, lit)
    stops = [
        f"{knob} {values[at]:g}"
        for method, sweep in sweeps.items()
        for knob, values, at in zip(sweep.knobs, sweep.stops, places[method], strict=False)
    ]
    return "  \n".join([*(line(*each) for each in measured.items()), f"Measured at {', '.join(stops)}."])


def of_what_is_lit(
    choice: Choice, sweeps: dict[str, Sweep], places: dict[str, tuple[int, int]], lit: Selection
) -> dict[str, dict[str, str]]:
    """What each map does to the knob that colours the faces, to the picked point, to the group: words, and values."""
    found: dict[str, dict[str, str]] = {}
    for method in sweeps:
        maps, place = choice.maps(method), places[method]
        values = {}
        if choice.knob:
            data = projections.told_by_data(choice.source, choice.knob)
            words = f"{KNOBS[choice.knob].title.capitalize()}, told by the ten nearest (in the data {max(data, 0):.0%})"
            values[words] = f"{max(projections.told_by_map(*maps, place, choice.knob), 0):.0%}"
        if lit.point is not None:
            near = projections.near_on_map(*maps, place, lit.point)
            values["The picked dot's ten true neighbours still near"] = str(near)
        if lit.group:
            kept = projections.kept_on_map(*maps, place)[lit.rows].mean()
            values["The same of your group, on the mean"] = f"{kept:.1f}"
        for words, value in values.items():
            found.setdefault(words, {})[method] = value
    return found


def mix(labels: np.ndarray, names: tuple[str, ...]) -> str:
    """How many points of which classes: "38 points: 30 are 4s, 8 are 9s"."""
    points = f"{len(labels)} {'point' if len(labels) == 1 else 'points'}"
    if len(names) < 2:
        return points
    counts = np.bincount(labels, minlength=len(names))
    order = [i for i in np.argsort(-counts, kind="stable") if counts[i]]
    digits = all(name.isdigit() for name in names)
    if len(labels) == 1:
        return f"{points}, {one(names[order[0]])}" if digits else f"{points}, of {names[order[0]]}"
    return f"{points}: " + ", ".join(
        (f"1 is {one(names[i])}" if counts[i] == 1 else f"{counts[i]} are {names[i]}s")
        if digits
        else f"{counts[i]} of {names[i]}"
        for i in order
    )


def one(digit: str) -> str:
    """A single one of a digit: "a 7", "an 8"."""
    return f"{'an' if digit == '8' else 'a'} {digit}"


def filters(source: str, lit: Selection, points: projections.ShownPoints, maps: dict[str, OnScreen]) -> None:
    """The group in words, which classes are drawn in full, a group without a pointer, and ways to let go."""
    if lit.group:
        named = "" if points.words is None else f" {find_word.listed(points, lit.rows)}"
        st.markdown(f"**Your group, lit on all maps:** {mix(points.labels[lit.rows], points.names)}.{named}")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if lit.group:
            take_away.group(points, lit.rows)
        if len(points.names) > 1 and not points.knob:
            with st.popover("Some classes only", type="tertiary"):
                st.pills("Show only", points.names, selection_mode="multi", wrap=True, **links.bound("classes"))
        edges = st.popover("Group by edges", type="tertiary", key="by_keys", on_change="rerun")
        if edges.open:
            with edges:
                group_by_keys.chooser(source, maps)
        if lit.point is not None or lit.group:
            st.button("Let go", key="let_go", type="tertiary", on_click=selection.let_go, args=(source,))
    if lit.point is not None and points.pixels is not None and points.test_numbers[lit.point] < 0:
        st.caption(
            "The picked image was used in training. The other pages show test images only; it stays picked here."
        )
