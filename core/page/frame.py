"""The frame of every page: configuration, links, the data-set picker, readable text, and how errors are told."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

from core.cache import portraits, shared
from core.errors import VisitorError
from core.page import links, parameters, text, tour, tour_card, view_link
from core.page.links import LINKS, bound, remember, repair_url, restore
from core.pictures import png

NAME = "Latent spaces"  # of the app, and of its start page
PORTRAIT = "portrait"  # where the session keeps the picture that stands for the visitor's own
MORE = "\n### More\n"  # in a text: what follows stands one click deep
READABLE = 720  # pixels: about 75 characters a line

STYLE = Path(__file__).parent / "style.css"

P = ParamSpec("P")

log = logging.getLogger(__name__)


def page(title: str, heading: str | None = None) -> None:
    """Begin a page: browser title, links to all pages, and a heading, the title by default."""
    name = title if heading or title == NAME else f"{title} · {NAME}"
    st.set_page_config(page_title=name, page_icon=png.icon(), layout="wide")
    st.session_state["here"] = title
    repair_url()
    tour.arrive()
    st.html(STYLE)
    if links.of_whole("type", "usual") == "large":
        st.html("<style>html{font-size:150%}</style>")
    if st.context.is_embedded:  # in a frame of another site's page: Streamlit's own embed=true
        st.title(heading or title, anchor=False)
        return
    with st.container(horizontal=True, gap="small", key="pages"):  # page.js makes a landmark of it
        for path, label in LINKS.items():
            st.page_link(path, label=label)
        tour_card.back_to_it()
    with st.container(key="head"):
        st.title(heading or title, anchor=False)
        view_link.button()


def prose(words: str) -> None:
    """Text in lines short enough to read."""
    st.markdown(words, width=READABLE)


def told(key: str, words: str, width: Literal["stretch", "content"] = "stretch") -> None:
    """What a picture shows now, in a sentence or a few lines: heard.js has those lines read out that change."""
    with st.container(key=f"told_{key}", width=width):
        st.markdown(words, width=width)


def explain(page_name: str, key: str) -> None:
    """A section of the page's text file, up to where "### More" begins in it."""
    prose(text.section(page_name, key).partition(MORE)[0])


def more(page_name: str, key: str, **figures: str) -> None:
    """The rest of that section, one click deep, with figures where it has places for them."""
    rest = text.section(page_name, key).partition(MORE)[2]
    with st.expander("More", type="compact"):
        prose(rest.format(**figures) if figures else rest)


def adjust() -> DeltaGenerator:
    """A place for the controls that only some will want, one click deep."""
    return st.popover("Adjust", type="tertiary")


@contextmanager
def section(heading: str, anchor: str) -> Iterator[None]:
    """A section under a question as heading. An error in it is told in its place; the rest of the page goes on.

    One that a link leaves out (`hide`) is drawn unseen: others may rest on what is chosen in it.
    """
    with st.container(key=f"hidden_{anchor}") if links.is_hidden(anchor) else nullcontext():
        tour_card.above(anchor)
        st.header(heading, anchor=anchor)
        with show_errors():
            yield


def folded(heading: str, anchor: str, invitation: str, content: Callable[[], None], *opened_by: str) -> None:
    """A section of which only the question stands in the open: the rest is computed and sent when it is unfolded.

    Args:
        heading: the question.
        anchor: of the section, as in a link's #anchor.
        invitation: what one will see or do, on what is pressed.
        content: draws the section.
        opened_by: the parameters of the section: a link that holds one of them unfolds it, as does `level=full`. One
            that others share stands with how its value begins: "ask=place". So does one that starts at the section.
    """

    @st.fragment
    def drawn() -> None:
        box = unfolding(invitation, anchor, *opened_by)
        if box.open:
            with box, show_errors():
                content()

    if links.is_hidden(anchor):
        return
    tour_card.above(anchor)
    st.header(heading, anchor=anchor)
    drawn()


def unfolding(invitation: str, anchor: str, *opened_by: str, **options: Any) -> ExpanderContainer:
    """What is one click deep: open where a link starts there or holds one of `opened_by` (`links.holds`), or `full`.

    What is in it is to be drawn only while it is `open`. `options` are those of st.expander.
    """
    asked = links.level() == "full" or links.starts_at(anchor) or any(links.holds(each) for each in opened_by)
    # as it was at first sight: values that are the usual ones leave the URL
    unfolded = st.session_state.setdefault(f"{st.session_state.get('here')}:{anchor}:unfolded", asked)
    return st.expander(invitation, expanded=unfolded, key=f"fold_{anchor}", on_change="rerun", **options)


@contextmanager
def show_errors() -> Iterator[None]:
    """Turn the errors that are written for visitors into a notice in this place."""
    try:
        yield
    except VisitorError as error:
        log.warning("told a visitor: %s", error)
        st.warning(str(error), icon=":material/error:")


def fragment(function: Callable[P, None]) -> Callable[P, None]:
    """A part of a page that runs again by itself when one of its controls moves, and tells its own errors.

    Streamlit's own fragment keeps an exception to itself, so a `section` around it would never hear of it.
    """

    @wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        with show_errors():
            function(*args, **kwargs)

    return st.fragment(guarded)


def data_picker(names: Sequence[str]) -> str:
    """The data set of the page, at first the first; kept in the URL as `data` and carried to pages that have it.

    The worlds are chosen by their pictures, all data sets by their names; the visitor's own pictures come last.
    """
    names = (*names, shared.YOURS)
    restore("data", names, parameters.DATA.shown)  # the link holds the words of the widget
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pictures = st.container(width="content")
        with st.popover("Other data", type="tertiary"):
            chosen = remember("data", st.selectbox("All data", width=230, **bound("data", options=names)))
    worlds = [world for world in portraits.WORLDS if world in names]
    st.session_state["world"] = chosen if chosen in worlds else None
    with pictures:
        st.segmented_control(
            "Data", worlds, format_func=portrayed, key="world", on_change=choose, label_visibility="collapsed"
        )
    return chosen


def portrayed(world: str) -> str:
    """A data set's picture and title; the title alone where the picture can't be had: its page tells why."""
    title = portraits.WORLDS[world]
    if world == shared.YOURS and PORTRAIT in st.session_state:
        return f"![Example:]({st.session_state[PORTRAIT]}) {title}"
    try:
        return f"![Example:]({portraits.portrait(world)}) {title}"
    except VisitorError:
        return title


def choose() -> None:
    """Take over the data set whose picture was pressed; pressed again, it stays."""
    if (world := st.session_state["world"]) is not None:
        st.session_state["data"] = world


def image_input(count: int) -> int:
    """The number of the picked test image, kept in the URL as `image` and carried from page to page."""
    restore("image", range(count))
    if st.session_state.get("image", 0) >= count:  # picked where there were more
        st.session_state["image"] = 0
    return remember("image", st.number_input("Test image", width=130, **bound("image", max_value=count - 1)))


def another(key: str, label: str) -> None:
    """A button that takes the next seed, whose number stands elsewhere (`seed_input`)."""

    def next_seed() -> None:
        st.session_state[key] = (st.session_state[key] + 1) % (parameters.SEED.high + 1)

    st.button(label, on_click=next_seed, key=f"{key}_next", type="primary")


def seed_input(key: str) -> int:
    """A seed in the URL."""
    return st.number_input("Seed of the random numbers", value=0, width=230, **bound(key))


def footer(*names: str) -> None:
    """End a page: where the data sets with these names come from."""
    if st.context.is_embedded:
        return
    st.divider()
    for name in names:
        st.caption(shared.credit(name))
