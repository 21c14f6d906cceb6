"""Copy this view: the link that opens a page as it stands, with what was brought along and stands in no URL."""

from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from core.page import links, parameters
from core.page.parameters import ALL, CHART

WORDS = "This link opens the page as you see it now. Copy it with the button in its corner, or select it."


@st.fragment
def button() -> None:
    """A button that shows the link, written anew each time it is pressed."""
    box = st.popover("Share", type="tertiary", key="share", on_change="rerun")
    if box.open:
        with box:
            st.markdown(WORDS)
            st.code(address(), language=None, wrap_lines=True)


def address() -> str:
    """The whole link; only what follows the path where the browser does not say where it is."""
    here = urlsplit(st.context.url or "")
    path = here.path or "/" * bool(here.netloc)
    return urlunsplit((here.scheme, here.netloc, path, urlencode(said(), doseq=True), ""))


def said() -> dict[str, list[str]]:
    """What the link says, by parameter: the URL, and what this visit has brought along to the page."""
    here = st.session_state.get("here")
    carried = {each.name: held for each in ALL if here in each.pages and (held := stop(each)) is not None}
    usual = {"level": "plain", "type": "usual"}
    carried |= {name: held for name, each in usual.items() if (held := links.of_whole(name, each)) != each}
    found = {key: st.query_params.get_all(key) for key in st.query_params}
    return {key: [held] for key, held in carried.items()} | found


def stop(parameter: parameters.Parameter) -> str | None:
    """Where the slider of a chart on this page stands, None for what has none or was never drawn."""
    name = parameter.name
    held = st.session_state.get(f"{name}:stop", st.session_state.get(links.start_key(name)))
    return f"{held:g}" if parameter.widget == CHART and held is not None else None
