"""What is said of a picture of a face: the knobs of the real face nearest to it, which are those it was drawn from."""

import numpy as np

from core.cache import autoencoder, faces
from core.data import datasets
from core.sections import face_knobs


def test_a_training_face_is_nearest_to_itself_and_its_knobs_are_told():
    rows = datasets.split("faces", datasets.FACES).train[[3, 40]]
    found = datasets.faces_at(rows)
    near = autoencoder.nearest("faces", found.images).rows
    assert np.array_equal(autoencoder.training_pictures("faces")[near], found.images)
    for said, knobs in zip(face_knobs.told("faces", ["one", "two"], near), found.knobs, strict=True):
        assert f"smile {knobs[list(faces.NAMES).index('smile')]:.2f}".replace("-", "−") in said
        assert said.endswith("with glasses" if knobs[list(faces.NAMES).index("glasses")] else "without glasses")


def test_of_other_pictures_nothing_is_added():
    assert face_knobs.told("digits", ["a picture"], [0]) == ["a picture"]
