"""Two files that belong together, as TensorFlow's projector takes them: vectors, and what is known of each.

    name, content = joined([("vectors.tsv", vectors), ("metadata.tsv", metadata)], limits)

The one whose first data row is all numbers holds the vectors; where both do, the one with fewer columns is a map of the
points: its columns are then called x, y and z unless they have names. Rows belong together by their order.
https://github.com/tensorflow/tensorboard/blob/master/docs/tensorboard_projector_plugin.ipynb
"""

import csv
import io
from collections.abc import Sequence
from typing import NamedTuple

from core.data.tables.cells import too_long
from core.data.tables.words import counted
from core.errors import UploadError
from core.limits import Limits

BLANK = 1_000  # lines more than there may be points: a header, and empty ones
AXES = ("x", "y", "z")
REMEDY = "bring two text files with tabs between the columns and one row a point in each, or one table"


class Sheet(NamedTuple):
    """A file: its name, the names of its columns, and its rows."""

    name: str
    header: list[str]
    rows: list[list[str]]

    @property
    def numeric(self) -> bool:
        """Whether the first row is all numbers."""
        return are_numbers(self.rows[0])


def joined(files: Sequence[tuple[str, bytes]], limits: Limits) -> tuple[str, bytes]:
    """One table of two files, its name and its content as text with tabs.

    Raises: UploadError when they are not two such texts with equally many rows.
    """
    if len(files) != 2:
        raise UploadError(f"{counted(len(files), 'file was', 'files were')} brought at once: {REMEDY}.")
    first, second = (sheet(*each, limits) for each in files)
    first, second = without_header(first, len(second.rows)), without_header(second, len(first.rows))
    if len(first.rows) != len(second.rows):
        raise UploadError(
            f"{first.name} has {counted(len(first.rows), 'row')} and {second.name} {len(second.rows):,}: a row of one "
            "belongs to the row of the other in the same place, so bring equally many."
        )
    swapped = (second.numeric, len(second.rows[0])) > (first.numeric, len(first.rows[0]))
    vectors, others = (second, first) if swapped else (first, second)
    header = [*named(vectors, "v"), *(named(others, "") if others.header or not others.numeric else axes(others))]
    rows = [header, *(one + other for one, other in zip(vectors.rows, others.rows, strict=True))]
    made = io.StringIO()
    csv.writer(made, delimiter="\t", lineterminator="\n").writerows(rows)
    return vectors.name, made.getvalue().encode()


def sheet(name: str, content: bytes, limits: Limits) -> Sheet:
    """A file as rows of text, the first of them a header where it alone is no row of numbers."""
    if content.count(b"\n") > limits.points + BLANK:  # before anything is made of them
        raise too_long(limits.points)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UploadError(f"{name} is no text in UTF-8 (byte {error.start:,}): {REMEDY}.") from error
    rows = [line.rstrip("\r").split("\t") for line in text.split("\n") if line.strip()]
    if not rows:
        raise UploadError(f"{name} is empty: {REMEDY}.")
    wide = len(rows[0])
    for number, row in enumerate(rows, start=1):
        if len(row) != wide:
            raise UploadError(
                f"Row {number:,} of {name} has {counted(len(row), 'column')}, the first {wide}: {REMEDY}."
            )
    if len(rows) > 1 and are_numbers(rows[1]) and not are_numbers(rows[0]):
        return Sheet(name, rows[0], rows[1:])
    return Sheet(name, [], rows)


def without_header(found: Sheet, count: int) -> Sheet:
    """The same file with its first row as header, where it has one row more than the other, which has `count`."""
    if not found.header and len(found.rows) == count + 1:
        return Sheet(found.name, found.rows[0], found.rows[1:])
    return found


def are_numbers(row: Sequence[str]) -> bool:
    """Whether all cells of a row are numbers."""
    try:
        return all(float(cell) == float(cell) for cell in row)
    except ValueError:
        return False


def named(found: Sheet, letter: str) -> list[str]:
    """What the columns of a file are called."""
    if found.header:
        return found.header
    if not letter and len(found.rows[0]) == 1:
        return ["label"]
    return [f"{letter or 'column '}{i}" for i in range(1, len(found.rows[0]) + 1)]


def axes(found: Sheet) -> list[str]:
    """The names of a map's columns; those of a table where there are more than three."""
    wide = len(found.rows[0])
    return list(AXES[:wide]) if wide <= len(AXES) else named(found, "")
