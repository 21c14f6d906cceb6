"""What is said of a picture of a face: the knobs of the real face nearest to it, which are those it was drawn from."""

import numpy as np

from core.cache import faces
from core.data import datasets
from core.sections import face_knobs


def test_a_training_face_is_nearest_to_itself_and_its_knobs_are_told():
    rows = datasets.split("faces", datasets.FACES).train[[3, 40]]
    found = datasets.faces_at(rows)
    real = faces.nearest_real(found.images)
    assert np.array_equal(real.pictures, found.images)
    for said, knobs in zip(face_knobs.told("faces", found.images, ["one", "two"]), found.knobs, strict=True):
        assert f"smile {knobs[list(faces.NAMES).index('smile')]:.2f}".replace("-", "−") in said
        assert said.endswith("with glasses" if knobs[list(faces.NAMES).index("glasses")] else "without glasses")


def test_of_other_pictures_nothing_is_added():
    assert face_knobs.told("digits", np.zeros((1, 8, 8)), ["a picture"]) == ["a picture"]
