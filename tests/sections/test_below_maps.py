"""What is open below the maps follows their sliders, and costs nothing while it is folded."""

import streamlit as st

from core.sections import below_maps


def test_the_page_is_drawn_again_only_when_something_open_tells_of_other_places(monkeypatch):
    session, drawn = {}, []
    monkeypatch.setattr(st, "session_state", session)
    monkeypatch.setattr(st, "rerun", lambda: drawn.append(dict(session)))
    one, other = {"tsne": (1, 0)}, {"tsne": (2, 0)}
    for places in (one, other):
        below_maps.renew(places)
    session["fold_code"] = True
    below_maps.renew(one)  # just opened, with the places of now
    below_maps.renew(one)
    assert not drawn
    below_maps.renew(other)
    assert len(drawn) == 1
    session["fold_code"] = False
    below_maps.renew(one)
    assert len(drawn) == 1
