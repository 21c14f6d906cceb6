"""A table in a text file: columns separated by commas, semicolons or tabs, one row a point.

The file is read row by row, so that one that is too long, too wide or broken is refused where that shows, before it
has taken memory. A column is numeric when its first value is a number; the classes are in a column named as in
`core.data.upload_table.LABELS`, or else in the last column that is not numeric. A column of classes that holds about
as many different numbers as there are rows is one more column of numbers.
"""

import codecs
import csv
import io
import re
from array import array
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core.data.upload_table import LABELS, Table, is_number, plain, too_many
from core.errors import UploadError
from core.limits import Limits

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
QUOTED = re.compile(r'"[^"]*("|$)')
NUMBER = 32  # characters a cell may have on average, separator included
SLACK = 10_000  # characters a row may have beyond that, for words
COUNTERS = ("", "id", "index", "unnamed: 0")  # names of a first column that only numbers the rows
EMPTY = "(none)"
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Layout(NamedTuple):
    """How the columns of a file are used: positions of the numeric ones, of the label or None, and what to tell."""

    names: tuple[str, ...]
    numeric: tuple[int, ...]
    label: int | None
    remarks: tuple[str, ...]


def table(content: bytes, limits: Limits) -> Table:
    """The table in a text file. Raises UploadError."""
    encoding, remarks = encoding_of(content)
    with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as stream:
        rows = Rows(stream, limits.dimensions * NUMBER + SLACK)
        try:
            return read_rows(rows, limits, remarks)
        except csv.Error as error:
            raise UploadError(
                f"Row {rows.number} is no row of a table ({error}): close every quotation mark, and save the table as "
                "CSV again."
            ) from error
        except UnicodeError as error:
            raise UploadError("The file is no text in UTF-8 or UTF-16: save the table as CSV in UTF-8.") from error


def encoding_of(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The encoding of a text and what to tell about it. Raises UploadError when it is no text."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return name, ()
    if b"\x00" in content:
        raise UploadError("The file is neither text nor an npz archive: save the table as CSV, or with numpy.savez.")
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1", ("The text is not UTF-8; it was read as Latin-1, so some letters may be wrong.",)
    return "utf-8", ()


def separator_of(line: str) -> str:
    """What separates the columns, from the first line: semicolons or tabs where there are any, else commas.

    Commas may be decimal commas between others; those others stand within a cell only in quotation marks.
    """
    bare = QUOTED.sub("", line)
    return max((";", "\t"), key=bare.count) if ";" in bare or "\t" in bare else ","


class Rows:
    """The rows of a text, each a list of cells; blank lines are left out.

    Args:
        stream: the text.
        longest: characters a row may have; a longer one is refused, however its quotation marks are set.
    """

    def __init__(self, stream: io.TextIOBase, longest: int) -> None:
        self._stream, self._longest, self._used = stream, longest, 0
        self.number = 1  # of the row that is being read, counted as a spreadsheet does
        self.separator = ","

    def _lines(self) -> Iterator[str]:
        while line := self._stream.readline(self._longest + 1):
            self._used += len(line)
            if self._used > self._longest:
                raise UploadError(
                    f"Row {self.number} is longer than {self._longest:,} characters: bring fewer columns, or close "
                    "its quotation marks."
                )
            yield line

    def __iter__(self) -> Iterator[list[str]]:
        self.separator = separator_of(self._stream.readline(self._longest))
        self._stream.seek(0)
        for row in csv.reader(self._lines(), delimiter=self.separator, strict=True):
            self._used = 0
            if any(cell.strip() for cell in row):
                yield row
            self.number += 1


def read_rows(rows: Rows, limits: Limits, remarks: tuple[str, ...]) -> Table:
    """The table made of all rows. Raises UploadError."""
    every = iter(rows)
    first = next(every, None)
    if first is None:
        raise UploadError("The file holds no row: bring a table with one row a point.")
    comma = rows.separator == ";"  # then a comma inside a number is a decimal comma
    headed = is_header(first, comma)
    row = next(every, None) if headed else first
    if row is None:
        raise UploadError("The file holds names of columns and nothing else: bring at least one row a point.")
    layout = layout_of(first if headed else None, row, rows.separator, limits)
    first_row, cells = rows.number, array("d")
    labels: list[str] = []
    while row is not None:
        if len(labels) == limits.points:
            raise UploadError(f"The table has more than {limits.points:,} rows: bring at most as many.")
        cells.extend(numbers(row, layout, comma, rows.number))
        labels.append("" if layout.label is None else label_text(row[layout.label], comma))
        row = next(every, None)
    values = np.frombuffer(cells, dtype=np.float64).reshape(len(labels), len(layout.numeric))
    found = without_counter(values, layout, labels, first_row, remarks)
    return with_number_of(found, limits) if layout.label is not None and too_many(set(labels), len(labels)) else found


def is_header(row: list[str], comma: bool) -> bool:
    """Whether a first row names the columns: it holds no number, or a label's name, or numbers that only count."""
    written = [as_number(cell, comma) for cell in row]
    numbers = [float(cell) for cell in written if is_number(cell)]
    if not numbers or any(cell.strip().lower() in LABELS for cell in row):
        return True
    return len(numbers) > 2 and numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])


