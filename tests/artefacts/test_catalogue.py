"""What is shipped, by name."""

from dataclasses import replace

import pytest

from core.artefacts import catalogue, files, published
from core.data import datasets


def test_every_name_is_a_file_with_these_settings():
    for name, settings in catalogue.models().items():
        recorded = files.provenance(name)["settings"]
        assert {key: recorded[key] for key in settings.as_dict()} == settings.as_dict()
        kind = recorded["kind"].removesuffix("Settings").lower()
        assert name.startswith(f"{kind}-{settings.dataset}-k{settings.latent}")


def test_sizes_are_those_of_the_autoencoders():
    assert catalogue.autoencoder_sizes("digits") == catalogue.LATENT_SIZES
    assert catalogue.autoencoder_sizes("mnist") == catalogue.LATENT_SIZES
    assert catalogue.autoencoder_sizes("fashion") == ()
    assert catalogue.forming("digits") in {path.stem for path in files.FOLDER.glob("*.npz")}


@pytest.mark.parametrize("dataset", datasets.IMAGE_NAMES)
def test_the_networks_of_a_curve_are_trained_alike(dataset):
    """All latent sizes, and all betas of one size, differ in nothing else: a curve over them shows what it says."""
    sizes = [each for each in catalogue.autoencoders().values() if each.dataset == dataset]
    vaes = [each for each in catalogue.vaes().values() if each.dataset == dataset]
    assert len({replace(each, latent=1) for each in sizes}) <= 1
    assert len({replace(each, latent=1, beta=1.0) for each in vaes}) <= 1


def test_those_beside_published_figures_were_trained_for_longer():
    """As the pages say."""
    alike = catalogue.models()["autoencoder-mnist-k2"]
    assert {each.model for each in (*published.AUTOENCODERS, *published.VAES)} - {None} == set(catalogue.long_trained())
    assert all(each.width > alike.width for each in catalogue.long_trained().values())


def test_numbers_in_names_are_short():
    assert [catalogue.number(value) for value in (0.05, 2.0, 0)] == ["0.05", "2", "0"]
