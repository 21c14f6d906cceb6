"""A visitor's own table: what is accepted, what is refused and why, and the data set that comes of it.

    upload = read("flowers.csv", content, limits)      # in a worker: the file is a stranger's

A file is never trusted: its size is held against the limits before anything is decoded, an archive's contents before
anything is unpacked, and an array's header before its bytes are read (`core.data.upload_csv`,
`core.data.upload_npz`). No pickle is ever opened, nothing is written to disk, and nothing goes into a shared cache: a
visitor's table lives in their session and travels to the workers by value.

Text that a spreadsheet would take for a formula is shown as text: it gets an apostrophe in front.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.data import upload_csv, upload_npz
from core.data.datasets import Dataset
from core.data.upload_table import CLASSES, Table, plain, too_many
from core.errors import UploadError
from core.limits import Limits
from core.settings import FEWEST_NEIGHBOURLY

ENDINGS = ("csv", "tsv", "txt", "npz")
OTHERS = "other"
UNEQUAL = 100.0  # a column that varies this many times as much as another decides the map alone
LARGEST = float(np.finfo(np.float32).max) / 2  # the difference of two is a 32-bit number as well
FAR = 1_000.0  # a column that is this many times as far from 0 as it is wide loses digits in 32 bits
MB = 1 << 20


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
class Upload:
    """A visitor's table, read and checked.

    Args:
        dataset: the table with one class for each label; its name is "upload".
        weighted: the same with the same weight for every column; it shares the arrays.
        remarks: sentences on what the visitor should know about it.
    """

    dataset: Dataset
    weighted: SameWeight
    remarks: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        weighted = self.weighted
        return sum(each.nbytes for each in (weighted.values, weighted.labels, weighted.centre, weighted.spread))


class Classes(NamedTuple):
    """The class of every row: positions (n,) int64 in names."""

    labels: np.ndarray
    names: tuple[str, ...]


def read(name: str, content: bytes, limits: Limits) -> Upload:
    """The data set in a file.

    Args:
        name: of the file, to be shown.
        content: a CSV table or a NumPy archive (npz); told apart by the content, whatever the name says.
        limits: points, dimensions and upload_mb count here.

    Raises: UploadError with one sentence on what is wrong, where, and what to do.
    """
    check_size(len(content), limits)
    find = upload_npz.table if content[:2] == b"PK" else upload_csv.table
    found = find(content, limits)
    check_numbers(found)
    classes, label_remarks = classes_of(found.labels, len(found.values), found.label_column)
    title = plain(name) or "your table"
    values = in_32_bits(found.values)
    dataset = Dataset("upload", title, values, classes.labels, classes.names, "brought by you, seen by nobody else", "")
    return Upload(dataset, same_weight(dataset), (*found.remarks, *label_remarks, *remarks(found)))


def check_size(size: int, limits: Limits) -> None:
    """Raise UploadError when a file of `size` bytes is empty or larger than allowed."""
    if size == 0:
        raise UploadError("The file is empty: bring a table with one row a point.")
    if size > limits.upload_mb * MB:
        raise UploadError(
            f"The file has {size / MB:.1f} MB and at most {limits.upload_mb} MB are read: bring fewer rows or columns, "
            "or a compressed npz."
        )


def check_numbers(table: Table) -> None:
    """Raise UploadError unless a table has enough rows and columns to be mapped, and finite numbers."""
    rows, columns = table.values.shape
    if rows < FEWEST_NEIGHBOURLY:
        raise UploadError(f"The table has {rows} rows, too few for a map: bring at least {FEWEST_NEIGHBOURLY}.")
    if columns < 2:
        raise UploadError(
            f"The table has {columns} column{'' if columns == 1 else 's'} of numbers, and a map needs at least 2: "
            "separate columns by commas, semicolons or tabs."
        )
    with np.errstate(invalid="ignore"):
        bad = np.argwhere(~(np.abs(table.values) <= LARGEST))
    if len(bad):
        row, column = (int(each) for each in bad[0])
        raise UploadError(
            f"Row {table.first_row + row}, column {table.columns[column]} holds {shown(table.values[row, column])} "
            f"({len(bad):,} such value{'' if len(bad) == 1 else 's'} in all): a map needs finite numbers, so fill or "
            "remove them."
        )


def in_32_bits(values: np.ndarray) -> np.ndarray:
    """The values (n, d) as float32; columns far from 0 are moved there first, which changes no map.

    Points in time, say, would lose just the digits in which they differ. Raises UploadError when all rows are equal.
    """
    middle = values.mean(axis=0, dtype=np.float64)
    far = (np.abs(middle) > FAR * values.std(axis=0, dtype=np.float64)) & (np.ptp(values, axis=0) > 0)
    near = np.ascontiguousarray(values - np.where(far, middle, 0.0), dtype=np.float32)
    if not np.ptp(near, axis=0).any():
        raise UploadError(
            f"All {len(values):,} rows are equal, or differ by less than 32-bit numbers can tell, so there is nothing "
            "to map: bring points that differ."
        )
    return near


def shown(value: float) -> str:
    """A value that can't be mapped, in words."""
    if np.isnan(value):
        return "no number"
    return "an infinite number" if np.isinf(value) else f"{value:.3g}, too large a number"


