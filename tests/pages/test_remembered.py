"""Charts that are remembered: what is on screen is what would be built anew, whoever has looked before."""

import altair as alt
import pytest
import streamlit as st

from core.cache import work
from tests.opened import opened

LINKS = {
    "Autoencoder": (
        {},
        {"k": "8", "image": "17", "dots": "false", "at": "100", "way": "4", "a": "7", "draw_k": "4", "draw": "3",
         "noise": "0.1", "epoch": "5"},
    ),
    "VAE": (
        {},
        {"draw": "5", "same": "true", "drawn_from": "a bell as wide as its own codes", "image": "40", "resample": "3",
         "e1": "1.5", "beta": "4", "plane": "0", "over": "true", "at": "100", "sample": "4", "count": "48", "from": "3",
         "paid": "4"},
        {"plane": "0.5", "over": "true", "room": "equal shares of the prior"},
        {"plane": "2", "over": "true", "room": "equal shares of the prior", "at": "5"},
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)


def charts(page, link):
    app = opened(page, **link)
    assert not app.exception
    assert not app.warning
    return [each.proto.SerializeToString(deterministic=True) for each in app.get("vega_lite_chart")]


@pytest.mark.parametrize("page", LINKS)
def test_charts_do_not_depend_on_who_has_looked_before(page):
    st.cache_resource.clear()
    seen = [charts(page, link) for link in LINKS[page]]
    assert len(seen[0]) > 10
    for link, before in zip(LINKS[page][1:], seen[1:], strict=True):
        st.cache_resource.clear()
        assert charts(page, link) == before
        assert before != seen[0]


@pytest.mark.parametrize("page", [*LINKS, "Projections"])
def test_a_second_look_builds_no_chart(page, monkeypatch):
    charts(page, {})
    monkeypatch.setattr(alt.TopLevelMixin, "to_dict", None)
    assert charts(page, {})
