"""Words on the Projections page without a browser: the box that finds one, names on maps, and arithmetic."""

import shutil

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.cache import claims, projections
from core.cache.words import answer, arrows, scores, words
from core.charts.map_labels import CLASS, PICKED, POINT
from core.pictures.places import LEVELS
from core.sections import find_word, word_arrows
from core.sections.map_choice import TITLES
from core.sections.selection import Selection
from tests.conftest import words as said
from tests.opened import asked


@pytest.fixture
def app():
    return asked("Projections")


def opened(app, **query):
    app.query_params |= query
    assert not app.run().exception
    return app


def told(app):
    return " ".join(each.value for each in app.warning)


def test_a_word_in_the_link_is_picked_with_its_neighbours_by_name(app):
    opened(app, data="words", word="japan")
    assert not app.warning
    assert app.session_state["picked"] == ("words", words().row("japan"))
    near = words().nearest(words().vectors[words().row("japan")], 10, (words().row("japan"),))
    named = ", ".join(f"{words().words[row]} {value:.2f}" for row, value in zip(*near, strict=True))
    assert f"**japan** (countries). Its ten nearest in the data, with their likeness: {named}." in said(app)
    for method in catalogue.MAP_METHODS:
        kept = projections.map_sweep("words", method, False, 0)
        assert f"{TITLES[method]} **{kept.fact('neighbours_kept', kept.place({})):.0%}**" in said(app)
    assert "true neighbours still near" in said(app)


def test_the_box_and_the_maps_pick_the_same_word(app):
    opened(app, data="words")
    app.selectbox(key="word").set_value("violin").run()
    assert app.session_state["picked"] == ("words", words().row("violin"))
    assert "image" not in app.query_params
    assert "point" not in app.query_params
    asked = app.session_state["maps-words-713:asked"].serial
    app.session_state["maps-words-713"] = {"selection": {"pick": [{"point": words().row("soup"), "serial": asked}]}}
    app.run()
    assert app.selectbox(key="word").value == "soup"
    assert "**soup** (food and drink)" in said(app)
    app.button(key="let_go").click().run()
    assert app.selectbox(key="word").value is None
    assert "Its ten nearest" not in said(app)


@pytest.mark.parametrize("asked", ["brexit", "Brexit ", "<b>", "½"])
def test_a_word_that_is_not_there_is_told_and_nothing_is_picked(app, asked):
    opened(app, data="words", word=asked)
    assert "is not among the 713 words; nearest in spelling:" in told(app)
    assert app.session_state["picked"] == ("words", None)
    assert "Its ten nearest" not in said(app)


def test_a_word_in_capitals_is_found(app):
    opened(app, data="words", word="Paris")
    assert not app.warning
    assert "**paris** (capitals)" in said(app)


@pytest.mark.parametrize("asked", ["brexit", "x" * 50, "\x00", "nan"])
def test_a_link_with_another_word_opens_the_page(app, asked):
    opened(app, data="words", word=asked, plus=asked, minus=asked, added=asked)
    assert "Neighbours kept" in said(app)
    assert (app.selectbox(key="plus").value, app.selectbox(key="minus").value) == ("king", "man")


def test_other_data_have_no_box_and_no_word(app):
    opened(app, data="words", word="japan")
    app.selectbox(key="data").set_value("digits").run()
    assert not app.exception
    assert "word" not in {each.key for each in app.selectbox}
    app.selectbox(key="data").set_value("words").run()
    assert not app.exception


def test_names_on_a_map_are_the_picked_word_its_neighbours_kinds_and_typical_words():
    points = projections.shown_points("words")
    frame = projections.map_on_screen("words", "pca", False, 0)[0].astype(float)
    names = find_word.names_on(frame, points, Selection(5, (), None))
    assert names.text[0] == points.words[5]
    assert names.text[1:11] == [points.words[row] for row in points.neighbours[5]]
    assert tuple(names.text[11:31]) == points.names
    assert names.looks.tolist()[:31] == [PICKED] * 11 + [CLASS] * 20
    assert sorted(names.text[:11] + names.text[31:]) == sorted(points.words)
    assert (names.places[0] == frame[5]).all()
    plain = find_word.names_on(frame, points, Selection(None, (), None))
    assert plain.text[20:40] == [words().words[row] for row in words().typical[:20]]
    music = find_word.names_on(frame, points, Selection(None, (), (points.names.index("music"),)))
    assert music.text[0] == "music"
    assert {"piano", "violin"} < set(music.text[1:])
    assert len(music.text) == 1 + (points.labels == points.names.index("music")).sum()
    group = find_word.names_on(frame, points, Selection(None, (1, 2, 3), None))
    assert sorted(group.text) == sorted(points.words[1:4])
    assert group.looks.tolist() == [POINT] * 3


