"""The start page without a browser."""

import base64
import io

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.artefacts import files
from core.charts import decoded
from core.latent import codes
from core.networks import inference
from core.pictures import png
from core.sections import opening
from tests.conftest import ROOT


@pytest.fixture
def app():
    st.cache_resource.clear()
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)


def test_it_says_what_it_is_about_and_leads_on(app):
    app.run()
    assert not app.exception
    assert not app.warning
    words = " ".join(each.value for each in app.markdown)
    assert "latent space" in words
    for video in ("qJeaCHQ1k2w", "o_cAOa5fMhE", "9zKuYvjFFS8", "3jmcHZq3A5s"):
        assert video in words


def test_a_slider_at_rest_is_written_to_the_url(app):
    app.session_state["forming"] = {"selection": {"sweep": [{"stop": 9.3}]}}
    app.run()
    assert app.query_params["learned"] == "60"


@pytest.mark.parametrize("nonsense", ["", "-1", "1e9", "nan", "<b>", "\x00", "35.5"])
def test_nonsense_in_the_url_changes_nothing(app, nonsense):
    plain = app.run().get("vega_lite_chart")[-1].proto
    other = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    other.query_params["learned"] = nonsense
    other.run()
    assert not other.exception
    assert other.get("vega_lite_chart")[-1].proto == plain


def test_a_damaged_artefact_is_named_and_the_rest_of_the_page_works(app, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    app.run()
    assert not app.exception
    assert any("weights/autoencoder-digits-k2-epochs.json is missing" in each.value for each in app.warning)
    assert [header.value for header in app.header][-1] == "Rather watch first?"


def test_the_large_picture_on_the_map_is_decoded_from_the_numbers_below_it():
    tables = opening.pad_tables()
    plane, places = opening.plane(), codes.grid(opening.plane().axis, opening.plane().axis)
    model = inference.shipped("vae-mnist-k2-beta1")
    expected = png.thumbnails(inference.decode(model, plane.own(places[opening.START][None])))
    row = tables[decoded.TILES].iloc[opening.START]
    shown = np.asarray(Image.open(io.BytesIO(base64.b64decode(row["picture"].partition(",")[2]))), dtype=int)
    wanted = np.asarray(Image.open(io.BytesIO(base64.b64decode(expected[0].partition(",")[2]))), dtype=int)
    assert np.abs(shown - wanted).max() <= 1
    assert row["words"] == "{:.1f} and {:.1f}".format(*places[opening.START]).replace("-", "−")