def classes_of(labels: Sequence[str] | None, rows: int, column: str) -> tuple[Classes, tuple[str, ...]]:
    """The classes that the labels of all rows stand for, at most ten, and what to tell about them.

    Without labels, and where nearly every row has one of its own, all rows are one class. Numbers are put in the order
    of their values, words in that of the alphabet; where there are more than ten, the rarest become one.
    """
    one = Classes(np.zeros(rows, dtype=np.int64), ("all points",))
    if labels is None:
        return one, ()
    counts = Counter(labels)
    if too_many(counts, rows):
        said = f"Column {column} has {len(counts):,} different values for {rows:,} rows: no classes were made of it."
        return one, (said,)
    kept = [text for text, _ in counts.most_common(CLASSES if len(counts) <= CLASSES else CLASSES - 1)]
    kept.sort(key=order)
    position = {text: i for i, text in enumerate(kept)}
    found = np.fromiter((position.get(text, len(kept)) for text in labels), dtype=np.int64, count=rows)
    if len(kept) == len(counts):
        return Classes(found, tuple(kept)), ()
    said = f"Column {column} has {len(counts)} classes: the {CLASSES - 1} largest are shown, the rest as one."
    return Classes(found, (*kept, OTHERS)), (said,)


def order(text: str) -> tuple[bool, float, str]:
    """The key that sorts numbers by value and before words."""
    try:
        return False, float(text), text
    except ValueError:
        return True, 0.0, text


def remarks(table: Table) -> tuple[str, ...]:
    """What to know about a table that can be mapped: columns that never change, and unequal ones."""
    spread = table.values.std(axis=0, dtype=np.float64)
    constant = np.flatnonzero(np.ptp(table.values, axis=0) == 0)
    said = []
    if len(constant):
        which = ", ".join(table.columns[i] for i in constant[:5]) + (", …" if len(constant) > 5 else "")
        said.append(
            f"{len(constant)} of {len(table.columns)} columns never change ({which}): they leave every map as it is."
        )
    varying = np.flatnonzero(np.isfinite(spread) & (spread > 0))
    if len(varying):
        most, least = varying[spread[varying].argmax()], varying[spread[varying].argmin()]
        if spread[most] > UNEQUAL * spread[least]:
            said.append(
                f"{table.columns[most]} varies {spread[most] / spread[least]:,.0f} times as much as "
                f"{table.columns[least]}: unless all columns get the same weight, it decides the map."
            )
    return tuple(said)


def same_weight(dataset: Dataset) -> SameWeight:
    """The data set with mean 0 and standard deviation 1 in every column."""
    spread = dataset.table.std(axis=0, dtype=np.float64).astype(np.float32)
    return SameWeight(
        dataset.name, dataset.title, dataset.values, dataset.labels, dataset.label_names, dataset.source,
        dataset.licence, centre=dataset.table.mean(axis=0, dtype=np.float64).astype(np.float32),
        spread=np.where(spread > 0, spread, np.float32(1)),
    )  # fmt: skip
