"""The panel that takes a visitor's pictures, and the pages that use them: theirs alone, on all pages, until removed."""

import gc
import io
import json
import zipfile

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.cache import drawings
from core.data import datasets, faces
from core.data.gallery import framing
from core.limits import Limits
from core.networks import training
from core.page import frame
from core.sections import gallery, own_network
from core.settings import AutoencoderSettings, VAESettings
from tests.conftest import ROOT, words
from tests.opened import FILES, opened

COUNT = 40


def face_files():
    """Drawn faces of 32×32 as PNG files, by name."""
    drawn = faces.draw(faces.random_knobs(np.random.default_rng(6), COUNT))
    for i, each in enumerate(np.rint(drawn * 255).astype(np.uint8)):
        buffer = io.BytesIO()
        Image.fromarray(each).save(buffer, "PNG")
        yield f"{'qzeven' if i % 2 == 0 else 'qzodd'}/face {i}.png", buffer.getvalue()


FACES = dict(face_files())


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def page():
    import streamlit as st

    from core.sections import gallery

    st.session_state["seen"] = gallery.panel()


@pytest.fixture
def pool(workerless):
    workerless.limits = Limits(upload_mb=1, epochs=5)
    return workerless


@pytest.fixture
def app(pool):
    return AppTest.from_function(page, default_timeout=120).run()


def bring(app, *files):
    app.get("file_uploader")[0].set_value([(name, content, "") for name, content in files])
    assert not app.run().exception
    return app


def press(app, key):
    assert not app.button(key=key).click().run().exception
    return app


# --- the panel -------------------------------------------------------------------------------------------------------


def test_pictures_are_kept_until_they_are_removed(app, pool):
    assert app.session_state["seen"] is None
    bring(app, ("faces.zip", zipped(FACES)))
    seen = app.session_state["seen"]
    assert "**faces.zip**: 40 pictures of 32×32 in colour, 2 classes (qzeven, qzodd)." in words(app).replace("\\", "")
    assert pool.asked == [(app.session_state["visitor"], "core.data.gallery.reading:read", {})]
    drawn = faces.draw(faces.random_knobs(np.random.default_rng(6), COUNT))
    assert seen.values == pytest.approx(drawn, abs=0.5 / 255 + 1e-6)
    assert app.run().session_state["seen"] is seen
    app.get("button_group")[0].set_value(16).run()
    app.toggle(key="gallery_colour").set_value(False).run()
    assert app.session_state["seen"].values.shape == (COUNT, 16, 16)
    assert frame.PORTRAIT in app.session_state
    press(app, "gallery_remove")
    assert app.session_state["seen"] is None
    assert frame.PORTRAIT not in app.session_state
    assert app.get("file_uploader")


def test_several_files_are_read_and_bad_ones_are_left_out_when_that_is_agreed(app):
    good = [(name.split("/")[1], content) for name, content in FACES.items()][:8]
    bring(app, *good, ("note*.txt", b"hello"), ("cut.png", good[0][1][:99]))
    assert app.session_state["seen"] is None
    said = app.warning[0].value
    assert said.startswith("2 files can't be used:\n- note\\*.txt is no picture")
    assert "- cut.png is damaged" in said
    press(app, "gallery_agree")
    assert len(app.session_state["seen"].values) == 8
    assert "2 files left out." in words(app)
    press(app, "gallery_remove")
    bring(app, *good, ("note.txt", b"hello"))
    press(app, "gallery_other")
    assert app.get("file_uploader")


def test_a_refusal_is_told_and_others_can_be_brought(app, pool):
    bring(app, ("two.zip", zipped(dict(list(FACES.items())[:2]))))
    assert app.warning[0].value.startswith("2 pictures could be read, too few for a map")
    pool.waits = True
    bring(app, ("faces.zip", zipped(FACES)))
    assert not app.warning
    assert app.caption[-1].value.startswith("Reading your pictures · ")
    pool.work()
    assert app.run().session_state["seen"] is not None


def test_tables_and_pictures_share_the_room_for_all(app, pool):
    pool.limits = Limits(upload_mb=1, tables_mb=1)
    held = [gallery.Pictures(pool.submit("me", "core.data.gallery.archive:skipped_words", 0)) for _ in range(2)]
    for each in held:
        each.ticket = None
        each.read_size = lambda: 400_000
    bring(app, ("faces.zip", zipped(FACES)))
    assert "bring fewer pictures or choose a smaller size" in app.warning[0].value
    held.clear()
    gc.collect()
    assert bring(app, ("faces.zip", zipped(FACES))).session_state["seen"] is not None


def test_nothing_of_them_is_on_disk_or_in_a_shared_cache():
    readers = [*(ROOT / "core" / "data" / "gallery").glob("*.py")]
    assert len(readers) == 5
    sections = [ROOT / "core" / "sections" / f"{name}.py" for name in ("gallery", "holding", "own_network", "own_map")]
    for path in (*sections, *readers):
        source = path.read_text(encoding="utf-8")
        assert "cache_" not in source
        assert "tempfile" not in source
        assert "draw.chart" not in source
        assert "draw.tables" not in source


# --- the pages -------------------------------------------------------------------------------------------------------


