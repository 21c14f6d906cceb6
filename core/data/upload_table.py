"""A table as it was found in a visitor's file, and the words in it made harmless."""

import unicodedata
from collections.abc import Collection
from typing import NamedTuple

import numpy as np

LABELS = ("label", "labels", "class", "target")  # names of the column that holds the classes
CLASSES = 10  # as many as the palette can keep apart
FORMULA = ("=", "+", "-", "@")  # a spreadsheet evaluates a cell that begins so
LONGEST = 60  # characters of a name that are shown
MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()<>#|!$~:"})  # what Markdown would not show as it is


class Table(NamedTuple):
    """What a file holds, before its numbers are checked.

    Args:
        values: (n, d) float64 or float32.
        columns: the name of each column, harmless.
        labels: the text of each row's label, harmless; None without labels.
        label_column: the name of the column with the labels.
        first_row: the number that a visitor gives to the first row of values.
        remarks: sentences on what was left out or guessed.
    """

    values: np.ndarray
    columns: tuple[str, ...]
    labels: list[str] | None
    label_column: str
    first_row: int
    remarks: tuple[str, ...]


def too_many(kinds: Collection[str], rows: int) -> bool:
    """Whether labels of so many kinds are no classes, since nearly every row has one of its own."""
    return len(kinds) > max(CLASSES, rows // 2)


def plain(text: str) -> str:
    """Text from a stranger's file as it may be shown: one line, not too long, never a formula.

    Control characters and those that turn the direction of writing are dropped. A leading = + - @ gets an apostrophe
    in front unless the text is a number, so that no spreadsheet evaluates it after an export.
    """
    kept = "".join(" " if sign.isspace() else sign for sign in text[: 4 * LONGEST] if readable(sign))
    kept = " ".join(kept.split())
    kept = kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"
    return f"'{kept}" if kept.startswith(FORMULA) and not is_number(kept) else kept


def readable(sign: str) -> bool:
    """Whether a character may be shown."""
    return sign.isspace() or unicodedata.category(sign)[0] != "C"


def is_number(text: str) -> bool:
    """Whether `text` is written as a number; nan and inf are."""
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def as_markdown(text: str) -> str:
    """Text that Markdown shows as it is: no link, no picture, no formula in it."""
    return text.translate(MARKED)
