"""Guess first: a question in the section that it belongs to, its measured answer, and the score of this visit.

    practice.ask(asked_maps.SIZE)

Nothing is computed while a question is folded, and none has to be answered. Guesses live in the session alone.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.cache import asked_images, asked_maps, claims
from core.cache.question import Case, Picture, Placed, Question, Still, Strip
from core.charts import placed
from core.charts.still_map import MapLook
from core.page import draw, frame, links, parameters, text
from core.pictures import places
from core.sections import map_panel
from core.sections.map_choice import TITLES

NOISE, CLAIM = "noise", "claim:"  # what is guessed in sections of its own
QUESTIONS = {each.name: each.title for each in (*asked_images.ALL, *asked_maps.ALL)} | {NOISE: "which one is noise?"}
GUESSES = "guesses"  # where the session keeps whether each was right
END = "score"
SMALL = 276  # pixels: the side of a map within two folds on a phone


class Guess(NamedTuple):
    """What was guessed last: of which data with which seed, and which of the choices."""

    source: str
    seed: int
    choice: int


def ask(question: Question, source: str = "") -> None:
    """A question, folded; a link that names it unfolds it (`level=full` does not: a guess is asked for)."""

    @st.fragment
    def drawn() -> None:
        wanted = linked(question) is not None
        unfolded = st.session_state.setdefault(f"ask_{question.name}:unfolded", wanted)
        title = f"Guess first: {question.title}"
        box = st.expander(title, expanded=unfolded, key=f"fold_ask_{question.name}", on_change="rerun")
        if box.open:
            with box, frame.show_errors():
                put(question, source)

    drawn()


def linked(question: Question) -> int | None:
    """The seed with which the link asks this question; None where it asks another one or none."""
    found = parameters.ASKED.read(st.query_params.get("ask", ""))
    return found[1] if found and found[0] == question.name else None


def put(question: Question, source: str) -> None:
    """The question with its seed, and the answer once it was guessed."""
    key = f"ask_{question.name}:seed"
    if key not in st.session_state:
        wanted = linked(question)
        st.session_state[key] = int(np.random.default_rng().integers(10_000)) if wanted is None else wanted
    seed = st.session_state[key]
    case = question.case(source, seed)
    last: Guess | None = st.session_state.get(f"ask_{question.name}:guess")
    choice = last.choice if last and (last.source, last.seed) == (source, seed) else None
    frame.prose(f"**{case.asked}**")
    if isinstance(first := (case.before or (None,))[0], Still) and first.names == ("",):
        st.caption("Without colours first: they come after your guess.")
    show(question, source, case.after if choice is not None and case.after else case.before)
    buttons(question, case, Guess(source, seed, -1), choice)
    said(question, told(case, choice))
    if choice is not None:
        frame.prose(f"{'Worth knowing' if choice == case.right else 'Why they differ'}: {why(question.name)}")
        score()
        if st.session_state.get(f"fold_{END}") and st.session_state.pop("guessed just now", False):
            st.rerun()  # the score at the end of the page stands open


def buttons(question: Question, case: Case, guess: Guess, choice: int | None) -> None:
    """A button for each choice, which stay when one is pressed, and one for the next seed."""
    with st.container(horizontal=True, gap="small", key=f"choices_{question.name}"):
        for i, words in enumerate(case.choices):
            st.button(
                words, key=f"ask_{question.name}_{i}", on_click=take,
                args=(question, guess._replace(choice=i), i == case.right), disabled=choice not in (None, i),
            )  # fmt: skip
        st.button("Another one", key=f"ask_{question.name}_next", on_click=another, args=(question,), type="tertiary")


def take(question: Question, guess: Guess, right: bool) -> None:
    """Remember a guess; the second of the same question with the same seed changes nothing."""
    key = f"ask_{question.name}:guess"
    last: Guess | None = st.session_state.get(key)
    if last is None or last[:2] != guess[:2]:
        st.session_state[key] = guess
        record(question.name, right)
        links.put_in_link("ask", f"{question.name}.{guess.seed}")


def another(question: Question) -> None:
    """The same question with the next seed."""
    key = f"ask_{question.name}:seed"
    st.session_state[key] = (st.session_state[key] + 1) % 10_000
    links.put_in_link("ask", f"{question.name}.{st.session_state[key]}")


def told(case: Case, choice: int | None) -> str:
    """The answer in words; nothing before the guess."""
    if choice is None:
        return ""
    verdict = "Right." if choice == case.right else f"Not so: you guessed {case.choices[choice]}."
    return f"**{verdict}** {case.truth}"


def said(question: Question, words: str) -> None:
    """Words that are read out once they come: their place stands there before they do."""
    with st.container(key=f"told_ask_{question.name}"):
        st.html(f'<div class="answer"><p>{text.marked_up(words)}</p></div>')


def why(name: str) -> str:
    """What a question teaches, in one sentence."""
    return text.section("practice", "claim" if name.startswith(CLAIM) else name)


# --- pictures --------------------------------------------------------------------------------------------------------


def show(question: Question, source: str, pictures: Sequence[Picture]) -> None:
    """The pictures of a question."""
    for i, each in enumerate(pictures):
        key = f"ask_{question.name}_picture_{i}"
        if isinstance(each, Still):
            look = MapLook(TITLES[each.method], each.names, note=each.note, side=SMALL)
            map_panel.picture(key, look, places.on_screen(each.frame[None]), each.labels)
        elif isinstance(each, Strip):
            with st.container(width=520):
                draw.strip(key, each.rows, each.captions, each.height)
        else:
            on_plane(key, source, each)


def on_plane(key: str, source: str, shown: Placed) -> None:
    """A plane of dots with one place marked."""
    here = {placed.HERE: placed.place(shown.place, "the place")}
    with st.container(width=520):
        draw.chart(
            key, (source,), lambda: placed.placed(shown.plane, shown.labels, shown.names), here,
            alt=f"{len(shown.plane):,} codes as dots, and a diamond at one place among them",
        )  # fmt: skip


# --- the score -------------------------------------------------------------------------------------------------------


def record(name: str, right: bool) -> None:
    """Count a guess of this visit; of each question the last one counts."""
    st.session_state.setdefault(GUESSES, {})[name] = right
    st.session_state["guessed just now"] = True


def vote(name: str, right: bool) -> None:
    """Count a guess whose answer stays the same: the first one counts."""
    if name not in st.session_state.get(GUESSES, {}):
        record(name, right)


def score() -> None:
    """How many were guessed and how many were right, and on request what each taught."""
    guesses: dict[str, bool] = st.session_state.get(GUESSES, {})
    st.markdown(summed(guesses))
    if guesses:
        with st.expander("What each taught", type="compact"):
            for name, right in guesses.items():
                st.markdown(f"- {'Right' if right else 'Not so'}: *{titled(name)}* {why(name)}")


def summed(guesses: dict[str, bool]) -> str:
    """The score in words."""
    of_maps = [right for name, right in guesses.items() if name.startswith(CLAIM)]
    others = [right for name, right in guesses.items() if not name.startswith(CLAIM)]
    words = f"You have guessed **{len(others)} of {len(QUESTIONS)}**; {sum(others)} {were(sum(others))} right."
    if of_maps:
        words += f" Of {len(claims.CLAIMS)} sentences about maps you judged {len(of_maps)}, {sum(of_maps)} as measured."
    return words


def were(count: int) -> str:
    """The verb for so many."""
    return "was" if count == 1 else "were"


def titled(name: str) -> str:
    """What was guessed, in words."""
    if name.startswith(CLAIM):
        return claims.CLAIMS[name.removeprefix(CLAIM)].said
    return f"{QUESTIONS[name][0].upper()}{QUESTIONS[name][1:]}"


@st.fragment
def at_the_end() -> None:
    """The score of this visit, folded."""
    box = st.expander("Your guesses so far", key=f"fold_{END}", on_change="rerun")
    if box.open:
        with box:
            score()
            st.caption("It is kept nowhere: it goes with this visit.")
