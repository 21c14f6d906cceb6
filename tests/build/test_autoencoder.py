"""What the Autoencoder page ships is what its recipes make; the recipes of other data sets have the same form."""

import numpy as np
import pytest

from core.artefacts import files
from core.build import autoencoder, shuffled
from core.data import datasets
from core.latent.codes import even_axis


def test_the_shipped_pictures_are_those_of_the_shipped_models():
    recipe = autoencoder.recipes()["autoencoder-digits-pictures"]
    assert recipe.check(files.load(recipe.name)) == []


def test_a_forged_figure_is_found():
    recipe = autoencoder.recipes()["autoencoder-digits-pictures"]
    artefact = files.load(recipe.name)
    artefact.metrics["autoencoder"]["2"] += 0.1
    found = recipe.check(artefact)
    assert len(found) == 1
    assert "autoencoder.2 is 1.9" in found[0]


def test_pca_error_is_the_variance_left_over():
    digits = datasets.load("digits")
    train, test = (digits.table[rows].astype(float) for rows in (digits.split.train, digits.split.test))
    axes = np.linalg.svd(train - train.mean(0), full_matrices=False)[2]
    left = ((test - train.mean(0)) @ axes[6:].T) ** 2
    rebuilt = autoencoder.pca_rebuilt(digits, 6, digits.values[digits.split.test]).reshape(len(test), -1)
    assert ((rebuilt - test) ** 2).sum(1) == pytest.approx(left.sum(1), rel=1e-3)


def test_the_plane_leaves_out_codes_that_lie_far_out():
    values = np.append(np.linspace(-1, 1, 999), 100.0).astype(np.float32)
    axis = autoencoder.plane_axis(values)
    assert axis[-1] < 1.1 < even_axis(values, 31)[-1]


def test_the_last_stop_of_the_forming_plane_is_the_shipped_model():
    formed = files.load("autoencoder-digits-k2-epochs")
    pictures = files.load("autoencoder-digits-pictures")
    assert tuple(formed.arrays()["stops"]) == autoencoder.EPOCH_STOPS
    assert formed.metrics["test_squared_error"][-1] == pytest.approx(pictures.metrics["autoencoder"]["2"], rel=2e-3)
    apart = np.abs(formed.arrays()["codes"][-1] - pictures.arrays()["codes_2"])
    assert apart.max() < 0.02 * np.abs(pictures.arrays()["codes_2"]).max()  # half precision


def test_shuffled_pixels_keep_each_columns_values_and_lose_what_they_have_to_do_with_one_another():
    digits = datasets.load("digits")
    found = shuffled.shuffled(digits, 0)
    for rows in digits.split:
        assert np.array_equal(np.sort(found.table[rows], axis=0), np.sort(digits.table[rows], axis=0))
    hang = [np.linalg.eigvalsh(np.cov(each.table[digits.split.train].T))[-1] for each in (digits, found)]
    assert hang[1] < 0.3 * hang[0]
