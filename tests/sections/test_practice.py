"""Guess first: nothing before the guess, the measured answer after it, and a score that counts."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from core.cache import asked_images, asked_maps
from core.sections import practice
from tests.conftest import words
from tests.opened import opened as page_opened

ALL = [(each, "digits" if each is not asked_images.KNOB else "") for each in (*asked_images.ALL, *asked_maps.ALL)]


def opened(name, source="digits", **link):
    def page(name, source):
        from core.cache import asked_images, asked_maps
        from core.sections import practice

        practice.ask(next(each for each in (*asked_images.ALL, *asked_maps.ALL) if each.name == name), source)
        practice.at_the_end()

    app = AppTest.from_function(page, default_timeout=60, args=(name, source))
    app.query_params |= link
    return app.run()


def answer(app):
    """What is said in the place whose changes are read out."""
    found = [each.proto.body for each in app.get("html") if 'class="answer"' in each.proto.body]
    return html.unescape(re.sub("<.*?>", "", "".join(found)))


def press(app, key):
    return app.button(key=key).click().run()


@pytest.mark.parametrize(("question", "source"), ALL, ids=lambda each: getattr(each, "name", None))
def test_the_measured_answer_comes_after_the_guess(question, source):
    case = question.case(source, 3)
    app = opened(question.name, source, ask=f"{question.name}.3")
    assert not app.exception
    assert not app.warning
    assert case.asked in words(app)
    assert answer(app) == ""
    assert practice.why(question.name) not in words(app)
    wrong = (case.right + 1) % len(case.choices)
    press(app, f"ask_{question.name}_{wrong}")
    assert not app.exception
    assert answer(app) == f"Not so: you guessed {case.choices[wrong]}. {case.truth.replace('**', '')}"
    assert f"Why they differ: {practice.why(question.name)}" in words(app)
    assert f"You have guessed **1 of {len(practice.QUESTIONS)}**; 0 were right." in words(app)
    press(app, f"ask_{question.name}_next")
    assert answer(app) == "", "another one asks anew"
    again = question.case(source, 4)
    press(app, f"ask_{question.name}_{again.right}")
    assert answer(app) == f"Right. {again.truth.replace('**', '')}"
    assert f"You have guessed **1 of {len(practice.QUESTIONS)}**; 1 was right." in words(app)
    assert f"{question.name}.4" in app.query_params["ask"]


def test_nothing_is_computed_while_folded_nor_for_the_link_of_another_question(monkeypatch):
    def fails(*of):
        raise AssertionError(of)

    for each in (asked_images.PLACE, asked_maps.SUMS):
        monkeypatch.setitem(each.__dict__, "case", fails)
        for link in ({}, {"level": "full"}, {"ask": "sizes.3"}):
            app = opened(each.name, **link)
            assert not app.exception
            assert not app.button


@pytest.mark.parametrize(
    ("page", "name", "data"),
    [
        ("Autoencoder", "rebuilt", "digits"), ("Autoencoder", "place", "digits"), ("Autoencoder", "unlike", "digits"),
        ("VAE", "drawn", "digits"), ("VAE", "beta", "digits"), ("VAE", "knob", "faces"),
        ("Projections", "nearer", "digits"), ("Projections", "gaps", "digits"), ("Projections", "sums", "digits"),
        ("Projections", "sizes", "digits"), ("Projections", "groups", "digits"),
    ],
)  # fmt: skip
def test_the_link_of_a_question_unfolds_it_and_the_section_around_it(page, name, data):
    app = page_opened(page, ask=f"{name}.3", level="plain", data=data)
    assert not app.exception
    assert app.button(key=f"ask_{name}_0").label


def test_a_guess_is_made_once_and_stays_with_its_visit():
    app = opened("sums", ask="sums.5")
    right = asked_maps.SUMS.case("", 5).right
    press(app, f"ask_sums_{1 - right}")
    assert app.session_state["guesses"] == {"sums": False}
    assert app.button(key=f"ask_sums_{right}").disabled
    other = opened("sums", ask="sums.5")
    assert "guesses" not in other.session_state
    assert answer(other) == ""


def test_the_score_counts_questions_and_sentences_apart():
    assert practice.summed({}) == f"You have guessed **0 of {len(practice.QUESTIONS)}**; 0 were right."
    told = practice.summed({"sizes": True, "noise": False, "claim:far": True, "claim:size": False})
    assert "**2 of 12**; 1 was right. " in told
    assert told.endswith("sentences about maps you judged 2, 1 as measured.")
    assert practice.titled("claim:far") == "Clusters far apart on the map are far apart in the data."
    assert all(practice.why(name) for name in [*practice.QUESTIONS, "claim:far"])
