"""Words on maps: a box that finds one and lights it with its true neighbours, and which words are written where.

    lit = find_word.box(source, points)        # inside the section of the maps, before they are drawn

The word that is picked stands in the URL as `word`, by a click on a map as by the box.
"""

import numpy as np
import streamlit as st

from core.cache import projections
from core.cache.words import words
from core.charts.map_labels import CLASS, PICKED, POINT, Names
from core.page import frame, links
from core.pictures.places import on_screen
from core.sections import selection
from core.sections.map_panel import Lettering
from core.sections.selection import Selection

LISTED = 30  # words of a group that are named


def box(source: str, points: projections.ShownPoints) -> None:
    """The box; the word in it is picked, and its neighbours named, or it is said that there is no such word."""
    with st.container(width=320):
        asked = st.selectbox(
            "Find a word", index=None, accept_new_options=True, placeholder="paris, anger, seven …",
            **links.bound("word", options=sorted(words().words)),
        )  # fmt: skip
    selection.hold(source, None)
    if asked:
        with frame.show_errors():
            row = words().row(asked)
            selection.hold(source, row)
            st.markdown(neighbours(points, row), width=frame.READABLE)


def neighbours(points: projections.ShownPoints, point: int) -> str:
    """A word's true neighbours by name, each with its likeness."""
    found, near = words(), points.neighbours[point]
    likeness = found.vectors[points.rows[near]] @ found.vectors[points.rows[point]]
    called = [found.words[row] for row in points.rows[[point, *near]]]
    named = ", ".join(f"{word} {value:.2f}" for word, value in zip(called[1:], likeness, strict=True))
    kind = points.names[points.labels[point]]
    return f"**{called[0]}** ({kind}). Its ten nearest in the data, with their likeness: {named}."


def listed(points: projections.ShownPoints, rows: np.ndarray) -> str:
    """The words of a group in a sentence, the most typical ones where there are more than `LISTED`."""
    called = [words().words[row] for row in points.rows[by_typicality(points, rows)]]
    return f"{', '.join(called[:LISTED])}{', …' if len(called) > LISTED else '.'}"


def by_typicality(points: projections.ShownPoints, rows: np.ndarray) -> np.ndarray:
    """The same points (m,), the most typical words of each kind first."""
    place = np.empty(len(words().words), dtype=int)
    place[words().typical] = np.arange(len(place))
    return rows[np.argsort(place[points.rows[rows]])]


def lettering(positions: np.ndarray, points: projections.ShownPoints) -> Lettering | None:
    """What is written on a map (n, 2) on which nothing is picked; None where points are no words."""
    if points.words is None:
        return None
    frame_shown = on_screen(positions[None])[0].astype(float)
    return Lettering(points.words, names_on(frame_shown, points, Selection(None, (), None)))


def names_on(frame_shown: np.ndarray, points: projections.ShownPoints, lit: Selection) -> Names:
    """What may be written on a map (n, 2), the most important first.

    The picked word and its neighbours, the kinds, then the most typical words of each kind; of a group its words alone.
    """
    first = [] if lit.point is None else [lit.point, *points.neighbours[lit.point].tolist()]
    rest = lit.rows if lit.group else np.arange(len(points.rows))
    kinds = [] if lit.group else list(range(len(points.names)) if lit.classes is None else lit.classes)
    if lit.classes is not None and not lit.group:
        rest = rest[np.isin(points.labels, lit.classes)]
    rest = by_typicality(points, rest[~np.isin(rest, first)])
    middles = [np.median(frame_shown[points.labels == kind], axis=0) for kind in kinds]
    called, of_kinds = np.array(words().words)[points.rows], [points.names[kind] for kind in kinds]
    text = [*called[first].tolist(), *of_kinds, *called[rest].tolist()]
    places = np.concatenate([frame_shown[first], np.reshape(middles, (-1, 2)), frame_shown[rest]])
    return Names(text, places, np.repeat([PICKED, CLASS, POINT], [len(first), len(kinds), len(rest)]))
