"""What is said of faces and their knobs, each sentence held against the record that it is made of."""

import re

import numpy as np
import pytest

from core import luck
from core.artefacts import catalogue, files
from core.cache import autoencoder, faces
from core.data import datasets
from core.sections import face_knobs, opening
from tests.conftest import words
from tests.opened import opened

MODELS = (f"autoencoder-faces-k{catalogue.FACE_VALUES}", catalogue.wide_vae("faces"), faces.SAVING)


def test_a_training_face_is_nearest_to_itself_and_its_knobs_are_told():
    rows = datasets.split("faces", datasets.FACES).train[[3, 40]]
    found = datasets.faces_at(rows)
    near = autoencoder.nearest("faces", found.images).rows
    assert np.array_equal(autoencoder.training_pictures("faces")[near], found.images)
    for said, knobs in zip(face_knobs.told("faces", ["one", "two"], near), found.knobs, strict=True):
        assert f"smile {knobs[list(faces.NAMES).index('smile')]:.2f}".replace("-", "−") in said
        assert said.endswith("with glasses" if knobs[list(faces.NAMES).index("glasses")] else "without glasses")


def test_of_other_pictures_nothing_is_added():
    assert face_knobs.told("digits", ["a picture"], [0]) == ["a picture"]


@pytest.fixture(scope="module")
def record():
    return files.load("faces-knobs").metrics


@pytest.mark.parametrize("model", MODELS)
def test_the_luck_of_a_knob_is_that_of_five_trainings(model, record):
    said, found = face_knobs.luck_of_training(model), record["strongest"][model]
    for name, each in found.items():
        title = face_knobs.TITLES[name]
        assert len(set(each)) == len(luck.SEEDS), "five networks, each another"
        assert f"*{title}* {np.median(each):.2f} ({min(each):.2f} to {max(each):.2f})" in said
        often = sum(value >= face_knobs.KNOWS for value in each)
        assert (f"with *{title}* in {often}" in said) if often else (f"with *{title}* in" not in said)
    assert ("with no knob in any" in said) == (max(map(max, found.values())) < face_knobs.KNOWS)


def test_the_pages_tell_of_five_trainings(record):
    shown = words(opened("VAE", data="faces", knob="hair", found_by="autoencoder", knobs_beta="0.2"))
    assert face_knobs.luck_of_training(MODELS[0]) in shown
    worked = record["worked"][catalogue.wide_vae("faces")]["hair"]
    turned, all_else = (luck.told(worked[name], "{:.0%}") for name in ("turned", "worked"))
    assert f"follows in **{turned}**, and in **{all_else}** all else stays" in shown


def test_what_a_code_keeps_is_judged_by_the_middle_training(record):
    shown = words(opened("Autoencoder", data="faces"))
    kept = record["kept"]["autoencoder"]
    for name, title in face_knobs.TITLES.items():
        enough = [k for k in catalogue.FACE_SIZES if np.median(kept[str(k)][name]) >= face_knobs.KNOWS]
        said = rf"\*{re.escape(title)}\* from {enough[0]}\b" if enough else rf"Never, with .*\*{re.escape(title)}\*"
        assert re.search(said, shown)
    pca = faces.kept("pca")
    assert {len(each) for of_size in pca.values() for each in of_size.values()} == {1}


def test_the_start_page_tells_how_often_the_smile_is_a_number(record):
    found = record["strongest"][faces.SAVING]["smile"]
    said = opening.found_of_smile()
    assert np.median(found) >= opening.ALONE
    often = sum(each >= opening.ALONE for each in found)
    assert f"as in {often} of {len(luck.SEEDS)} trainings" in said
    assert often > len(luck.SEEDS) / 2


def test_most_trainings_find_some_knobs_with_the_largest_beta_and_few_with_less(record):
    def alone(beta):
        found = record["strongest"][catalogue.vae_name("faces", catalogue.FACE_VALUES, beta)].values()
        return [sum(each >= face_knobs.KNOWS for each in of_seed) for of_seed in zip(*found, strict=True)]

    *less, largest = (alone(beta) for beta in catalogue.FACE_BETAS)
    assert min(largest) >= 1
    assert luck.middle(largest) >= 3
    assert max(luck.middle(each) for each in less) <= 1
    ways = [record["strongest"][faces.SAVING][name] for name in faces.NAMES]
    which = {tuple(each[i] >= face_knobs.KNOWS for each in ways) for i in range(len(luck.SEEDS))}
    assert len(which) > 1, "which knobs they are is luck"
