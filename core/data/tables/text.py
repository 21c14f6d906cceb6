"""A table in a text file: columns separated by commas, semicolons, tabs, vertical bars or spaces, one row a point.

Rows are taken one by one, so that a file that is too long, too wide or broken is refused where that shows. A line
`sep=;`, lines that begin with #, titles above and notes below the table are left out and told.
"""

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from core.data.tables.cells import Cells, Collector
from core.data.tables.header import counts_row
from core.data.tables.numbers import MISSING, bare, value_of
from core.data.tables.words import counted, plain
from core.errors import UploadError
from core.limits import Limits

SEPARATORS = "\t;|, "  # tried in this order
QUOTED = re.compile(r'"[^"]*("|$)')
SPACES = re.compile(r'("[^"]*")|[ \t]+')
SAID = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)  # how some spreadsheets name the separator
NUMBER = 32  # characters a cell may have on average, separator included
SLACK = 10_000  # characters a row may have beyond that, for words
HEAD = 60  # lines that show how a file is laid out
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Layout(NamedTuple):
    """How a text is laid out.

    Args:
        skipped: lines before its first row.
        comments: the lines among them that begin with #, without it.
        separator: of its columns.
        width: cells of most of its rows.
        ends_empty: whether every row ends in a separator, or in an empty cell that the first row has no name for.
    """

    skipped: int
    comments: tuple[str, ...]
    separator: str
    width: int
    ends_empty: bool


def cells(content: bytes, limits: Limits) -> Cells:
    """The cells of a text. Raises UploadError."""
    encoding, remarks = encoding_of(content)
    longest = limits.dimensions * NUMBER + SLACK
    try:
        with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as stream:
            layout = layout_of(Lines(stream, longest))
        with io.TextIOWrapper(io.BytesIO(content), encoding, newline="") as stream:
            found = collect(Rows(Lines(stream, longest), layout), layout, limits)
    except UnicodeError as error:
        raise UploadError("The file is no text in UTF-8 or UTF-16: save the table as CSV in UTF-8.") from error
    return found._replace(remarks=(*remarks, *found.remarks))


