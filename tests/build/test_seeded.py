"""Networks of other seeds: the shipped one is not trained again, and any other one once."""

import tempfile

import numpy as np
import pytest

from core import luck
from core.artefacts import files
from core.build import recipe, seeded
from core.networks import inference

NAME = "autoencoder-digits-k2"


@pytest.fixture
def trainings(tmp_path, monkeypatch):
    """The seeds that were trained; a training is to have come to the weights of the shipped network."""
    seeds, shipped = [], files.load(NAME).content

    def weights(settings):
        seeds.append(settings.seed)
        return shipped

    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(seeded, "weights", weights)
    seeded.network.cache_clear()
    yield seeds
    seeded.network.cache_clear()


def test_the_first_seed_is_the_shipped_network(trainings):
    assert seeded.network(NAME, luck.SEEDS[0]) is inference.shipped(NAME)
    assert trainings == []


def test_another_seed_is_trained_once_and_kept(trainings):
    first = seeded.network(NAME, 3)
    seeded.network.cache_clear()  # as another recipe's process begins
    again = seeded.network(NAME, 3)
    assert trainings == [3]
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert np.array_equal(one.detach(), other.detach())
    seeded.network(NAME, 4)
    seeded.trained(NAME, 3)
    assert trainings == [3, 4, 3], "what is to be trained again is not looked up"


def test_another_shipped_network_gives_another_folder(trainings, monkeypatch):
    seeded.content(NAME, 3)
    seeded.content(NAME, 3)
    known = files.provenance(NAME)
    monkeypatch.setattr(files, "provenance", lambda *_: known | {"sha256": "another"})
    seeded.content(NAME, 3)
    assert trainings == [3, 3]


def test_its_arrays_are_those_of_the_file(trainings):
    shipped = files.load(NAME).arrays()
    assert {key: each.tobytes() for key, each in seeded.arrays(NAME, 3).items()} == {
        key: each.tobytes() for key, each in shipped.items()
    }


def test_of_several_seeds_the_figures_of_the_first_are_cut_out():
    figures = {"limit": [1, 2], "unlike": {"2": [0.1, 0.2], "4": {"a": [0.3, 0.4]}}, "count": 3}
    cut = {"limit": [1, 2], "unlike": {"2": [0.1], "4": {"a": [0.3]}}, "count": 3}
    assert recipe.first_seed(figures, ("unlike",)) == cut
