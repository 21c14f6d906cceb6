"""The Projections page without a browser: what it shows, what it remembers, what it survives."""

import json

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.cache import projections
from core.claims import experiments, figures
from core.data import datasets
from core.maps import metrics
from core.sections import linked_maps
from tests.conftest import ROOT, words
from tests.opened import asked

LONG = datasets.TITLES["toy-long-shape"]


@pytest.fixture
def app():
    return asked("Projections")


def opened(app, **query):
    app.query_params |= query
    assert not app.run().exception
    return app


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
        sweep = projections.map_sweep("digits", method, False, 0)
        kept = sweep.fact("neighbours_kept", sweep.place({}))
        assert f"Neighbours kept: **{kept:.0%}**" in text
    assert "Measured at perplexity 30." in text
    assert "Measured at n_neighbors 15, min_dist 0.1." in text


def test_the_numbers_are_those_of_the_maps_on_screen(app):
    """The stored figures against the frames as they are drawn, 16 bits a coordinate."""
    ground = projections.shown_points("digits")
    data = datasets.load("digits").table[ground.rows]
    true = metrics.reference(data)
    assert (ground.neighbours == true.neighbours).all()
    for method, place in (("pca", (0, 0)), ("tsne", (5, 0)), ("umap", (4, 1))):
        sweep = projections.map_sweep("digits", method, False, 0)
        shown = projections.map_on_screen("digits", method, False, 0)[sweep.number(place)]
        again = metrics.measure(true, shown.astype(float))
        assert again.neighbours_kept == pytest.approx(sweep.fact("neighbours_kept", place), abs=0.005)
        assert again.triplets_kept == pytest.approx(sweep.fact("triplets_kept", place), abs=0.005)


def test_a_slider_at_rest_moves_the_url_and_the_numbers(app):
    opened(app)
    resting(app, perplexity=8.1)
    resting(app, method="umap", n_neighbors=0.2, min_dist=3.6)
    app.run()
    assert not app.exception
    assert app.query_params["perplexity"] == "150"
    assert (app.query_params["n_neighbors"], app.query_params["min_dist"]) == ("2", "0.99")
    sweep = projections.map_sweep("digits", "tsne", False, 0)
    assert f"Neighbours kept: **{sweep.fact('neighbours_kept', (8, 0)):.0%}**" in words(app)
    assert "Measured at perplexity 150." in words(app)


def test_a_link_reopens_at_its_stop(app):
    opened(app, perplexity="5", n_neighbors="50", min_dist="0.5", start="at random", seed="1")
    text = words(app)
    assert "Measured at perplexity 5." in text
    assert "Measured at n_neighbors 50, min_dist 0.5." in text
    sweep = projections.map_sweep("digits", "tsne", True, 1)
    place = sweep.place({"perplexity": 5.0})
    assert f"Neighbours kept: **{sweep.fact('neighbours_kept', place):.0%}**" in text


