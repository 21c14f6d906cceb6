"""The Projections page without a browser: what it shows, what it remembers, what it survives."""

import json

import numpy as np
import pyarrow as pa
import pytest

from core.artefacts import catalogue, files
from core.cache import projections
from core.charts import map_tables
from core.data import datasets
from core.maps import metrics
from core.sections import linked_maps, map_choice
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


def key(source="digits", knob=""):
    return map_choice.Choice(source, False, 0, knob).key


def tables_of(app, source="digits"):
    """The tables of the linked maps as they were sent, by name, each as columns."""
    chart = next(each.proto for each in app.get("vega_lite_chart") if key(source) in each.proto.id)
    return {each.name: pa.ipc.open_stream(each.data.data).read_all().to_pydict() for each in chart.datasets}


def points_of(app, source="digits"):
    return tables_of(app, source)[map_tables.POINTS]


def resting(app, source="digits", pick=None, group=None, **places):
    """What the chart of the maps says once its sliders rest at these places, and what was picked on it."""
    event = {knob: [{"stop": place}] for knob, place in places.items()}
    serial = app.session_state[f"{key(source)}:asked"].serial
    if pick is not None:
        event["pick"] = [{"point": pick, "serial": serial}]
    if group is not None:
        event["group"] = [group | {"serial": serial}]
    app.session_state[key(source)] = {"selection": event}


def test_three_maps_with_their_numbers(app):
    opened(app)
    assert not app.warning
    text = words(app)
    for method in catalogue.MAP_METHODS:
        sweep = projections.map_sweep("digits", method, False, 0)
        kept = sweep.fact("neighbours_kept", sweep.place({}))
        assert f"{map_choice.TITLES[method]} **{kept:.0%}**" in text.partition("Neighbours kept: ")[2].split("\n")[0]
    assert "Measured at perplexity 30, n_neighbors 15, min_dist 0.1." in text


def test_the_maps_that_are_seen_first_come_first(app):
    opened(app, perplexity="50")
    first, marks = points_of(app), tables_of(app)[map_tables.MARKS]
    places = [name for name in first if name[0] in "xy"]
    assert len(places) == 2 * len(catalogue.MAP_METHODS)
    assert "pixels" not in first
    assert len(app.button(key="maps_rest").click().run().exception) == 0
    whole = points_of(app)
    assert {name: whole[name] for name in first} == first
    count = sum(len(projections.map_on_screen("digits", each, False, 0)) for each in catalogue.MAP_METHODS)
    assert len([name for name in whole if name[0] in "xy"]) == 2 * count
    assert len(whole["pixels"]) == len(first["point"])
    assert tables_of(app)[map_tables.MARKS] == marks
    assert "maps_rest" not in {each.key for each in app.button}


def test_few_points_come_with_all_their_maps(app):
    opened(app, data="toy-two-sizes")
    assert "maps_rest" not in {each.key for each in app.button}


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
    resting(app, perplexity=8.1, n_neighbors=0.2, min_dist=3.6)
    app.run()
    assert not app.exception
    assert app.query_params["perplexity"] == "150"
    assert (app.query_params["n_neighbors"], app.query_params["min_dist"]) == ("2", "0.99")
    sweep = projections.map_sweep("digits", "tsne", False, 0)
    assert f"t-SNE **{sweep.fact('neighbours_kept', (8, 0)):.0%}**" in words(app)
    assert "Measured at perplexity 150, n_neighbors 2, min_dist 0.99." in words(app)


def test_a_link_reopens_at_its_stop(app):
    opened(app, perplexity="5", n_neighbors="50", min_dist="0.5", began="at random", seed="1")
    text = words(app)
    assert "Measured at perplexity 5, n_neighbors 50, min_dist 0.5." in text
    sweep = projections.map_sweep("digits", "tsne", True, 1)
    place = sweep.place({"perplexity": 5.0})
    assert f"t-SNE **{sweep.fact('neighbours_kept', place):.0%}**" in text


def test_a_clicked_point_is_linked_on_all_maps_and_shared(app):
    opened(app)
    test = datasets.load("digits").split.test
    resting(app, pick=int(test[7]))
    app.run()
    assert not app.exception
    assert app.query_params["image"] == "7"
    assert app.session_state["remembered:image"] == 7
    near = metrics.kept_by_point(
        projections.shown_points("digits").neighbours, projections.map_sweep("digits", "tsne", False, 0).frames[5, 0]
    )
    assert f"t-SNE **{near[test[7]]}**" in words(app).partition("true neighbours still near: ")[2].split("\n")[0]
    train = int(datasets.load("digits").split.train[3])
    resting(app, pick=train)
    app.run()
    assert app.query_params["point"] == str(train)
    assert "image" not in app.query_params
    app.button(key="let_go").click().run()
    for _ in range(2):  # the second time what the browser said before is no news
        assert app.query_params["point"] == "-1"
        assert "still near" not in words(app)
        app.run()
    opener = opened(asked("Projections"), point="-1")
    assert "still near" not in words(opener)


