"""The download panel, in a page of its own, with a download that needs no network."""

from math import prod
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.cache import work
from core.data import datasets, mnist
from core.errors import DatasetError
from core.jobs import chain
from core.page.run import Run, waiting


def page():
    import streamlit as st

    from core.sections import download

    if download.ready("kmnist"):
        st.write("it is here")


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path))
    return AppTest.from_function(page, default_timeout=120)


def arriving(visitor, name):
    """A download of four files of zeros that look right."""
    folder = mnist.folder(name, datasets.data_directory())
    folder.mkdir(parents=True)
    for i, (file, shape) in enumerate(zip(mnist.FILES, mnist.SHAPES, strict=True)):
        with (folder / file).open("wb") as opened:
            opened.write(mnist.header(shape))
            opened.truncate(len(mnist.header(shape)) + prod(shape))
        state = mnist.Download(name, folder, folder, done=i + 1)
        yield chain.Progress(state, None, 0, 0.1 * i, True, state.finished)


def astray(visitor, name):
    """A download that ends elsewhere."""
    state = mnist.Download(name, datasets.data_directory(), datasets.data_directory(), done=4)
    yield chain.Progress(None, None, 1, 0.0, False, False)
    yield chain.Progress(state, None, 0, 0.1, True, True)


def refused(visitor, name):
    raise DatasetError("KMNIST could not be downloaded (no network): stay with the digits.")
    yield


def test_it_says_what_is_missing_and_fetches_it_on_request(app, monkeypatch):
    monkeypatch.setattr(work, "downloading", arriving)
    app.run()
    assert "KMNIST is not on this machine yet. It is 21.2 MB" in app.info[0].value
    app.button[0].click().run()
    assert not app.exception
    assert app.markdown[0].value == "it is here"
    assert not app.info


@pytest.mark.parametrize(
    ("download", "said"),
    [(refused, "stay with the digits"), (astray, "KMNIST was fetched, but its files do not lie where")],
)
def test_a_failure_is_one_sentence_and_the_button_stays(app, monkeypatch, download, said):
    monkeypatch.setattr(work, "downloading", download)
    app.run()
    app.button[0].click().run()
    assert not app.exception
    assert said in app.warning[0].value
    assert app.button


def test_a_damaged_data_set_is_offered_again(app, monkeypatch):
    monkeypatch.setattr(work, "downloading", arriving)
    app.run()
    app.button[0].click().run()
    damaged = mnist.folder("kmnist", datasets.data_directory()) / mnist.FILES[3]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    app.run()
    assert app.button[0].label == "Download KMNIST"


@pytest.mark.parametrize(
    ("position", "begun", "words"),
    [
        (0, False, ""), (0, True, ""), (1, True, ""),
        (1, False, "Waiting: next in the queue"), (2, True, "Waiting: number 2 in the queue"),
    ],
)  # fmt: skip
def test_who_is_next_is_not_told_that_it_runs(position, begun, words):
    assert waiting(position, begun) == words
    run = Run(position=position, first=1.0 if begun else None, seen=SimpleNamespace(done=3, last=4))
    shown = run.progress()[1]
    assert shown.startswith(words or ("Step 3 of 4" if begun else "Starting"))


def test_a_directory_that_cannot_be_written_is_told_by_the_real_worker(tmp_path, monkeypatch):
    occupied = tmp_path / "file"
    occupied.write_text("")
    monkeypatch.setenv("LATENT_DATA_DIR", str(occupied))
    app = AppTest.from_function(page, default_timeout=120).run()
    app.button[0].click().run()
    assert not app.exception
    assert "can't be written" in app.warning[0].value
