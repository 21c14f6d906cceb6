"""What is made of a table: which columns are mapped, which one gives the classes, what becomes of empty cells.

made = make(frame, guess(frame))
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from core.data.datasets import Dataset
from core.data.tables.classes import classes_of
from core.data.tables.frame import Frame, check_rows
from core.data.tables.roles import Role
from core.data.tables.scale import level
from core.data.tables.words import counted
from core.errors import UploadError
from core.settings import FEWEST_NEIGHBOURLY

UNEQUAL = 100.0  # a column that varies this many times as much as another decides the map alone


class Missing(StrEnum):
    """What becomes of cells on the map that hold no number."""

    ROWS = "leave out their rows"
    COLUMNS = "leave out their columns"
    MEDIAN = "fill in the column's median"


@dataclass(frozen=True)
class Choice:
    """What a visitor wants of a table; columns are counted from 0.

    Args:
        out: columns of numbers that are not mapped.
        classes: the column that gives the classes, which is not mapped; or None.
        names: the column that names the rows, or None.
        missing: what becomes of cells without a number.
    """

    out: frozenset[int]
    classes: int | None = None
    names: int | None = None
    missing: Missing = Missing.ROWS


@dataclass(frozen=True, eq=False)
class SameWeight(Dataset):
    """A data set whose table is shifted and scaled to mean 0 and standard deviation 1 in every column.

    The rows are those of the data set it is made from, so it takes no room beside it: its table is computed each time
    it is asked for.

    Args:
        centre, spread: float32 (d,); the spread of a column that never changes is put as 1.
    """

    centre: np.ndarray
    spread: np.ndarray

    @property
    def table(self) -> np.ndarray:
        """The scaled rows, (n, d) float32; columns that never change are 0."""
        scaled: np.ndarray = self.values - self.centre
        scaled /= self.spread
        return scaled


@dataclass(frozen=True, eq=False)
class Made:
    """The points that are mapped.

    Args:
        dataset: one class for each label; its name is "upload".
        weighted: the same with the same weight for every column; it shares what arrays it can.
        unit: what 1 in the data set's table stands for in the file, which leaves out what all rows of a column have.
        kept: which rows of the table they are, int32 (n,).
        remarks: sentences on what the visitor should know about it.
    """

    dataset: Dataset
    weighted: SameWeight
    unit: float
    kept: np.ndarray
    remarks: tuple[str, ...]

    def size_beside(self, frame: Frame) -> int:
        """Bytes it takes beside the table it was made of."""
        weighted = self.weighted
        own = {id(each): each for each in (self.dataset.values, weighted.values)}
        copied = sum(each.nbytes for each in own.values() if not np.shares_memory(each, frame.numbers))
        return copied + sum(e.nbytes for e in (weighted.labels, weighted.centre, weighted.spread, self.kept))


def guess(frame: Frame) -> Choice:
    """What is made of a table unless its visitor chooses otherwise.

    Rows with an empty cell are left out, unless that is most of them; then columns are, or the median is filled in.
    """
    roles = [column.guess.role for column in frame.columns]
    classes = roles.index(Role.CLASS) if Role.CLASS in roles else None
    names = roles.index(Role.NAME) if Role.NAME in roles else None
    numeric = {i for i, column in enumerate(frame.columns) if column.place is not None and i != classes}
    found = Choice(frozenset(i for i in numeric if roles[i] is not Role.NUMBER), classes, names)
    bad = np.isnan(frame.numbers[:, places(frame, mapped(frame, found))])
    n = len(bad)
    if (~bad.any(axis=1)).sum() >= max(n / 2, min(n, FEWEST_NEIGHBOURLY)):
        return found
    return replace(found, missing=Missing.COLUMNS if (~bad.any(axis=0)).sum() >= 2 else Missing.MEDIAN)


def mapped(frame: Frame, choice: Choice) -> list[int]:
    """The columns that are mapped."""
    left = {*choice.out, choice.classes}
    return [i for i, column in enumerate(frame.columns) if column.place is not None and i not in left]


def places(frame: Frame, columns: Sequence[int]) -> list[int]:
    """Where the numbers of columns lie."""
    return [place for i in columns if (place := frame.columns[i].place) is not None]


def has_gaps(frame: Frame, choice: Choice) -> bool:
    """Whether a cell on the map holds no number."""
    return bool(np.isnan(frame.numbers[:, places(frame, mapped(frame, choice))]).any())


def role_of(frame: Frame, choice: Choice, i: int) -> Role:
    """What a column is used for."""
    if i == choice.classes:
        return Role.CLASS
    if i in mapped(frame, choice):
        return Role.NUMBER
    return Role.NAME if i == choice.names else Role.OUT


def make(frame: Frame, choice: Choice) -> Made:
    """The points that are mapped. Raises UploadError when no map can be made of them."""
    columns = mapped(frame, choice)
    check_columns(frame, columns)
    at = places(frame, columns)
    values = frame.numbers if at == list(range(frame.numbers.shape[1])) else frame.numbers[:, at]
    bad = np.isnan(values)
    kept = np.arange(len(values), dtype=np.int32)
    remarks: list[str] = []
    if bad.any():
        values, columns, kept, said = without_gaps(frame, choice, columns, values, bad)
        remarks.append(said)
    check_rows(len(values), f" without an empty cell, of {len(frame.rows):,}" if len(values) < len(frame.rows) else "")
    units = frame.unit[places(frame, columns)]
    common, unit = level(values, units)
    if not np.ptp(common, axis=0).any():
        raise UploadError(f"All {len(common):,} rows are equal, so there is nothing to map: bring points that differ.")
    classes, told = classes_of(frame, choice.classes, kept)
    dataset = Dataset(
        "upload", frame.title, common, classes.labels, classes.names, "brought by you, seen by nobody else", ""
    )
    names = [frame.columns[i].name for i in columns]
    remarks += [*told, *notable(values, units, names), *copies(values)]
    return Made(dataset, same_weight(dataset, values), unit, kept, tuple(remarks))


def check_columns(frame: Frame, columns: Sequence[int]) -> None:
    """Raise UploadError unless enough columns are mapped."""
    if len(columns) < 2:
        others = [each for i, each in enumerate(frame.columns) if i not in columns]
        why = ", ".join(f"{each.name} ({each.guess.why})" for each in others[:4]) + ", …" * (len(others) > 4)
        raise UploadError(
            f"The table has {counted(len(columns), 'column')} of numbers to map, and a map needs at least 2"
            f"{f'; not mapped: {why}' if others else ''}: bring more columns of numbers, separated by commas, "
            "semicolons or tabs."
        )


def without_gaps(
    frame: Frame, choice: Choice, columns: list[int], values: np.ndarray, bad: np.ndarray
) -> tuple[np.ndarray, list[int], np.ndarray, str]:
    """Values without a cell that holds no number: they, the columns and rows that are left, and what to tell.

    Raises UploadError when fewer than two columns are left.
    """
    kept, example = np.arange(len(values), dtype=np.int32), first_gap(frame, columns, bad)
    if choice.missing is Missing.ROWS:
        kept = np.flatnonzero(~bad.any(axis=1)).astype(np.int32)
        count = len(values) - len(kept)
        said = f"{counted(count, 'row was', 'rows were')} left out, since a cell holds no number ({example})."
        return values[kept], columns, kept, said
    holes = np.flatnonzero(bad.any(axis=0))
    if choice.missing is Missing.COLUMNS:
        names = [frame.columns[columns[i]].name for i in holes]
        left = [each for i, each in enumerate(columns) if i not in holes]
        check_columns(frame, left)
        listed = ", ".join(names[:5]) + ", …" * (len(names) > 5)
        said = (
            f"{counted(len(holes), 'column was', 'columns were')} left out ({listed}), since a cell holds no number "
            f"({example})."
        )
        return values[:, ~bad.any(axis=0)], left, kept, said
    filled = values.copy()
    for i in holes:
        filled[bad[:, i], i] = np.median(values[~bad[:, i], i])
    said = (
        f"{counted(int(bad.sum()), 'cell holds', 'cells hold')} no number and got the median of the column ({example})."
    )
    return filled, columns, kept, said


def first_gap(frame: Frame, columns: Sequence[int], bad: np.ndarray) -> str:
    """The first cell on the map that holds no number, in words; one that holds something else before an empty one."""
    for i in columns:
        for each in frame.columns[i].odd[:1]:
            return f"row {frame.rows[each.row]:,}, column {frame.columns[i].name} holds {each.text!r}"
    row, column = (int(each) for each in np.argwhere(bad)[0])
    return f"row {frame.rows[row]:,}, column {frame.columns[columns[column]].name}, for instance"


def copies(values: np.ndarray) -> tuple[str, ...]:
    """What to tell about rows (n, d) that are equal."""
    rows = np.ascontiguousarray(values + np.float32(0))  # so that −0 is 0
    different = len(np.unique(rows.view(np.dtype((np.void, rows.strides[0])))))
    count = len(values) - different
    if not count:
        return ()
    return (
        f"{counted(count, 'row is a copy of another: it shares', 'rows are copies of another: they share')} its place.",
    )


def same_weight(dataset: Dataset, values: np.ndarray) -> SameWeight:
    """A data set of the values (n, d) with mean 0 and standard deviation 1 in every column."""
    spread = values.std(axis=0, dtype=np.float64).astype(np.float32)
    return SameWeight(
        dataset.name, dataset.title, values, dataset.labels, dataset.label_names, dataset.source, dataset.licence,
        centre=values.mean(axis=0, dtype=np.float64).astype(np.float32),
        spread=np.where((spread > 0) & (np.ptp(values, axis=0) > 0), spread, np.float32(1)),
    )  # fmt: skip


def notable(values: np.ndarray, units: np.ndarray, names: Sequence[str]) -> tuple[str, ...]:
    """What to tell of columns that can be mapped: those that never change, and unequal ones."""
    spread = values.std(axis=0, dtype=np.float64) * units
    constant = np.flatnonzero(np.ptp(values, axis=0) == 0)
    said = []
    if len(constant):
        which = ", ".join(names[i] for i in constant[:5]) + (", …" if len(constant) > 5 else "")
        verb, leave = ("changes", "it leaves") if len(constant) == 1 else ("change", "they leave")
        said.append(
            f"{len(constant):,} of {counted(len(names), 'column')} never {verb} ({which}): {leave} every map as it is."
        )
    varying = np.flatnonzero((np.ptp(values, axis=0) > 0) & (spread > 0))
    if len(varying):
        most, least = varying[spread[varying].argmax()], varying[spread[varying].argmin()]
        if spread[most] > UNEQUAL * spread[least]:
            said.append(
                f"{names[most]} varies {times(spread[most] / spread[least])} times as much as {names[least]}: unless "
                "all columns get the same weight, it decides the map."
            )
    return tuple(said)


def times(ratio: float) -> str:
    """How many times, in figures that can be read."""
    return f"{ratio:,.0f}" if ratio < 1e6 else f"{ratio:.0e}".replace("e+", " × 10^").replace("^0", "^")
