"""The form of all recipes: figures that are compared and shortened, arrays that agree."""

import numpy as np

from core.build import recipe


def test_figures_are_compared_by_their_size():
    recorded = {"a": 1.0, "b": [100.0, {"c": 0.0}]}
    assert recipe.differences("thing", recorded, {"a": 1.0009, "b": [100.09, {"c": 0.0009}]}) == []
    assert recipe.differences("thing", recorded, {"a": 1.0, "b": [101.0, {"c": 0.0}]}) == [
        "weights/thing: b.0 is 101, the record says 100."
    ]
    assert "other figures" in recipe.differences("thing", recorded, {"a": 1.0})[0]


def test_figures_are_kept_to_six_digits():
    assert recipe.rounded({"a": [np.float32(1 / 3), 2], "b": 1234567.8}) == {"a": [0.333333, 2], "b": 1234570.0}


def test_pictures_agree_to_what_the_eye_sees():
    grey = np.array([0, 128, 255], dtype=np.uint8)
    assert recipe.same_picture(grey, np.array([2, 126, 255], dtype=np.uint8))
    assert not recipe.same_picture(grey, np.array([3, 128, 255], dtype=np.uint8))
    assert not recipe.same_picture(grey, grey.astype(np.float32))
    assert recipe.same_picture(np.ones(3), np.full(3, 1.009))
    assert not recipe.same_picture(np.ones(3), np.full(3, 1.03))
