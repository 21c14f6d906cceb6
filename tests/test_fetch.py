"""The download panel, in a page of its own, with a download that needs no network."""

import pytest
from streamlit.testing.v1 import AppTest

from core import cache, datasets, jobs, mnist


def page():
    import streamlit as st

    from core import fetch

    if fetch.ready("kmnist"):
        st.write("it is here")


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path))
    return AppTest.from_function(page, default_timeout=30)


def arriving(visitor, name):
    """A download of four empty files."""
    folder = mnist.folder(name, datasets.data_directory())
    folder.mkdir(parents=True)
    for i, file in enumerate(mnist.FILES):
        (folder / file).write_bytes(b"")
        state = mnist.Download(name, folder, folder, done=i + 1)
        yield jobs.Progress(state, None, 0, 0.1 * i, True, state.finished)


def refused(visitor, name):
    raise mnist.DatasetError("KMNIST could not be downloaded (no network): stay with the digits.")
    yield


def test_it_says_what_is_missing_and_fetches_it_on_request(app, monkeypatch):
    monkeypatch.setattr(cache, "downloading", arriving)
    app.run()
    assert "KMNIST is not on this machine yet. It is 21.2 MB" in app.info[0].value
    app.button[0].click().run()
    assert not app.exception
    assert app.markdown[0].value == "it is here"
    assert not app.info


def test_a_failure_is_one_sentence_and_the_button_stays(app, monkeypatch):
    monkeypatch.setattr(cache, "downloading", refused)
    app.run()
    app.button[0].click().run()
    assert not app.exception
    assert "stay with the digits" in app.warning[0].value
    assert app.button


def test_a_directory_that_cannot_be_written_is_told_by_the_real_worker(tmp_path, monkeypatch):
    occupied = tmp_path / "file"
    occupied.write_text("")
    monkeypatch.setenv("LATENT_DATA_DIR", str(occupied))
    app = AppTest.from_function(page, default_timeout=60).run()
    app.button[0].click().run()
    assert not app.exception
    assert "can't be written" in app.warning[0].value
