"""The recipe of the words: made again to the last bit where the selection is, else measured."""

import numpy as np
import pytest

from core.artefacts import files
from core.build import words
from core.errors import DatasetError

here = pytest.mark.skipif(not words.original().exists(), reason="the selection of words is not on this machine")


@here
def test_the_shipped_words_are_those_of_the_selection():
    shipped = files.load("words")
    made = words.make()
    assert made.content == shipped.content
    assert made.dataset_sha256 == shipped.provenance["dataset_sha256"]
    assert words.check(shipped) == []


def test_without_the_selection_they_are_measured_and_can_not_be_made(monkeypatch, tmp_path):
    monkeypatch.setenv("LATENT_DATA_DIR", str(tmp_path))
    assert words.check(files.load("words")) == []
    with pytest.raises(DatasetError, match=r"can't be made anew without .*words.npz: put the selection there"):
        words.make()
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "words.npz").write_bytes(b"others")
    with pytest.raises(DatasetError, match=r"words.npz is another selection of words"):
        words.make()


def test_the_figures_and_the_licence_stand_beside_them():
    record = files.provenance("words")
    assert record["metrics"]["nearest_of_own_kind"] == pytest.approx(0.74, abs=0.01)
    assert record["metrics"]["arithmetic"]["country → capital"] == pytest.approx(0.79, abs=0.01)
    assert "Public Domain" in record["settings"]["licence"]
    assert "nlp.stanford.edu" in record["settings"]["source"]


@here
def test_other_vectors_are_noticed(monkeypatch):
    shipped = files.load("words")
    arrays = shipped.arrays()
    arrays["vectors"] = np.roll(arrays["vectors"], 1, axis=0)
    spoilt = files.Artefact("words", files.npz_bytes(arrays), shipped.provenance)
    assert any("vectors is not that of the selection" in each for each in words.check(spoilt))
    monkeypatch.setenv("LATENT_DATA_DIR", "/nowhere")
    assert any("nearest_of_own_kind" in each for each in words.check(spoilt))


def test_kinds_are_renamed_with_their_labels():
    found = words.largest_first({"names": np.array(["a", "b", "c"]), "labels": np.array([0, 1, 1, 2, 2, 2])})
    assert found["names"].tolist() == ["c", "b", "a"]
    assert found["labels"].tolist() == [2, 1, 1, 0, 0, 0]
