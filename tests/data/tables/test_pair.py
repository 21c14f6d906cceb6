"""Vectors and what is known of them, in two files; a map and its vectors, likewise."""

import numpy as np
import pytest

from core.data import uploads
from core.data.tables import pair
from core.errors import UploadError
from core.limits import Limits

RNG = np.random.default_rng(2)
POINTS = RNG.normal(size=(12, 4)).round(3)
VECTORS = "\n".join("\t".join(map(str, row)) for row in POINTS.tolist()).encode()
WORDS = [f'"word" {i}' for i in range(12)]
KINDS = ["a", "b", "c"] * 4
METADATA = "\n".join(["word\tkind", *("\t".join(each) for each in zip(WORDS, KINDS, strict=True))]).encode()
LIMITS = Limits(points=100, dimensions=10)


def read(*files):
    return uploads.read_pair(list(files), LIMITS)


@pytest.mark.parametrize("turn", [1, -1])
def test_vectors_without_a_header_and_metadata_with_one(turn):
    found = read(*[("vectors.tsv", VECTORS), ("metadata.tsv", METADATA)][::turn])
    assert [each.name for each in found.frame.columns] == ["v1", "v2", "v3", "v4", "word", "kind"]
    assert found.frame.title == "vectors.tsv"
    dataset = found.made.dataset
    assert dataset.table.shape == (12, 4)
    assert [dataset.label_names[each] for each in dataset.labels] == KINDS
    texts = found.frame.columns[4].texts
    assert texts is not None
    assert texts.to_pylist() == WORDS


def test_one_column_of_labels_has_no_header():
    found = read(("vectors.tsv", VECTORS), ("labels.tsv", "\n".join(KINDS).encode() + b"\r\n\n"))
    assert found.frame.columns[-1].name == "label"
    assert found.made.dataset.label_names == ("a", "b", "c")


def test_a_map_beside_its_vectors_has_axes():
    places = "\n".join("\t".join(map(str, row)) for row in RNG.normal(size=(12, 2)).tolist()).encode()
    found = read(("map.tsv", places), ("vectors.tsv", VECTORS))
    assert [each.name for each in found.frame.columns] == ["v1", "v2", "v3", "v4", "x", "y"]
    named = read(("vectors.tsv", VECTORS), ("map.tsv", b"UMAP_1\tUMAP_2\n" + places))
    assert [each.name for each in named.frame.columns][-2:] == ["UMAP_1", "UMAP_2"]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("a.tsv", VECTORS)] * 3, "3 files were brought at once: bring two text files"),
        ([("a.tsv", VECTORS), ("b.tsv", b"x\ny\n")], "a.tsv has 12 rows and b.tsv 2: a row of one belongs"),
        ([("a.tsv", VECTORS), ("b.tsv", b"x\ty\nz\n")], "Row 2 of b.tsv has 1 column, the first 2"),
        ([("a.tsv", VECTORS), ("b.npz", b"PK\xff")], r"b.npz is no text in UTF-8 \(byte 2\)"),
        ([("a.tsv", VECTORS), ("b.tsv", b" \n\n")], "b.tsv is empty"),
        ([("a.tsv", VECTORS), ("b.tsv", b"\n" * 2_000)], "100"),
    ],
)
def test_what_does_not_belong_together_is_told(files, told):
    with pytest.raises(UploadError, match=told):
        read(*files)


def test_numbers_are_numbers():
    assert pair.are_numbers(["1", "-2.5", "1e3"])
    assert not pair.are_numbers(["1", "nan"])
    assert not pair.are_numbers(["1", "x"])
