"""How numbers are written in a column: plainly, with decimal commas, thousands marks, percent or currency signs.

A column is judged by all of its cells. What may be a decimal comma or a thousands mark (1,936) is decided by the other
cells of the column, or else by those of the table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "n.a.", "nan", "null", "none", "nil", "missing", "-", "--", "–", "—", ".", "?")
)
NOTHING = frozenset(("", "na", "n/a", "#n/a", "nan", "null"))  # of these, what is no class of its own either
SIGNS = {"$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "usd": "$", "eur": "€", "gbp": "£", "chf": "CHF", "jpy": "¥"}
SIGN = "[$€£¥₹]|USD|EUR|GBP|CHF|JPY"
CURRENCY = re.compile(rf"([+-]?)(?:({SIGN})\s*([+-]?[\d.,].*)|([\d.,].*?)\s*({SIGN}))", re.IGNORECASE)
POINTED = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
COMMAED = re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?")
BY_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{2,3})*,\d{3}(\.\d*)?")  # thousands, lakhs
BY_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?")
BY_SPACE = re.compile(r"([+-]?\d{1,3})(([ '’]\d{3})+)([.,]\d*)?")
OF_MARK = {"%": 0.01, "‰": 0.001}
SPELT = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "−": "-"})
LOOKED_AT = 200  # cells of a plainly written column that tell how the table writes its numbers


class Written(NamedTuple):
    """The numbers of a column.

    Args:
        values: float64 (n,), nan where there is none.
        words: bool (n,), where a cell holds something else than a number, an infinite one included.
        notes: how the numbers were written, where not plainly.
    """

    values: np.ndarray
    words: np.ndarray
    notes: tuple[str, ...] = ()

    @property
    def found(self) -> int:
        """How many cells hold a number."""
        return int(np.isfinite(self.values).sum())


class Bare(NamedTuple):
    """A cell without the signs around its number."""

    text: str
    factor: float = 1.0
    currency: str = ""
    grouped: bool = False  # thousands were set apart by spaces or apostrophes


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is nothing."""
    return cell.strip().lower() in MISSING


def bare(cell: str) -> Bare:
    """A cell without currency, percent and accounting brackets."""
    text, factor, currency = cell.translate(SPELT).strip(), 1.0, ""
    if text[:1] == "(" and text[-1:] == ")":
        text = f"-{text[1:-1]}"
    if found := CURRENCY.fullmatch(text):
        sign, before, behind, ahead, after = found.groups()
        currency, text = SIGNS[(before or after).lower()], sign + (behind or ahead)
    elif text[-1:] in OF_MARK:
        factor, text = OF_MARK[text[-1]], text[:-1].rstrip()
    if found := BY_SPACE.fullmatch(text):
        return Bare(found[1] + re.sub("[ '’]", "", found[2]) + (found[4] or ""), factor, currency, grouped=True)
    return Bare(text, factor, currency)


def evidence(text: str) -> str:
    """The decimal sign that a bare number shows for sure, or "" where it may be either."""
    if "," in text:
        if BY_COMMA.fullmatch(text):
            return "." if "." in text or text.count(",") > 1 else ""
        return "," if COMMAED.fullmatch(text) or BY_POINT.fullmatch(text) else ""
    if BY_POINT.fullmatch(text):
        return "," if text.count(".") > 1 else ""
    return "." if "." in text and POINTED.fullmatch(text) else ""


def majority(signs: Iterable[str]) -> str:
    """The decimal sign that most of what is sure shows, or ""."""
    counts = Counter(each for each in signs if each)
    return counts.most_common(1)[0][0] if counts else ""


def decimal_of(columns: Iterable[Sequence[str]], semicolons: bool) -> str:
    """The decimal sign of a table, where a column leaves it open: by all columns, else by what separates them."""
    votes = (majority(evidence(bare(cell).text) for cell in cells[:LOOKED_AT]) for cells in columns)
    return majority(votes) or ("," if semicolons else ".")


def plainly(cells: Sequence[str]) -> np.ndarray | None:
    """The numbers (n,) of cells that are all written as in a program, or None."""
    if any("_" in cell for cell in cells):
        return None
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return None


def read(cells: Sequence[str], decimal: str) -> Written:
    """The numbers of a column in a table with this decimal sign."""
    named = is_a_word(cells[0]) if len(cells) else False  # most columns begin with their name
    values = plainly(cells[1:]) if named else plainly(cells)
    grouped = decimal == "," and any("." in cell for cell in cells[named:])
    if values is None or grouped:
        return read_signs(cells, decimal)
    if named:
        values = np.concatenate([[np.inf], values])
    infinite = np.isinf(values)
    return Written(np.where(infinite, np.nan, values), infinite)


def is_a_word(cell: str) -> bool:
    """Whether a cell holds something that is no number, whatever the decimal sign."""
    return not is_missing(cell) and all(np.isnan(value_of(bare(cell).text, decimal)) for decimal in ".,")


def read_signs(cells: Sequence[str], decimal: str) -> Written:
    """The same where numbers have signs beside them, or some cells hold none."""
    kinds = {cell: bare(cell) for cell in dict.fromkeys(cells) if not is_missing(cell)}
    decimal = majority(evidence(each.text) for each in kinds.values()) or decimal
    known = {cell: value_of(each.text, decimal) * each.factor for cell, each in kinds.items()}
    values = np.array([known.get(cell, np.nan) for cell in cells], dtype=np.float64)
    words = np.array([cell in known for cell in cells], dtype=bool) & ~np.isfinite(values)
    numbers = [each for cell, each in kinds.items() if np.isfinite(known[cell])]
    signs = sorted({each.currency for each in numbers} - {""})
    if len(signs) > 1:  # $5 and €5 are no two numbers of one kind
        return Written(np.full(len(cells), np.nan), ~np.isnan(values) | words, (f"in {' and '.join(signs)}",))
    return Written(np.where(words, np.nan, values), words, notes(numbers, decimal))


def value_of(text: str, decimal: str) -> float:
    """A bare number with this decimal sign; nan where it is none."""
    plain, thousands, mark = (POINTED, BY_COMMA, ",") if decimal == "." else (COMMAED, BY_POINT, ".")
    if thousands.fullmatch(text):
        text = text.replace(mark, "")
    elif not plain.fullmatch(text):
        return np.nan
    return float(text.replace(",", "."))


def notes(numbers: Sequence[Bare], decimal: str) -> tuple[str, ...]:
    """How the numbers of a column were written, where not plainly."""
    mark, thousands = (",", BY_COMMA) if decimal == "." else (".", BY_POINT)
    said = []
    if any(mark in each.text and thousands.fullmatch(each.text) for each in numbers):
        said.append(f"“{mark}” marks thousands")
    elif any(each.grouped for each in numbers):
        said.append("thousands set apart")
    if any(each.currency for each in numbers):
        said.append(f"in {next(each.currency for each in numbers if each.currency)}")
    if any(each.factor < 1 for each in numbers):
        said.append("percent as shares of 1")
    return tuple(said)
