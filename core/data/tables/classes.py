"""The classes that a column of a table gives to its rows."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core.data.tables.frame import Frame
from core.data.tables.roles import CLASSES, too_many
from core.data.tables.words import NONE

OTHERS = "other"
OFFERED = 30  # different numbers that a column may hold to be offered as classes


def can_be_classes(frame: Frame, i: int) -> bool:
    """Whether a column holds so few different words, or numbers, that it is offered as classes."""
    column, rows = frame.columns[i], len(frame.rows)
    return column.kinds > 1 and (column.kinds <= OFFERED if column.texts is None else not too_many(column.kinds, rows))


class Classes(NamedTuple):
    """The class of every row: positions (n,) int64 in names."""

    labels: np.ndarray
    names: tuple[str, ...]


def classes_of(frame: Frame, column: int | None, kept: np.ndarray) -> tuple[Classes, tuple[str, ...]]:
    """The classes that a column gives to the rows that are kept, at most ten, and what to tell about them.

    Without a column, and where nearly every row has one of its own, all rows are one class. Numbers are put in
    the order of their values, words in that of the alphabet; where there are more than ten, the rarest become one.
    """
    one = Classes(np.zeros(len(kept), dtype=np.int64), ("all points",))
    if column is None:
        return one, ()
    name, labels = frame.columns[column].name, labels_of(frame, column, kept)
    counts = Counter(labels)
    if too_many(len(counts), len(kept)):
        said = f"Column {name} has {len(counts):,} different values for {len(kept):,} rows: no classes were made of it."
        return one, (said,)
    found = grouped(labels)
    if len(found.names) == len(counts):
        return found, ()
    said = f"Column {name} has {len(counts)} classes: the {CLASSES - 1} largest are shown, the rest as one."
    return found, (said,)


def grouped(labels: Sequence[str]) -> Classes:
    """The classes that words (n,) are, in their order; where there are more than ten, the rarest become one."""
    counts = Counter(labels)
    few = [text for text, _ in counts.most_common(CLASSES if len(counts) <= CLASSES else CLASSES - 1)]
    few.sort(key=order)
    position = {text: i for i, text in enumerate(few)}
    found = np.fromiter((position.get(text, len(few)) for text in labels), dtype=np.int64, count=len(labels))
    return Classes(found, tuple(few) if len(few) == len(counts) else (*few, OTHERS))


def labels_of(frame: Frame, column: int, kept: np.ndarray) -> list[str]:
    """What the cells of a column say in the rows that are kept."""
    texts, place = frame.columns[column].texts, frame.columns[column].place
    if texts is not None:
        return [str(each) for each in texts.take(kept).to_pylist()]
    if place is None:
        return [NONE] * len(kept)
    values = frame.shift[place] + frame.unit[place] * frame.numbers[kept, place].astype(np.float64)
    return [NONE if np.isnan(each) else f"{each:.7g}" for each in values.tolist()]


def names_of(frame: Frame, column: int | None, kept: np.ndarray) -> list[str]:
    """What the rows that are kept are called: by a column, or by their numbers in the file."""
    if column is None:
        return [f"row {number}" for number in frame.rows[kept].tolist()]
    return labels_of(frame, column, kept)


def order(text: str) -> tuple[bool, float, str]:
    """The key that sorts numbers by value and before words."""
    try:
        return False, float(text), text
    except ValueError:
        return True, 0.0, text
