"""Links: an option may be named by its own name as well as by the words on screen."""

import pytest

from core.cache import work
from core.claims import experiments
from core.data import datasets
from tests.opened import opened as opened_page


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)
    monkeypatch.setattr(work, "prepare_mapping", lambda method: None)


def opened(page, **link):
    app = opened_page(page, **link)
    assert not app.exception
    return app


@pytest.mark.parametrize("words", ["toy-circle", datasets.TITLES["toy-circle"]])
def test_a_data_set_is_named_by_its_name_or_by_its_title(words):
    app = opened("Projections", data=words)
    assert app.selectbox(key="data").value == "toy-circle"
    assert app.query_params["data"] == datasets.TITLES["toy-circle"]
    app.selectbox(key="data").set_value("toy-grid").run()
    assert app.selectbox(key="data").value == "toy-grid"


def test_what_is_neither_is_dropped():
    assert opened("Projections", data="toy-nonsense").selectbox(key="data").value == "mnist"


def test_a_claim_and_a_start_are_named_too():
    claim = list(experiments.CLAIMS)[1]
    app = opened("Projections", claim=claim, began="random", perplexity="5")
    assert app.selectbox(key="claim").value == claim
    assert app.segmented_control(key="began").value == "random"
    assert app.query_params["perplexity"] == "5"


def test_radios_are_named_too():
    app = opened("VAE", room="likely", drawn_from="spread", image="7")
    assert app.radio(key="room").value == "likely"
    assert app.radio(key="drawn_from").value == "spread"
    assert app.number_input(key="image").value == 7
    app.radio(key="room").set_value("even").run()
    assert app.radio(key="room").value == "even"


CHOICES = {"m_method": "tsne", "method": "pca", "real": "tsne", "began": "data", "seed": 0, "tsne3d": 1}


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_that_must_be_made_is_not_emptied(name):
    app = opened("Projections", **({"method": "tsne"} if name == "tsne3d" else {}), **{name: ""})
    assert app.segmented_control(key=name).value == CHOICES[name]
    assert name not in app.query_params
    assert not app.warning


def test_several_classes_outlast_nonsense_beside_them():
    assert opened("Projections", classes=["1", "2"], m_seed="1e999").pills(key="classes").value == ["1", "2"]


def charts(app):
    """The specifications of the charts on screen, by key."""
    return {each.proto.id.rpartition("-")[2]: each.proto.spec for each in app.get("vega_lite_chart")}


def test_a_slider_stands_where_its_own_page_says():
    app = opened_page("Start", learned="5")
    app.query_params.clear()
    app.query_params["data"] = "digits"
    app.switch_page("pages/1_Autoencoder.py").run()
    assert charts(app)["forming"] == charts(opened("Autoencoder"))["forming"]
    assert charts(app)["forming"] != charts(opened("Autoencoder", epoch="5"))["forming"]


def test_an_older_links_name_is_read_on_its_page_and_the_new_one_comes_first():
    assert opened("VAE", dots="true").toggle(key="over").value
    assert opened("VAE", dots="true").query_params["over"] == "true"
    assert not opened("VAE", dots="true", over="false").toggle(key="over").value
    assert not opened("Autoencoder", dots="false").toggle(key="dots").value
    for words in ("random", "at random"):
        app = opened("Projections", start=words)
        assert app.segmented_control(key="began").value == "random"
        assert (app.query_params["began"], "start" in app.query_params) == ("at random", False)


@pytest.mark.parametrize("page", ["Autoencoder", "VAE", "Projections"])
def test_the_picture_of_the_data_on_the_page_is_lit_and_another_one_takes_over(page):
    app = opened(page)
    assert app.get("button_group")[0].value == "digits"
    first = "mnist" if page == "Projections" else "faces"
    app.get("button_group")[0].set_value(first).run()
    assert app.selectbox(key="data").value == first
    app.selectbox(key="data").set_value("kmnist").run()
    assert app.get("button_group")[0].value is None
    assert "data" not in app.query_params, "what is shown anyway stands in no link"
