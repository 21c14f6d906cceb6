"""The map coloured by doubt, and its worst points."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.cache import projections
from core.maps import doubt
from core.sections.doubt import loss
from tests.conftest import words


def opened(source, **link):
    def page(source):
        from core.sections import doubt
        from core.sections.map_choice import Choice

        doubt.show(Choice(source, False, 0))

    app = AppTest.from_function(page, default_timeout=120, args=(source,))
    app.query_params |= link
    return app.run()


@pytest.mark.parametrize("source", ["digits", "faces", "words", "toy-grid", "mnist-2000", "digits-vae"])
def test_every_kind_of_points_has_its_worst_ones(source):
    app = opened(source)
    assert not app.exception
    assert not app.warning
    maps = (source, "tsne", False, 0)
    found = projections.doubt(*maps, projections.map_sweep(*maps).place({}))
    assert f"**{(found.kinds == 0).sum():,}** sure" in words(app)
    pictured = projections.shown_points(source).pixels is not None
    assert len(app.get("vega_lite_chart")) == 1 + pictured
    assert len(app.table) == 1 - pictured


def test_it_begins_where_the_slider_above_stands_and_follows_its_own():
    app = opened("toy-grid", perplexity="5")
    assert app.select_slider(key="doubt_perplexity").value == 5.0
    app.segmented_control(key="doubt").set_value("pca").run()
    app.segmented_control(key="doubtful").set_value("strangers").run()
    assert not app.exception


def test_the_means_are_the_figures_of_the_map():
    sweep = projections.map_sweep("digits", "umap", False, 0)
    found = projections.doubt("digits", "umap", False, 0, sweep.place({}))
    assert found.trust.mean() == pytest.approx(sweep.fact("trustworthiness", sweep.place({})), abs=1e-4)
    assert found.continuity.mean() == pytest.approx(sweep.fact("continuity", sweep.place({})), abs=1e-4)


def test_loss_is_0_for_a_perfect_point_and_1_by_chance():
    at = doubt.Doubt(np.array([1.0, doubt.chance(3000)] + [1.0] * 2998), np.full(3000, np.nan))
    assert loss(at, "either")[:2] == pytest.approx([0, 1])
    assert loss(at, "strangers").max() == 0
