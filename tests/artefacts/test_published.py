"""The shipped networks for MNIST beside the figures others have published, as their own records tell them.

`python -m core.build --check` measures these records again; it needs MNIST, these tests do not.
"""

from itertools import pairwise

import pytest

from core.artefacts import catalogue, files, published

PCA = files.provenance("autoencoder-mnist-pictures")["metrics"]["pca"]


@pytest.mark.parametrize("figure", [each for each in (*published.AUTOENCODERS, *published.VAES) if each.model])
def test_a_shipped_network_does_better_than_the_published_one(figure):
    assert files.provenance(figure.model)["metrics"]["test_total"] < figure.value
    assert files.provenance(figure.model)["settings"]["latent"] == figure.latent


def test_pca_comes_to_the_published_figure():
    figure = next(each for each in published.AUTOENCODERS if each.model is None)
    assert PCA[str(figure.latent)] == pytest.approx(figure.value, abs=0.15)


def test_the_autoencoder_is_below_pca_at_every_size():
    errors = files.provenance("autoencoder-mnist-pictures")["metrics"]["autoencoder"]
    assert set(errors) == {str(k) for k in catalogue.LATENT_SIZES}
    assert all(errors[k] < PCA[k] for k in errors)


def test_the_error_falls_with_every_number_more():
    errors = files.provenance("autoencoder-mnist-pictures")["metrics"]["autoencoder"]
    curve = [errors[str(k)] for k in catalogue.LATENT_SIZES]
    assert all(after < before for before, after in pairwise(curve))


def test_the_bound_with_more_points_is_tighter():
    metrics = files.provenance("vae-mnist-pictures")["metrics"]
    for figures in (metrics[each.model] for each in published.VAES):
        assert figures["importance_weighted"] < figures["test_total"]
