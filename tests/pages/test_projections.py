"""The Projections page without a browser: what it shows, what it remembers, what it survives."""

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import cache, catalogue, claims, datasets, metrics, weights
from tests.conftest import ROOT

PAGE = "pages/3_Projections.py"
LONG = datasets.TITLES["toy-long-shape"]


@pytest.fixture
def app():
    st.cache_resource.clear()
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)


def opened(app, **query):
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def words(app):
    return " ".join(each.value for each in [*app.markdown, *app.caption])


def button(app, key):
    return next(each for each in app.get("button_group") if each.key == key)


def resting(app, source="digits", method="tsne", **places):
    size = catalogue.MAP_SOURCES[source].size
    selection = {knob: [{"stop" if knob != "pick" else "point": place}] for knob, place in places.items()}
    app.session_state[f"map-{method}-{size}"] = {"selection": selection}


def test_three_maps_with_their_numbers(app):
    opened(app)
    assert not app.warning
    text = words(app)
    assert len(app.get("vega_lite_chart")) >= 3
    for method in catalogue.MAP_METHODS:
        sheet = cache.map_sheet("digits", method, False, 0)
        kept = sheet.fact("neighbours_kept", sheet.place({}))
        assert f"Neighbours kept: **{kept:.0%}**" in text
    assert "Measured at perplexity 30." in text
    assert "Measured at n_neighbors 15, min_dist 0.1." in text


def test_the_numbers_are_those_of_the_maps_on_screen(app):
    """The stored figures against the frames as they are drawn, 16 bits a coordinate."""
    ground = cache.map_ground("digits")
    data = datasets.load("digits").table[ground.rows]
    true = metrics.reference(data)
    assert (ground.neighbours == true.neighbours).all()
    for method, place in (("pca", (0, 0)), ("tsne", (5, 0)), ("umap", (4, 1))):
        sheet = cache.map_sheet("digits", method, False, 0)
        shown = cache.map_on_screen("digits", method, False, 0)[place[0] * sheet.frames.shape[1] + place[1]]
        again = metrics.measure(true, shown.astype(float))
        assert again.neighbours_kept == pytest.approx(sheet.fact("neighbours_kept", place), abs=0.005)
        assert again.triplets_kept == pytest.approx(sheet.fact("triplets_kept", place), abs=0.005)


def test_a_slider_at_rest_moves_the_url_and_the_numbers(app):
    opened(app)
    resting(app, perplexity=8.1)
    resting(app, method="umap", n_neighbors=0.2, min_dist=3.6)
    app.run()
    assert not app.exception
    assert app.query_params["perplexity"] == "150"
    assert (app.query_params["n_neighbors"], app.query_params["min_dist"]) == ("2", "0.99")
    sheet = cache.map_sheet("digits", "tsne", False, 0)
    assert f"Neighbours kept: **{sheet.fact('neighbours_kept', (8, 0)):.0%}**" in words(app)
    assert "Measured at perplexity 150." in words(app)


def test_a_link_reopens_at_its_stop(app):
    opened(app, perplexity="5", n_neighbors="50", min_dist="0.5", start="at random", seed="1")
    text = words(app)
    assert "Measured at perplexity 5." in text
    assert "Measured at n_neighbors 50, min_dist 0.5." in text
    sheet = cache.map_sheet("digits", "tsne", True, 1)
    place = sheet.place({"perplexity": 5.0})
    assert f"Neighbours kept: **{sheet.fact('neighbours_kept', place):.0%}**" in text


def test_a_clicked_point_is_linked_on_all_maps_and_shared(app):
    opened(app)
    test = datasets.load("digits").split.test
    resting(app, method="umap", pick=int(test[7]))
    app.run()
    assert not app.exception
    assert app.query_params["image"] == "7"
    assert app.session_state["carried:image"] == 7
    near = metrics.kept_by_point(
        cache.map_ground("digits").neighbours, cache.map_sheet("digits", "tsne", False, 0).frames[5, 0]
    )
    assert f"**{near[test[7]]} of 10** true neighbours are still near" in words(app)
    train = int(datasets.load("digits").split.train[3])
    resting(app, method="pca", pick=train)
    app.run()
    assert app.query_params["point"] == str(train)
    assert "image" not in app.query_params
    app.button(key="let_go").click().run()
    assert "point" not in app.query_params
    assert "still near" not in words(app)


def test_every_control_moves(app):
    opened(app)
    button(app, "start").set_value("random").run()
    button(app, "seed").set_value(1).run()
    button(app, "classes").set_value(["3", "7"]).run()
    assert not app.exception
    app.toggle(key="more").set_value(True).run()
    assert not app.exception
    app.toggle(key="space").set_value(True).run()
    for method in (1, 2):
        button(app, "method").set_value(list(catalogue.MAP_METHODS)[method]).run()
        button(app, f"{list(catalogue.MAP_METHODS)[method]}3d").set_value(2).run()
        assert not app.exception
    spatial = cache.maps_in_space("digits", "umap", True, 1)[2].quality
    assert f"Neighbours kept: **{spatial.neighbours_kept:.0%}** (flat:" in words(app)
    app.selectbox(key="data").set_value("toy-long-shape").run()
    assert not app.exception
    assert not app.warning
    assert "Measured at perplexity 32." in words(app) or "Measured at perplexity 30." in words(app)


