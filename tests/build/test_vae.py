"""What the VAE page shows is what the shipped models do."""

from itertools import pairwise

import numpy as np

from core.artefacts import catalogue, files
from core.build import vae
from core.data import datasets
from core.maps import procrustes
from core.networks import inference
from core.settings import VAESettings


def test_a_changed_picture_is_noticed():
    recipe = vae.recipes()["vae-digits-pictures"]
    artefact = files.load(recipe.name)
    arrays = artefact.arrays()
    arrays["mu_1"] = -arrays["mu_1"]
    changed = files.Artefact(recipe.name, files.npz_bytes(arrays), artefact.provenance)
    assert recipe.check(changed) == ["weights/vae-digits-pictures.npz: mu_1 is not what the shipped models give."]


def test_collapse_is_counted_where_it_happens():
    metrics = files.load("vae-digits-pictures").metrics
    assert metrics["1"]["active"] == 2
    assert metrics["4"]["active"] == 0
    mean = datasets.load("digits").values.mean(0)
    rebuilt = inference.decode(
        inference.shipped("vae-digits-k2-beta4"), files.load("vae-digits-pictures").arrays()["mu_4"]
    )
    assert np.ptp(rebuilt, axis=0).max() <= 0.03, "a collapsed model rebuilds every image alike"
    assert np.abs(rebuilt[0] - mean).mean() < 0.05, "as the average of all"


def test_more_beta_buys_less_kl_and_costs_reconstruction():
    metrics = files.load("vae-digits-pictures").metrics
    kl = [metrics[catalogue.number(beta)]["test_kl"] for beta in catalogue.BETAS]
    reconstruction = [metrics[catalogue.number(beta)]["test_reconstruction"] for beta in catalogue.BETAS]
    assert kl == sorted(kl, reverse=True)
    assert reconstruction == sorted(reconstruction)


def test_the_importance_weighted_bound_is_below_the_loss_with_beta_1():
    figures = files.load("vae-digits-pictures").metrics[catalogue.number(1.0)]
    assert figures["importance_weighted"] < figures["test_reconstruction"] + figures["test_kl"]


def test_the_vae_for_mnist_beats_the_example_of_pytorch():
    """Its 784-400-20 network reaches 105.3 nats on the test images after ten epochs."""
    assert files.load("vae-mnist-k20-beta1").metrics["test_total"] < 105.3


def test_turns_change_no_distance_and_undo_a_mirroring():
    points = np.random.default_rng(0).normal(size=(40, 2))
    mirror = np.array([[0.6, 0.8], [0.8, -0.6]])
    turn = procrustes.best_turn(points @ mirror, points)
    np.testing.assert_allclose(turn @ turn.T, np.eye(2), atol=1e-6)
    np.testing.assert_allclose(points @ mirror @ turn, points, atol=1e-5)


def test_neighbouring_planes_fit_better_turned_than_as_they_came():
    arrays = files.load("vae-digits-pictures").arrays()
    names = [catalogue.number(beta) for beta in catalogue.BETAS if beta <= 2]
    raw = [arrays[f"mu_{beta}"] for beta in names]
    turned = [arrays[f"mu_{beta}"] @ arrays[f"turn_{beta}"] for beta in names]
    gaps = [sum(((a - b) ** 2).sum() for a, b in pairwise(planes)) for planes in (raw, turned)]
    assert gaps[1] < gaps[0]


def test_the_prior_is_what_makes_random_codes_decode():
    unlike = files.load("vae-digits-draws").metrics["unlike"]
    assert min(unlike["autoencoder-digits-k16"]["prior"]) > 0.9
    assert max(unlike["vae-digits-k16-beta1"]["prior"]) < 0.1


def test_every_plane_model_is_a_vae_of_two_values_on_the_digits():
    settings = vae.family("digits").values()
    assert [each.beta for each in settings] == list(catalogue.BETAS)
    assert {each.latent for each in settings} == {2}
    assert all(isinstance(each, VAESettings) and each.dataset == "digits" for each in settings)
