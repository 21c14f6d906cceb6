"""The cells of a table as text, column by column, however they were brought.

Rows are gathered in blocks and kept as Arrow columns, which take the bytes of their text and little more. What is too
long or too wide is refused where that shows, before it has taken memory.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from core.data.tables.words import counted
from core.errors import UploadError
from core.limits import Limits

BLOCK = 1_000  # rows
BESIDE = 10  # columns that a table may have beside its numbers: classes, names, remarks


class Cells(NamedTuple):
    """What a file holds.

    Args:
        columns: the text of each column; its first cell may be a name.
        rows: int32 (n,), the number that a visitor gives to each row.
        names: of the columns, where the file says which row they are; None where the first row may name them.
        kinds: names of the classes 0, 1, … in the last column, where the file has them elsewhere.
        semicolons: whether columns were separated so; a comma is then a decimal comma unless something speaks against.
        remarks: sentences on what was left out or guessed.
    """

    columns: list[pa.ChunkedArray]
    rows: np.ndarray
    names: list[str] | None = None
    kinds: tuple[str, ...] = ()
    semicolons: bool = False
    remarks: tuple[str, ...] = ()

    def without_first_row(self) -> "Cells":
        """The same without its first row."""
        return self._replace(columns=[column.slice(1) for column in self.columns], rows=self.rows[1:])


class Collector:
    """Gathers rows of one width.

    Args:
        width: cells of every row; raises UploadError when that is more than is allowed.
        limits: points and dimensions count here.
    """

    def __init__(self, width: int, limits: Limits) -> None:
        if width > limits.dimensions + BESIDE:
            raise too_wide(width, limits)
        self.width, self._most = width, limits.points
        self._rows: list[int] = []
        self._block: list[Sequence[str]] = []
        self._chunks: list[list[pa.Array]] = [[] for _ in range(width)]

    def add(self, row: Sequence[str], number: int) -> None:
        """One more row. Raises UploadError when it has another width, or there are too many."""
        if len(row) != self.width:
            raise UploadError(
                f"Row {number:,} has {counted(len(row), 'cell')} where the others have {self.width}: give every row "
                "the same number of cells."
            )
        if len(self._rows) > self._most:  # one more than allowed: the first may name the columns
            raise too_long(self._most)
        self._rows.append(number)
        self._block.append(row)
        if len(self._block) == BLOCK:
            self._flush()

    def _flush(self) -> None:
        for chunks, column in zip(self._chunks, zip(*self._block, strict=True), strict=False):
            chunks.append(pa.array(column, pa.string()))
        self._block.clear()

    def cells(self) -> Cells:
        """All rows that were added."""
        self._flush()
        columns = [pa.chunked_array(chunks, pa.string()) for chunks in self._chunks]
        return Cells(columns, np.array(self._rows, dtype=np.int32))


def too_wide(count: int, limits: Limits) -> UploadError:
    """The error for too many columns."""
    return UploadError(f"The table has {count:,} columns: bring at most {limits.dimensions} columns of numbers.")


def too_long(most: int) -> UploadError:
    """The error for too many rows."""
    return UploadError(f"The table has more than {counted(most, 'row')}: bring at most as many.")