def test_at_first_one_picture_is_picked_so_that_what_a_tap_does_is_seen(app):
    opened(app)
    assert app.session_state["picked"] == ("digits", datasets.load("digits").split.test[0])
    assert "still near" in words(app)
    assert not {"point", "image"} & set(app.query_params)
    other = opened(asked("Projections"), data="toy-grid")
    assert other.session_state["picked"] == ("toy-grid", None)


def test_every_control_moves(app):
    opened(app)
    button(app, "began").set_value("random").run()
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
    assert "Measured at perplexity 3" in words(app)


def test_classes_in_the_link_are_shown_from_the_first(app):
    opened(app, classes="3", space="true")
    assert app.session_state["classes"] == ["3"]
    marks = tables_of(app)[map_tables.MARKS]
    assert set(marks["on"]) == {map_tables.FULL, map_tables.OFF}
    app.run()
    assert tables_of(app)[map_tables.MARKS] == marks


@pytest.mark.parametrize(("place", "stop"), [(4.45, 20), (4.5, 30), (5.5, 50), (6.5, 100)])
def test_half_way_between_two_stops_the_numbers_are_those_the_chart_names(app, place, stop):
    """A browser rounds halves up, Python to the even number."""
    opened(app)
    resting(app, perplexity=place)
    app.run()
    assert f"Measured at perplexity {stop}," in words(app)


@pytest.mark.parametrize("nonsense", ["", "-1", "1e99", "nan", "inf", "<b>", "\x00", "99999", "½"])
def test_nonsense_in_the_url(app, nonsense):
    keys = ("data", "of", "began", "seed", "classes", "perplexity", "n_neighbors", "min_dist", "point", "image")
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
        assert f"{map_choice.TITLES[method]} **{sweep.fact('neighbours_kept', sweep.place({})):.0%}**" in text
    assert ground.names == tuple("0123456789")
    assert np.bincount(ground.labels).min() > 150
    assert len(set(ground.pixels)) == 2000
    assert ((ground.test_numbers >= 0) & (ground.test_numbers < 10_000)).all()
    assert datasets.mnist.FAMILY["mnist"].source in text
    number = int(ground.test_numbers[42])
    resting(app, "mnist-2000", pick=42)
    app.run()
    assert app.query_params["image"] == str(number)
    assert app.session_state["remembered:image"] == number
    assert "true neighbours still near" in words(app)
    app.toggle(key="space").set_value(True).run()
    assert not app.exception


def around(shown, points, margin=5, method="pca", first=0.0, second=0.0):
    """A rectangle that holds these points of a map (n, 2), as its chart reports it."""
    low, high = shown[points].min(axis=0) - margin, shown[points].max(axis=0) + margin
    ends = {"left": float(low[0]), "right": float(high[0]), "low": float(low[1]), "high": float(high[1])}
    return {"map": catalogue.MAP_METHODS.index(method), **ends, "first": first, "second": second}


def held_by(rectangle, shown):
    """The points of a map (n, 2) inside."""
    low, high = [rectangle["left"], rectangle["low"]], [rectangle["right"], rectangle["high"]]
    return np.flatnonzero(((shown >= low) & (shown <= high)).all(axis=1))


def opacities(app):
    """Of the points of the map in three dimensions, of 255."""
    deck = json.loads(app.get("deck_gl_json_chart")[0].proto.json)
    return [point["colour"][3] for point in deck["layers"][0]["data"]]


def test_what_is_lit_on_the_maps_is_lit_in_three_dimensions_too(app):
    opened(app)
    app.toggle(key="space").set_value(True).run()
    first = datasets.load("digits").split.test[0]  # is picked
    assert len(set(np.delete(opacities(app), first))) == 1
    shown = projections.map_on_screen("digits", "pca", False, 0)[0].astype(int)
    resting(app, group=around(shown, [10, 11]))
    app.run()
    group = list(app.session_state["group"][1])
    seen = np.array(opacities(app))
    assert len(group) < 1797
    assert seen[group].min() > 240
    assert np.delete(seen, [first, *group]).max() < 20


