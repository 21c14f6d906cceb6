"""Arithmetic with meaning: one word, less a second, and a third; what comes out, and how often it is what was meant.

word_arithmetic.show()
"""

import streamlit as st

from core.cache import asked_maps, words
from core.charts import words as charts
from core.page import draw, frame, links
from core.sections import practice

PICKERS = ("plus", "minus", "added")  # parameters of the link
EXAMPLES = (("king", "man", "woman"), ("paris", "france", "italy"), ("hat", "head", "foot"))
WIDTH = 190  # pixels of a picker


@st.fragment
def show() -> None:
    """The three words, what is nearest to their sum, and the share of right answers by family."""
    with frame.show_errors():
        found = words.words()
        practice.ask(asked_maps.SUMS)
        frame.explain("projections", "arithmetic")
        a, b, c = (found.row(word) for word in pick(sorted(found.words)))
        near, first = words.answer(a, b, c)
        named = [found.words[row] for row in near.rows]
        with st.container(width=560, gap="xsmall"):
            st.markdown(f"{' − '.join(found.words[row] for row in (a, b))} + {found.words[c]} ≈ **{named[0]}**")
            table = charts.likeness_table(named, near.cosines.tolist())
            draw.chart("arithmetic", (), lambda: charts.likeness_bars(len(named)), table)
            st.caption(left_out(found.words[first], first in (a, b, c)))
        how_often()


def pick(options: list[str]) -> list[str]:
    """The three words, and buttons for examples."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = [
            st.selectbox(label, index=options.index(usual), width=WIDTH, **links.bound(name, options=options))
            for name, label, usual in zip(PICKERS, ("Take", "less", "and add"), EXAMPLES[0], strict=True)
        ]
    with st.container(horizontal=True, gap="small"):
        for i, example in enumerate(EXAMPLES):
            st.button(f"{example[0]} − {example[1]} + {example[2]}", key=f"sum_{i}", on_click=take, args=(example,))
    return chosen


def take(example: tuple[str, ...]) -> None:
    """Put an example into the pickers."""
    for name, word in zip(PICKERS, example, strict=True):
        st.session_state[name] = word


def left_out(first: str, is_given: bool) -> str:
    """What the rule does that the three words can't be the answer."""
    rule = "The bars show the likeness (cosine, at most 1). The three words can't be the answer"
    return f"{rule}; else it would be **{first}** again." if is_given else f"{rule}; here that changes nothing."


def how_often() -> None:
    """The share of right answers by family, beside what one gets without any arithmetic, and by luck."""
    scores = words.scores()
    shares = {name: (each.right, each.standing) for name, each in scores.items()}
    best, worst = next(iter(scores)), list(scores)[-1]
    chance = scores[best].chance
    no_better = [name for name, each in scores.items() if each.right <= each.standing]
    st.markdown(
        f"**How often does it work?** *{best}* {scores[best].right:.0%}, *{worst}* {scores[worst].right:.0%}; a word "
        f"drawn blindly is right {chance:.2%} of the time. {helpless(no_better)}",
        width=frame.READABLE,
    )
    asked = {name: each.questions for name, each in scores.items()}
    with st.container(width=620):
        draw.chart("families", (), lambda: charts.score_bars(shares, asked, chance))
    frame.explain("projections", "families")


def helpless(names: list[str]) -> str:
    """For which families the arithmetic is no help."""
    if not names:
        return "In every family the step helps."
    return (
        f"In {len(names)} families the step is no help, as the third word's nearest neighbour is right at least as "
        f"often: {', '.join(names)}."
    )