def with_faces(name, **link):
    app = opened(name, data="yours", level="plain", **link)
    return bring(app, ("faces.zip", zipped(FACES)))


def finish(app, place):
    for _ in range(90):
        if app.session_state[place].chain is None:
            return app
        app.run()
        assert not app.exception
    raise AssertionError("the run did not end")


@pytest.mark.parametrize("name", ["Autoencoder", "VAE", "Projections"])
def test_a_link_to_ones_own_pictures_asks_for_them(pool, name):
    app = opened(name, data="yours", level="plain")
    assert not app.exception
    assert not app.warning
    assert [each.label for each in app.get("file_uploader")] == [
        "Your own pictures: a ZIP of them, or several PNG, JPEG or WebP files"
    ]
    assert "when the tab closes" in words(app).replace("\n", " ")


def test_projections_map_them_and_the_other_pages_have_them_too(pool):
    app = with_faces("Projections")
    press(app, "y_go")
    finish(app, "map:yours")
    assert "**t-SNE** of your 40 pictures." in words(app)
    assert app.session_state["map:yours"].seen.quality is not None
    app.switch_page(FILES["VAE"]).run()
    assert not app.exception
    assert "40 pictures of 32×32 in colour" in words(app)
    app.switch_page(FILES["Projections"]).run()
    assert "**t-SNE** of your 40 pictures." in words(app), "the map is still there"
    press(app, "gallery_remove")
    assert "of your 40 pictures" not in words(app)
    assert "map:yours" not in app.session_state


SETTINGS = {
    "Autoencoder": AutoencoderSettings(dataset="yours", latent=2, epochs=3, **own_network.USUAL),
    "VAE": VAESettings(dataset="yours", latent=2, epochs=3, likelihood="bernoulli", **own_network.USUAL),
}


@pytest.fixture
def remembered(monkeypatch):
    """What is remembered for all visitors while a test runs: all that it depends on, and the specifications."""
    told, drawing, tables = [], drawings.drawing, drawings.tables

    def listened(by, build, exchanged=()):
        made = drawing(by, build, exchanged)
        told.append(json.dumps([str(by), made.spec, [str(each) for each in made.tables.values()]]))
        return made

    monkeypatch.setattr(drawings, "drawing", listened)
    monkeypatch.setattr(drawings, "tables", lambda by, build: told.append(str(by)) or tables(by, build))
    return told


@pytest.mark.parametrize("name", SETTINGS)
def test_a_network_is_trained_on_them_and_shows_what_it_makes_of_them(pool, remembered, name):
    settings = SETTINGS[name]
    app = with_faces(name, t_epochs="3")
    press(app, "t_train")
    place = f"live:{type(settings).__name__}:yours"
    finish(app, place)
    result, dataset = app.session_state[place].result, app.session_state["gallery"].made[1]
    state = training.train(settings, dataset)
    assert result.state.model == state.model
    seen = training.preview(state, dataset, limit=8)
    app.number_input(key="image").set_value(2).run()
    assert not app.exception
    error = ((seen.images[2] - seen.rebuilt[2]) ** 2).sum()
    said = words(app).replace("\\", "")
    assert f"*{app.session_state['gallery'].gallery.names[dataset.split.test[2]]}*, which the network" in said
    assert f"Squared error **{error:.2f}**" in said
    assert "Every dot is one of your 40 pictures" in said
    assert remembered
    assert not any("qz" in each or "face " in each for each in remembered), "somebody else could see their names"
    kept = app.session_state[f"trained:{name.lower()}:yours"]
    assert app.run().session_state[f"trained:{name.lower()}:yours"] is kept, "worked out once"
    sides = next(each for each in app.get("button_group") if each.key == "gallery_side")
    sides.set_value(16).run()
    assert not app.exception
    assert "learned" not in words(app), "cut otherwise they are other pictures"
    other = opened(name, data="yours", level="plain")
    assert not other.get("vega_lite_chart")
    assert "qz" not in words(other)
    press(app, "gallery_remove")
    assert "learned" not in words(app)
    assert place not in app.session_state
    assert "drawn:t_map" not in app.session_state
    assert not app.get("vega_lite_chart")


def test_ways_between_two_pictures_end_at_what_the_network_rebuilds(pool):
    app = with_faces("Autoencoder", t_epochs="1", t_latent="3", a="1", b="3")
    finish(press(app, "t_train"), "live:AutoencoderSettings:yours")
    assert "With **2** as the latent size" in words(app)
    names, test = gallery_of(app).gallery.names, gallery_of(app).made[1].split.test
    assert f"From {names[test[1]]} to {names[test[3]]}." in words(app).replace("\\", "")


def gallery_of(app):
    return app.session_state["gallery"]


def test_too_few_for_a_network_is_said(pool):
    app = opened("Autoencoder", data="yours", level="plain")
    bring(app, ("few.zip", zipped(dict(list(FACES.items())[:9]))))
    said = app.info[0].value
    assert "9 pictures are too few to train a network on and to measure it on others: bring at least 30" in said
    assert "t_train" not in {each.key for each in app.button}


def test_the_parts_of_the_fewest_pictures_are_what_is_said():
    parts = datasets.split("yours", framing.FEWEST_TRAINED)
    assert [len(each) for each in parts] == [21, 3, 6]
