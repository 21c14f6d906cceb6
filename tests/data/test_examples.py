"""The example tables, and that they show what is said of them."""

import numpy as np
import pytest
from sklearn import datasets
from sklearn.neighbors import NearestNeighbors

from core.data import examples, uploads
from core.errors import DatasetError
from core.limits import Limits

THEIRS = {"Iris": datasets.load_iris, "Wine": datasets.load_wine, "Tumours": datasets.load_breast_cancer}


def made(name):
    return uploads.read(name, examples.content(name), Limits()).made


def own_kind(points, labels, k=5):
    """For each point the share of its k nearest others that are of its kind."""
    near = NearestNeighbors(n_neighbors=k + 1).fit(points).kneighbors(points)[1][:, 1:]
    return (labels[near] == labels[:, None]).mean(axis=1)


@pytest.mark.parametrize("name", examples.EXAMPLES)
def test_an_example_is_what_scikit_learn_has(name):
    found, theirs = made(name), THEIRS[name]()
    assert found.dataset.table.shape == theirs.data.shape
    assert found.dataset.table * found.unit == pytest.approx(theirs.data, rel=1e-5)
    kinds = np.array(found.dataset.label_names)[found.dataset.labels]
    assert kinds.tolist() == [examples.EXAMPLES[name].kinds[each] for each in theirs.target]
    assert found.dataset.title == name


def test_setosa_stands_apart_and_the_others_touch():
    found = made("Iris").dataset
    share = own_kind(found.table, found.labels)
    setosa = found.labels == found.label_names.index("setosa")
    assert (share[setosa] == 1).all()
    assert (share[~setosa] < 1).mean() > 0.1


def test_proline_drowns_the_rest_of_the_wines():
    found = made("Wine")
    assert np.argmax(found.dataset.table.std(axis=0)) == examples.EXAMPLES["Wine"].columns.index("proline")
    raw, weighted = (own_kind(each.table, each.labels).mean() for each in (found.dataset, found.weighted))
    assert raw < 0.75
    assert weighted > 0.9


def test_tumours_lie_apart_without_a_gap():
    found = made("Tumours").weighted
    share = own_kind(found.table, found.labels)
    assert share.mean() > 0.9
    assert (share < 0.5).mean() > 0.01


def test_without_scikit_learn_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr(examples, "find_spec", lambda _: None)
    with pytest.raises(DatasetError, match="comes with scikit-learn"):
        examples.content("Iris")