def test_a_rectangle_lights_a_group_on_all_maps_and_says_what_is_in_it(app):
    opened(app)
    ground = projections.shown_points("digits")
    shown = projections.map_on_screen("digits", "pca", False, 0)[0].astype(int)
    rectangle = around(shown, [10, 11])
    group = held_by(rectangle, shown)
    resting(app, group=rectangle)
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
        said = text.partition("The same of your group, on the mean: ")[2].split("\n")[0]
        assert f"{map_choice.TITLES[method]} **{kept:.1f}**" in said
    assert app.session_state["group"] == ("digits", tuple(group.tolist()))
    resting(app, n_neighbors=1.0, group=rectangle)  # another slider: the group stays
    app.run()
    assert f"{len(group)} points: " in words(app)
    resting(app, group=rectangle | {"map": -1})
    app.run()
    assert "Your group" not in words(app)
    assert "group" not in app.query_params


def test_a_group_is_in_the_link_and_stays_with_its_points_on_other_maps(app):
    shown = projections.map_on_screen("digits", "umap", False, 0).astype(float)
    between = (shown[4 * 5 + 1] + shown[5 * 5 + 1]) / 2  # half-way from one n_neighbors to the next
    rectangle = around(between, [100], 1500.25, "umap", 4.5, 1.0)
    group = held_by(rectangle, between).tolist()
    assert 1 < len(group) < 500
    opened(app)
    resting(app, group=rectangle)
    app.run()
    link = app.query_params["group"]
    assert app.session_state["group"] == ("digits", tuple(group))
    button(app, "began").set_value("random").run()
    assert app.session_state["group"] == ("digits", tuple(group))
    assert "group" not in app.query_params, "the rectangle holds other points here"
    again = opened(asked("Projections"), group=link)
    assert again.session_state["group"] == ("digits", tuple(group))
    assert again.query_params["group"] == link


@pytest.mark.parametrize(
    "nonsense", ["tsne", "pca,0,0,1,2,3", "tsne,0,0,nan,1,2,3", "vae,0,0,1,2,3,4", "umap,a,b,c,d,e,f"]
)
def test_a_group_that_is_none_opens_the_page(app, nonsense):
    opened(app, group=nonsense)
    assert app.session_state["group"] == ("digits", ())
    assert "group" not in app.query_params


def test_a_rectangle_between_two_stops_holds_what_is_seen_there(app):
    opened(app)
    shown = projections.map_on_screen("digits", "tsne", False, 0).astype(float)
    half = (shown[3] + shown[4]) / 2
    rectangle = around(half, [100], 1500, "tsne", 3.5)
    group = held_by(rectangle, half)
    resting(app, perplexity=3.5, group=rectangle)
    app.run()
    assert app.session_state["group"] == ("digits", tuple(group.tolist()))
    assert 1 < len(group) < 500
    app.button(key="let_go").click().run()
    assert "Your group" not in words(app)


def charts_sent(app):
    return [each.proto.SerializeToString(deterministic=True) for each in app.get("vega_lite_chart")[:1]]


def test_what_the_browser_lights_by_itself_is_not_sent_to_it_again(app):
    opened(app).button(key="maps_rest").click().run()
    shown, sent = projections.map_on_screen("digits", "pca", False, 0)[0].astype(float), charts_sent(app)
    resting(app, pick=3, group=around(shown, [10, 11]))
    app.run()
    assert "still near" in words(app)
    assert charts_sent(app) == sent
    app.button(key="let_go").click().run()
    assert charts_sent(app) != sent


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
    resting(app, pick=int(test[7]))
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
    assert "Neighbours kept: PCA **12%**" in words(app)


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
    ground = projections.shown_points("digits")
    shown = np.concatenate([projections.map_on_screen("digits", each, False, 0) for each in catalogue.MAP_METHODS])
    tables = map_tables.point_tables(shown, ground.labels, ground.pixels, None, ground.neighbours)
    tables |= map_tables.mark_tables(shown, ground.labels, ground.names)
    assert sum(pa.table(table).nbytes for table in tables.values()) < 800_000


def test_the_claims_and_the_own_table_need_no_maps_of_the_data_set(app):
    opened(app)
    app.selectbox(key="data").set_value("fashion").run()
    headers = [each.value for each in app.header]
    assert "What people say about maps: does it hold?" in headers
    assert "And a table of your own?" in headers
    assert "Make your own map" not in headers
    assert "What the three methods do inside" in words(app)