def layout_of(header: list[str] | None, row: list[str], separator: str, limits: Limits) -> Layout:
    """How the columns are used, from their names, if any, and the first row of values. Raises UploadError."""
    count = len(header or row)
    if header is not None and len(row) != count:
        raise wrong_width(2, len(row), count)
    if count > limits.dimensions + 10:  # a label, a counter and some words beside the numbers
        raise too_wide(count, limits)
    names, twice = unique([plain(name) for name in header or [""] * count])
    numeric = [i for i, cell in enumerate(row) if is_number(as_number(cell, separator == ";")) or not cell.strip()]
    named = [i for i in range(count) if names[i].lower() in LABELS]
    words = [i for i in range(count) if i not in numeric]
    label = named[-1] if named else words[-1] if words else None
    numeric = [i for i in numeric if i != label]
    if len(numeric) > limits.dimensions:
        raise too_wide(len(numeric), limits)
    if not numeric:
        raise UploadError(
            f"The first row of values holds no number (columns were separated by {SEPARATORS[separator]}): separate "
            "them by commas, semicolons or tabs, and write numbers with a point."
        )
    dropped = [names[i] for i in words if i != label]
    left = f"Left out, since they hold words: {', '.join(dropped[:5])}{', …' * (len(dropped) > 5)}."
    return Layout(names, tuple(numeric), label, (*twice, *([left] if dropped else [])))


def unique(names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names with nothing nameless and nothing twice, and what to tell about it."""
    found: dict[str, None] = {}
    twice = []
    for i, name in enumerate(names):
        own = name or f"number {i + 1}"
        if own in found:
            twice.append(own)
            own = f"{own} (number {i + 1})"
        found[own] = None
    said = [f"{len(twice)} columns have a name that is taken already, such as {twice[0]}."] if twice else []
    return tuple(found), tuple(said)


def too_wide(count: int, limits: Limits) -> UploadError:
    """The error for too many columns."""
    return UploadError(f"The table has {count:,} columns: bring at most {limits.dimensions} columns of numbers.")


def wrong_width(number: int, found: int, expected: int) -> UploadError:
    """The error for a row that is longer or shorter than the others."""
    return UploadError(
        f"Row {number} has {found} cells where the first row has {expected}: give every row the same number of cells."
    )


def as_number(cell: str, comma: bool) -> str:
    """A cell with a decimal comma as it is written with a point."""
    return cell.replace(",", ".") if comma else cell


def label_text(cell: str, comma: bool) -> str:
    """The label in a cell, harmless; a number is written with a point."""
    number = as_number(cell, comma)
    return plain(number if is_number(number) else cell) or EMPTY


def numbers(row: list[str], layout: Layout, comma: bool, number: int) -> list[float]:
    """The numeric cells of a row; an empty one is nan. Raises UploadError naming the cell that is no number."""
    if len(row) != len(layout.names):
        raise wrong_width(number, len(row), len(layout.names))
    found = []
    for i in layout.numeric:
        try:
            found.append(float(as_number(row[i], comma)) if row[i].strip() else np.nan)
        except ValueError:
            raise UploadError(
                f"Row {number}, column {layout.names[i]} holds {plain(row[i])!r}, which is no number: correct it, or "
                "leave the row or the column out."
            ) from None
    return found


def without_counter(
    values: np.ndarray, layout: Layout, labels: list[str], first_row: int, remarks: tuple[str, ...]
) -> Table:
    """The table, without a first column that only numbers the rows."""
    columns = tuple(layout.names[i] for i in layout.numeric)
    nameless = columns[0] == "number 1" or columns[0].lower() in COUNTERS
    if layout.numeric[0] == 0 and nameless and len(columns) > 1 and (np.diff(values[:, 0]) == 1).all():
        remarks = (*remarks, "The first column only numbers the rows; it was left out.")
        values, columns = values[:, 1:], columns[1:]
    found = None if layout.label is None else labels
    name = "" if layout.label is None else layout.names[layout.label]
    return Table(values, columns, found, name, first_row, (*remarks, *layout.remarks))


def with_number_of(table: Table, limits: Limits) -> Table:
    """The table with its labels as one more column, if they are finite numbers that do more than number the rows.

    Raises UploadError when that makes it too wide.
    """
    found = np.array([float(text) if is_number(text) else np.nan for text in table.labels or ()])
    if not np.isfinite(found).all() or (np.diff(found) == 1).all():
        return table
    if len(table.columns) == limits.dimensions:
        raise too_wide(len(table.columns) + 1, limits)
    values = np.column_stack([table.values, found])
    name = table.label_column
    said = f"Column {name} has a number of its own for nearly every row: it makes no classes and is mapped."
    return Table(values, (*table.columns, name), None, "", table.first_row, (*table.remarks, said))
