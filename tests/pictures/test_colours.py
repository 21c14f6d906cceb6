"""The colours: one list wherever they are named, and as pictures use them."""

import tomllib

import numpy as np

from core.data.tables import roles
from core.pictures import colours, png
from tests.conftest import ROOT


def test_there_is_one_list_of_class_colours():
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert tuple(theme["chartCategoricalColors"]) == colours.CLASSES
    assert len(set(colours.CLASSES)) == roles.CLASSES  # a table of one's own has as many classes


def test_signed_errors_and_frames_have_the_colours_they_are_given():
    low, right, high = png.error_map(np.array([[-1.0, 0.0, 1.0]]))[0]
    for pixel, code in zip((low, right, high), colours.ERROR_RANGE, strict=True):
        assert bytes(pixel).hex() == code.removeprefix("#")
