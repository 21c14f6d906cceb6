"""The digits' autoencoders trained with five seeds: the record holds, and another seed gives another network."""

from dataclasses import replace

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.build import retrained
from core.cache import autoencoder
from core.sections import autoencoder_narrow


def test_the_record_is_what_a_training_gives_and_another_is_found_out():
    recipe = retrained.recipes()[catalogue.RETRAINED]
    artefact = files.load(catalogue.RETRAINED)
    assert recipe.check(artefact) == []
    size, seed = retrained.CHECKED["size"], retrained.CHECKED["seed"]
    metrics = {"errors": {k: list(each) for k, each in artefact.metrics["errors"].items()}}
    metrics["errors"][str(size)][luck.SEEDS.index(seed)] *= 1.1
    wrong = recipe.check(replace(artefact, provenance=artefact.provenance | {"metrics": metrics}))
    assert len(wrong) == 2  # neither the file's error, nor the training's


def test_the_first_seed_is_the_shipped_network_and_the_others_are_not():
    errors = autoencoder.retrained()
    assert tuple(errors) == catalogue.LATENT_SIZES
    for k, of_k in errors.items():
        shipped = files.load(f"autoencoder-digits-k{k}").metrics["test_reconstruction"]
        assert abs(of_k[0] - shipped) < 1e-3 * shipped
        assert len(set(of_k)) == len(luck.SEEDS)


def test_what_is_said_of_luck_follows_from_the_record():
    errors, found = autoencoder.retrained(), autoencoder.reconstruction("digits")
    said = autoencoder_narrow.luck_of_training()
    most = max(errors, key=lambda k: np.ptp(errors[k]) / np.median(errors[k]))
    assert f"(with {most}: {luck.told(errors[most], '{:.2f}')})" in said
    split = [k for k in errors if 0 < sum(each < found.mean_error(k, "pca") for each in errors[k]) < len(luck.SEEDS)]
    assert ("the same with every seed" in said) == (not split)
    assert f"({len(luck.SEEDS)} trainings: {luck.told(errors[4], '{:.2f}')})" in autoencoder_narrow.comparison(
        "digits", found, 4
    )
    faces = autoencoder.reconstruction("faces")
    assert "trainings" not in autoencoder_narrow.comparison("faces", faces, 4)