def test_a_clicked_point_is_linked_on_all_maps_and_shared(app):
    opened(app)
    test = datasets.load("digits").split.test
    resting(app, method="umap", pick=int(test[7]))
    app.run()
    assert not app.exception
    assert app.query_params["image"] == "7"
    assert app.session_state["remembered:image"] == 7
    near = metrics.kept_by_point(
        projections.shown_points("digits").neighbours, projections.map_sweep("digits", "tsne", False, 0).frames[5, 0]
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
    kept = projections.map_sweep("digits", "umap", True, 1, dims=3).fact("neighbours_kept", (2, 0))
    assert f"Neighbours kept: **{kept:.0%}** (flat:" in words(app)
    app.selectbox(key="data").set_value("toy-long-shape").run()
    assert not app.exception
    assert not app.warning
    assert "Measured at perplexity 32." in words(app) or "Measured at perplexity 30." in words(app)


def test_classes_in_the_link_are_shown_from_the_first(app):
    opened(app, classes="3", space="true")
    assert app.session_state["classes"] == ["3"]
    tables = [each.proto.SerializeToString(deterministic=True) for each in app.get("vega_lite_chart")[:3]]
    app.run()
    assert [each.proto.SerializeToString(deterministic=True) for each in app.get("vega_lite_chart")[:3]] == tables


@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_noise_of_the_same_size_beside_the_data_at_the_same_stop(app, method):
    opened(app, real={"tsne": "t-SNE", "umap": "UMAP"}[method])
    knob, stop = {"tsne": ("perplexity", 30.0), "umap": ("n_neighbors", 15.0)}[method]
    app.select_slider(key=f"real_{knob}").set_value(stop).run()
    assert not app.exception
    assert not app.warning
    for source, title in (("digits", "Digits, 64 pixels"), ("digits-as-noise", "Noise, 1,797 points of 64 numbers")):
        sweep = projections.map_sweep(source, method, False, 0)
        place = sweep.place({knob: stop})
        assert sweep.frames.shape[2] == 1797
        assert sweep.stops[0][place[0]] == stop
        index = figures.spacing_index(sweep.frames[place])
        assert f"**{title}**: spacing {index:.2f}" in words(app)


@pytest.mark.parametrize(("data", "said"), [("Digits", "The second one does"), ("Pure noise", "Both do.")])
def test_points_that_are_noise_themselves_are_not_called_anything_else(app, data, said):
    opened(app, data=data)
    shown = words(app)
    assert "which of the two maps shows pure noise?" in shown
    assert said in shown


@pytest.mark.parametrize(("place", "stop"), [(4.45, 20), (4.5, 30), (5.5, 50), (6.5, 100)])
def test_half_way_between_two_stops_the_numbers_are_those_the_chart_names(app, place, stop):
    """A browser rounds halves up, Python to the even number."""
    opened(app)
    resting(app, perplexity=place)
    app.run()
    assert f"Measured at perplexity {stop}." in words(app)


@pytest.mark.parametrize("claim", list(experiments.CLAIMS))
def test_every_claim_shows_its_verdict(app, claim):
    opened(app, claim=experiments.CLAIMS[claim].said)
    found = projections.evidence_for(claim)
    assert not app.warning
    assert f"### {found.verdict}." in words(app)
    for value in found.values:
        assert f"**{experiments.CLAIMS[claim].form.format(value)}**, " in words(app)


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


def test_mnist_has_its_classes_and_pictures_without_a_download(app, monkeypatch, tmp_path):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path))
    opened(app, data="MNIST", image="7")
    assert not app.warning
    text, ground = words(app), projections.shown_points("mnist-2000")
    for method in catalogue.MAP_METHODS:
        sweep = projections.map_sweep("mnist-2000", method, False, 0)
        assert f"Neighbours kept: **{sweep.fact('neighbours_kept', sweep.place({})):.0%}**" in text
    assert ground.names == tuple("0123456789")
    assert np.bincount(ground.labels).min() > 150
    assert len(set(ground.pixels)) == 2000
    assert ((ground.test_numbers >= 0) & (ground.test_numbers < 10_000)).all()
    assert datasets.mnist.FAMILY["mnist"].source in text
    assert "Noise, 2,000 points of 784 numbers" in text
    number = int(ground.test_numbers[42])
    resting(app, "mnist-2000", "umap", pick=42)
    app.run()
    assert app.query_params["image"] == str(number)
    assert app.session_state["remembered:image"] == number
    assert "true neighbours are still near" in words(app)
    app.toggle(key="space").set_value(True).run()
    assert not app.exception


def around(shown, points, margin=5):
    """A rectangle that holds these points of a map (n, 2), as its chart reports it."""
    low, high = shown[points].min(axis=0) - margin, shown[points].max(axis=0) + margin
    return {"x": [int(low[0]), int(high[0])], "y": [int(low[1]), int(high[1])]}


def opacities(app):
    """Of the points of the map in three dimensions, of 255."""
    deck = json.loads(app.get("deck_gl_json_chart")[0].proto.json)
    return [point["colour"][3] for point in deck["layers"][0]["data"]]


def test_what_is_lit_on_the_maps_is_lit_in_three_dimensions_too(app):
    opened(app)
    app.toggle(key="space").set_value(True).run()
    assert len(set(opacities(app))) == 1
    shown = projections.map_on_screen("digits", "pca", False, 0)[0].astype(int)
    app.session_state["map-pca-1797"] = {"selection": {"group": around(shown, [10, 11])}}
    app.run()
    group = list(app.session_state["group"][1])
    seen = np.array(opacities(app))
    assert len(group) < 1797
    assert seen[group].min() > 240
    assert np.delete(seen, group).max() < 20


def test_a_rectangle_lights_a_group_on_all_maps_and_says_what_is_in_it(app):
    opened(app)
    ground = projections.shown_points("digits")
    shown = projections.map_on_screen("digits", "pca", False, 0)[0].astype(int)
    rectangle = around(shown, [10, 11])
    within = (
        (shown >= [rectangle["x"][0], rectangle["y"][0]]) & (shown <= [rectangle["x"][1], rectangle["y"][1]])
    ).all(1)
    group = np.flatnonzero(within)
    app.session_state["map-pca-1797"] = {"selection": {"group": rectangle}}
    app.run()
    assert not app.exception
    text = words(app)
    assert f"{len(group)} points: " in text
    counts = np.bincount(ground.labels[group], minlength=10)
    best = int(counts.argmax())
    assert f"{counts[best]} are {best}s" in text
    for method in catalogue.MAP_METHODS:
        sweep = projections.map_sweep("digits", method, False, 0)
        kept = metrics.kept_by_point(ground.neighbours, sweep.frames[sweep.place({})])[group].mean()
        assert f"of their true neighbours **{kept:.1f} of 10** are still near" in text
    assert app.session_state["group"] == ("digits", tuple(group.tolist()))
    resting(app, method="umap", n_neighbors=1.0)  # another slider: the group stays
    app.run()
    assert f"{len(group)} points: " in words(app)
    app.session_state["map-pca-1797"] = {"selection": {"group": {}, "wipe": [{"data": 0}]}}
    app.run()
    assert "Your group" not in words(app)


