"""The tour, walked without a browser: every card stands on its page, and its task is done on the page."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from core.cache import work
from core.page import tour, tour_card
from core.sections.map_choice import Choice
from tests.conftest import ROOT
from tests.opened import FILES

KINDS = ("button", "number_input", "selectbox", "select_slider")
END = 20  # a stop of the digits' slider beyond epoch 20
MAPS = Choice("faces", False, 0, "smile").key  # as the card before leaves them


@pytest.fixture(scope="module")
def app():
    """One visit, in which all cards are walked through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "prepare_learning", lambda: None)
        patch.setattr(work, "prepare_mapping", lambda method: None)
        yield visit()


def visit():
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)


def at(app, number):
    """The card as the link on the card before opens it: its page, in the same visit."""
    app.switch_page(FILES[tour.card(number).page])
    app.query_params["tour"] = str(number)
    return app.run()


def said(app):
    return " ".join(each.value for each in app.markdown)


def selects(key, **selection):
    """Something chosen inside the chart with this key, as the browser reports it."""

    def done(app):
        app.session_state[key] = {"selection": {each: [fields] for each, fields in selection.items()}}

    return done


def presses(key):
    return lambda app: app.button(key=key).click()


def sets(kind, key, value):
    return lambda app: getattr(app, kind)(key=key).set_value(value)


def is_there(app, selector):
    """Whether a page has what a selector of CSS names: a widget or a chart by its key, a chart's slider by its name."""
    charts = app.get("vega_lite_chart")
    keys = {each.proto.id.rpartition("-")[2] for each in [*charts, *app.get("button_group")]}
    keys |= {each.key for kind in KINDS for each in getattr(app, kind)}
    key, slider = (re.search(pattern, selector) for pattern in (r"\.st-key-(\w+)", r"\[name=(\w+)_[a-z]+\]"))
    named = slider is None or any(f'"name": "{slider[1]}"' in each.proto.spec for each in charts)
    return named and (key is None or key[1] in keys)


DEEDS = {
    "pad": presses("tour_touched"),
    "learned": selects("forming", sweep={"stop": END}),
    "chosen": sets("number_input", "image", 3),
    "squeeze": sets("select_slider", "k", 4),
    "plane": selects("decoded", pin={"tile": 40}),
    "random": presses("draw_next"),
    "cloud": presses("resample_next"),
    "order": sets("select_slider", "plane", 0.0),
    "new": presses("sample_next"),
    "knob": sets("select_slider", "knobs_beta", 2.0),
    "direction": sets("segmented_control", "knob", "smile"),
    "coloured": sets("selectbox", "coloured", "smile"),
    "knobs": selects(MAPS, perplexity={"stop": 0}),
    "doubt": sets("segmented_control", "doubt", "umap"),
    "noise": sets("segmented_control", "noisy", "left"),
    "claim": sets("segmented_control", "guess", "open"),
    "words": sets("selectbox", "word", "joy"),
    "arithmetic": presses("sum_1"),
}


@pytest.mark.parametrize("number", range(1, len(tour.ORDER) + 1))
def test_a_card_stands_above_its_section_and_is_done_by_doing(app, number):
    card, (story, task, reward) = tour.card(number), tour_card.words(number)
    at(app, number)
    assert not app.exception
    assert not app.warning
    assert card.anchor in {each.proto.anchor for each in app.header}
    assert story in said(app)
    assert task in said(app)
    assert is_there(app, tour.control(number)), "what the keyboard goes to"
    assert number not in app.session_state[tour.DONE]
    assert reward not in said(app)
    DEEDS[tour.ORDER[number - 1]](app)
    app.run()
    if reward not in said(app):  # what the page hears while it is drawn: page.js asks again
        app.button(key="tour_look").click().run()
    assert not app.exception
    assert reward in said(app)


def test_the_picked_face_came_along(app):
    assert app.session_state["remembered:image"] == 3


def test_the_tour_is_left_and_resumed_where_it_was(app):
    at(app, 7)
    assert tour_card.words(7)[2] in said(app)  # done before
    app.button(key="tour_leave").click().run()
    assert "tour" not in app.query_params
    assert tour_card.words(7)[0] not in said(app)
    assert app.title[0].value == "VAE"
    app.button(key="tour_to_7").click().run()
    assert tour_card.words(7)[0] in said(app)
    app.button(key="tour_leave").click().run()
    app.switch_page(FILES["Start"]).run()
    assert "Resume the tour (7 of 18)" in {each.proto.label for each in app.get("page_link")}


def test_the_next_card_of_a_page_leaves_its_controls_alone(app):
    at(app, 3)
    app.number_input(key="image").set_value(5).run()
    app.button(key="tour_to_4").click().run()
    assert app.query_params["tour"] == "4"
    assert tour_card.words(4)[0] in said(app)
    assert (app.number_input(key="image").value, app.select_slider(key="k").value) == (5, 4)


def test_a_link_beyond_the_last_card_opens_the_last_on_its_own_page():
    app = visit()
    app.query_params["tour"] = "99"
    assert not app.run().exception
    assert app.title[0].value == "Projections"
    assert tour_card.words(18)[0] in said(app)


def test_the_start_page_invites_once_and_nonsense_is_no_tour():
    app = visit()
    app.query_params["tour"] = "nonsense"
    app.run()
    assert sum("Take the tour" in each.proto.label for each in app.get("page_link")) == 1
    assert "tour" not in app.query_params
    assert tour.AT not in app.session_state


def test_a_slider_moved_before_has_to_be_moved_again():
    app = visit()
    app.run()
    selects("forming", sweep={"stop": END})(app)
    app.run()
    at(app, 2)
    app.button(key="tour_look").click().run()
    assert 2 not in app.session_state[tour.DONE]
    app.session_state[tour.FOUND] = "0"  # as if it had stood at the beginning
    app.button(key="tour_look").click().run()
    assert 2 in app.session_state[tour.DONE]
