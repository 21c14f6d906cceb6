"""A face of one's own."""

import numpy as np
import pytest

from core.cache import faces
from core.data.faces import KNOBS
from core.errors import SettingError
from tests.opened import opened

PLAIN = (0.3, 0.5, 0.8, 0.9, 0.0, 0.2, 1.0)


def test_what_was_set_is_drawn_rebuilt_and_read_again():
    made = faces.own_face(PLAIN)
    assert np.abs(made.read[faces.DRAWN] - PLAIN).max() < 0.15
    mean = float(((made.pictures[faces.DRAWN] - faces.reconstruction("faces").images.mean(0)) ** 2).sum())
    for title, error in made.errors.items():
        assert error == pytest.approx(((made.pictures[title] - made.pictures[faces.DRAWN]) ** 2).sum())
        assert error < 0.3 * mean
        assert np.abs(made.read[title] - PLAIN).max() < 0.4


def test_a_turned_knob_comes_back_turned():
    sad, happy = (faces.own_face((*PLAIN[:2], smile, *PLAIN[3:])) for smile in (-0.9, 0.9))
    at = list(KNOBS).index("smile")
    for title in sad.read:
        assert happy.read[title][at] - sad.read[title][at] > 1.2


def test_a_knob_out_of_range_is_refused():
    with pytest.raises(SettingError, match=r"smile = 1\.5 is out of range"):
        faces.own_face((*PLAIN[:2], 1.5, *PLAIN[3:]))


def test_a_link_sets_the_face_and_unfolds_it():
    app = opened("Autoencoder", data="faces", level="plain", own_smile="-1", own_glasses="1")
    assert not app.exception
    assert {each.key: each.value for each in app.slider}["own_smile"] == -1.0
    table = next(each.value for each in app.table if "read in yours" in each.value)
    read = dict(zip(table["knob"], table["read in yours"], strict=True))
    assert float(read["smile"].replace("−", "-")) == pytest.approx(-1, abs=0.15)
    assert float(read["glasses"]) == pytest.approx(1, abs=0.15)


def test_a_senseless_value_in_a_link_is_no_error():
    app = opened("Autoencoder", data="faces", level="plain", own_smile="nan", own_hair="99")
    assert not app.exception
    assert all(KNOBS["hair"].low <= each.value <= KNOBS["hair"].high for each in app.slider if each.key == "own_hair")
