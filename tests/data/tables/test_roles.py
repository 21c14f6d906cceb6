"""What columns are for: judged from all rows, with the reason."""

import numpy as np
import pytest

from core.data.tables.roles import Role
from tests.data.tables.brought import POINTS, csv, read, refused

RNG = np.random.default_rng(5)
MANY = RNG.normal(size=(40, 2)).round(4)


def column(cells, name, points=MANY, first=True):
    """The use of a column beside two of numbers."""
    rows = [(cell, *row) if first else (*row, cell) for cell, row in zip(cells, points, strict=False)]
    return read(csv(rows, f"{name},a,b" if first else f"a,b,{name}")).uses[name or "number 1"]


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (range(40), ""),
        (range(40), "a strange name"),
        (range(40, 0, -1), "rank"),
        (RNG.permutation(40), "whatever"),
        (np.sort(RNG.choice(60, 40, replace=False)), ""),
        (np.sort(RNG.choice(60, 40, replace=False)), "observation no"),
        (RNG.choice(9_000, 40, replace=False), "id"),
        (RNG.choice(9_000, 40, replace=False), "PassengerId"),
        (RNG.choice(9_000, 40, replace=False), "customer_id"),
        (1949 + np.arange(40) / 12, "time"),
    ],
)
def test_what_only_counts_rows_is_left_out_whatever_it_is_called(cells, name):
    assert column(cells, name) == (Role.OUT, "numbers the rows")
    if name:
        assert column(cells, name, first=False)[0] is Role.OUT or name == "observation no"


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (RNG.integers(0, 5, 40), "id"),  # they come again
        (RNG.choice(9_000, 40, replace=False), "price"),
        (RNG.normal(size=40).round(3), "id"),
        (RNG.choice(9_000, 40, replace=False), "liquid"),
    ],
)
def test_what_does_more_is_mapped(cells, name):
    assert column(cells, name)[0] is Role.NUMBER


def test_a_counter_stays_where_a_map_needs_it():
    found = read(csv(zip(range(12), POINTS[:, 0], strict=True), "x,y"))
    assert list(found.roles.values()) == [Role.NUMBER, Role.NUMBER]


@pytest.mark.parametrize("at", [0, 1, 20, 39])
def test_one_cell_never_decides_what_a_column_is(at):
    outcomes = []
    for text in ("two", "NA", ""):
        cells = [f"{value:.3f}" for value in RNG.normal(size=40)]
        cells[at] = text
        found = read(csv([(cell, *row) for cell, row in zip(cells, MANY, strict=True)], "x,a,b"))
        assert found.roles["x"] is Role.NUMBER
        assert len(found.dataset.values) == 39
        outcomes.append(found.remarks[0])
    assert outcomes == [
        f"1 row was left out, since a cell holds no number (row {at + 2}, column x holds 'two').",
        *[f"1 row was left out, since a cell holds no number (row {at + 2}, column x, for instance)."] * 2,
    ]


def test_mixed_empty_and_wordy_columns_say_what_they_hold():
    mixed = [f"PC {i}" if i % 3 == 0 else str(i * 7919 % 1000) for i in range(40)]
    assert column(mixed, "ticket") == (Role.OUT, "numbers in 26 cells, words in 14")
    assert column([""] * 40, "deck") == (Role.OUT, "empty")
    assert column([""] * 25 + ["1.5", "2"] * 7 + ["3"], "age") == (Role.OUT, "numbers; 25 cells hold none")
    costs = [f"{'$€'[i % 2]}{i}" for i in range(40)]
    assert column(costs, "cost", first=False) == (Role.OUT, "words, in $ and €, 40 kinds")


def test_classes_come_from_names_or_few_words():
    rows = [("abc"[i % 3], "xy"[i % 2], *row, f"note {i}") for i, row in enumerate(MANY)]
    assert read(csv(rows, "species,sex,a,b,remark")).roles["species"] is Role.CLASS
    assert read(csv(rows, "island,sex,a,b,remark")).roles["sex"] is Role.CLASS
    assert read(csv(rows, "island,sex,a,b,remark")).roles["remark"] is Role.OUT
    named = read(csv(rows, "island,sex,a,b,name"))
    assert named.roles["name"] is Role.NAME
    assert named.roles["island"] is Role.OUT


def test_a_column_called_target_that_makes_no_classes_is_left_out():
    found = read(csv([(*row, value) for row, value in zip(MANY, RNG.normal(size=40), strict=True)], "a,b,target"))
    assert found.uses["target"] == (Role.OUT, "numbers; called target, but too many kinds for classes")
    assert found.dataset.label_names == ("all points",)


def test_what_is_not_mapped_is_named_where_too_little_is():
    assert refused(csv(zip(POINTS[:, 0], ["a", "b"] * 6, strict=True), "x,kind")) == (
        "The table has 1 column of numbers to map, and a map needs at least 2; not mapped: kind (2 kinds of words): "
        "bring more columns of numbers, separated by commas, semicolons or tabs."
    )
