"""The words: what is shipped, what is nearest, and what is said where a word or the file is not there."""

import shutil

import numpy as np
import pytest

from core.artefacts import files
from core.artefacts.files import Artefact, npz_bytes
from core.data import datasets, word_pairs, words
from core.errors import ArtefactError, DatasetError

FOUND = words.load()
GOOD = {
    "vectors": np.eye(4, dtype=np.float16),
    "words": np.array(["cat", "dog", "red", "blue"]),
    "labels": np.array([0, 0, 1, 1], np.int16),
    "names": np.array(["animals", "colours"]),
}


def artefact(**other):
    return Artefact("words", npz_bytes(GOOD | other), {"file": "words.npz"})


def test_there_are_713_words_of_20_kinds_the_largest_first():
    assert FOUND.vectors.shape == (713, 50)
    assert len(FOUND.words) == len(set(FOUND.words)) == 713
    assert np.linalg.norm(FOUND.vectors, axis=1) == pytest.approx(np.ones(713), abs=1e-6)
    counts = np.bincount(FOUND.labels)
    assert len(counts) == len(FOUND.kinds) == 20
    assert (np.diff(counts) <= 0).all()
    for word, kind in (("paris", "capitals"), ("japan", "countries"), ("queen", "family"), ("frog", "animals")):
        assert FOUND.kinds[FOUND.labels[FOUND.row(word)]] == kind


def test_the_data_set_is_the_words_with_their_source_and_licence():
    dataset = datasets.load("words")
    assert datasets.is_here("words")
    assert dataset.label_names == FOUND.kinds
    assert np.array_equal(dataset.table, FOUND.vectors)
    assert "GloVe" in dataset.source
    assert "Public Domain" in dataset.licence


def test_the_nearest_words_are_those_of_the_largest_cosine():
    row = FOUND.row("japan")
    near = FOUND.nearest(3 * FOUND.vectors[row], 5)
    assert near.rows[0] == row
    assert near.cosines[0] == pytest.approx(1, abs=1e-5)
    cosines = FOUND.vectors @ FOUND.vectors[row]
    assert near.cosines == pytest.approx(np.sort(cosines)[::-1][:5], abs=1e-6)
    assert row not in FOUND.nearest(FOUND.vectors[row], 5, without=(row,)).rows
    assert FOUND.words[FOUND.nearest(FOUND.vectors[row], 1, without=(row,)).rows[0]] in ("tokyo", "china")


def test_the_most_typical_words_are_nearest_to_the_mean_of_their_kind_one_of_each_kind_first():
    first = FOUND.typical[:20]
    assert sorted(FOUND.labels[first]) == list(range(20))
    assert sorted(FOUND.typical) == list(range(713))
    for row in first:
        kind = FOUND.labels == FOUND.labels[row]
        likeness = FOUND.vectors[kind] @ FOUND.vectors[kind].mean(axis=0)
        assert FOUND.vectors[row] @ FOUND.vectors[kind].mean(axis=0) == pytest.approx(likeness.max())


def test_a_word_is_found_in_whatever_letters():
    assert FOUND.row(" Paris ") == FOUND.row("paris") == FOUND.words.index("paris")


@pytest.mark.parametrize("word", ["brexit", "", "  ", "pariss", "x" * 5000, "<b>*", "½ 😀 \x00"])
def test_a_word_that_is_not_there_is_told_with_its_neighbours_in_spelling(word):
    with pytest.raises(
        DatasetError, match=r"is not among the 713 words; nearest in spelling: \w+, \w+, \w+\.$"
    ) as told:
        FOUND.row(word)
    assert len(str(told.value)) < 160
    if word == "pariss":
        assert "nearest in spelling: paris," in str(told.value)
    if word == "brexit":
        assert str(told.value).startswith("*brexit* is not among the 713 words; nearest in spelling: ")
    assert "<" not in str(told.value)


@pytest.mark.parametrize(
    "other",
    [
        {"vectors": np.eye(3, dtype=np.float16)},
        {"vectors": np.full((4, 4), np.nan, np.float16)},
        {"vectors": np.ones(4, np.float16)},
        {"words": np.array(["cat", "cat", "red", "blue"])},
        {"labels": np.array([0, 0, 1, 2], np.int16)},
        {"names": np.array(["animals", "colours", "none"])},
    ],
)
def test_a_file_with_other_things_in_it_is_refused(other):
    with pytest.raises(ArtefactError, match=r"^weights/words holds no words.*core.build words$"):
        words.words_of(artefact(**other))
    assert words.words_of(artefact()).kinds == ("animals", "colours")


def test_a_missing_array_is_named():
    content = npz_bytes({name: array for name, array in GOOD.items() if name != "labels"})
    with pytest.raises(ArtefactError, match="labels"):
        words.words_of(Artefact("words", content, {"file": "words.npz"}))


def test_a_damaged_file_is_told_as_others_are(tmp_path, monkeypatch):
    for ending in ("json", "npz"):
        shutil.copy(files.FOLDER / f"words.{ending}", tmp_path)
    spoilt = tmp_path / "words.npz"
    spoilt.write_bytes(spoilt.read_bytes()[:-5])
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    words.load.cache_clear()
    with pytest.raises(ArtefactError, match=r"weights/words.npz is damaged: .* python -m core.build words"):
        words.load()


def test_pairs_are_of_words_that_are_there_each_pair_once():
    families = word_pairs.families(FOUND)
    assert families[0].name == word_pairs.CAPITALS
    assert len(families) == len(word_pairs.FAMILIES) > 8
    for family in families:
        assert len(family.pairs) == len(set(map(tuple, family.pairs.tolist()))) > 5
        assert (family.pairs[:, 0] != family.pairs[:, 1]).all()
    countries, capitals = families[0].pairs.T
    assert {FOUND.kinds[kind] for kind in FOUND.labels[countries]} == {"countries"}
    assert {FOUND.kinds[kind] for kind in FOUND.labels[capitals]} == {"capitals"}
