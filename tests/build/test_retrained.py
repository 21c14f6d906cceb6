"""Networks trained with five seeds: the record holds, and another seed gives another network."""

from dataclasses import replace

import numpy as np
import pytest

from core import luck
from core.artefacts import catalogue, files
from core.build import retrained
from core.cache import autoencoder, vae
from core.latent.forward import ACTIVE_NATS
from core.sections import autoencoder_narrow, vae_plane

NAMES = ("digits", "faces", "mnist")
LADDERS = {ladder.name: ladder for ladder in retrained.ladders()}


def test_every_ladder_has_its_record():
    wanted = {of(name) for name in NAMES for of in (catalogue.retrained, catalogue.retrained_vae)}
    assert set(retrained.recipes()) == set(LADDERS) == wanted


@pytest.mark.parametrize("name", LADDERS)
def test_the_record_is_what_a_training_gives_and_another_is_found_out(name):
    ladder, recipe, artefact = LADDERS[name], retrained.recipes()[name], files.load(name)
    assert recipe.check(artefact) == []
    loss, key = next(iter(ladder.losses)), catalogue.number(ladder.again)
    trained = luck.SEEDS.index(retrained.AGAIN)
    for at, wrong in ((trained, 2 if ladder.dataset == retrained.QUICK else 1), (0, 2)):
        metrics = {each: {k: list(row) for k, row in of.items()} for each, of in artefact.metrics.items()}
        metrics[loss][key][at] *= 1.1
        found = recipe.check(replace(artefact, provenance=artefact.provenance | {"metrics": metrics}))
        assert len(found) == wrong, "the file's loss, and the training's where one is done again or shipped"


@pytest.mark.parametrize("name", LADDERS)
def test_the_first_seed_is_the_shipped_network_and_the_others_are_not(name):
    ladder, record = LADDERS[name], files.load(name).metrics
    for value, model in zip(ladder.values, ladder.models, strict=True):
        shipped = files.load(model).metrics
        for kept, loss in ladder.losses.items():
            of_value = record[kept][catalogue.number(value)]
            assert of_value[0] == pytest.approx(shipped[f"test_{loss}"], rel=1e-3)
            assert len(set(of_value)) == len(luck.SEEDS)


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


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_the_luck_of_vaes_follows_from_the_record(name):
    again = vae.retrained(name)
    assert tuple(again) == catalogue.VAE_FAMILIES[name].betas
    beta = catalogue.VAE_FAMILIES[name].reference
    said = vae_plane.luck_of_training(name, beta)
    errors, kls = (np.array([each[i] for each in again.values()]) for i in (0, 1))  # (betas, seeds)
    worse, smaller = ((np.diff(errors, axis=0) > 0).sum(), (np.diff(kls, axis=0) < 0).sum())
    assert f"gets worse in {worse}, the KL smaller in {smaller} of {kls[1:].size} cases" in said
    assert f"at most {np.abs(errors / np.median(errors, axis=1, keepdims=True) - 1).max():.1%} from" in said
    far = np.abs(kls / np.median(kls, axis=1, keepdims=True) - 1).max(axis=1)
    far[np.median(kls, axis=1) <= ACTIVE_NATS] = 0
    assert f"at most {far.max():.0%} (at β = {list(again)[far.argmax()]:g}: " in said
    assert said.endswith(f"KL {luck.told(again[beta].kl, '{:.2f}')}.")
