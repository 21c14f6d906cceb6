"""Copy this view: the link opens another visit with every control, the data and the group as they are here."""

from urllib.parse import parse_qs

import pytest
import streamlit as st

from core.cache import work
from core.page import frame, view_link
from core.page.parameters import ALL, CHART, WHOLE
from tests.opened import asked, opened

KINDS = sorted({each.widget for each in ALL} - {CHART, WHOLE})
GROUP = "tsne,3,0,-9000,9000,-9000,9000"


@pytest.fixture(autouse=True)
def link_at_the_end(monkeypatch):
    """The link is written where a page ends, as if somebody had pressed the button then."""
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)
    monkeypatch.setattr(frame, "footer", lambda *names: st.code(view_link.address()))


def inputs(app):
    """The value of every bound control of a page, by key."""
    return {each.key: each.value for kind in KINDS for each in getattr(app, kind) if each.key}


def state(app):
    """What stands in the session of a page: where its charts' sliders rest, and what is picked."""
    held = ("group", "picked", *(f"{each.name}:stop" for each in ALL if each.widget == CHART))
    return {key: app.session_state[key] for key in held if key in app.session_state}


def elsewhere(page, app):
    """The page of the link, opened in another visit."""
    query = parse_qs(app.code[-1].value.partition("?")[2])
    other = asked(page)
    other.query_params.clear()
    for key, texts in query.items():
        other.query_params[key] = texts
    return other.run()


@pytest.mark.parametrize(
    ("page", "link", "held"),
    [
        (
            "Projections",
            {"data": "toy-circle", "began": "random", "seed": "1", "perplexity": "5", "group": GROUP, "m_seed": "4"},
            {"began": "random", "seed": 1, "m_seed": 4},
        ),
        (
            "VAE",
            {"level": "plain", "drawn_from": "spread", "plane": "0.5", "draw": "3", "image": "7"},
            {"drawn_from": "spread", "plane": 0.5, "draw": 3, "image": 7},
        ),
    ],
)
def test_a_link_opens_elsewhere_what_is_here(page, link, held):
    app = opened(page, **link)
    other = elsewhere(page, app)
    assert not other.exception
    assert held.items() <= inputs(app).items()
    assert inputs(other) == inputs(app)
    assert state(other) == state(app)
    if "group" in link:
        assert len(state(app)["group"][1]) > 1
        assert state(other)["perplexity:stop"] == 5


def test_what_was_brought_along_is_in_the_link():
    app = opened("Projections", perplexity="5")
    app.switch_page("pages/2_VAE.py").run()
    app.switch_page("pages/3_Projections.py").run()
    said = parse_qs(app.code[-1].value.partition("?")[2])
    assert said["level"] == ["full"]
    assert said["perplexity"] == ["5"]