def test_noise_beside_the_data_at_the_same_stop(app):
    opened(app)
    app.select_slider(key="real_perplexity").set_value(30.0).run()
    assert not app.exception
    assert not app.warning
    for source, title in (("digits", "Digits, 64 pixels"), ("toy-noise", "Noise, 500 points")):
        sheet = cache.map_sheet(source, "tsne", False, 0)
        place = sheet.place({"perplexity": 30.0})
        assert sheet.stops[0][place[0]] == 30
        index = claims.spacing_index(sheet.frames[place])
        assert f"**{title}**: spacing {index:.2f}" in words(app)


@pytest.mark.parametrize("claim", list(cache.CLAIMS))
def test_every_claim_shows_its_verdict(app, claim):
    opened(app, claim=cache.CLAIMS[claim].said)
    found = cache.evidence_for(claim)
    assert not app.warning
    assert f"### {found.verdict}." in words(app)
    for value in found.values:
        assert f"**{cache.CLAIMS[claim].form.format(value)}**, " in words(app)


@pytest.mark.parametrize("nonsense", ["", "-1", "1e99", "nan", "inf", "<b>", "\x00", "99999", "½"])
def test_nonsense_in_the_url(app, nonsense):
    keys = ("data", "of", "start", "seed", "classes", "perplexity", "n_neighbors", "min_dist", "point", "image")
    opened(app, **dict.fromkeys(keys, nonsense))
    assert not app.warning
    assert "Neighbours kept" in words(app)


def test_a_data_set_without_maps_says_so(app):
    opened(app)
    app.selectbox(key="data").set_value("fashion").run()
    assert not app.exception
    assert "No maps of this data set are shipped" in words(app)


def test_a_source_whose_data_set_is_not_held_has_neither_classes_nor_pictures(monkeypatch):
    st.cache_resource.clear()
    monkeypatch.setitem(catalogue.MAP_SOURCES, "mnist-2000", catalogue.MapSource("MNIST, 2,000 images", "mnist", 2000))
    found = cache.shipped_pca("digits")
    monkeypatch.setattr("core.cache.projections.shipped_pca", lambda source: found._replace(rows=found.rows + 60_000))
    ground = cache.map_ground("mnist-2000")
    assert set(ground.labels) == {0}
    assert ground.names == ("",)
    assert ground.pixels is None
    assert (ground.test_numbers == found.rows).all()
    assert cache.held_data("mnist-2000") == ()
    st.cache_resource.clear()


def test_a_missing_artefact_is_told_in_its_place(app, tmp_path, monkeypatch):
    for method in ("pca", "tsne"):
        name = catalogue.map_name("digits", method)
        for ending in ("json", "npz"):
            (tmp_path / f"{name}.{ending}").write_bytes((weights.FOLDER / f"{name}.{ending}").read_bytes())
    spoilt = tmp_path / "map-digits-tsne.npz"
    spoilt.write_bytes(spoilt.read_bytes()[:-5])
    monkeypatch.setattr(weights, "FOLDER", tmp_path)
    monkeypatch.setattr(weights.load, "__defaults__", (tmp_path,))
    monkeypatch.setattr(weights.provenance, "__defaults__", (tmp_path,))
    opened(app)
    told = " ".join(each.value for each in app.warning)
    assert "weights/map-digits-tsne.npz is damaged" in told
    assert "weights/map-digits-umap.json is missing" in told
    assert "Neighbours kept: **12%**" in words(app)


def test_what_is_shown_needs_no_heavy_library(app):
    import subprocess
    import sys

    code = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('streamlit_app.py', default_timeout=60).switch_page('pages/3_Projections.py').run()\n"
        "assert not app.exception\n"
        "print(*({'torch', 'umap', 'numba', 'openTSNE'} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == ""


def test_messages_stay_small():
    """What the browser is sent for the three maps of the digits, in bytes before compression."""
    import pyarrow as pa

    from core.charts import projections as charts

    ground, total = cache.map_ground("digits"), 0
    for method in catalogue.MAP_METHODS:
        shown = cache.map_on_screen("digits", method, False, 0)
        for table in charts.map_tables(shown, ground.labels, None, ground.pixels).values():
            total += pa.Table.from_pandas(table).nbytes
    assert np.array(total) < 900_000


def test_the_claims_and_the_own_table_need_no_maps_of_the_data_set(app):
    opened(app)
    app.selectbox(key="data").set_value("fashion").run()
    headers = [each.value for each in app.header]
    assert "What people say about maps: does it hold?" in headers
    assert "And a table of your own?" in headers
    assert "Make your own map" not in headers
    assert "o_cAOa5fMhE" in words(app)
