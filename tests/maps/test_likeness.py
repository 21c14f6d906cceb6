import numpy as np
import pytest

from core.maps import likeness


def test_codes_that_are_the_pixels_keep_every_neighbour_and_random_ones_as_many_as_chance():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 100)
    pictures = rng.random((200, 4, 4)) + labels[:, None, None] * 3
    same = likeness.of_codes(pictures, pictures.reshape(200, -1), labels)
    assert same == (1.0, 1.0)
    blind = likeness.of_codes(pictures, rng.normal(size=(200, 2)), labels)
    assert blind.kept == pytest.approx(10 / 199, abs=0.02)
    assert blind.told == pytest.approx(0.5, abs=0.12)
