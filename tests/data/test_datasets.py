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
    with pytest.raises(DatasetError, match="no data set called 'cats': choose one of faces"):
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


def test_the_first_of_each_class_and_the_mean_are_those_of_a_plain_loop():
    digits = datasets.load("digits")
    assert datasets.first_of_each_class(np.array([2, 0, 2, 1, 0])) == [1, 3, 0]
    assert datasets.first_of_each_class(digits.labels) == [digits.labels.tolist().index(label) for label in range(10)]
    assert digits.shape == digits.mean.shape == (8, 8)
    assert digits.mean == pytest.approx(sum(digits.values[digits.split.train]) / len(digits.split.train), abs=1e-5)


def test_faces_drawn_alone_are_those_of_the_whole_data_set():
    rows = datasets.split("faces", datasets.FACES).test[:20]
    alone = datasets.faces_at(rows)
    whole = datasets.load("faces")
    assert np.array_equal(alone.images, whole.values[rows])
    assert np.array_equal(alone.labels, whole.labels[rows])
    assert np.array_equal(alone.knobs, whole.knobs[rows])
    assert np.array_equal(datasets.face_knobs(rows), alone.knobs)
    assert np.array_equal(whole.split.test[:20], rows)
    assert [len(part) for part in whole.split] == [7_000, 1_000, 2_000]
