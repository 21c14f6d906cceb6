"""The start page without a browser."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.artefacts import files
from core.cache import faces
from core.charts import decoded
from core.latent import knobs
from core.networks import inference
from core.pictures import png
from core.sections import opening
from tests.conftest import ROOT


@pytest.fixture
def app():
    return start()


def start():
    return AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)


def test_it_says_what_it_is_about_and_leads_on(app):
    app.run()
    assert not app.exception
    assert not app.warning
    words = " ".join(each.value for each in app.markdown)
    assert "latent space" in words


def test_a_slider_at_rest_is_written_to_the_url(app):
    app.session_state["forming"] = {"selection": {"sweep": [{"stop": 9.3}]}}
    app.run()
    assert app.query_params["learned"] == "60"


@pytest.fixture(scope="module")
def plain():
    """The page without a link."""
    return start().run()


@pytest.mark.parametrize("nonsense", ["", "-1", "1e9", "nan", "<b>", "\x00", "35.5"])
def test_nonsense_in_the_url_changes_nothing(app, plain, nonsense):
    app.query_params["learned"] = nonsense
    app.run()
    assert not app.exception
    assert app.get("vega_lite_chart")[-1].proto == plain.get("vega_lite_chart")[-1].proto


def test_a_damaged_artefact_is_named_and_the_rest_of_the_page_works(app, tmp_path, monkeypatch, forgotten):
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    app.run()
    assert not app.exception
    assert any("weights/autoencoder-digits-k2-epochs.json is missing" in each.value for each in app.warning)
    assert [header.value for header in app.header][-1] == "Rather watch first?"


def test_the_large_face_is_decoded_from_the_numbers_beside_it():
    tables, at = opening.pad_tables(), opening.START
    bars = tables[decoded.BARS]
    code = bars[bars["tile"] == at].sort_values("bar")["value"].to_numpy(np.float32)
    expected = inference.decode(inference.shipped(faces.SAVING), code[None])
    shown, wanted = (picture(each) for each in (tables[decoded.TILES].iloc[at]["picture"], png.thumbnails(expected)[0]))
    assert np.abs(shown.astype(int) - wanted).mean() <= 5  # two decimals of the numbers, and a picture packed small


def picture(uri):
    """The pixels of a data URI, whole numbers (h, w, 3)."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB"), dtype=int)


def test_along_the_pad_faces_smile_more_and_more():
    pad = faces.pad()
    arrays = files.load("faces-knobs").arrays()
    ruler = knobs.Reading(arrays["ruler_weights"], arrays["ruler_offset"])
    smile = ruler(pad.pictures)[:, faces.NAMES.index("smile")].reshape(faces.PAD_SIDE, faces.PAD_SIDE)
    assert np.all(np.diff(smile.mean(1)) < 0), "rows come from the top"
    assert smile[0].mean() - smile[-1].mean() > 1, "half of the range at least"
