"""The planes of the shipped VAEs."""

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.latent.plane import Planes


@pytest.mark.parametrize("name", ["vae-digits-pictures", "vae-mnist-pictures"])
def test_a_file_is_read_and_written_alike(name):
    arrays = files.load(name).arrays()
    again = Planes.from_arrays(arrays).to_arrays()
    assert list(again) == list(arrays)
    assert all(np.array_equal(again[key], arrays[key]) for key in arrays)


def test_there_is_a_plane_for_each_beta():
    digits = Planes.from_arrays(files.load("vae-digits-pictures").arrays())
    mnist = Planes.from_arrays(files.load("vae-mnist-pictures").arrays())
    assert list(digits.turns) == list(digits.posteriors) == [catalogue.number(beta) for beta in catalogue.BETAS]
    assert not digits.wide
    assert mnist.rows is None
    assert mnist.wide["1"].mu.shape[1] == len(mnist.wide["1"].kl) == 16
