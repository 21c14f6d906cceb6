"""Whether the first row names the columns."""

import numpy as np
import pytest

from tests.data.tables.brought import POINTS, csv, read

RNG = np.random.default_rng(6)
NAMED = [(f"c{i}", *row) for i, row in enumerate(POINTS)]
WIDE = RNG.normal(size=(12, 9)).round(3)


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (NAMED, "Country,1990,2000,2010"),
        (NAMED, "Country,2010,2000,1990"),
        (POINTS, "0,1,2"),
        (POINTS, "1,2,3"),
        (POINTS, ",x,"),
        (WIDE, ",".join(str(400 + 2 * i) for i in range(9))),
        (WIDE, ",".join(str(400 + 2 * i + i**2 / 100) for i in range(9))),
        (NAMED, "word,a,b,c"),
        (RNG.integers(1, 4, (30, 3)), "q1,q2,q3"),
        (RNG.integers(1_000, 90_000, (12, 3)), "1990,1995,2000"),
        ([(i % 3, *row) for i, row in enumerate(POINTS)], "label,1,2,3"),
    ],
)
def test_a_row_that_names_columns_is_no_point(rows, header):
    found = read(csv(rows, header))
    assert len(found.dataset.values) == len(rows)
    assert list(found.uses)[-1] in (header.split(",")[-1], "number 3")


@pytest.mark.parametrize(
    "rows",
    [
        POINTS,
        NAMED,
        [(1, 2, 3), *RNG.integers(1, 4, (29, 3))],
        [(1990, 2.5, 3), *((1990 + i, *row) for i, row in enumerate(RNG.normal(size=(12, 2)), 1))],
        [("a", 1, 2), *(("ab"[i % 2], *row) for i, row in enumerate(RNG.normal(size=(12, 2)).round(3)))],
        [("a", "NA", "NA"), *(("ab"[i % 2], *row) for i, row in enumerate(RNG.normal(size=(12, 2)).round(3)))],
        np.sort(RNG.normal(size=(12, 9)).round(3), axis=1),
        [("two", 0.5, 0.25), *POINTS],
    ],
)
def test_a_first_point_is_no_header(rows):
    found = read(csv(rows, ""))
    assert len(found.upload.frame.rows) == len(rows)
    assert next(iter(found.uses)).startswith("number")
