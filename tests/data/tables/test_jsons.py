"""Tables in JSON."""

import json

import pytest

from tests.data.tables.brought import POINTS, read, refused

ROWS = [dict(zip("abc", map(float, row), strict=True), kind="xy"[i % 2]) for i, row in enumerate(POINTS)]
COLUMNS = {name: [row[name] for row in ROWS] for name in ROWS[0]}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(ROWS),
        "\n".join(map(json.dumps, ROWS)),
        json.dumps(COLUMNS),
        json.dumps({name: dict(enumerate(cells)) for name, cells in COLUMNS.items()}),
        json.dumps({"columns": [*COLUMNS], "index": [*range(12)], "data": [[*row.values()] for row in ROWS]}),
        json.dumps({"schema": {}, "data": ROWS}),
    ],
)
def test_rows_and_columns(content):
    found = read(content.encode())
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("x", "y")
    assert list(found.uses) == ["a", "b", "c", "kind"]


def test_bare_numbers():
    assert read(json.dumps(POINTS.tolist()).encode()).points == pytest.approx(POINTS, abs=1e-6)
    lines = "\n".join(map(json.dumps, POINTS.tolist()))
    assert read(lines.encode()).points == pytest.approx(POINTS, abs=1e-6)


def test_what_a_row_lacks_is_empty():
    found = read(json.dumps([*ROWS, {"a": 1.0, "b": None}]).encode())
    assert "1 row was left out, since a cell holds no number (row 13, column b, for instance)." in found.remarks


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('{"type": "FeatureCollection", "features": []}', "The JSON is no table (an object with type, features)"),
        (json.dumps([{"a": 1, "b": {"c": 2}}] * 9), "Row 1, column b holds an object"),
        (json.dumps([[1, [2]]] * 9), "Row 1, column number 2 holds a list"),
        (json.dumps([[1, 2], [3]] * 9), "Row 2 has 1 cell where the others have 2"),
        (json.dumps([[1, 2], {"a": 3}] * 9), "Row 2 is an object, and the first is not"),
        ("[1, 2, 3]", "The JSON is no table (no rows)"),
        ("[1, 2, 3", "The file begins as JSON and is none"),
        ('{"a": 1}\n{"a": 2', "Line 2 is no JSON"),
        ("[" * 100_000, "The JSON is nested too deeply"),
        (json.dumps([{"a": 1}] * 2_000), "more than 1,000 rows"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content.encode())
