"""How numbers are written: what a column of cells means."""

import numpy as np
import pytest

from core.data.tables import numbers
from tests.data.tables.brought import POINTS, csv, read

NAN = np.nan


@pytest.mark.parametrize(
    ("cells", "decimal", "values", "notes"),
    [
        (["1", " 2.5", "-3e2", ""], ".", [1, 2.5, -300, NAN], ()),
        (["1,936", "4,519", "12"], ".", [1936, 4519, 12], ("“,” marks thousands",)),
        (["1,936", "4,519", "1,5"], ".", [1.936, 4.519, 1.5], ()),
        (["1,936", "4,519"], ",", [1.936, 4.519], ()),
        (["0,104", "-0,391"], ".", [0.104, -0.391], ()),
        (["1,234,567", "2"], ",", [1234567, 2], ("“,” marks thousands",)),
        (["12,34,567.5", "2"], ",", [1234567.5, 2], ("“,” marks thousands",)),
        (["1.234", "12.500"], ",", [1234, 12500], ("“.” marks thousands",)),
        (["1.234", "12.500"], ".", [1.234, 12.5], ()),
        (["1.234,5", "2"], ".", [1234.5, 2], ("“.” marks thousands",)),
        (["12.5", "1.234"], ",", [12.5, 1.234], ()),
        (["1 234 567", "2 000,5"], ".", [1234567, 2000.5], ("thousands set apart",)),
        (["1'234.5", "7"], ".", [1234.5, 7], ("thousands set apart",)),
        (["12 %", "3.5%", "0.5"], ".", [0.12, 0.035, 0.5], ("percent as shares of 1",)),
        (["$1,200.50", "-$3", "($4)"], ".", [1200.5, -3, -4], ("“,” marks thousands", "in $")),
        (["5 €", "7,50 €"], ".", [5, 7.5], ("in €",)),
        (["USD 5", "$6"], ".", [5, 6], ("in $",)),
        (["\u22125", "1\u00a0000"], ".", [-5, 1000], ("thousands set apart",)),
        (["NA", "n/a", "-", "?", "None", "7"], ".", [NAN] * 5 + [7], ()),
    ],
)
def test_what_is_read(cells, decimal, values, notes):
    found = numbers.read(cells, decimal)
    assert found.values == pytest.approx(np.array(values), nan_ok=True)
    assert found.notes == notes
    assert not found.words.any()


@pytest.mark.parametrize(
    "cell", ["two", "1_000", "12 cm", "1.2.3", "1,2,3", "0x1f", "1e", "--5", "inf", "1,23.4", "٣a"]
)
def test_what_is_no_number(cell):
    found = numbers.read(["1", cell, "2"], ".")
    assert found.values == pytest.approx(np.array([1, NAN, 2]), nan_ok=True)
    assert found.words.tolist() == [False, True, False]


def test_two_currencies_are_no_numbers_of_one_kind():
    found = numbers.read(["$5", "€6", "7"], ".")
    assert not found.found
    assert found.notes == ("in $ and €",)


def test_the_table_decides_what_a_column_leaves_open():
    rows = [(f"{value:.3f}".replace(".", ","), f"1,{100 + i}") for i, value in enumerate(POINTS[:, 0] + 1e-9)]
    assert read(csv(rows, "a\tb", "\t")).points[3] == pytest.approx([POINTS[3, 0], 1.103], abs=1e-3)
    rows = [(f"{value:.4f}", f'"1,{100 + i**2 % 37}"') for i, value in enumerate(POINTS[:, 0])]
    assert read(csv(rows, "a,b")).points[3] == pytest.approx([POINTS[3, 0], 1109], abs=1e-3)


def test_a_point_marks_thousands_where_commas_are_decimal():
    rows = [(f"{value:.2f}".replace(".", ","), f"{2 + i}.{200 + i**2 % 37}") for i, value in enumerate(POINTS[:, 0])]
    assert read(csv(rows, "a;b", ";")).points[3, 1] == 5209
