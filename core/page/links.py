"""What stands in the URL: which data, which stop, and what is carried from page to page."""

import math
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core.page import chosen, parameters
from core.page.parameters import PARAMETERS
from core.page.values import Choice, Number

LINKS = {
    "streamlit_app.py": parameters.START,
    "pages/1_Autoencoder.py": parameters.AUTOENCODER,
    "pages/2_VAE.py": parameters.VAE,
    "pages/3_Projections.py": parameters.PROJECTIONS,
}
T = TypeVar("T")


def bound(name: str, **narrower: Any) -> dict[str, Any]:
    """The arguments that bind a widget to the parameter called `name`: st.toggle("Show it", **bound("space")).

    `narrower` arguments take the place of its range or options: what there is on this page.
    """
    parameter = PARAMETERS[name]
    ranged = parameter.widget in ("number_input", "slider") or not isinstance(parameter.values, Number)
    return {"key": name, "bind": "query-params"} | (parameter.values.options() if ranged else {}) | narrower


def repair_url() -> None:
    """Open the page again where the URL holds what is no value of its parameter: nothing after this is run then.

    An option's own name (data=toy-circle) is put into the words that Streamlit 1.67 reads, an empty value or nonsense
    is left out. What Streamlit seeds its widgets from can't be changed otherwise.
    """
    query = {key: st.query_params.get_all(key) for key in st.query_params}
    named = {now: texts for key, texts in query.items() if (now := name_now(key, texts)) == key or now not in query}
    kept = {key: found for key, texts in named.items() if (found := repaired(key, texts))}
    if kept == query:
        return
    here = next((path for path, label in LINKS.items() if label == st.session_state.get("here")), "streamlit_app.py")
    try:
        st.switch_page(here, query_params=kept)
    except StreamlitAPIException:
        # A client that kept the bindings of the page before: its URL can't be set, its widgets can.
        for key, texts in kept.items():
            if texts != query.get(key) and key in PARAMETERS and isinstance(values := PARAMETERS[key].values, Choice):
                st.session_state[key] = remember(key, values.option(texts[-1]))


def name_now(key: str, texts: list[str]) -> str:
    """What the parameter that an older link calls `key` is called on this page today; `key` where it means no other."""
    here = st.session_state.get("here")
    renamed = (each for each in PARAMETERS.values() if each.formerly == key and here in each.pages)
    return next((each.name for each in renamed if repaired(each.name, texts[-1:])), key)


def repaired(key: str, texts: list[str]) -> list[str]:
    """What is left of the values of a parameter; all of them under a name that no page knows."""
    if key not in PARAMETERS:
        return texts
    return [found for each in texts if (found := PARAMETERS[key].values.repaired(each)) is not None]


def restore(key: str, allowed: Container, written: Callable[[Any], str] = str) -> None:
    """Give a widget, before it is drawn for the first time on a page, the value it had on the page before.

    Streamlit binds a widget to the URL of one page, and the next page begins with what its own URL said last. A link
    that is opened anew begins a session in which nothing is carried yet, so there the URL decides.
    """
    here = st.session_state.get("here")
    if st.session_state.get(f"{key}:drawn on") != here:
        st.session_state[f"{key}:drawn on"] = here
        if remembered(key) in allowed:
            st.session_state[key] = remembered(key)  # what the widget shows
            put_in_link(key, written(remembered(key)))


def put_in_link(key: str, words: str | None) -> None:
    """Write a value into the URL, or take it out with None."""
    with suppress(StreamlitAPIException):  # a client that kept the binding of the page before writes it itself
        if words is None:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != words:
            st.query_params[key] = words


def remembered(key: str) -> Any:
    """The value that was last carried under `key`, or None."""
    return st.session_state.get(f"remembered:{key}")


def remember(key: str, value: T) -> T:
    """Remember a value for the pages that are opened next, and return it."""
    st.session_state[f"remembered:{key}"] = value
    return value


def level() -> str:
    """How much stands in the open: "plain", or "full" for everything; carried from page to page."""
    return of_whole("level", "plain")


def of_whole(name: str, usual: str) -> str:
    """What is said of all of a page, by its link or by that of a page before."""
    asked = st.query_params.get(name, "")
    return remember(name, asked if PARAMETERS[name].values.repaired(asked) else remembered(name) or usual)


def is_hidden(anchor: str) -> bool:
    """Whether the link leaves out a section of the page."""
    return anchor in st.query_params.get_all("hide")


def starts_at(anchor: str) -> bool:
    """Whether the link opens the page at a section: page.js brings it into view."""
    return st.query_params.get("start") == anchor


def holds(parameter: str) -> bool:
    """Whether the link holds a parameter; with how its value begins where that is said: "ask=place"."""
    name, _, start = parameter.partition("=")
    return name in st.query_params and st.query_params[name].startswith(start)


# --- sliders inside charts, which can't be bound to the URL as widgets can ------------------------------------------


def stop_in_url(key: str, stops: Sequence[float], default: float) -> float:
    """The stop that the URL names under `key`, or the default where it names none or no computed one.

    The chart must not change while its visitor drags it, so the stop is read once a visit and page and remembered.
    """
    wanted = st.query_params.get(key, "")
    named = next((stop for stop in stops if f"{stop:g}" == wanted), default)
    return st.session_state.setdefault(start_key(key), named)


def start_key(key: str) -> str:
    """Where the session keeps what `stop_in_url` has read for this page."""
    return f"{st.session_state.get('here')}:{key}:start"


def keep_stop_in_url(key: str, event: Mapping, slider: str, stops: Sequence[float]) -> float:
    """The stop nearest to where the chart's slider rests, written to the URL under the `key` given to `stop_in_url`.

    `event` is what drawing the chart returned, `slider` the name of the slider in it.
    """
    start = st.session_state.get(start_key(key), stops[0])
    stop = stops[stop_beside(slider_place(event, slider, len(stops), stops.index(start)), len(stops))]
    keep_stop(key, stop, moved=is_moved(event, slider))
    return stop


def wanted_stop(key: str) -> float | None:
    """What the URL names for a slider, or else where one of this name last stood in this visit; None without both."""
    with suppress(ValueError):  # no number
        if math.isfinite(value := float(st.query_params.get(key, ""))):
            return value
    return st.session_state.get(f"{key}:stop")


def keep_stop(key: str, stop: float, moved: bool) -> None:
    """Remember where a slider stands, and write it to the URL once somebody has moved it."""
    st.session_state[f"{key}:stop"] = stop
    if moved:
        put_in_link(key, f"{stop:g}")


def is_moved(event: Mapping, slider: str) -> bool:
    """Whether somebody has touched the slider of a chart."""
    return chosen.number(event, slider, "stop") is not None


def slider_place(event: Mapping, slider: str, stops: int, start: float) -> float:
    """Where a chart's slider rests, from 0 to the number of stops less one, between stops too; untouched, its start."""
    place = chosen.number(event, slider, "stop")
    return float(start) if place is None else min(max(place, 0.0), stops - 1.0)


def stop_beside(place: float, stops: int) -> int:
    """The number of the stop nearest to a slider's place among so many; half-way the later one, as in a browser."""
    return min(max(int(place + 0.5), 0), stops - 1)
