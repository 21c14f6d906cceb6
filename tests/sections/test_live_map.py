"""Make your own map: the component drawn on a page of its own, with the chain run in this process."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.cache import projections, work
from core.data import datasets
from core.errors import Busy, SettingError
from core.maps import live, tsne
from core.maps.live import MapOrder
from core.sections import map_panel
from core.settings import TSNESettings, UMAPSettings
from tests.conftest import words

SOURCE = "toy-long-shape"


def page():
    import streamlit as st

    from core.sections.live_map import mapper

    mapper(st.session_state.get("source", "toy-long-shape"))


@pytest.fixture
def app(workerless):
    return AppTest.from_function(page, default_timeout=120).run()


def buttons(app):
    return {button.label: button for button in app.button}


def finish(app, limit=40):
    for _ in range(limit):
        if app.session_state["live:map"].chain is None:
            return app.run()
        app.run()
    raise AssertionError("the run did not end")


def test_before_it_begins_it_says_what_to_do(app):
    assert list(buttons(app)) == ["Map it"]
    assert "Press Map it" in words(app)


def test_a_run_ends_with_the_numbers_of_its_map_and_goes_on(app):
    buttons(app)["Map it"].click().run()
    assert app.session_state["live:map"].chain is not None
    assert "Stop" in buttons(app)
    assert app.number_input(key="m_seed").disabled
    finish(app)
    assert not app.exception
    run = app.session_state["live:map"]
    assert run.state.finished
    order = run.state.order
    assert (order.source, order.size, order.settings) == (SOURCE, 100, TSNESettings())
    assert f"Neighbours kept: **{run.seen.quality.neighbours_kept:.0%}**" in words(app)
    assert "Go on from this map" not in buttons(app)
    before = run.state
    app.select_slider(key="m_perplexity").set_value(20.0).run()
    assert app.session_state["live:map"].busy  # without another click
    finish(app)
    after = app.session_state["live:map"].state
    assert after.order.settings == TSNESettings(perplexity=20)
    assert after.state.iteration > before.state.iteration
    assert after.state.neighbours is before.state.neighbours
    for name, value in (("exaggeration", 4.0), ("learning_rate", 0.5)):
        app.slider(key=f"m_{name}").set_value(value).run()
        finish(app)
    after = app.session_state["live:map"].state
    assert after.order.settings == TSNESettings(perplexity=20, exaggeration=4, learning_rate=0.5)


def test_a_knob_turned_while_the_points_move_is_followed_at_once(app):
    buttons(app)["Map it"].click().run()
    chain = app.session_state["live:map"].chain
    app.select_slider(key="m_perplexity").set_value(20.0).run()
    assert chain.gi_frame is None
    finish(app)
    app.select_slider(key="m_perplexity").set_value(25.0).run()
    app.select_slider(key="m_perplexity").set_value(20.0).run()  # and back, before anything of it was seen
    finish(app)
    assert app.session_state["live:map"].state.order.settings.perplexity == 20


def test_a_knob_turned_before_there_is_a_map_or_beside_another_seed_starts_nothing(app):
    app.select_slider(key="m_perplexity").set_value(20.0).run()
    assert not app.session_state["live:map"].busy
    buttons(app)["Map it"].click().run()
    finish(app)
    app.number_input(key="m_seed").set_value(3).run()
    app.select_slider(key="m_perplexity").set_value(25.0).run()
    assert not app.session_state["live:map"].busy
    assert app.session_state["live:map"].state.order.settings.perplexity == 20


def test_a_umap_map_follows_its_sliders(app):
    next(each for each in app.get("button_group") if each.key == "m_method").set_value("umap").run()
    buttons(app)["Map it"].click().run()
    finish(app)
    before = app.session_state["live:map"].state
    app.select_slider(key="m_min_dist").set_value(0.5).run()
    finish(app)
    after = app.session_state["live:map"].state
    assert after.order.settings == UMAPSettings(min_dist=0.5)
    assert after.state.graph is before.state.graph
    assert not np.array_equal(after.state.positions, before.state.positions)


def test_stop_keeps_the_map_so_far(app):
    buttons(app)["Map it"].click().run()
    assert app.session_state["live:map"].seen.done == 0
    assert "This is where the points begin" in words(app)
    app.run()
    buttons(app)["Stop"].click().run()
    run = app.session_state["live:map"]
    assert run.chain is None
    assert 0 < run.seen.done < run.seen.last
    assert f"Stopped at step {run.seen.done} of {run.seen.last}" in words(app)


def test_other_data_end_the_run_and_free_the_widgets(app):
    buttons(app)["Map it"].click().run()
    chain = app.session_state["live:map"].chain
    app.session_state["source"] = "toy-circle"
    app.run()
    assert not app.exception
    assert app.session_state["live:map"].chain is None
    assert chain.gi_frame is None  # it is closed, so that no further step begins
    assert not app.button(key="m_go").disabled
    assert not app.get("vega_lite_chart")  # the map of the other data
    app.session_state["source"] = SOURCE
    app.run()
    assert app.get("vega_lite_chart")


def test_a_problem_goes_with_the_data_it_was_about(app, monkeypatch):
    def refused(*_):
        raise SettingError("That is too much.")

    with monkeypatch.context() as patch:
        patch.setattr(work, "mapping", refused)
        buttons(app)["Map it"].click().run()
    assert app.warning[0].value == "That is too much."
    app.session_state["source"] = "toy-circle"
    app.run()
    assert not app.warning


def test_a_settled_map_says_that_it_has_settled(app, monkeypatch):
    monkeypatch.setattr(tsne, "SETTLED", 1.0)
    buttons(app)["Map it"].click().run()
    finish(app)
    seen = app.session_state["live:map"].seen
    assert seen.finished
    assert seen.done < seen.last
    assert f"Settled at step {seen.done} (at most 1000), {seen.seconds:.1f} s of computing" in words(app)


def test_a_number_that_cannot_be_told_is_none(app, monkeypatch):
    snapshot = live.take_snapshot

    def equal_distances(run):
        seen = snapshot(run)
        return replace(seen, quality=seen.quality and seen.quality._replace(triplets_kept=float("nan")))

    monkeypatch.setattr(live, "take_snapshot", equal_distances)
    buttons(app)["Map it"].click().run()
    finish(app)
    assert "Big picture kept: –, since no two distances between the points differ" in words(app)
    assert "nan" not in words(app)


def test_umap_has_knobs_of_its_own(app):
    next(each for each in app.get("button_group") if each.key == "m_method").set_value("umap").run()
    assert not app.exception
    assert app.select_slider(key="m_n_neighbors").value == 15
    assert app.select_slider(key="m_min_dist").value == 0.1
    assert app.selectbox(key="m_start_umap").value == "spectral"


def test_of_fewer_points_fewer_neighbours_can_be_asked_for(app):
    app.session_state["source"] = "toy-circle"
    app.run()
    assert app.select_slider(key="m_perplexity").options[-1] == "150"
    app.select_slider(key="m_perplexity").set_value(150.0).run()
    app.selectbox(key="m_points_500").set_value(100).run()
    assert not app.exception
    slider = app.select_slider(key="m_perplexity")
    assert (slider.options[-1], slider.value) == ("30", 30)
    buttons(app)["Map it"].click().run()
    finish(app)
    assert app.session_state["live:map"].state.order.settings == TSNESettings()


def test_knobs_begin_with_what_so_few_points_allow():
    usual = map_panel.usual
    assert [usual("tsne", "perplexity", n) for n in (3, 7, 60, 1797)] == [2, 2, 15, 30]
    assert [usual("umap", "n_neighbors", n) for n in (2, 8, 60)] == [3, 7, 15]
    assert usual("umap", "min_dist", 3) == 0.1
    assert usual("tsne", "exaggeration", 3) == 12
    assert map_panel.stops_for("perplexity", 100)[-1] == 30


def test_a_full_queue_is_told(app, monkeypatch):
    def busy(*_):
        raise Busy("All places are taken.")
        yield

    monkeypatch.setattr(work, "mapping", busy)
    buttons(app)["Map it"].click().run()
    finish(app)
    assert app.warning[0].value == "All places are taken."


def test_a_run_in_a_worker_is_the_run_in_this_process():
    order = MapOrder(SOURCE, 60, TSNESettings(perplexity=8, iterations=60))
    last = None
    for progress in work.mapping("test", order):
        last = progress if progress.fresh else last
    alone = live.begin(order)
    while not alone.finished:
        alone = live.step(alone)
    assert last.finished
    assert last.view.positions == pytest.approx(live.take_snapshot(alone).positions, abs=1e-5)
    with pytest.raises(SettingError, match="choose at most 19"):
        list(work.mapping("test", MapOrder(SOURCE, 60, TSNESettings())))


def test_the_sample_matches_the_points_of_the_worker():
    ground, sample = projections.shown_points("digits"), projections.shown_sample("digits", 250)
    rows = live.rows(len(ground.rows), 250)
    assert (sample.rows == ground.rows[rows]).all()
    assert sample.pixels[9] == ground.pixels[rows[9]]


def mnist_page():
    from core.sections.live_map import mapper

    mapper("mnist-2000")


def test_a_data_set_that_is_not_here_can_be_fetched(monkeypatch):
    monkeypatch.setattr(datasets, "is_here", lambda name: name != "mnist")
    app = AppTest.from_function(mnist_page, default_timeout=120).run()
    assert not app.exception
    assert list(buttons(app)) == ["Download MNIST"]
    assert "MNIST is not on this machine yet" in app.info[0].value


@pytest.mark.skipif(not datasets.is_here("mnist"), reason="MNIST is not on this machine (LATENT_DATA_DIR)")
def test_mnist_is_mapped_live_and_wears_the_colours_of_its_classes():
    settings = TSNESettings(perplexity=10, iterations=60)
    run = live.begin(MapOrder("mnist-2000", 250, settings))
    while not run.finished:
        run = live.step(run)
    dataset, sample = datasets.load("mnist"), projections.shown_sample("mnist-2000", 250)
    assert (dataset.labels[sample.rows] == sample.labels).all()
    assert run.state.positions == pytest.approx(tsne.run(dataset.table[sample.rows], settings).positions)
    assert len(sample.pixels) == 250


def test_a_live_map_of_words_has_their_names_and_none_over_another(app):
    app.session_state["source"] = "words"
    app.run()
    buttons(app)["Map it"].click().run()
    finish(app)
    assert not app.exception
    drawn = app.get("vega_lite_chart")[0].proto
    assert {"labels", "points"} <= {each.name for each in drawn.datasets}
    assert "middles" not in {each.name for each in drawn.datasets}
