"""t-SNE with more and more lasting exaggeration, beside UMAP and the graph's smoothest axes."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import luck
from core.artefacts import catalogue
from core.cache import exaggeration
from core.sections import pulled
from tests.conftest import words


def opened(source, **link):
    def page(source):
        from core.sections import pulled

        pulled.show(source)

    app = AppTest.from_function(page, default_timeout=120, args=(source,))
    app.query_params |= link
    return app.run()


def test_the_sentence_why_is_made_of_the_measurement():
    app, found = opened("digits"), exaggeration.pulled("digits")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 3
    assert pulled.why(found) in words(app)
    assert f"Pulling {catalogue.EXAGGERATIONS[found.nearest]:g} times as hard" in words(app)
    assert luck.told(found.from_umap[0].tolist(), "{:.2f}") in words(app)


def test_a_stop_in_the_link_is_shown_and_other_data_show_the_digits():
    app, found = opened("toy-grid", exaggeration="4"), exaggeration.pulled("digits")
    stop = catalogue.EXAGGERATIONS.index(4.0)
    assert f"Neighbours kept: **{found.kept[0][stop]:.0%}**" in words(app)


def test_mnist_has_its_own_maps_and_they_come_near_the_smoothest_axes_before_they_fall_together():
    app, found = opened("mnist-2000"), exaggeration.pulled("mnist-2000")
    assert pulled.why(found) in words(app)
    assert found.from_axes.min() < 0.6 * found.from_axes[0]
    assert f"least at {catalogue.EXAGGERATIONS[int(found.from_axes.argmin())]:g}" in pulled.why(found)
    kept = found.kept[0][: len(catalogue.EXAGGERATIONS)]
    assert kept[-1] < 0.05 < kept[0]


def test_pulling_leads_towards_umap_and_costs_neighbours():
    found = exaggeration.pulled("digits")
    assert len(catalogue.EXAGGERATIONS) >= 9
    assert found.nearest > 0
    assert np.median(found.from_umap[found.nearest]) < np.median(found.from_umap[0]) - 0.1
    kept = found.kept[0][: len(catalogue.EXAGGERATIONS)]
    assert kept[0] == pytest.approx(0.59, abs=0.01)
    assert kept[catalogue.EXAGGERATIONS.index(4.0)] == pytest.approx(0.40, abs=0.02)
    assert kept[-1] < kept[0] / 1.5
    assert found.shown.shape == (len(catalogue.EXAGGERATIONS), 1797, 2)
