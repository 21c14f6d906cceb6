"""What each column of a table is for: a number on the map, the class, the name of a row, or nothing; and why.

All of it is a guess that a visitor sees and can change. Numbers that only count the rows, whatever they are called,
would draw the order of the file, and are left out.
"""

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from core.data.tables.header import LABELS
from core.data.tables.numbers import Written
from core.data.tables.words import counted

CLASSES = 10  # as many as the palette can keep apart
KINDS = (
    "species",
    "kind",
    "type",
    "category",
    "group",
    "variety",
    "cluster",
    "diagnosis",
    "cell_type",
    "leiden",
    "louvain",
)  # classes, too, if words
NAMES = ("name", "names", "title", "id", "country", "state", "city", "model", "car", "word", "sample", "region", "code")
COUNTERS = re.compile(
    r"|unnamed.*|__index_level_\d+__|index|idx|id|ids|nr|no|num|number|nummer|#|row|rows|row_?names?|row_?id|row\.names|obs|observation|"
    r"case|key|.*[ _.-]id|.*[a-z]I[Dd]|id[ _.-].*|patient|subject|serial"
)
MADE = ("map", "tsne", "umap", "phate", "pacmap", "trimap", "mds", "isomap")  # by a method, and for nothing but a map
AXIS = re.compile(rf"(?:x(?=.))?(|pca?|dim|{'|'.join(MADE)})(?:(\d)|([xyz]))")
NUMERIC = 0.9  # share of the filled cells that must be numbers
FILLED = 0.5  # share of the cells that must be filled
SURE = 20  # rows from which a column that counts in any order does not do so by chance
EVEN = 1e-3  # of a step, by which steps may differ and still be equal


class Role(StrEnum):
    """What a column is used for."""

    NUMBER = "on the map"
    CLASS = "class"
    NAME = "name"
    OUT = "left out"


class Guess(NamedTuple):
    """A role, and why."""

    role: Role
    why: str


def too_many(kinds: int, rows: int) -> bool:
    """Whether so many kinds are no classes, since nearly every row has one of its own."""
    return kinds > max(CLASSES, rows // 2)


def holds_numbers(column: Written) -> bool:
    """Whether nearly all filled cells of a column are numbers; one cell decides nothing."""
    words, found = int(column.words.sum()), column.found
    return found > 1 and words <= max(1, (1 - NUMERIC) * (found + words))


def counts_rows(values: np.ndarray, name: str, first: bool, named: bool) -> bool:
    """Whether a column (n,) only counts the rows: in equal steps, as all numbers of a range, or as its name says.

    Args:
        values: of all rows.
        name: of the column, "" where it has none.
        first: whether it stands first.
        named: whether other columns have names.
    """
    if not np.isfinite(values).all() or len(values) < 2:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        steps = np.diff(values)
    if steps[0] != 0 and (np.abs(steps - steps[0]) <= EVEN * abs(steps[0])).all():
        return True
    if not (values == np.rint(values)).all() or len(np.unique(values)) < len(values):
        return False
    if len(values) >= SURE and np.ptp(values) == len(values) - 1:
        return True
    if first and (steps > 0).all() and np.ptp(values) < 2 * len(values):
        return True
    called = any(COUNTERS.fullmatch(each) for each in (name, name.lower()))
    return called and (bool(name) or (first and named))


def guess(names: Sequence[str], columns: Sequence[Written], kinds: Sequence[Counter[str] | None]) -> list[Guess]:
    """The role of every column.

    Args:
        names: "" where a column has none.
        columns: their numbers.
        kinds: of columns that may hold classes, how often each text stands there.
    """
    named = any(names)
    found = [kind_of(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    rows = len(columns[0].values)
    if (place := class_among(names, columns, kinds, rows)) is not None:
        count = len(kinds[place] or ())
        found[place] = Guess(Role.CLASS, f"{counted(count, 'kind')}{' of words' * (found[place].role is Role.OUT)}")
    for i, name in enumerate(names):
        if name.lower() in LABELS and found[i].role is Role.NUMBER:
            found[i] = Guess(Role.OUT, f"{found[i].why}; called {name}, but too many kinds for classes")
    counters = [
        i
        for i, (name, column) in enumerate(zip(names, columns, strict=True))
        if found[i].role is Role.NUMBER and counts_rows(column.values, name, i == 0, named)
    ]
    if sum(each.role is Role.NUMBER for each in found) - len(counters) >= 2:
        for i in counters:
            found[i] = Guess(Role.OUT, "numbers the rows")
    axes = axes_among([name if found[i].role is Role.NUMBER else "" for i, name in enumerate(names)], MADE)
    if sum(each.role is Role.NUMBER for each in found) - len(axes) >= 2:
        for i in axes:
            found[i] = Guess(Role.OUT, "an axis of a finished map")
    wordy = [i for i, each in enumerate(found) if each.role is Role.OUT and columns[i].words.sum() > columns[i].found]
    naming = [i for i in wordy if names_rows(names[i], kinds[i], i, rows)]
    if naming:
        found[naming[0]] = Guess(Role.NAME, "words of its own in nearly every row")
    return found


def axes_among(names: Sequence[str], stems: Sequence[str] = ("", "pc", "pca", "dim", *MADE)) -> list[int]:
    """The columns that are a map by their names, such as x and y, tsne1 and tsne2, UMAP_1 and UMAP_2.

    Args:
        names: "" for a column that can't be one.
        stems: what may stand before the number or letter of an axis.
    """
    found: dict[str, list[int]] = {}
    for i, name in enumerate(names):
        fits = AXIS.fullmatch(re.sub(r"[^a-z0-9]", "", name.lower()))
        if fits and fits[1] in stems and (fits[1] or fits[3]):
            found.setdefault(fits[1], []).append(i)
    return next((places for places in found.values() if 2 <= len(places) <= 3), [])


def kind_of(column: Written, kinds: Counter[str] | None) -> Guess:
    """The role of a column taken alone."""
    words, rows = int(column.words.sum()), len(column.values)
    missing = rows - column.found
    if not column.found and not words:
        return Guess(Role.OUT, "empty")
    if not holds_numbers(column):
        if column.found > words:
            return Guess(Role.OUT, f"numbers in {column.found:,} cells, words in {words:,}")
        said = f"words{', ' + column.notes[0] if column.notes else ''}"
        return Guess(Role.OUT, f"{said}, {counted(len(kinds), 'kind')}" if kinds else said)
    said = "; ".join(("numbers", *column.notes))
    if missing:
        said += f"; {counted(missing, 'cell holds', 'cells hold')} none"
    return Guess(Role.NUMBER if column.found >= FILLED * rows else Role.OUT, said)


def class_among(
    names: Sequence[str], columns: Sequence[Written], kinds: Sequence[Counter[str] | None], rows: int
) -> int | None:
    """The place of the column that makes classes: by its name, else the last one of words with few kinds."""
    makes = [i for i, each in enumerate(kinds) if each is not None and len(each) > 1 and not too_many(len(each), rows)]
    words = [i for i in makes if not holds_numbers(columns[i])]
    for fit in (
        [i for i in makes if names[i].lower() in LABELS],
        [i for i in words if names[i].lower() in KINDS],
        [i for i in words if len(kinds[i] or ()) <= CLASSES],
        words,
    ):
        if fit:
            return fit[-1]
    return None


def names_rows(name: str, kinds: Counter[str] | None, place: int, rows: int) -> bool:
    """Whether a column of words names the rows: one of its own for nearly each, and it stands first or is called so."""
    return kinds is not None and too_many(len(kinds), rows) and (place == 0 or name.lower() in NAMES)
