"""What is drawn of the tour: a card above its section, and the way back to a tour that was left.

A card looks at its task when page.js asks it to, after whatever the visitor has done; it computes nothing else.
"""

import streamlit as st

from core.page import text, tour
from core.page.links import LINKS, remembered
from core.page.parameters import PARAMETERS

WIDTH = 720  # pixels
GO = "Go to it (Escape comes back)"  # seen while the keyboard is on it
DO, DONE = "\n### Do\n", "\n### Done\n"  # in the text of a card


def above(anchor: str) -> None:
    """The card of the tour above the section with this anchor, if it stands there now."""
    if (number := tour.card_at(anchor)) is not None:
        drawn(number)


def words(number: int) -> tuple[str, str, str]:
    """The words of a card: the story, the task, and what is said when it is done."""
    story, _, rest = text.section("tour", tour.ORDER[number - 1]).partition(DO)
    task, _, done = rest.partition(DONE)
    return story.strip(), task.strip(), done.strip()


@st.fragment
def drawn(number: int) -> None:
    """One card."""
    story, task, done = words(number)
    card = tour.card(number)
    with st.container(border=True, key="tour", width=WIDTH, gap="xsmall"):  # page.js knows these keys
        st.caption(f"Tour: {number} of {len(tour.ORDER)}")
        with st.container(key="tour_words", gap="xsmall"):
            st.markdown(story)
            st.markdown(f":blue[**Now you:**] {task}")
        st.html(  # after the words: where it is new, they are
            f'<button class="go" data-card="{number}" data-touch="{card.touched}" data-anchor="{card.anchor}" '
            f'data-control="{tour.control(number)}">{GO}</button>'
        )
        st.button("Look again", key="tour_look")
        if st.button("Touched", key="tour_touched"):
            tour.completed().add(number)
        with st.container(key="tour_said"):
            st.markdown(f":green[:material/check_circle:] {done}" if tour.is_done(number) else "")
        ways(number)


def ways(number: int) -> None:
    """Back, on, and out of the tour."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if number > 1:
            way(number - 1, "← Back")
        if number < len(tour.ORDER):
            way(number + 1, "**Next →**")
        if st.button("Leave the tour", key="tour_leave", type="tertiary"):
            st.query_params.pop(tour.NAME, None)
            st.rerun()


def way(number: int, label: str) -> None:
    """To another card: within a page a button, since a link would set the page's controls back; else a link."""
    if tour.card(number).page != tour.page_now():
        link(number, label)
    elif st.button(label, key=f"tour_to_{number}", type="tertiary"):
        st.query_params[tour.NAME] = str(number)
        st.rerun()


def link(number: int, label: str) -> None:
    """A link to a card, which takes the picked picture along."""
    to, image = tour.card(number).page, remembered("image")
    taken = {} if image is None or to not in PARAMETERS["image"].pages else {"image": str(image)}
    path = next(path for path, title in LINKS.items() if title == to)
    st.page_link(path, label=label, query_params=taken | {tour.NAME: str(number)})


def back_to_it() -> None:
    """The way to the card at which the tour was left, if it was."""
    if (number := tour.left_at()) is not None:
        way(number, f"Resume the tour ({number} of {len(tour.ORDER)})")


def invitation() -> None:
    """The way into the tour."""
    link(1, f"**Take the tour** → {len(tour.ORDER)} short steps, one thing to do in each")