def test_a_rectangle_between_two_stops_holds_what_is_seen_there(app):
    opened(app)
    shown = projections.map_on_screen("digits", "tsne", False, 0).astype(float)
    half = (shown[3] + shown[4]) / 2
    rectangle = around(half, [100], margin=1500)
    group = np.flatnonzero(
        ((half >= [rectangle["x"][0], rectangle["y"][0]]) & (half <= [rectangle["x"][1], rectangle["y"][1]])).all(1)
    )
    app.session_state["map-tsne-1797"] = {"selection": {"perplexity": [{"stop": 3.5}], "group": rectangle}}
    app.run()
    assert app.session_state["group"] == ("digits", tuple(group.tolist()))
    assert 1 < len(group) < 500
    app.button(key="let_go_group").click().run()
    assert "Your group" not in words(app)


def test_a_click_that_ends_a_drag_picks_nothing(app):
    opened(app)
    shown = projections.map_on_screen("digits", "pca", False, 0)[0].astype(int)
    rectangle = around(shown, [10, 11])
    corner = int(np.abs(shown - [rectangle["x"][1], rectangle["y"][1]]).max(axis=1).argmin())
    assert np.abs(shown[corner] - [rectangle["x"][1], rectangle["y"][1]]).max() < 2000  # 12 pixels are 2,250 units
    app.session_state["map-pca-1797"] = {"selection": {"group": rectangle}}
    app.run()
    app.session_state["map-pca-1797"] = {"selection": {"group": rectangle, "pick": [{"point": corner}]}}
    app.run()
    assert "Picked point" not in words(app)
    app.session_state["map-pca-1797"] = {"selection": {"group": rectangle, "pick": [{"point": 3}]}}
    app.run()
    assert "Picked point" in words(app)


def test_words_for_a_group():
    names = tuple("0123456789")
    assert linked_maps.mix(np.array([4] * 30 + [9] * 8), names) == "38 points: 30 are 4s, 8 are 9s"
    assert linked_maps.mix(np.array([4, 4, 9]), names) == "3 points: 2 are 4s, 1 is a 9"
    assert linked_maps.mix(np.array([1]), names) == "1 point, a 1"
    assert linked_maps.mix(np.array([0, 1, 1]), ("inner", "outer")) == "3 points: 2 of outer, 1 of inner"
    assert linked_maps.mix(np.zeros(5, int), ("",)) == "5 points"


def test_an_image_picked_on_another_page_is_picked_on_the_way_back(app):
    opened(app)
    test = datasets.load("digits").split.test
    resting(app, method="umap", pick=int(test[7]))
    app.run()
    app.session_state["remembered:image"] = 12
    app.run()
    assert app.session_state["picked"] == ("digits", int(test[12]))
    assert app.query_params["image"] == "12"


def test_a_missing_artefact_is_told_in_its_place(app, tmp_path, monkeypatch, forgotten):
    for method in ("pca", "tsne"):
        name = catalogue.map_name("digits", method)
        for ending in ("json", "npz"):
            (tmp_path / f"{name}.{ending}").write_bytes((files.FOLDER / f"{name}.{ending}").read_bytes())
    spoilt = tmp_path / "map-digits-tsne.npz"
    spoilt.write_bytes(spoilt.read_bytes()[:-5])
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    monkeypatch.setattr(files.load, "__defaults__", (tmp_path,))
    monkeypatch.setattr(files.provenance, "__defaults__", (tmp_path,))
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
        "app = AppTest.from_file('streamlit_app.py', default_timeout=120).switch_page('pages/3_Projections.py').run()\n"
        "assert not app.exception\n"
        "print(*({'torch', 'umap', 'numba', 'openTSNE'} & sys.modules.keys()))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == ""


def test_messages_stay_small():
    """What the browser is sent for the three maps of the digits, in bytes before compression."""
    import pyarrow as pa

    from core.charts import map_tables

    ground, total = projections.shown_points("digits"), 0
    for method in catalogue.MAP_METHODS:
        shown = projections.map_on_screen("digits", method, False, 0)
        for table in map_tables.still_tables(shown, ground.labels, ground.names, ground.pixels).values():
            total += pa.table(table).nbytes
    assert np.array(total) < 900_000


def test_the_claims_and_the_own_table_need_no_maps_of_the_data_set(app):
    opened(app)
    app.selectbox(key="data").set_value("fashion").run()
    headers = [each.value for each in app.header]
    assert "What people say about maps: does it hold?" in headers
    assert "And a table of your own?" in headers
    assert "Make your own map" not in headers
    assert "o_cAOa5fMhE" in words(app)
