"""The frame of every page: configuration, links, the data-set picker, readable text, and how errors are told."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import streamlit as st

from core import cache, text
from core.params import SettingError

LINKS = {
    "streamlit_app.py": "Start",
    "pages/1_Autoencoder.py": "Autoencoder",
    "pages/2_VAE.py": "VAE",
    "pages/3_Projections.py": "Projections",
}
READABLE = 720  # pixels: about 75 characters a line
TELLABLE = (SettingError, *cache.TELLABLE)  # errors whose message is written for the visitor

log = logging.getLogger(__name__)


def page(title: str, lead: str = "") -> None:
    """Begin a page: browser title, links to all pages, heading, and one sentence on what it is about."""
    st.set_page_config(page_title=f"{title} · Latent spaces", page_icon=":material/scatter_plot:", layout="wide")
    with st.container(horizontal=True, gap="small"):
        for path, label in LINKS.items():
            st.page_link(path, label=label)
    st.title(title, anchor=False)
    if lead:
        prose(lead)


def prose(words: str) -> None:
    """Text in lines short enough to read."""
    st.markdown(words, width=READABLE)


def explain(page_name: str, key: str) -> None:
    """A section of the page's text file."""
    prose(text.section(page_name, key))


@contextmanager
def section(heading: str, anchor: str) -> Iterator[None]:
    """A section under a question as heading. An error in it is told in its place; the rest of the page goes on."""
    st.header(heading, anchor=anchor, divider="gray")
    with told():
        yield


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors that are written for visitors into a notice in this place."""
    try:
        yield
    except TELLABLE as error:
        log.warning("told a visitor: %s", error)
        st.warning(str(error), icon=":material/error:")


def data_picker(names: Sequence[str], default: str = "digits") -> str:
    """The data set of the page, kept in the URL as `data` and across pages."""
    return st.selectbox(
        "Data",
        names,
        index=list(names).index(default),
        format_func=cache.dataset_title,
        key="data",
        bind="query-params",
        persist_state="session",
        width=320,
    )


def footer(source: str = "") -> None:
    """End a page: where the data come from."""
    st.divider()
    if source:
        st.caption(source)