def encoding_of(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The encoding of a text and what to tell about it. Raises UploadError when it is no text."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return name, ()
    if b"\x00" in content:
        raise UploadError("The file is neither text nor an npz archive: save the table as CSV, or with numpy.savez.")
    decoder, view = codecs.getincrementaldecoder("utf-8")(), memoryview(content)
    try:
        for start in range(0, len(content), 1 << 20):
            decoder.decode(view[start : start + (1 << 20)])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "latin-1", ("The text is not UTF-8; it was read as Latin-1, so some letters may be wrong.",)
    return "utf-8", ()


class Lines:
    """The lines of a text; a row that is longer than `longest` characters is refused, however it is quoted."""

    def __init__(self, stream: io.TextIOBase, longest: int) -> None:
        self._stream, self._longest, self.used, self.row = stream, longest, 0, 1

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(self._longest + 1):
            self.used += len(line)
            if self.used > self._longest:
                raise UploadError(
                    f"Row {self.row:,} is longer than {self._longest:,} characters: bring fewer columns, or close "
                    "its quotation marks."
                )
            yield line


def layout_of(lines: Lines) -> Layout:
    """How a text is laid out, from its first lines. Raises UploadError."""
    comments: list[str] = []
    head: list[str] = []
    separator, skipped = "", 0
    for line in itertools.islice(lines, 10 * HEAD):
        lines.used = 0
        lines.row += 1
        if not head and (said := SAID.fullmatch(line)):
            separator, skipped = said[1], lines.row - 1
        elif not head and line.startswith("#"):
            comments.append(line[1:].strip())
            skipped = lines.row - 1
        elif line.strip():
            head.append(line)
            if len(head) == HEAD:
                break
    separator = separator or separator_of(head)
    rows = list(parsed(head, separator))
    rows = rows[:-1] if len(head) == HEAD else rows  # the last one may have been cut
    counts = [len(row) for row in rows]
    width = max(Counter(counts).items(), key=lambda item: (item[1], item[0]))[0] if counts else 0
    whole = [row for row in rows if len(row) == width]
    named = [row for row in whole[:1] if row[-1].strip()] if len(whole) > 1 else []
    ends = width > 2 and not named and all(not row[-1].strip() for row in whole)
    return Layout(skipped, tuple(comments), separator, width, ends)


def separator_of(lines: list[str]) -> str:
    """What separates the columns: what stands equally often in all lines, or else most often in the first.

    Commas may be decimal commas between others; those others stand within a cell only in quotation marks.
    """
    naked = [QUOTED.sub("q", line).rstrip("\r\n") for line in lines]
    for each in SEPARATORS:
        counts = [
            len(SPACES.sub("\t", line.strip()).split("\t")) - 1 if each == " " else line.count(each) for line in naked
        ]
        rest = set(counts[1:] or counts)
        if len(rest) == 1 and 0 not in rest and counts[0] - counts[-1] in (0, -1):  # names of rows may have no name
            return each
    first = naked[0] if naked else ""
    return max((";", "\t"), key=first.count) if ";" in first or "\t" in first else ","


def parsed(lines: list[str], separator: str) -> Iterator[list[str]]:
    """The rows in a few lines, without a complaint: the last one may have been cut."""
    return csv.reader(spaced(lines, separator), delimiter=delimiter(separator))


def delimiter(separator: str) -> str:
    """What stands between cells once runs of spaces have become tabs."""
    return "\t" if separator == " " else separator


def spaced(lines: Iterable[str], separator: str) -> Iterator[str]:
    """The lines, with every run of spaces outside of quotation marks as one tab where spaces separate columns."""
    if separator != " ":
        return iter(lines)
    return (SPACES.sub(lambda run: run[1] or "\t", line.strip()) + "\n" for line in lines)


class Rows:
    """The rows of a text with their numbers, each a list of cells; blank lines and comments are left out."""

    def __init__(self, lines: Lines, layout: Layout) -> None:
        self._lines, self._layout = lines, layout
        self.comments = 0

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        lines, layout = self._lines, self._layout
        every = iter(lines)
        for _ in range(layout.skipped):
            next(every)
            lines.used, lines.row = 0, lines.row + 1
        reader = csv.reader(spaced(every, layout.separator), delimiter=delimiter(layout.separator), strict=True)
        try:
            for row in reader:
                lines.used = 0
                if row and row[0].startswith("#") and len(row) != layout.width:
                    self.comments += 1
                elif any(cell.strip() for cell in row):
                    yield lines.row, fitted(row, layout)
                lines.row += 1
        except csv.Error as error:
            raise UploadError(
                f"Row {lines.row:,} is no row of a table ({error}): close every quotation mark, and save the table as "
                "CSV again."
            ) from error


def fitted(row: list[str], layout: Layout) -> list[str]:
    """The row without empty cells behind those that most rows have."""
    while len(row) > layout.width - layout.ends_empty and not row[-1].strip():
        row = row[:-1]
    return row


def collect(rows: Rows, layout: Layout, limits: Limits) -> Cells:
    """The cells of all rows. Raises UploadError."""
    width, every = layout.width - layout.ends_empty, iter(rows)
    collector = Collector(width, limits)
    above: list[tuple[int, list[str]]] = []
    outside: list[tuple[int, list[str]]] = []
    for number, row in every:
        if len(row) == width or (width < 3 and not above):
            collector.add(row, number)
            break
        above.append((number, row))
        if len(row) > width or len(above) == HEAD:
            collector.add(row, number)  # raises
    for number, row in every:
        if width > 2 and len(row) == 1 and not is_value(row[0]):
            outside.append((number, row))
        else:
            collector.add(row, number)
    found = collector.cells()
    if not len(found.rows):
        raise UploadError("The file holds no row: bring a table with one row a point.")
    return with_above(found, above, outside, layout, rows.comments)


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, or says that it holds none."""
    text = bare(cell).text
    return cell.strip().lower() in MISSING or value_of(text, ".") == value_of(text, ".")


def with_above(
    found: Cells,
    above: list[tuple[int, list[str]]],
    outside: list[tuple[int, list[str]]],
    layout: Layout,
    comments: int,
) -> Cells:
    """The cells with what the lines above them tell: names of columns, names of classes; the rest is told."""
    width, first = len(found.columns), [column[0].as_py() for column in found.columns]
    values_first = any(is_value(cell) and cell.strip() for cell in first)
    names, remarks = None, []
    kinds: tuple[str, ...] = ()
    if above and values_first:
        last = above[-1][1]
        if kinds := counts_row(last, len(found.rows), width):
            above = above[:-1]
            remarks.append(f"Row {found.rows[0] - 1} names the {len(kinds)} classes of the last column.")
        elif len(last) == width - 1 and not any(map(is_value, last)):  # as R writes row names
            names, above = ["", *last], above[:-1]
    said = layout.comments
    if names is None and said and values_first:
        last = next(csv.reader(spaced([said[-1]], layout.separator), delimiter=delimiter(layout.separator)), [])
        if len(last) == width > 1 and not any(is_value(cell) for cell in last if cell.strip()):
            names, said = [cell.strip() for cell in last], said[:-1]
    if said or comments:
        count = len(said) + comments
        remarks.append(f"{counted(count, 'line that begins', 'lines that begin')} with # {was(count)} left out.")
    for number, row in [*above, *outside][:3]:
        shown = plain(" ".join(row))
        remarks.append(f"Row {number:,} (“{shown}”) is no row of the table and was left out.")
    if len(above) + len(outside) > 3:
        remarks.append(f"So were {len(above) + len(outside) - 3} more.")
    return found._replace(names=names, kinds=kinds, semicolons=layout.separator == ";", remarks=tuple(remarks))


def was(count: int) -> str:
    """The verb for so many."""
    return "was" if count == 1 else "were"
