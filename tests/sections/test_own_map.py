"""A live map of a visitor's own points: the same maps as everywhere, shared with nobody, over with the table."""

import pickle
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.datasets import Dataset
from core.errors import SettingError
from core.jobs.chain import Call, Pool
from core.limits import Limits
from core.maps import metrics, own, pca, tsne
from core.sections import own_map
from core.settings import TSNESettings, UMAPSettings
from tests.fakes import chain_here

RNG = np.random.default_rng(8)
POINTS = np.vstack([RNG.normal(size=(30, 5)), RNG.normal(size=(30, 5)) + 9]).astype(np.float32)
TABLE = Dataset("upload", "mine", POINTS, np.repeat([0, 1], 30), ("a", "b"), "mine", "")


def test_pca_of_ones_own_points_is_pca():
    found = own.begin(POINTS, None)
    assert found.finished
    assert found.state.positions == pytest.approx(pca.pca(POINTS).positions)
    quality = metrics.measure(metrics.reference(POINTS), found.state.positions)
    assert own.look(found).quality == quality


def test_tsne_of_ones_own_points_is_tsne():
    settings = TSNESettings(perplexity=8.0, iterations=100)
    found = own.begin(POINTS, settings)
    while not found.finished:
        found = own.step(found)
    assert found.state.positions == pytest.approx(tsne.run(POINTS, settings).positions)
    assert own.look(found).kl == found.state.kl


def test_settings_that_do_not_suit_the_table_are_told():
    with pytest.raises(SettingError, match="perplexity"):
        own.begin(POINTS, TSNESettings(perplexity=200.0))


TSNE, UMAP = TSNESettings(), UMAPSettings()


@pytest.mark.parametrize(
    ("points", "settings", "words"),
    [
        (POINTS, TSNESettings(perplexity=20), "perplexity = 20 is too high for 60 points: choose at most 19"),
        (POINTS, UMAPSettings(n_neighbors=60), "n_neighbors = 60 is too many for 60 points: choose 2 to 59"),
        (POINTS[:3], TSNE, "points has 3 rows, too few for a map: bring at least 7"),
        (POINTS[:3], UMAP, "points has 3 rows, too few for a map: bring at least 7"),
        (POINTS[:2], None, "points has 2 rows, too few for a map: bring at least 3"),
        *[(np.ones((50, 3)), each, "All 50 points are equal, .* bring points that differ")
          for each in (None, TSNE, UMAP)],
        *[(POINTS * [1, 1, np.nan, 1, 1], each, "points has nan in row 0, column 2 .* fill or remove them")
          for each in (None, TSNE, UMAP)],
        *[(POINTS * [1, np.inf, 1, 1, 1], each, "points has -?inf in row 0, column 1 .* fill or remove them")
          for each in (None, TSNE, UMAP)],
    ],
)  # fmt: skip
def test_what_cannot_be_mapped_is_told_with_the_argument_its_value_the_range_and_the_remedy(points, settings, words):
    with pytest.raises(SettingError, match=words):
        own.begin(points, settings)


@pytest.mark.parametrize("settings", [None, TSNESettings(perplexity=5, iterations=20)])
def test_a_constant_column_changes_nothing(settings):
    with_constant = np.column_stack([POINTS, np.full(60, 7)]).astype(np.float32)
    maps = [own.begin(points, settings).state.positions for points in (POINTS, with_constant)]
    assert np.abs(maps[0]) == pytest.approx(np.abs(maps[1]), rel=1e-4, abs=1e-9)


def test_three_points_are_enough_for_pca():
    assert own.begin(POINTS[:3], None).state.positions.shape == (3, 2)


def test_large_tables_stay_behind():
    many = RNG.normal(size=(own.MEASURED_ROWS + 1, 2))
    assert own.begin(many, None).points is None
    assert own.look(own.begin(many, None)).quality is None
    wide = RNG.normal(size=(41, 50_000)).astype(np.float32)
    assert own.begin(wide, None).points is None


def test_in_a_worker_and_kept_for_nobody():
    from core.jobs.chain import chain

    with Pool(Limits(workers=1)) as pool:
        settings = UMAPSettings(n_neighbors=5, iterations=20)
        first = Call("core.maps.own:begin", (POINTS, settings))
        *_, last = chain(pool, "me", "core.maps.own:step", first, view="core.maps.own:look")
        assert last.finished
        assert last.view.positions.shape == (60, 2)
        assert pool.load().kept == 0


def heavy(monkeypatch, megabytes):
    monkeypatch.setenv("LATENT_MAP_MB", str(megabytes))


MANY = RNG.normal(size=(1_000, 3)).astype(np.float32)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (TSNESettings(perplexity=100), r"perplexity = 100 is too high for 1,000 points .* may take 14 MB, where 9 MB "
         r".* choose at most 39, or bring fewer rows"),
        (UMAPSettings(n_neighbors=400), r"n_neighbors = 400 is too high .* choose at most 167, or bring fewer rows"),
    ],
)  # fmt: skip
def test_a_map_that_would_be_too_heavy_for_the_server_is_refused_with_what_fits(monkeypatch, settings, words):
    heavy(monkeypatch, 9)
    with pytest.raises(SettingError, match=words):
        own.begin(MANY, settings)
    name = "perplexity" if isinstance(settings, TSNESettings) else "n_neighbors"
    most = 39 if name == "perplexity" else 167
    own.check(1_000, replace(settings, **{name: most}))
    with pytest.raises(SettingError):
        own.check(1_000, replace(settings, **{name: most + 1}))
    begun = own.begin(MANY, replace(settings, **{name: most}))
    assert len(pickle.dumps(own.step(own.step(begun)))) < 9 << 20
    if name == "perplexity":
        with pytest.raises(SettingError, match="choose at most 39"):
            own.go_on(begun, MANY, 40.0)


