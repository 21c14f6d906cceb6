"""Tables in Parquet and Arrow files."""

import io
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

from core.data.tables.roles import Role
from tests.data.tables.brought import POINTS, read, refused

COLUMNS = dict(zip("abc", POINTS.T, strict=True), kind=["x", "y"] * 6)


def as_parquet(columns, **how):
    buffer = io.BytesIO()
    parquet.write_table(pa.table(columns), buffer, **how)
    return buffer.getvalue()


def as_feather(columns, **how):
    buffer = io.BytesIO()
    feather.write_feather(pa.table(columns), buffer, **how)
    return buffer.getvalue()


@pytest.mark.parametrize("write", [as_parquet, as_feather])
@pytest.mark.parametrize("packed", ["zstd", "lz4", None])
def test_numbers_and_words(write, packed):
    how = {"compression": packed or ("NONE" if write is as_parquet else "uncompressed")}
    found = read(write(COLUMNS, **how))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("x", "y")
    assert list(found.uses) == ["a", "b", "c", "kind"]


@pytest.mark.parametrize("write", [as_parquet, as_feather])
def test_other_kinds_of_columns(write):
    columns = {
        "row": pa.array(range(12)),
        "yes": pa.array([True, False, None] * 4),
        "day": pa.array([date(2024, 1, 1) + timedelta(days=i) for i in range(12)]),
        "kind": pa.array(["x", "y", None] * 4).dictionary_encode(),
        "vector": pa.array(POINTS.tolist()),
        "nested": pa.array([{"a": 1}] * 12),
    }
    found = read(write(columns))
    assert list(found.uses) == ["row", "yes", "day", "kind", "vector 0", "vector 1", "vector 2"]
    assert found.roles["row"] is Role.OUT
    assert found.roles["day"] is Role.OUT
    assert found.dataset.label_names == ("(none)", "x", "y") or found.dataset.label_names == ("x", "y")
    assert "Left out, since it is no table: nested (struct<a: int64>)." in found.remarks
    there = [i for i in range(12) if i % 3 != 2]
    assert found.points[:, 1:] == pytest.approx(POINTS[there], abs=1e-6)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (as_parquet({"a": np.arange(2_000.0), "b": np.arange(2_000.0)}), "more than 1,000 rows"),
        (as_feather({"a": np.arange(2_000.0), "b": np.arange(2_000.0)}), "more than 1,000 rows"),
        (as_parquet({f"c{i}": np.ones(9) for i in range(40)}), "40 columns: bring at most 20"),
        (as_feather({f"c{i}": np.ones(9) for i in range(40)}), "40 columns: bring at most 20"),
        (as_parquet({"v": [[1.0, 2.0]] * 8 + [[1.0]]}), "Row 9, column v holds a list of 1, where others have 2"),
        (as_parquet({"v": np.ones((9, 50)).tolist()}), "50 columns: bring at most 20"),
        (as_parquet(COLUMNS)[:-40], "The file can't be read"),
        (as_feather(COLUMNS)[:-40], "The file can't be read"),
        (b"PAR1", "The file can't be read"),
        (as_parquet({"a": ["x"] * 9, "b": ["y"] * 9}), "No column holds numbers (a, b)"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)


def test_a_file_that_unpacks_to_more_than_its_limits_is_refused_first():
    content = as_parquet({"a": ["x" * 100_000] * 900, "b": np.arange(900.0)}, use_dictionary=False, compression="zstd")
    assert len(content) < 100_000
    assert "The table unpacks to 85 MB and at most 1 MB are read" in refused(content)
