"""A visitor's own table: what becomes of its numbers and classes, whatever file it came in."""

import numpy as np
import pytest

from core.data.datasets import load
from core.errors import UploadError
from core.jobs.calls import Call, Kind, execute, pack
from core.jobs.tickets import value_of
from core.limits import Limits
from tests.data.tables.brought import LIMITS, POINTS, csv, npz, read, refused

RNG = np.random.default_rng(4)


def test_numbers_arrive_as_they_are():
    for content in (csv(POINTS), csv(POINTS, header=""), csv(POINTS, "a;b;c", ";"), csv(POINTS, "a\tb\tc", "\t")):
        found = read(content)
        assert found.points == pytest.approx(POINTS, abs=1e-6)
        assert found.dataset.values.dtype == np.float32
        assert found.dataset.label_names == ("all points",)
        assert found.remarks == ()
    assert read(npz(X=POINTS)).points == pytest.approx(POINTS, abs=1e-6)


def test_points_in_time_stay_apart():
    seconds = 1_795_000_000 + 7 * np.arange(50)
    found = read(csv(zip(seconds, RNG.normal(size=50), strict=True), "time,b")).points
    assert np.diff(found[:, 0]) == pytest.approx(7)
    assert found[:, 0].min() == 0
    assert np.diff(read(npz(X=np.column_stack([seconds, seconds]))).points, axis=0) == pytest.approx(7)


def test_labels_are_sorted_by_value_and_empty_ones_are_a_class():
    rows = [(*row, text) for row, text in zip(POINTS, ["10", "9", "", "2.5"] * 3, strict=True)]
    assert read(csv(rows, "a,b,c,label")).dataset.label_names == ("2.5", "9", "10", "(none)")


def test_many_classes_become_ten_and_names_of_single_rows_none():
    points = RNG.normal(size=(60, 2))
    found = read(csv([(*row, f"c{i % 15}") for i, row in enumerate(points)], "a,b,label"))
    assert len(found.dataset.label_names) == 10
    assert found.dataset.label_names[-1] == "other"
    assert (found.dataset.labels == 9).sum() == 6 * 4
    single = read(csv([(*row, f"row {i}") for i, row in enumerate(points)], "a,b,label"))
    assert single.dataset.label_names == ("all points",)
    assert single.uses["label"][1] == "words, 60 kinds"


def test_columns_twice_constant_or_unequal_are_told():
    rows = [(*row, 7, 1e6 * row[0]) for row in POINTS]
    found = read(csv(rows, "a,a,b,fixed,large"))
    said = " ".join(found.remarks)
    assert "1 column has a name that is taken already, such as a." in said
    assert "1 of 5 columns never changes (fixed)" in said
    assert "large varies" in said
    even = found.weighted.table
    assert even.dtype == np.float32
    assert (even[:, 3] == 0).all()
    assert even.mean(0) == pytest.approx(0, abs=1e-6)
    assert even.std(0) == pytest.approx([1, 1, 1, 0, 1], abs=1e-5)


def test_the_largest_allowed_table_is_read():
    points = RNG.normal(size=(1_000, 20)).round(3)
    assert read(csv(points, header="")).dataset.table.shape == (1_000, 20)
    assert read(npz(X=points)).dataset.table.shape == (1_000, 20)


def test_in_a_worker_a_refusal_arrives_as_its_sentence():
    outcome = execute(pack(Call("core.data.uploads:read", ("own.csv", b"a,b\n1,x\n", LIMITS))))
    assert outcome.kind is Kind.TOLD
    with pytest.raises(UploadError, match="The table has 1 row, too few"):
        value_of(outcome)


def test_the_shipped_digits_make_the_round_trip():
    digits = load("digits")
    found = read(npz(X=digits.table, y=digits.labels), Limits())
    assert (found.points == digits.table).all()
    assert (found.dataset.labels == digits.labels).all()
    assert found.dataset.label_names == digits.label_names


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "row 14, column b, for instance"),
        ("nan", "row 14, column b, for instance"),
        ("two", "row 14, column b holds 'two'"),
        ("-inf", "row 14, column b holds '-inf'"),
    ],
)
def test_a_cell_without_a_number_is_told_with_its_place(cell, said):
    found = read(csv([*POINTS, [1, cell, 3]]))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.remarks == (f"1 row was left out, since a cell holds no number ({said}).",)
    infinite = read(npz(X=np.vstack([POINTS, [np.inf, 0, 0], [0, np.nan, 0]])))
    assert infinite.remarks == (
        "2 rows were left out, since a cell holds no number (row 12, column number 0 holds 'inf').",
    )


def test_a_number_that_dwarfs_all_others_is_told():
    found = read(csv([*POINTS, [1, "1e300", 3]]))
    assert found.remarks == (
        "b varies 3 × 10^299 times as much as a: unless all columns get the same weight, it decides the map.",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (csv(POINTS[:6]), "6 rows, too few"),
        (csv(POINTS[:, :1], "a"), "1 column of numbers to map, and a map needs at least 2"),
        (csv([[1.5, 2]] * 9, "a,b"), "All 9 rows are equal"),
        (b"a,b\n" + b"1,2\n" * 600_000, "at most 2 MB are read"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)
