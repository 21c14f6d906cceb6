"""A live map of a visitor's own points: the same maps as everywhere, shared with nobody, over with the table."""

from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.cache import work
from core.data.datasets import Dataset
from core.maps import live, tsne
from core.maps.live import MapOrder
from core.sections import upload

RNG = np.random.default_rng(8)
POINTS = np.vstack([RNG.normal(size=(30, 5)), RNG.normal(size=(30, 5)) + 9]).astype(np.float32)
TABLE = Dataset("upload", "mine", POINTS, np.repeat([0, 1], 30), ("a", "b"), "mine", "")


def page():
    from core.sections import own_map

    own_map.mapper()


@pytest.fixture
def app(monkeypatch, workerless):
    monkeypatch.setattr(upload, "upload_panel", lambda: TABLE)
    return AppTest.from_function(page, default_timeout=120).run()


def finish(app):
    for _ in range(60):
        if app.session_state["own:map"].chain is None:
            return app
        app.run()
    raise AssertionError("the run did not end")


def test_a_turned_perplexity_moves_the_map_on_screen(app):
    app.get("button_group")[0].set_value("tsne").run()
    app.select_slider(key="o_perplexity").set_value(7.0).run()
    app.button(key="o_go").click().run()
    finish(app)
    first = app.session_state["own:map"].state
    assert first.order.settings.perplexity == 7
    look, drawn = app.session_state["drawn:o_map"]
    assert look.names == TABLE.label_names
    app.number_input(key="o_seed").set_value(1).run()
    app.select_slider(key="o_perplexity").set_value(10.0).run()
    assert not app.session_state["own:map"].busy  # another seed is another map
    app.number_input(key="o_seed").set_value(0).run()
    app.select_slider(key="o_perplexity").set_value(12.0).run()
    finish(app)
    assert not app.exception
    after = app.session_state["own:map"].state
    assert after.order.settings.perplexity == 12
    assert app.session_state["drawn:o_map"][1] is drawn  # built once, however often it is drawn
    assert after.state.iteration > first.state.iteration
    assert after.state.neighbours is first.state.neighbours
    assert app.session_state["own:map"].seen.quality is not None


def test_a_map_too_heavy_is_told_before_anything_is_sent(app, monkeypatch):
    monkeypatch.setattr(work, "chain", None)  # nothing is begun
    monkeypatch.setattr(live, "Limits", SimpleNamespace(from_environment=lambda: SimpleNamespace(map_mb=0)))
    app.get("button_group")[0].set_value("tsne").run()
    app.button(key="o_go").click().run()
    assert not app.exception
    assert "0 MB are allowed: bring fewer rows" in app.warning[0].value


def test_going_on_with_too_high_a_perplexity_is_told(app, monkeypatch):
    app.get("button_group")[0].set_value("tsne").run()
    app.select_slider(key="o_perplexity").set_value(7.0).run()
    app.button(key="o_go").click().run()
    finish(app)
    monkeypatch.setattr(live, "Limits", SimpleNamespace(from_environment=lambda: SimpleNamespace(map_mb=0)))
    app.select_slider(key="o_perplexity").set_value(12.0).run()
    assert not app.exception
    assert "perplexity = 12 is too high for 60 points on this host" in app.warning[0].value
    assert app.get("vega_lite_chart")  # the map before is still there


def test_only_what_is_needed_later_is_kept_of_a_run(app):
    app.get("button_group")[0].set_value("tsne").run()
    app.button(key="o_go").click().run()
    finish(app)
    kept = app.session_state["own:map"].state
    assert not kept.order.points.size
    assert not kept.state.affinities.values.size


def test_a_settled_map_of_few_points_says_why_it_ended_and_why_it_has_no_numbers(app, monkeypatch):
    monkeypatch.setattr(tsne, "SETTLED", 1.0)
    few = Dataset("upload", "mine", POINTS[:20], np.zeros(20, int), ("a",), "mine", "")
    monkeypatch.setattr(upload, "upload_panel", lambda: few)
    app.get("button_group")[0].set_value("tsne").run()
    app.button(key="o_go").click().run()
    finish(app)
    seen = app.session_state["own:map"].seen
    assert seen.finished
    assert seen.done < seen.last
    assert f"Settled at step {seen.done} (at most {seen.last}), " in " ".join(each.value for each in app.markdown)
    assert "The map was not measured" in " ".join(each.value for each in app.caption)


def test_the_map_is_drawn_with_its_numbers(app):
    assert not app.get("vega_lite_chart")
    app.button(key="o_go").click().run()
    finish(app)
    assert not app.exception
    quality = live.take_snapshot(live.begin(MapOrder(POINTS, 60, None))).quality
    words = " ".join(each.value for each in app.markdown)
    assert f"Neighbours kept: **{quality.neighbours_kept:.0%}**" in words
    assert "**PCA** of your 60 points" in words
    assert app.get("vega_lite_chart")


def test_a_setting_that_does_not_suit_is_told_and_another_one_works(app, monkeypatch):
    few = Dataset("upload", "mine", POINTS[:7], np.zeros(7, int), ("a",), "mine", "")
    monkeypatch.setattr(upload, "upload_panel", lambda: few)
    app.get("button_group")[0].set_value("tsne").run()
    assert app.select_slider(key="o_perplexity").options == ["1", "2"]
    app.button(key="o_go").click().run()
    finish(app)
    assert "perplexity = 2 is too high for 7 points: choose at most 1" in app.warning[0].value
    app.select_slider(key="o_perplexity").set_value(1.0).run()
    app.button(key="o_go").click().run()
    finish(app)
    assert not app.warning
    assert app.session_state["own:map"].seen.finished


def test_the_knobs_begin_with_what_the_table_allows(app):
    app.get("button_group")[0].set_value("tsne").run()
    assert app.select_slider(key="o_perplexity").value == 15  # of 60 points, at most 19
    app.button(key="o_go").click().run()
    finish(app)
    assert not app.warning


def test_the_map_goes_with_its_table(app, monkeypatch):
    app.button(key="o_go").click().run()
    finish(app)
    monkeypatch.setattr(upload, "upload_panel", lambda: None)
    app.run()
    assert not app.get("vega_lite_chart")
    assert app.session_state["own:map"].seen is None


def test_beside_the_map_of_a_large_table_stands_what_its_components_hold():
    def page():
        from core.maps.reduced import Reduced
        from core.sections import map_panel

        map_panel.through(Reduced(500, 50, 0.9951))
        map_panel.through(None)

    said = [each.value for each in AppTest.from_function(page).run().caption]
    assert len(said) == 1
    assert "the 500 columns became their first 50 principal components, which hold 99.5%" in said[0]
