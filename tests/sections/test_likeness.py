"""Codes beside zip files, and beside pictures without structure."""

import numpy as np
from streamlit.testing.v1 import AppTest

from core import luck
from core.cache import likeness
from core.data import datasets
from tests.conftest import words


def page():
    from core.sections import likeness

    likeness.zipped("digits")


def similar(name):
    from core.sections import likeness

    likeness.similar(name)


def test_axes_are_said_to_be_blue_and_red_only_where_they_are_drawn():
    for name, drawn in (("digits", True), ("faces", False)):
        app = AppTest.from_function(similar, default_timeout=120, args=(name,)).run()
        assert not app.exception
        assert ("blue takes light away" in words(app)) == drawn == bool(app.get("vega_lite_chart"))


def test_pictures_without_structure_are_hardly_squeezed():
    app, found = AppTest.from_function(page, default_timeout=120).run(), likeness.structure()
    assert not app.exception
    for kind in ("digits", "shuffled"):
        assert len(found.removed[kind]) == len(luck.SEEDS)
        assert f"**{luck.told(found.removed[kind], '{:.0%}')}**" in words(app)
    assert min(found.removed["digits"]) > 0.8
    assert max(found.removed["shuffled"]) < 0.25
    digits, shuffled = found.pictures["digits"], found.pictures["shuffled"]
    shown = datasets.load("digits").values
    assert np.abs(digits[0] - shown[datasets.load("digits").split.test[0]]).max() < 0.01
    assert not np.array_equal(digits, shuffled)
