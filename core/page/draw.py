"""Drawing charts and pictures without building them again: what pages call instead of Streamlit's own commands.

    draw.chart("errors", (name, k), lambda: charts.error_curve(...))

The chart is built when nobody has seen it yet, and remembered for all visitors by where it stands (page and key) and by
what it depends on (`by`): the second argument has to name all of that.
"""

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import streamlit as st

from core.cache import drawings
from core.charts import strips
from core.charts.chart import LISTED, Chart, Table

Made = TypeVar("Made")


def chart(
    key: str,
    by: tuple[Any, ...],
    build: Callable[[], Chart],
    tables: Mapping[str, Table] | None = None,
    listed: Table | None = None,
    **options: Any,
) -> Any:
    """Draw the chart that `build` makes, as wide as its place; returns what st.vega_lite_chart does.

    Args:
        key: of the element, unique on its page.
        by: what the chart depends on, as names and numbers, but for the tables below.
        build: called when the chart is not remembered.
        tables: those that change often, by their names in the chart; they take the place of the remembered ones.
        listed: a table in plain words for those who ask for the chart's data; by default its largest one.
        options: of st.vega_lite_chart, as on_select and selection_mode; `alt`, its text for those who don't see it,
            has to change with `by` alone: another one draws the chart anew.
    """
    exchanged = tables or {}
    made = drawings.drawing((st.session_state.get("here"), key, *by), build, exchanged)
    return whole(key, made.with_tables(exchanged), listed, **options)


def own(key: str, by: Any, build: Callable[[], Chart], tables: Mapping[str, Table], **options: Any) -> Any:
    """Draw a chart as `chart` does, remembered for this visit alone: a visitor's own names are in it."""
    place = f"drawn:{key}"
    if place not in st.session_state or st.session_state[place][0] != by:
        st.session_state[place] = by, build()
    return whole(key, st.session_state[place][1].with_tables(tables), **options)


def forget(key: str) -> None:
    """Remember no longer what `own` has drawn in this visit."""
    st.session_state.pop(f"drawn:{key}", None)


def whole(key: str, made: Chart, listed: Table | None = None, **options: Any) -> Any:
    """Draw a chart that is whole already, and is remembered for nobody; else as `chart`."""
    made = made if listed is None else made.listing(listed)
    spec = made.with_tables(drawings.packed(made.tables)).complete()
    return st.vega_lite_chart(spec, key=key, **{"width": "stretch"} | options)


@contextmanager
def in_room(desk: int, phone: int, key: str) -> Iterator[None]:
    """A place of so many pixels' height, with less on a phone (see style.css), for a chart with height="stretch"."""
    with st.container(key=f"room_{phone}_{key}"), st.container(height=desk, border=False):
        yield


def said(words: str, aloud: str = "") -> None:
    """What a picture shows now, for those who don't see it; a chart's `alt` would draw it anew with every change.

    `aloud` is "aloud" where it is read out when it changes (heard.js).
    """
    st.html(f'<i class="said {aloud}" role="img" aria-label="{html.escape(words)}"></i>')


def tables(by: tuple[Any, ...], build: Callable[[], Mapping[str, Table]]) -> dict[str, bytes]:
    """Large tables, remembered apart from the charts that show them: what `build` makes, as it travels."""
    return dict(drawings.tables(by, build))


def once(by: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    """Pictures and what is said of them, small, remembered for all visitors: what `make` makes. Nobody changes it."""
    made: Made = drawings.once(by, make)
    return made


def strip(
    key: str,
    rows: Mapping[str, Sequence[str]],
    captions: Sequence[str] | None = None,
    height: int = 200,
    picked: int | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
    by: tuple[Any, ...] | None = None,
    aloud: str = "",
    **options: Any,
) -> Any:
    """Draw rows of pictures under one another: the arguments of `strips.strips`, and options as for `chart`.

    `by` is everything that pictures, captions and words depend on; without it their tables are not remembered. Where
    pictures come anew at the press of a button, `aloud` is how begins what is read out of them then.
    """

    def packed() -> tuple[str, dict[str, bytes]]:
        columns = strips.strip_columns(rows, captions, words)
        under = captions or numbers(max(columns["column"]) + 1)
        shown = {
            "row": columns["row"],
            "picture": [under[i] for i in columns["column"]],
            "what it is": columns["words"],
        }
        return strips.spoken(columns), drawings.packed({strips.PICTURES: columns, LISTED: shown})

    spoken, tables = packed() if by is None else once(("strip", st.session_state.get("here"), key, *by), packed)
    listed, pictures = tables[LISTED], {strips.PICTURES: tables[strips.PICTURES]}
    if spoken:
        said(f"{aloud}: {spoken}" if aloud else spoken, "aloud" if aloud else "")
    look = ("strip", tuple(rows), len(next(iter(rows.values()))), captions is None, height, picked)
    made = drawings.drawing(look, lambda: strips.strips(rows, captions, height, picked, words), pictures)
    if captions is not None:
        made = made.with_value(strips.CAPTIONS, list(captions))
    named = {"alt": "Pictures: " + ", ".join(filter(None, (name.strip() for name in rows)))} if any(rows) else {}
    return whole(key, made.with_tables(pictures), listed, **named | options)


def numbers(count: int) -> list[str]:
    """What stands under so many pictures that have no names: 1, 2, 3 and so on."""
    return [str(i + 1) for i in range(count)]