def test_where_no_setting_fits_only_fewer_rows_help(monkeypatch):
    heavy(monkeypatch, 1)
    with pytest.raises(SettingError, match="MB are allowed: bring fewer rows"):
        own.check(20_000, TSNESettings())


def test_the_usual_settings_fit_the_largest_table():
    limits = Limits()
    own.check(limits.points, TSNESettings())
    own.check(limits.points, UMAPSettings())
    own.check(limits.points, None)
    with pytest.raises(SettingError, match="choose at most 40"):
        own.check(limits.points, TSNESettings(perplexity=200))


def page():
    from core.sections import own_map

    own_map.mapper()


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(own_map, "upload_panel", lambda: TABLE)
    monkeypatch.setattr(own_map, "chain", chain_here)
    monkeypatch.setattr(own_map, "shared_pool", lambda: None)
    return AppTest.from_function(page, default_timeout=120).run()


def finish(app):
    for _ in range(60):
        if app.session_state["own:map"].chain is None:
            return app
        app.run()
    raise AssertionError("the run did not end")


def offered(app):
    """Whether the map on screen can go on."""
    return any(button.key == "o_on" for button in app.button)


def test_a_changed_perplexity_goes_on_from_the_map_on_screen(app):
    app.get("button_group")[0].set_value("tsne").run()
    app.number_input(key="o_perplexity").set_value(8.0).run()
    app.button(key="o_go").click().run()
    finish(app)
    first = app.session_state["own:map"].state
    assert first.settings.perplexity == 8
    assert not offered(app)
    app.number_input(key="o_seed").set_value(1).run()
    assert not offered(app)  # another seed is another map
    app.number_input(key="o_seed").set_value(0).run()
    app.number_input(key="o_perplexity").set_value(12.0).run()
    app.button(key="o_on").click().run()
    finish(app)
    assert not app.exception
    after = app.session_state["own:map"].state
    assert after.settings.perplexity == 12
    assert after.state.iteration > first.state.iteration
    assert after.state.neighbours is first.state.neighbours
    assert app.session_state["own:map"].seen.quality is not None


def test_a_map_too_heavy_is_told_before_anything_is_sent(app, monkeypatch):
    monkeypatch.setattr(own_map, "chain", None)  # nothing is begun
    monkeypatch.setattr(own, "Limits", SimpleNamespace(from_environment=lambda: SimpleNamespace(map_mb=0)))
    app.get("button_group")[0].set_value("tsne").run()
    app.button(key="o_go").click().run()
    assert not app.exception
    assert "0 MB are allowed: bring fewer rows" in app.warning[0].value


def test_going_on_with_too_high_a_perplexity_is_told(app, monkeypatch):
    app.get("button_group")[0].set_value("tsne").run()
    app.number_input(key="o_perplexity").set_value(8.0).run()
    app.button(key="o_go").click().run()
    finish(app)
    monkeypatch.setattr(own, "Limits", SimpleNamespace(from_environment=lambda: SimpleNamespace(map_mb=0)))
    app.number_input(key="o_perplexity").set_value(12.0).run()
    app.button(key="o_on").click().run()
    assert not app.exception
    assert "perplexity = 12 is too high for 60 points on this host" in app.warning[0].value
    assert app.get("vega_lite_chart")  # the map before is still there


def test_only_what_is_needed_later_is_kept_of_a_run(app):
    app.get("button_group")[0].set_value("tsne").run()
    app.button(key="o_go").click().run()
    finish(app)
    kept = app.session_state["own:map"].state
    assert kept.points is None
    assert not kept.state.affinities.values.size


def test_a_settled_map_of_few_points_says_why_it_ended_and_why_it_has_no_numbers(app, monkeypatch):
    monkeypatch.setattr(tsne, "SETTLED", 1.0)
    few = Dataset("upload", "mine", POINTS[:20], np.zeros(20, int), ("a",), "mine", "")
    monkeypatch.setattr(own_map, "upload_panel", lambda: few)
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
    quality = own.look(own.begin(POINTS, None)).quality
    words = " ".join(each.value for each in app.markdown)
    assert f"Neighbours kept: **{quality.neighbours_kept:.0%}**" in words
    assert "**PCA** of your 60 points" in words
    assert app.get("vega_lite_chart")


def test_a_setting_that_does_not_suit_is_told_and_another_one_works(app):
    app.get("button_group")[0].set_value("tsne").run()
    app.number_input(key="o_perplexity").set_value(500.0)
    app.button(key="o_go").click().run()
    finish(app)
    assert "perplexity" in app.warning[0].value
    app.number_input(key="o_perplexity").set_value(5.0)
    app.button(key="o_go").click().run()
    finish(app)
    assert not app.warning
    assert app.session_state["own:map"].seen.quality is not None


def test_the_knobs_begin_with_what_the_table_allows(app):
    app.get("button_group")[0].set_value("tsne").run()
    assert app.number_input(key="o_perplexity").value == 19  # of 60 points
    app.button(key="o_go").click().run()
    finish(app)
    assert not app.warning


def test_the_map_goes_with_its_table(app, monkeypatch):
    app.button(key="o_go").click().run()
    finish(app)
    monkeypatch.setattr(own_map, "upload_panel", lambda: None)
    app.run()
    assert not app.get("vega_lite_chart")
    assert app.session_state["own:map"].seen is None
