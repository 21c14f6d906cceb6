"""A table as it was read: every column with its numbers, its words, and a guess at what it is for."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.tables import numbers, roles, scale
from core.data.tables.cells import Cells, too_long, too_wide
from core.data.tables.header import LABELS, counts_row, is_header
from core.data.tables.numbers import NOTHING, Written
from core.data.tables.roles import Guess, Role, holds_numbers
from core.data.tables.words import NONE, counted, plain
from core.errors import UploadError
from core.limits import Limits
from core.settings import FEWEST_NEIGHBOURLY

QUOTED = 3  # cells of a column that are no numbers and are kept to be named


class Odd(NamedTuple):
    """A cell that holds something else than a number: its place among the rows and its text, harmless."""

    row: int
    text: str


class Column(NamedTuple):
    """A column of a table.

    Args:
        name: harmless, and no other column's.
        guess: what it is for, and why.
        place: its column in `Frame.numbers`; None where it holds no numbers.
        texts: what its cells say, where it holds words or is called a class; None elsewhere.
        kinds: how many different ones there are.
        odd: the first cells among its numbers that hold something else.
    """

    name: str
    guess: Guess
    place: int | None
    texts: pa.Array | None
    kinds: int
    odd: tuple[Odd, ...]


class Raw(NamedTuple):
    """A column before anybody asks what it is for: its name, or "", its numbers and what else is in `Column`.

    Args:
        beside: why it is none of the vectors, where the file says so.
    """

    name: str
    written: Written
    texts: pa.Array | None = None
    odd: tuple[Odd, ...] = ()
    beside: str = ""


@dataclass(frozen=True, eq=False)
class Frame:
    """A table as it was read.

    Args:
        title: the name of the file, harmless.
        columns: all of them.
        numbers: float32 (n, d), nan where a cell holds no number; the number meant is shift + unit · this.
        shift: float64 (d,).
        unit: float64 (d,), 0 where a column never changes.
        rows: int32 (n,), the number that a visitor gives to each row.
        remarks: sentences on what was left out or guessed while reading.
    """

    title: str
    columns: tuple[Column, ...]
    numbers: np.ndarray
    shift: np.ndarray
    unit: np.ndarray
    rows: np.ndarray
    remarks: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes it takes."""
        texts = sum(column.texts.nbytes for column in self.columns if column.texts is not None)
        return int(self.numbers.nbytes + self.rows.nbytes + texts)


def frame_of(cells: Cells, title: str, limits: Limits) -> Frame:
    """The table in these cells. Raises UploadError when it is too wide or too long, or holds no number."""
    decimal = numbers.decimal_of([c.slice(0, numbers.LOOKED_AT).to_pylist() for c in cells.columns], cells.semicolons)
    written = [numbers.read(column.to_pylist(), decimal) for column in cells.columns]
    cells, written = named(cells, written)
    if len(cells.rows) > limits.points:
        raise too_long(limits.points)
    check_rows(len(cells.rows))
    names = [plain(name) for name in cells.names or [""] * len(written)]
    kept = [i for i, each in enumerate(written) if names[i] or each.found or each.words.any()]
    remarks = [*cells.remarks]
    if len(kept) < len(names):
        left = len(names) - len(kept)
        remarks.append(
            f"{counted(left, 'empty column without a name was', 'empty columns without names were')} left out."
        )
    if cells.kinds:
        names[-1] = names[-1] or LABELS[1]
    columns = [raw(cells.columns[i], names[i], written[i]) for i in kept]
    if cells.kinds and (texts := columns[-1].texts) is not None:
        columns[-1] = columns[-1]._replace(texts=renamed(texts, cells.kinds))
    return assembled(columns, cells.rows, title, remarks, limits)


def check_rows(count: int, of: str = "") -> None:
    """Raise UploadError unless there are enough rows for a map; `of` says which are counted."""
    if count < FEWEST_NEIGHBOURLY:
        raise UploadError(
            f"The table has {counted(count, 'row')}{of}, too few for a map: bring at least {FEWEST_NEIGHBOURLY}."
        )


def named(cells: Cells, written: list[Written]) -> tuple[Cells, list[Written]]:
    """The cells without the row that names their columns, with those names; and their numbers likewise.

    Raises UploadError when there is no other row.
    """
    if cells.names is not None or cells.kinds:
        return cells, written
    first = [column[0].as_py() for column in cells.columns]
    kinds = counts_row(first, len(cells.rows) - 1, len(first))
    known = [each.words[0] and bool(pc.any(pc.equal(column.slice(1), text)).as_py()) for each, column, text in
             zip(written, cells.columns, first, strict=True)]  # fmt: skip
    if not kinds and not is_header(first, written, known):
        return cells, written
    if len(cells.rows) == 1:
        raise UploadError("The file holds names of columns and nothing else: bring at least one row a point.")
    remarks = cells.remarks
    if kinds:
        remarks = (*remarks, f"Row {cells.rows[0]} names the {len(kinds)} classes of the last column.")
    below = [each._replace(values=each.values[1:], words=each.words[1:]) for each in written]
    found = cells.without_first_row()._replace(kinds=kinds, names=None if kinds else first, remarks=remarks)
    return found, below


