"""What the page says about squeezed images, computed again from the data and the shipped arrays."""

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.cache import autoencoder
from core.data import datasets
from core.latent.codes import grid
from core.latent.reconstruction import AutoencoderFamily
from core.networks import inference


@pytest.fixture(scope="module")
def found():
    return autoencoder.reconstruction("digits")


def test_images_are_the_test_images(found):
    digits = datasets.load("digits")
    assert (found.images == digits.values[digits.split.test]).all()
    assert (found.labels == digits.labels[digits.split.test]).all()
    assert len(found) == found.measured == 360
    assert found.pixels == 64
    assert found.sizes == (1, 2, 3, 4, 6, 8, 16, 32)


@pytest.mark.parametrize("method", ["autoencoder", "pca"])
@pytest.mark.parametrize("k", [1, 2, 8, 32])
def test_errors_are_those_of_the_pictures_shown(found, method, k):
    rebuilt = np.stack([found.rebuilt(image, k, method) for image in range(len(found))])
    shown = np.array([found.error(i, k, method) for i in range(len(found))])
    assert found.mean_error(k, method) == pytest.approx(shown.mean(), rel=1e-4)
    assert ((rebuilt - found.images) ** 2).sum((1, 2)) == pytest.approx(shown, rel=5e-3, abs=5e-3)


def test_error_map_is_rebuilt_minus_original(found):
    error = found.error_map(7, 4)
    assert error == pytest.approx(found.rebuilt(7, 4) - found.images[7])
    assert (error**2).sum() == pytest.approx(found.error(7, 4), abs=0.02)


def test_mean_image_error(found):
    digits = datasets.load("digits")
    mean = digits.values[digits.split.train].mean(0)
    assert found.mean_image_error == pytest.approx(((found.images - mean) ** 2).sum((1, 2)).mean(), rel=1e-4)


def test_the_autoencoder_earns_its_place(found):
    assert set(found.winners()["autoencoder"]) >= {1, 2, 3, 4, 6, 8}
    assert found.winners()["pca"] == [32]
    errors = [found.mean_error(k) for k in found.sizes]
    assert errors == sorted(errors, reverse=True)


def test_ladder_and_samples(found):
    assert (found.ladder(3, "pca")[2] == found.rebuilt(3, 3, "pca")).all()
    assert found.labels[found.samples].tolist() == list(range(10))


def test_places_on_the_plane(found):
    nearest, distance = found.nearest_code(found.codes(2)[41] + [0.001, 0])
    assert nearest == 41
    assert distance == pytest.approx(0.001, abs=1e-4)
    place = grid(*found.family.axes)[found.middle_tile]
    steps = np.array([np.diff(axis).max() for axis in found.family.axes])
    assert (np.abs(place - np.median(found.codes(2), axis=0)) <= steps / 2 + 1e-4).all()


def test_the_plane_is_what_the_decoder_makes_of_its_grid(found):
    tiles = found.plane()
    again = inference.decode(inference.shipped("autoencoder-digits-k2"), grid(*found.family.axes))
    assert tiles.shape == (catalogue.GRID_SIDE**2, 8, 8)
    assert np.abs(tiles - again).max() < 1e-4


@pytest.mark.parametrize("name", ["autoencoder-digits-pictures", "autoencoder-mnist-pictures"])
def test_a_file_is_read_and_written_alike(name):
    arrays = files.load(name).arrays()
    again = AutoencoderFamily.from_arrays(arrays).to_arrays()
    assert list(again) == list(arrays)
    assert all(np.array_equal(again[key], arrays[key]) for key in arrays)
