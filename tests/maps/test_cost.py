"""What a map costs: every map is made and timed step by step, and the panel says what was measured."""

import pytest
from streamlit.testing.v1 import AppTest

from core.maps import cost, live
from core.maps.cost import FIRST, Timed
from core.maps.source import map_points
from core.sections import live_cost
from core.settings import TSNESettings
from tests.conftest import words
from tests.fakes import chain_here

SOURCE = "toy-circle"


@pytest.fixture
def short(monkeypatch):
    """Two small maps a method, PCA in UMAP's place, and a clock on which every step takes one second."""
    monkeypatch.setattr(cost, "SIZES", (60,))
    monkeypatch.setattr(cost, "measurable", lambda source: source)
    monkeypatch.setattr(cost, "available", lambda source: 90)
    monkeypatch.setattr(cost, "warm_up", lambda method: None)
    settings = {"pca": None, "tsne": TSNESettings(perplexity=5, iterations=100), "umap": None}
    monkeypatch.setattr(cost, "SETTINGS", settings)
    ticks = iter(range(10_000))
    monkeypatch.setattr(cost.time, "process_time", lambda: float(next(ticks)))
    return settings["tsne"]


def steps_of(points, settings):
    state, count = live.started(points, settings), 1
    while not state.finished:
        state, count = live.advanced(state), count + 1
    return count


def test_every_map_is_timed_from_its_first_step_to_its_last(short, monkeypatch):
    monkeypatch.setattr(cost, "points_of", lambda source, n: map_points(source).points[:n])
    found = cost.begin(SOURCE)
    assert cost.look(found) == cost.Seen((), 0, 7)
    while not found.finished:
        found = cost.step(found)
    points = map_points(SOURCE).points
    expected = [steps_of(points[:n], short) for n in (60, 90)]
    assert min(expected) > 2
    assert found.timed == (
        Timed("pca", 60, 1.0), Timed("tsne", 60, expected[0]), Timed("pca", 90, 1.0), Timed("tsne", 90, expected[1]),
        Timed(FIRST, 0, 1.0), Timed("umap", 60, 1.0), Timed("umap", 90, 1.0),
    )  # fmt: skip
    assert cost.look(found).done == cost.look(found).last == 7


def test_what_is_measured_is_large_enough_to_tell():
    assert cost.measurable("toy-circle") == "digits"
    assert cost.measurable("digits-vae") == "digits-vae"
    assert [cost.available(source) for source in ("digits", "digits-vae")] == [1797, 1797]
    assert cost.points_of("digits", 250).shape == (250, 64)
    sizes = [n for method, n in cost.begin("digits").todo if method == "tsne"]
    assert sizes == [250, 500, 1000, 1797]


def page():
    import streamlit as st

    from core.sections import live_cost

    live_cost.panel(st.session_state.get("source", "toy-circle"))


@pytest.fixture
def app(short, monkeypatch):
    monkeypatch.setattr(live_cost, "chain", chain_here)
    monkeypatch.setattr(live_cost, "shared_pool", lambda: None)
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
    assert len(timed) == 7
    few, many = (each.seconds for each in timed if each.method == "tsne")
    assert f"**t-SNE**: {many:.2f} s for 90 points, {many / few:.1f} times as long as for 60" in words(app)
    assert "once for each worker: 1.0 s" in words(app)
    assert app.get("vega_lite_chart")


def test_stop_keeps_what_was_measured(app):
    app.button(key="c_go").click().run()
    app.run()
    app.button(key="c_stop").click().run()
    run = app.session_state["live:cost"]
    assert not run.busy
    assert 0 < len(run.seen.timed) < 7
    assert app.get("vega_lite_chart")
    assert not app.button(key="c_go").disabled


def test_other_data_end_the_measurement(app):
    app.button(key="c_go").click().run()
    app.session_state["source"] = "toy-long-shape"
    app.run()
    assert not app.exception
    assert not app.session_state["live:cost"].busy
    assert not app.button(key="c_go").disabled