def assembled(columns: Sequence[Raw], rows: np.ndarray, title: str, remarks: Sequence[str], limits: Limits) -> Frame:
    """The table of these columns. Raises UploadError when it is too wide or holds no number."""
    kinds = [None if each.texts is None else Counter(each.texts.to_pylist()) for each in columns]
    guesses = roles.guess([each.name for each in columns], [each.written for each in columns], kinds)
    guesses = [Guess(Role.OUT, raw.beside) if raw.beside else each for raw, each in zip(columns, guesses, strict=True)]
    names, twice = unique_names([each.name for each in columns])
    holding = [i for i, each in enumerate(columns) if 1 < each.written.found >= each.written.words.sum()]
    wide = sum(guesses[i].role is Role.NUMBER for i in holding)
    if wide > limits.dimensions:
        raise too_wide(wide, limits)
    if not holding:
        raise UploadError(
            f"No column holds numbers ({', '.join(names[:5])}{', …' * (len(names) > 5)}): bring a table with one row "
            "a point and at least 2 columns of numbers."
        )
    numbers = np.empty((len(rows), len(holding)), dtype=np.float32)
    scales = scales_of([columns[i].written.values for i in holding])
    for place, i in enumerate(holding):
        numbers[:, place] = scale.kept(columns[i].written.values, scales[place])
    place_of = {i: place for place, i in enumerate(holding)}
    found = [
        Column(name, guesses[i], place_of.get(i), each.texts, different(each, kinds[i]), each.odd)
        for i, (name, each) in enumerate(zip(names, columns, strict=True))
    ]
    shift, unit = (np.array([each[i] for each in scales]) for i in range(2))
    return Frame(title, tuple(found), numbers, shift, unit, rows, (*remarks, *twice))


def scales_of(columns: list[np.ndarray]) -> list[scale.Scale]:
    """How columns of numbers are kept."""
    return scale.in_common([scale.scale_of(each) for each in columns], columns)


def different(column: Raw, kinds: Counter[str] | None) -> int:
    """How many different texts a column holds, or numbers."""
    return len(np.unique(column.written.values)) if kinds is None else len(kinds)


def raw(column: pa.ChunkedArray, name: str, written: Written) -> Raw:
    """A column of cells."""
    odd = tuple(Odd(int(i), plain(column[int(i)].as_py())) for i in np.flatnonzero(written.words)[:QUOTED])
    return Raw(name, written, texts_of(column, name, written), odd)


def texts_of(column: pa.ChunkedArray, name: str, written: Written) -> pa.Array | None:
    """What the cells of a column say as classes or names, harmless; None for numbers that are called otherwise.

    A number is written with a point, and without what stands beside it.
    """
    if holds_numbers(written) and name.lower() not in LABELS:
        return None
    if not written.words.any() and not written.found:
        return None
    coded = column.combine_chunks().dictionary_encode()
    said = [shown(each) for each in coded.dictionary.to_pylist()]
    if not written.words.any():
        firsts = dict(zip(reversed(coded.indices.to_pylist()), reversed(written.values.tolist()), strict=True))
        said = [said[i] if np.isnan(firsts[i]) else number_text(firsts[i]) for i in range(len(said))]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(said, pa.string())).cast(pa.string())


def shown(cell: str) -> str:
    """What a cell says as a class."""
    return NONE if cell.strip().lower() in NOTHING else plain(cell) or NONE


def number_text(value: float) -> str:
    """A number as the name of a class."""
    return str(int(value)) if value == np.rint(value) and abs(value) < 1e15 else repr(value)


def renamed(texts: pa.Array, kinds: Sequence[str]) -> pa.Array:
    """Classes 0, 1, … by their names."""
    names = {str(i): plain(name) for i, name in enumerate(kinds)}
    return pa.array([names.get(text, text) for text in texts.to_pylist()], pa.string())


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names with nothing nameless and nothing twice, and what to tell about it."""
    found: dict[str, None] = {}
    twice = []
    for i, name in enumerate(names):
        own = name or f"number {i + 1}"
        if own in found:
            twice.append(own)
            own = f"{own} (number {i + 1})"
        found[own] = None
    if not twice:
        return tuple(found), ()
    have = counted(len(twice), "column has a name that is", "columns have names that are")
    return tuple(found), (f"{have} taken already, such as {twice[0]}.",)
