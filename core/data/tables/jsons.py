"""A table in JSON: rows as lists or objects, columns as lists, what pandas writes; or one row a line.

What stands in an object inside a cell is no table and is refused by name. A file is parsed whole, so a JSON document
may not be as large as a CSV file.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from core.data.tables.cells import Cells, Collector
from core.data.tables.words import plain
from core.errors import UploadError
from core.limits import Limits

LARGEST = 20  # MB of a document
KEYS = 1_000  # rows whose names of columns are looked at
MB = 1 << 20


def looks_so(text: bytes) -> bool:
    """Whether a file begins as JSON does."""
    return text.lstrip()[:1] in (b"[", b"{") and b"\x00" not in text[:100]


def cells(content: bytes, limits: Limits) -> Cells:
    """The cells of a JSON document, or of one JSON value a line. Raises UploadError."""
    try:
        found = json.loads(small(content))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        return of_lines(content, limits, error)
    except RecursionError as error:
        raise UploadError("The JSON is nested too deeply to be a table: save it as CSV.") from error
    return of_rows(rows_in(found), limits)


def small(content: bytes) -> bytes:
    """The content, unless it is too large for JSON in one piece; then nothing, so that it is read line by line."""
    one_line = content.find(b"\n", 0, 1 << 16) < 0
    if len(content) > LARGEST * MB and one_line:
        raise UploadError(
            f"The JSON has {len(content) / MB:.0f} MB in one piece, and at most {LARGEST} MB are read so: save the "
            "table as CSV or as one row a line."
        )
    return b"" if len(content) > LARGEST * MB else content


def of_lines(content: bytes, limits: Limits, error: Exception) -> Cells:
    """The cells of one JSON value a line. Raises UploadError, about the whole file if its first line is none."""

    def values() -> Iterator[Any]:
        for number, line in enumerate(content.splitlines(), 1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as wrong:
                if number == 1:
                    raise UploadError(
                        f"The file begins as JSON and is none ({plain(str(error))}): save it as CSV."
                    ) from error
                raise UploadError(
                    f"Line {number:,} is no JSON ({plain(str(wrong))}): give every row a line."
                ) from wrong

    every = values()
    first = next(every, None)
    if not isinstance(first, list | dict):
        raise UploadError("Each line of the file holds one value: bring rows as lists or objects, or save it as CSV.")
    return of_rows([first, *islice(every, limits.points + 1)], limits)


def rows_in(found: Any) -> list[Any]:
    """The rows in a document: a list, or what pandas or a notebook makes of a table. Raises UploadError."""
    if isinstance(found, dict):
        if "data" in found and isinstance(found.get("columns"), list):  # orient="split"
            return [dict(zip(map(str, found["columns"]), row, strict=False)) for row in found["data"]]
        if isinstance(found.get("data"), list):  # orient="table"
            return list(found["data"])
        columns = list(found.values())
        if columns and all(isinstance(each, dict) for each in columns):  # by row names
            keys = dict.fromkeys(key for each in columns for key in each)
            return [{name: each.get(key) for name, each in found.items()} for key in keys]
        if columns and all(isinstance(each, list) and len(each) == len(columns[0]) for each in columns):
            return [dict(zip(found, row, strict=True)) for row in zip(*columns, strict=True)]
    if isinstance(found, list) and found and all(isinstance(each, list | dict) for each in found):
        return found
    inside = f"an object with {', '.join(map(plain, list(found)[:4]))}" if isinstance(found, dict) else "no rows"
    raise UploadError(
        f"The JSON is no table ({inside}): bring a list of rows, each a list of numbers or an object with a number for "
        "each name."
    )


def of_rows(rows: Iterable[Any], limits: Limits) -> Cells:
    """The cells of rows that are all lists or all objects. Raises UploadError."""
    every = list(rows)
    lists = isinstance(every[0], list)
    names = None if lists else list(dict.fromkeys(key for row in every[:KEYS] if isinstance(row, dict) for key in row))
    collector = Collector(len(every[0]) if names is None else len(names), limits)
    for number, row in enumerate(every, 1):
        if not isinstance(row, list if lists else dict):
            raise UploadError(f"Row {number:,} is {spelt(row)}, and the first is not: give all rows the same form.")
        given = [row.get(name) for name in names or ()] if isinstance(row, dict) else row
        collector.add([text_of(value, number, i, names) for i, value in enumerate(given)], number)
    found = collector.cells()
    return found if names is None else found._replace(names=list(map(str, names)))


def text_of(value: Any, number: int, column: int, names: list[Any] | None) -> str:
    """The text of a value. Raises UploadError when it is a list or an object."""
    if isinstance(value, list | Mapping):
        name = plain(str(names[column])) if names else f"number {column + 1}"
        raise UploadError(
            f"Row {number:,}, column {name} holds {spelt(value)}: give each cell one number or one word, "
            "or save the table as CSV."
        )
    return "" if value is None else str(value)


def spelt(value: Any) -> str:
    """What a JSON value is."""
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else f"{plain(str(value))!r}"
