"""What a visitor makes of a table: columns, classes, empty cells."""

import numpy as np
import pytest

from core.data.tables import choice
from core.data.tables.choice import Choice, Missing
from core.errors import UploadError
from tests.data.tables.brought import POINTS, csv, points_of, read

RNG = np.random.default_rng(7)
GAPS = [["" if (i + j) % 5 == 0 and j < 2 else f"{value:.4f}" for j, value in enumerate(row)] for i, row in
        enumerate(RNG.normal(size=(40, 4)))]  # fmt: skip


def made(frame, **chosen):
    return choice.make(frame, Choice(chosen.pop("out", frozenset()), **chosen))


def test_empty_cells_are_treated_as_the_visitor_wants():
    upload = read(csv(GAPS, "a,b,c,d")).upload
    assert upload.choice.missing is Missing.ROWS
    whole = np.array([[np.nan if cell == "" else float(cell) for cell in row] for row in GAPS])
    full = ~np.isnan(whole).any(axis=1)
    assert points_of(upload.made) == pytest.approx(whole[full], abs=1e-6)
    assert upload.made.kept.tolist() == np.flatnonzero(full).tolist()
    assert upload.made.remarks == (
        f"{(~full).sum()} rows were left out, since a cell holds no number (row 2, column a, for instance).",
    )
    columns = made(upload.frame, missing=Missing.COLUMNS)
    assert points_of(columns) == pytest.approx(whole[:, 2:], abs=1e-6)
    assert "2 columns were left out (a, b), since a cell holds no number" in columns.remarks[0]
    filled = made(upload.frame, missing=Missing.MEDIAN)
    assert points_of(filled) == pytest.approx(np.where(np.isnan(whole), np.nanmedian(whole, axis=0), whole), abs=1e-6)
    assert filled.remarks[0].startswith(
        f"{np.isnan(whole).sum()} cells hold no number and got the median of the column"
    )


def test_what_a_choice_leaves_too_little_of_is_refused():
    frame = read(csv([*POINTS[:6], [1, "", 3], [2, "", 3]])).upload.frame
    with pytest.raises(UploadError, match="6 rows without an empty cell, of 8, too few for a map: bring at least 7"):
        made(frame)
    assert len(made(frame, missing=Missing.COLUMNS).dataset.values) == 8
    with pytest.raises(UploadError, match="1 column of numbers to map"):
        made(frame, missing=Missing.COLUMNS, out=frozenset({0}))


def test_a_table_that_would_lose_most_rows_loses_columns_instead():
    rows = [[*row[:2], "" if i % 3 else "1", row[2]] for i, row in enumerate(RNG.normal(size=(40, 3)).round(3))]
    rows = [[*row, "" if i % 4 else str(i**0.5)] for i, row in enumerate(rows)]
    upload = read(csv(rows, "a,b,c,d,e")).upload
    assert upload.choice.missing is Missing.ROWS  # c and e are mostly empty, and left out
    assert upload.choice.out == {2, 4}
    half = [[row[0], row[1], "" if i % 9 < 4 else row[2], "" if i % 9 > 5 else row[0]] for i, row in
            enumerate(RNG.normal(size=(40, 3)).round(3))]  # fmt: skip
    found = read(csv(half, "a,b,c,d")).upload
    assert found.choice.missing is Missing.COLUMNS
    assert found.made.dataset.values.shape == (40, 2)


def test_columns_and_classes_are_chosen():
    rows = [(*row, i % 2, "xyz"[i % 3]) for i, row in enumerate(POINTS)]
    frame = read(csv(rows, "a,b,c,d,kind")).upload.frame
    found = made(frame, out=frozenset({1}), classes=3)
    assert points_of(found) == pytest.approx(POINTS[:, [0, 2]], abs=1e-6)
    assert found.dataset.label_names == ("0", "1")
    assert made(frame).dataset.label_names == ("all points",)
    assert made(frame).dataset.values.shape == (12, 4)
    with pytest.raises(UploadError, match="1 column of numbers to map, and a map needs at least 2"):
        made(frame, out=frozenset({0, 1, 2}))
    for of_numbers in (0, 3):  # numbers far from 0 and none
        moved = read(csv([(*row, 1e6 + i % 2) for i, row in enumerate(POINTS)], "a,b,c,d")).upload.frame
        names = made(moved, classes=of_numbers).dataset.label_names
        assert names == (("1000000", "1000001") if of_numbers else ("all points",))


def test_the_points_take_no_room_beside_the_table():
    upload = read(csv(POINTS)).upload
    assert np.shares_memory(upload.made.dataset.values, upload.frame.numbers)
    assert upload.size < POINTS.size * 4 + 12 * 24 + 100
    other = made(upload.frame, out=frozenset({0}))
    assert other.size_beside(upload.frame) > other.dataset.values.nbytes


def test_copies_are_named():
    rows = [*POINTS, *POINTS[:3], POINTS[0]]
    assert read(csv(rows)).remarks == ("4 rows are copies of another: they share its place.",)
    assert read(csv([*POINTS, POINTS[0]])).remarks == ("1 row is a copy of another: it shares its place.",)
    zeros = [*POINTS, (0.0, 1, 2), ("-0", 1, 2)]
    assert read(csv(zeros)).remarks == ("1 row is a copy of another: it shares its place.",)


@pytest.mark.parametrize("power", [-30, -12, -6, 3, 15, 37, 200])
def test_a_common_factor_changes_no_digit_that_tells_rows_apart(power):
    points = RNG.normal(size=(30, 3)) * [1, 10, 0.1]
    plain, large = (
        read(csv([[repr(float(value)) for value in row] for row in each])) for each in (points, points * 10.0**power)
    )
    ratio = large.dataset.table / plain.dataset.table
    assert ratio == pytest.approx(np.full(ratio.shape, ratio[0, 0]), rel=1e-5)
    assert large.weighted.table == pytest.approx(plain.weighted.table, abs=1e-5)
    assert large.remarks == plain.remarks


def test_columns_of_very_different_sizes_keep_their_proportion():
    rows = np.column_stack([RNG.normal(size=20) * 1e30, RNG.normal(size=20) * 1e9])
    found = read(csv(rows.tolist(), "a,b"))
    assert (found.dataset.table[:, 0] / found.dataset.table[0, 0]) == pytest.approx(rows[:, 0] / rows[0, 0], rel=1e-5)
    assert found.dataset.table[3, 0] / found.dataset.table[3, 1] == pytest.approx(rows[3, 0] / rows[3, 1], rel=1e-5)
    assert "a varies" in found.remarks[0]
    assert found.weighted.table.std(axis=0) == pytest.approx([1, 1], abs=1e-5)
