"""Autoencoders trained with five seeds: the record holds, and another seed gives another network."""

from dataclasses import replace

import numpy as np
import pytest

from core import luck
from core.artefacts import catalogue, files
from core.build import retrained
from core.cache import autoencoder
from core.sections import autoencoder_narrow

NAMES = ("digits", "faces", "mnist")


def test_every_ladder_has_its_record():
    assert set(retrained.recipes()) == {catalogue.retrained(name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_the_record_is_what_a_training_gives_and_another_is_found_out(name):
    recipe = retrained.recipes()[catalogue.retrained(name)]
    artefact = files.load(catalogue.retrained(name))
    assert recipe.check(artefact) == []
    size, seed = retrained.CHECKED["size"], retrained.CHECKED["seed"]
    for at, wrong in ((luck.SEEDS.index(seed), 2 if name == retrained.QUICK else 1), (0, 2)):
        metrics = {"errors": {k: list(each) for k, each in artefact.metrics["errors"].items()}}
        metrics["errors"][str(size)][at] *= 1.1
        found = recipe.check(replace(artefact, provenance=artefact.provenance | {"metrics": metrics}))
        assert len(found) == wrong, "the file's error, and the training's where one is done again or shipped"


@pytest.mark.parametrize("name", NAMES)
def test_the_first_seed_is_the_shipped_network_and_the_others_are_not(name):
    errors = autoencoder.retrained(name)
    assert tuple(errors) == catalogue.autoencoder_sizes(name)
    for k, of_k in errors.items():
        shipped = files.load(f"autoencoder-{name}-k{k}").metrics["test_reconstruction"]
        assert abs(of_k[0] - shipped) < 1e-3 * shipped
        assert len(set(of_k)) == len(luck.SEEDS)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_luck_follows_from_the_record(name):
    errors, found = autoencoder.retrained(name), autoencoder.reconstruction(name)
    said = autoencoder_narrow.luck_of_training(name, found)
    most = max(errors, key=lambda k: max(abs(each / np.median(errors[k]) - 1) for each in errors[k]))
    assert f"(with {most} number{'s'[: most > 1]}: {luck.told(errors[most], '{:.2f}')})" in said
    split = [k for k in errors if 0 < sum(each < found.mean_error(k, "pca") for each in errors[k]) < len(luck.SEEDS)]
    assert ("the same with every seed" in said) == (not split)
    low, high = min(errors[4]), max(errors[4])
    assert f"({len(luck.SEEDS)} trainings: {low:.2f} to {high:.2f})" in autoencoder_narrow.comparison(name, found, 4)
