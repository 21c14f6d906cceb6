"""Whether the first row of a table names its columns: judged by what stands below it.

A first row of words over numbers names the columns, and so do years, channel numbers or wavelengths over values that
are nothing of the kind.
"""

from collections.abc import Sequence

import numpy as np

from core.data.tables.numbers import Written, is_missing

LABELS = ("label", "labels", "class", "target")  # names of a column that holds the classes
LOOKED_AT = 20  # rows below the first that are asked whether they, too, look like a header of numbers
YEARS = (1500, 2200)
COUNTING, STEPPING, RISING = 3, 5, 8  # numbers that count from 0 or 1, have equal steps, or rise, as data seldom do


def counts_row(row: Sequence[str], points: int, width: int) -> tuple[str, ...]:
    """The names of the classes in a row `points, features, name, name, …`, as scikit-learn's files begin; else ()."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells[2:]) if len(cells) > 3 and cells[:2] == [str(points), str(width - 1)] else ()


def is_header(first: Sequence[str], columns: Sequence[Written], known: Sequence[bool]) -> bool:
    """Whether the first row names the columns.

    Args:
        first: its cells.
        columns: the numbers of every column, the first row included.
        known: of every column, whether the first cell stands in another row of it, too.
    """
    if any(cell.strip().lower() in LABELS for cell in first):
        return True
    filled = [i for i, cell in enumerate(first) if not is_missing(cell)]
    if len(columns[0].values) == 1:
        return bool(filled) and not any(np.isfinite(column.values[0]) for column in columns)
    over = [i for i in filled if columns[i].words[0] and np.isfinite(columns[i].values[1:]).any()]
    digits = [i for i in filled if np.isfinite(columns[i].values[0])]
    if not digits:
        return bool(filled) and not (all(known[i] for i in filled) and not over)
    return 2 * len(over) >= len(filled) or counts_up(columns, digits)


def counts_up(columns: Sequence[Written], places: list[int]) -> bool:
    """Whether the numbers of the first row are names that count, or rise, and those of the rows below are not."""
    rows = np.stack([columns[i].values[: LOOKED_AT + 1] for i in places], axis=1)
    if not looks_named(rows[0]) or np.mean([looks_named(row) for row in rows[1:]]) > 0.1:
        return False
    twice = [(columns[i].values[1:] == columns[i].values[0]).any() for i in places]
    return bool(2 * sum(twice) < len(places))


def looks_named(row: np.ndarray) -> bool:
    """Whether numbers could be the names of columns: years, channels, wavelengths."""
    if len(row) < 2 or not np.isfinite(row).all():
        return False
    steps = np.diff(row)
    if not ((steps > 0).all() or (steps < 0).all()):
        return False
    whole = bool((row == np.rint(row)).all())
    years = whole and YEARS[0] <= row.min() and row.max() <= YEARS[1]
    counting = len(row) >= COUNTING and whole and row[0] in (0, 1) and bool((steps == 1).all())
    stepping = len(row) >= STEPPING and np.ptp(steps) <= 1e-6 * np.abs(steps).max()
    return bool(years or counting or stepping or len(row) >= RISING)
