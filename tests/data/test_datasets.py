from types import SimpleNamespace

import numpy as np
import pytest

from core.data import datasets, toys
from core.errors import DatasetError

OFFLINE = ("digits", *toys.TOYS)


@pytest.mark.parametrize("name", OFFLINE)
def test_a_data_set_keeps_its_promises(name):
    dataset = datasets.load(name)
    n = len(dataset.values)
    assert dataset.values.dtype == np.float32
    assert np.isfinite(dataset.values).all()
    assert dataset.labels.shape == (n,)
    assert set(np.unique(dataset.labels)) == set(range(len(dataset.label_names)))
    assert dataset.source
    assert dataset.licence
    assert dataset.table.shape == (n, int(np.prod(dataset.shape)))


@pytest.mark.parametrize("name", OFFLINE)
def test_the_split_uses_every_row_once(name):
    dataset = datasets.load(name)
    split = dataset.split
    assert sorted(np.concatenate(split)) == list(range(len(dataset.values)))
    assert len(split.train) > len(split.test) > 0
    assert len(split.validation) > 0


def test_digits_are_those_that_scikit_learn_reads():
    from sklearn.datasets import load_digits

    theirs, ours = load_digits(), datasets.load_digits()
    np.testing.assert_array_equal(ours.values, (theirs.images / 16).astype(np.float32))
    np.testing.assert_array_equal(ours.labels, theirs.target)


def test_digits_that_cannot_be_read_are_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "find_spec", lambda name: SimpleNamespace(submodule_search_locations=[tmp_path]))
    with pytest.raises(DatasetError, match="install the package again"):
        datasets.load_digits()
    monkeypatch.setattr(datasets, "find_spec", lambda name: None)
    with pytest.raises(DatasetError, match="not installed"):
        datasets.load_digits()


def test_digits_are_grey_levels_between_0_and_1():
    digits = datasets.load("digits")
    assert digits.values.shape == (1797, 8, 8)
    assert (digits.values.min(), digits.values.max()) == (0.0, 1.0)
    assert [len(part) for part in digits.split] == [1257, 180, 360]


def test_the_split_is_the_same_every_time_and_the_hash_tells_data_apart():
    first, again = datasets.load_digits(), datasets.load_digits()
    assert all(np.array_equal(a, b) for a, b in zip(first.split, again.split, strict=True))
    assert first.sha256 == again.sha256 != datasets.load("toy-grid").sha256


def test_unknown_names_are_told():
    with pytest.raises(DatasetError, match="no data set called 'cats': choose one of digits"):
        datasets.load("cats")


def test_mnist_uses_the_official_test_images(mnist):
    assert mnist.values.shape == (70_000, 28, 28)
    assert np.array_equal(mnist.split.test, np.arange(60_000, 70_000))
    assert [len(part) for part in mnist.split] == [55_000, 5_000, 10_000]
    assert mnist.labels[:5].tolist() == [5, 0, 4, 1, 9]  # as in the published files


def test_data_directory(monkeypatch, tmp_path):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path))
    assert datasets.data_directory() == tmp_path
    monkeypatch.delenv("LATENT_DATA_DIR")
    monkeypatch.setattr("pathlib.Path.home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert datasets.data_directory().name == "latent-space-explainer"


def test_toys_hold_the_truth_they_tell():
    sizes = datasets.load("toy-two-sizes")
    spread = [sizes.values[sizes.labels == each].std(0).mean() for each in (0, 1)]
    assert 7 < spread[0] / spread[1] < 14
    three = datasets.load("toy-three-distances")
    middle = [three.values[three.labels == each].mean(0) for each in (0, 1, 2)]
    assert np.linalg.norm(middle[2] - middle[1]) / np.linalg.norm(middle[1] - middle[0]) == pytest.approx(4, abs=0.3)
    roll = datasets.load("toy-swiss-roll").values
    assert np.hypot(roll[:, 0], roll[:, 2]).min() >= 1.5 * np.pi - 1e-3
