"""How long a map takes: the panel measures on request, and says what was measured."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import words


def page():
    import streamlit as st

    from core.sections import live_cost

    live_cost.panel(st.session_state.get("source", "toy-circle"))


@pytest.fixture
def app(short_cost, workerless):
    return AppTest.from_function(page, default_timeout=120).run()


def test_the_panel_measures_on_request_only_and_says_what_it_found(app):
    assert not app.get("vega_lite_chart")
    app.button(key="c_go").click().run()
    assert app.button(key="c_go").disabled
    for _ in range(60):
        if not app.session_state["live:cost"].busy:
            break
        app.run()
    assert not app.exception
    timed = app.session_state["live:cost"].seen.timed
    assert len(timed) == 8
    few, many = (each.seconds for each in timed if each.method == "tsne")
    assert f"**t-SNE**: {many:.2f} s for 90 points, {many / few:.1f} times as long as for 60" in words(app)
    for name in ("t-SNE", "UMAP"):
        assert f"Before its first map {name} is loaded, once for each worker: 1.0 s" in words(app)
    assert app.get("vega_lite_chart")


def test_stop_keeps_what_was_measured(app):
    app.button(key="c_go").click().run()
    app.run()
    app.button(key="c_stop").click().run()
    run = app.session_state["live:cost"]
    assert not run.busy
    assert 0 < len(run.seen.timed) < 8
    assert app.get("vega_lite_chart")
    assert not app.button(key="c_go").disabled


def test_other_data_end_the_measurement(app):
    app.button(key="c_go").click().run()
    app.session_state["source"] = "toy-long-shape"
    app.run()
    assert not app.exception
    assert not app.session_state["live:cost"].busy
    assert not app.button(key="c_go").disabled
