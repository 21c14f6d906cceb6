"""Data and noise side by side: which is which is told once the visitor has chosen."""

import pytest
from streamlit.testing.v1 import AppTest

from core.artefacts import map_sources
from core.cache import projections
from core.claims import figures
from core.sections import real
from tests.conftest import words


def opened(source, **link):
    def page(source):
        from core.sections import real

        real.is_it_real(source)

    app = AppTest.from_function(page, default_timeout=120, args=(source,))
    app.query_params |= link
    return app.run()


def test_nothing_is_told_before_the_visitor_has_chosen():
    app = opened("digits")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) == 2
    assert "spacing" not in words(app)
    assert "Noise, " not in words(app)
    app.segmented_control(key="noisy").set_value("left").run()
    assert "Noise, 1,797 points of 64 numbers" in words(app)


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_noise_of_the_same_size_beside_the_data_at_the_same_stop(method):
    knob, stop = {"tsne": ("perplexity", 30.0), "umap": ("n_neighbors", 15.0)}[method]
    app = opened("digits", real={"tsne": "t-SNE", "umap": "UMAP"}[method], noisy="I can't tell")
    app.select_slider(key=f"real_{knob}").set_value(stop).run()
    assert not app.exception
    for source, title in (("digits", "Digits, 64 pixels"), ("digits-as-noise", "Noise, 1,797 points of 64 numbers")):
        sweep = projections.map_sweep(source, method, False, 0)
        place = sweep.place({knob: stop})
        assert sweep.frames.shape[2] == 1797
        assert sweep.stops[0][place[0]] == stop
        assert f"**{title}**: spacing {figures.spacing_index(sweep.frames[place]):.2f}" in words(app)


@pytest.mark.parametrize(("source", "said"), [("digits", "The one called noise"), ("toy-noise", "Both do.")])
def test_points_that_are_noise_themselves_are_not_called_anything_else(source, said):
    assert said in words(opened(source, noisy="I can't tell"))


def test_noise_is_now_left_now_right():
    first = {real.pair(source)[0].endswith(map_sources.NOISE) for source in map_sources.SOURCES}
    assert first == {True, False}
    assert all(set(real.pair(source)) == {source, source + map_sources.NOISE} for source in map_sources.SOURCES)


def test_noise_falls_into_crumbs_at_the_lowest_stops_everywhere_and_by_umap_into_clumps():
    """The text says so of all data; up to the usual stop the spacing comes nearer to that of random points."""
    for source in map_sources.SOURCES:
        for method, most in (("tsne", 0.65), ("umap", 0.1)):
            sweep = projections.map_sweep(source + map_sources.NOISE, method, False, 0)
            lowest, usual = ((i, sweep.place({})[1]) for i in (0, sweep.place({})[0]))
            spacing = [
                projections.clumping(source + map_sources.NOISE, method, False, 0, place) for place in (lowest, usual)
            ]
            assert spacing[0] < most
            assert spacing[0] < spacing[1]
