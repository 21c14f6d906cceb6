"""The map in three dimensions: true places, true colours, nothing from elsewhere."""

import json

import numpy as np
import pytest
from PIL.ImageColor import getrgb

from core.charts import palette, space
from core.pictures import colours

RNG = np.random.default_rng(0)
POSITIONS, LABELS, NAMES = RNG.normal(size=(40, 3)) * [5, 1, 1] + 7, np.arange(40) % 2, ("odd", "even")


def test_places_keep_their_shape_and_fill_the_view():
    table = space.cloud_table(POSITIONS, LABELS, NAMES, None, None)
    places = np.array(table["place"].tolist())
    assert np.abs(places).max() == pytest.approx(100, abs=0.1)
    ratio = np.linalg.norm(places[1:] - places[:-1], axis=1) / np.linalg.norm(POSITIONS[1:] - POSITIONS[:-1], axis=1)
    assert ratio == pytest.approx(np.full(39, ratio[0]), rel=0.02)


def test_colours_are_those_of_the_classes_and_of_the_picked_point():
    table = space.cloud_table(POSITIONS, LABELS, NAMES, 3, None)
    usual = round(2.55 * space.USUAL)
    assert tuple(table["colour"][0]) == (*getrgb(colours.CLASSES[0]), usual)
    assert tuple(table["colour"][1]) == (*getrgb(colours.CLASSES[1]), usual)
    assert tuple(table["colour"][3]) == (*getrgb(colours.PICKED), 255)
    assert table["picked"].sum() == 1


@pytest.mark.parametrize("picked", [None, 5])
def test_nothing_is_asked_of_another_server(picked):
    sent = space.cloud(POSITIONS, LABELS, NAMES, picked).to_json()
    assert "http" not in sent
    assert json.loads(sent)["views"][0]["@@type"] == "OrbitView"


def test_a_group_stands_out_and_the_picked_point_most():
    opacity = np.where(LABELS == 0, 95, 5)
    table = space.cloud_table(POSITIONS, LABELS, NAMES, 1, opacity)
    shown = [colour[3] for colour in table["colour"]]
    assert shown[0] == round(0.95 * 255)
    assert shown[3] == round(0.05 * 255)
    assert shown[1] == 255


def test_many_classes_have_the_colours_they_have_on_the_flat_maps_and_words_their_names():
    labels, names = np.arange(40) % 12, tuple(f"kind {i}" for i in range(12))
    shades = palette.shades(12, (11,))
    table = space.cloud_table(POSITIONS, labels, names, None, None, (11,))
    for row, kind in enumerate(labels):
        assert tuple(table["colour"][row])[:3] == getrgb(palette.SHADES[shades[kind]])
    assert len({tuple(each[:3]) for each in table["colour"]}) == 2
    sent = space.cloud(POSITIONS, labels, names, words=[f"word{i}" for i in range(40)]).to_json()
    assert "word13 (kind 1)" in sent