def test_arithmetic_begins_with_the_queen_and_says_how_often_it_works(app):
    opened(app)
    assert "king − man + woman ≈ **queen**" in said(app)
    assert "else it would be **king** again" in said(app)
    best, *_, worst = scores().items()
    assert f"*{best[0]}* {best[1].right:.0%}, *{worst[0]}* {worst[1].right:.0%}" in said(app)
    assert f"right {1 / 710:.2%} of the time" in said(app)
    helpless = [name for name, each in scores().items() if each.right <= each.standing]
    assert "month → next one" in helpless
    assert ", ".join(helpless) in said(app)


def test_three_pickers_and_examples(app):
    opened(app, plus="paris", minus="france", added="japan")
    assert "paris − france + japan ≈ **tokyo**" in said(app)
    app.selectbox(key="added").set_value("italy").run()
    assert "paris − france + italy ≈ **rome**" in said(app)
    app.button(key="sum_2").click().run()
    found = answer(*map(words().row, ("hat", "head", "foot")))
    assert f"hat − head + foot ≈ **{words().words[found.near.rows[0]]}**" in said(app)
    assert not {words().row(word) for word in ("hat", "head", "foot")} & set(found.near.rows.tolist())
    app.selectbox(key="plus").set_value("head").run()  # a − a + c
    assert not app.exception
    assert "head − head + foot" in said(app)


def test_a_damaged_file_is_told_in_its_place(app, tmp_path, monkeypatch, forgotten):
    for path in files.FOLDER.iterdir():
        if path.name.startswith(("words", "map-digits-pca", "map-digits-tsne", "map-digits-umap")):
            shutil.copy(path, tmp_path)
    spoilt = tmp_path / "words.npz"
    spoilt.write_bytes(spoilt.read_bytes()[:-5])
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    opened(app)
    assert "weights/words.npz is damaged" in told(app)
    assert "Neighbours kept" in said(app)


def test_arrows_fill_their_plot_whatever_lies_outside():
    shown = projections.map_on_screen("words", "umap", False, 0)[[0]]
    pairs = arrows("words")
    filled = word_arrows.filled(shown, pairs)[0]
    assert np.ptp(filled[pairs.ravel()], axis=0).max() == pytest.approx(2 * LEVELS, abs=2)
    assert np.abs(filled[pairs.ravel()]).max() <= LEVELS + 1
    steps, before = (each - each[0] for each in (filled, shown[0].astype(float)))
    factor = (steps * before).sum() / (before**2).sum()
    assert factor > 1.2
    assert np.abs(steps - factor * before).max() < 3
    assert len(arrows("digits")) == 0


def test_the_claim_about_directions_draws_its_maps_with_arrows(app):
    opened(app, claim="directions", guess="open")
    found = claims.evidence("directions")
    assert not app.warning
    assert f"### {found.verdict}." in said(app)
    assert found.why in said(app)
    arrows = [
        each for each in app.get("vega_lite_chart") if '"name": "arrows"' in each.proto.spec.replace('":"', '": "')
    ]
    assert len(arrows) == len(claims.CLAIMS["directions"].shown)


def test_a_map_on_which_nothing_is_picked_has_its_words_and_kinds():
    points = projections.shown_sample("words", 250)
    written = find_word.lettering(np.random.default_rng(0).normal(size=(250, 2)), points)
    assert written.words == points.words
    assert sorted(written.names.text) == sorted([*points.words, *points.names])
    assert find_word.lettering(np.zeros((1797, 2)), projections.shown_points("digits")) is None


def test_a_group_is_named_word_by_word_the_typical_ones_where_it_is_large():
    points = projections.shown_points("words")
    few = np.array([words().row(word) for word in ("violin", "soup", "red")])
    assert sorted(find_word.listed(points, few).rstrip(".").split(", ")) == ["red", "soup", "violin"]
    many = find_word.listed(points, np.arange(713))
    assert many.endswith(", …")
    assert many.split(", ")[:20] == [words().words[row] for row in words().typical[:20]]


def test_a_rectangle_on_a_map_of_words_names_its_words(app):
    opened(app, data="words")
    shown = projections.map_on_screen("words", "pca", False, 0)[0].astype(int)
    low, high = shown[[10, 11]].min(axis=0) - 5, shown[[10, 11]].max(axis=0) + 5
    ends = {"left": int(low[0]), "right": int(high[0]), "low": int(low[1]), "high": int(high[1])}
    rectangle = {"map": 0, **ends, "first": 0, "second": 0, "serial": app.session_state["maps-words-713:asked"].serial}
    app.session_state["maps-words-713"] = {"selection": {"group": [rectangle]}}
    app.run()
    assert not app.exception
    group = np.array(app.session_state["group"][1])
    assert find_word.listed(projections.shown_points("words"), group) in said(app)
