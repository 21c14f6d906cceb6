"""The start page without a browser."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.artefacts import files
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
    assert app.query_params["epoch"] == "60"


@pytest.mark.parametrize("nonsense", ["", "-1", "1e9", "nan", "<b>", "\x00", "35.5"])
def test_nonsense_in_the_url_changes_nothing(app, nonsense):
    plain = app.run().get("vega_lite_chart")[0].proto
    other = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
    other.query_params["epoch"] = nonsense
    other.run()
    assert not other.exception
    assert other.get("vega_lite_chart")[0].proto == plain


def test_a_damaged_artefact_is_named_and_the_rest_of_the_page_works(app, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    app.run()
    assert not app.exception
    assert "weights/autoencoder-digits-k2-epochs.json is missing" in app.warning[0].value
    assert [header.value for header in app.header][-1] == "Rather watch first?"
