"""The tour: one story in short cards, each about one section of a page, and completed by doing one thing there.

    tour.arrive()              # as a page begins: the card in the link (?tour=7) brings its settings, on its page
    tour.card_at("squeeze")    # the number of the card that stands above this section now, or None

The words of the cards, in their order, are in texts/tour.md; `core.page.tour_card` draws them. A page that is opened
without `tour` does nothing of this.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.page import links
from core.page.parameters import AUTOENCODER, CHART, PARAMETERS, PROJECTIONS, START, VAE

NAME = "tour"  # of the parameter
AT, ARRIVED, DONE = "tour:at", "tour:arrived", "tour:done"  # in the session: card last seen, set up, all completed
FOUND = "tour:found"  # in the session: where what the card watches stood when one arrived
OUTSIDE = 10  # a test image that is none of those to choose from
FACES = {"data": "faces"}


@dataclass(frozen=True)
class Card:
    """One card.

    Args:
        page, anchor: of the section that it is about.
        watched: the parameter that the task moves; "" where only the browser knows.
        reached: whether a value of it completes the task.
        sets: parameters and their values when one arrives; None for nothing chosen.
        touched: where a finger or a mouse completes the task, as a selector of CSS.
    """

    page: str
    anchor: str
    watched: str = ""
    reached: Callable[[Any], bool] = lambda value: value is not None
    sets: Mapping[str, Any] = field(default_factory=dict)
    touched: str = ""


def at_most(end: float) -> Callable[[Any], bool]:
    """Whether a slider stands at `end` or below."""
    return lambda value: value is not None and float(value) <= end


def at_least(end: float) -> Callable[[Any], bool]:
    """Whether a slider stands at `end` or above."""
    return lambda value: value is not None and float(value) >= end


def chosen(option: Any) -> Callable[[Any], bool]:
    """Whether this option is chosen."""
    return lambda value: bool(value == option)


def other_than(start: Any) -> Callable[[Any], bool]:
    """Whether something else is there than at first."""
    return lambda value: value is not None and value != start


CARDS: Mapping[str, Card] = MappingProxyType(
    {
        "pad": Card(START, "pad", touched=".st-key-opening"),
        "learned": Card(START, "squeeze", "learned", at_least(20), {"learned": 0}),
        "chosen": Card(AUTOENCODER, "squeeze", "image", other_than(OUTSIDE), FACES | {"image": OUTSIDE, "k": 10}),
        "squeeze": Card(AUTOENCODER, "squeeze", "k", at_most(4), FACES | {"k": 10}),
        "plane": Card(AUTOENCODER, "plane", "at", sets=FACES | {"at": None, "dots": True}),
        "random": Card(AUTOENCODER, "random", "draw", other_than(0), FACES | {"draw": 0, "draw_k": 10}),
        "cloud": Card(VAE, "cloud", "resample", other_than(0), FACES | {"resample": 0}),
        "order": Card(VAE, "plane", "plane", at_most(0), FACES | {"plane": 0.5, "room": "even"}),
        "new": Card(VAE, "new", "sample", other_than(0), FACES | {"sample": 0}),
        "knob": Card(VAE, "knobs", "knobs_beta", at_least(2), FACES | {"knobs_beta": 0.5, "found_by": "vae"}),
        "direction": Card(VAE, "direction", "knob", chosen("smile"), FACES | {"knob": "hair"}),
        "coloured": Card(
            PROJECTIONS, "maps", "coloured", chosen("smile"), FACES | {"coloured": "colour", "of": "pixels"}
        ),
        "knobs": Card(PROJECTIONS, "maps", "perplexity", at_most(5), FACES | {"perplexity": 30}),
        "doubt": Card(PROJECTIONS, "doubt", "doubt", chosen("umap"), FACES | {"doubt": "tsne", "doubtful": "either"}),
        "noise": Card(PROJECTIONS, "real", "noisy", sets=FACES | {"noisy": None, "real": "tsne"}),
        "claim": Card(PROJECTIONS, "claims", "guess", sets={"claim": "far", "guess": None}),
        "words": Card(PROJECTIONS, "maps", "word", sets={"data": "words", "word": None}),
        "arithmetic": Card(
            PROJECTIONS, "arithmetic", "plus", other_than("king"), {"plus": "king", "minus": "man", "added": "woman"}
        ),
    }
)
ORDER = tuple(CARDS)
CONTROLS: Mapping[str, str] = MappingProxyType(  # what the keyboard needs, where that is no widget of what is watched
    {
        "pad": "input[name=hover_tile]",
        "learned": "input[name=sweep_stop]",
        "chosen": ".st-key-strip input[name=pick_column]",
        "plane": "input[name=pin_tile]",
        "random": ".st-key-draw_next button",
        "cloud": ".st-key-resample_next button",
        "new": ".st-key-sample_next button",
        "knobs": "input[name=perplexity_stop]",
        "arithmetic": ".st-key-sum_1 button",
    }
)


def card(number: int) -> Card:
    """The card of a number, from 1."""
    return CARDS[ORDER[number - 1]]


def control(number: int) -> str:
    """What the keyboard needs for the task of a card, as a selector of CSS."""
    return CONTROLS.get(ORDER[number - 1], f".st-key-{card(number).watched} :is(input, button)")


def number_in_link() -> int | None:
    """The number that the link names; None where no tour is on."""
    found = PARAMETERS[NAME].values.repaired(st.query_params.get(NAME, ""))
    return None if found is None else int(found)


def card_at(anchor: str) -> int | None:
    """The number of the card that stands above this section of the page now; None where there is none."""
    number = number_in_link() if NAME in st.query_params else None
    if number is None:
        return None
    return number if (card(number).page, card(number).anchor) == (page_now(), anchor) else None


def page_now() -> str:
    """The page that is drawn, as links name it: the heading of the start page is another."""
    here = st.session_state.get("here")
    return str(here) if here in links.LINKS.values() else START


def left_at() -> int | None:
    """The number of the card at which the tour was left; None while it is on, or before it was ever begun."""
    return None if NAME in st.query_params else st.session_state.get(AT)


def arrive() -> None:
    """Bring what the card in the link needs: its page, and once for each visit to it its settings."""
    number = number_in_link() if NAME in st.query_params else None
    if number is None:
        st.session_state.pop(ARRIVED, None)
        return
    if card(number).page != page_now():
        path = next(path for path, label in links.LINKS.items() if label == card(number).page)
        st.switch_page(path, query_params={key: st.query_params.get_all(key) for key in st.query_params})
    if st.session_state.get(ARRIVED) == number:
        return
    first, st.session_state[ARRIVED], st.session_state[AT] = ARRIVED not in st.session_state, number, number
    st.query_params[NAME] = str(number)  # a link within the start page leaves the address as it was
    fold = card(number).anchor
    st.session_state[f"{card(number).page}:{fold}:unfolded"] = st.session_state[f"fold_{fold}"] = True
    done = number in completed()
    for name, value in card(number).sets.items():
        named = first and name in st.query_params  # a link from somebody else, who set it so
        if not named and (name == "data" or not done):
            bring(name, value)
    st.session_state[FOUND] = written(now(card(number).watched)) if card(number).watched else ""


def bring(name: str, value: Any) -> None:
    """Set a parameter, before its widget is drawn."""
    if PARAMETERS[name].widget == CHART:  # a slider that somebody has moved stays where it is
        if f"{name}:stop" not in st.session_state:
            links.put_in_link(name, None if value is None else f"{value:g}")
        return
    st.session_state[name] = value
    if name in ("data", "image"):  # carried from page to page
        links.remember(name, value)


def now(name: str) -> Any:
    """What a parameter is now; None where nothing says so."""
    if PARAMETERS[name].widget == CHART:
        return st.session_state.get(f"{name}:stop", st.query_params.get(name))
    return st.session_state.get(name)


def written(value: Any) -> str:
    """A value as a link writes it, to tell whether it has changed."""
    try:
        return f"{float(value):g}"
    except (TypeError, ValueError):
        return str(value)


def completed() -> set[int]:
    """The numbers of the cards that were completed in this visit."""
    done: set[int] = st.session_state.setdefault(DONE, set())
    return done


def is_done(number: int) -> bool:
    """Whether the task of a card is done, now or before in this visit: what stood so already has to be moved."""
    watched = card(number).watched
    moved = watched and written(now(watched)) != st.session_state.get(FOUND)
    if moved and st.session_state.get(ARRIVED) == number and card(number).reached(now(watched)):
        completed().add(number)
    return number in completed()
