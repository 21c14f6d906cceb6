"""A table in a spreadsheet: Excel's xlsx or OpenDocument's ods, read by python-calamine.

Formulas are never run: what is read is what the spreadsheet has last written beside them. The first sheet that holds
anything is the table. The library lays a sheet out whole, up to its farthest cell, so that is looked for before.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import IO

from core.data.tables import npz
from core.data.tables.cells import BESIDE, Cells, Collector, too_long, too_wide
from core.data.tables.words import counted, plain
from core.errors import UploadError
from core.limits import Limits

MEMBERS = 1_000
UNPACKED = 4  # times as many bytes as a file may have, that what is in it may unpack to
PIECE, OVERLAP = 1 << 20, 1_024  # bytes
NAMES = ("xl/workbook.xml", "content.xml", "mimetype")
PLACE = re.compile(
    rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"[^>/]{0,200}>'
)  # of a cell that holds something
ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="([0-9]{1,7})"')
CELLS = re.compile(rb'<table:table-cell (?=[^>]{0,600}value-type)[^>]{0,600}columns-repeated="([0-9]{1,9})"')
ROWS = re.compile(
    rb'<table:table-row [^>]{0,200}rows-repeated="([0-9]{1,9})"[^>]{0,200}>'
    rb"(?:(?!</table:table-row>).){0,400}?value-type",
    re.DOTALL,
)
ABOVE = 100  # rows that titles and blank rows may take


def looks_so(content: bytes) -> bool:
    """Whether a file is a spreadsheet."""
    if content[:2] != b"PK":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(each.startswith(NAMES) for each in archive.namelist()[:MEMBERS])
    except npz.BROKEN:
        return False


def cells(content: bytes, limits: Limits) -> Cells:
    """The cells of the first sheet that holds any. Raises UploadError."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        check_size(content, limits)
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for place, name in enumerate(book.sheet_names):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=limits.points + ABOVE)
            if any(cell != "" for row in rows for cell in row):
                return of_rows(rows, name, book.sheet_names[place + 1 :], limits)
    except (CalamineError, *npz.BROKEN) as error:
        said = plain(str(error))
        raise UploadError(f"The spreadsheet can't be read ({said}): save it again, or as CSV.") from error
    raise UploadError("The spreadsheet is empty: bring a table with one row a point.")


def check_size(content: bytes, limits: Limits) -> None:
    """Raise UploadError when what is in a spreadsheet unpacks to too much, or its sheets reach too far."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        unpacked, most = sum(member.file_size for member in members), UNPACKED * limits.upload_mb
        if unpacked > most << 20:
            raise UploadError(
                f"The spreadsheet unpacks to {unpacked >> 20:,} MB and at most {most} MB are read: save it as CSV."
            )
        for member in members:
            if member.filename.startswith("xl/worksheets/") or member.filename == "content.xml":
                with archive.open(member) as stream:
                    check_reach(stream, limits)


def check_reach(stream: IO[bytes], limits: Limits) -> None:
    """Raise UploadError when a cell that holds something stands farther out than a table may reach."""
    before = b""
    while piece := stream.read(PIECE):
        text = before + piece
        places = set(PLACE.findall(text))
        rows = {int(row) for _, row in places} | {int(row) for row in ROW.findall(text) if not places}
        again = max(map(int, [*CELLS.findall(text), *ROWS.findall(text)]), default=0)
        if max(rows, default=0) > limits.points + ABOVE or again > limits.points + ABOVE:
            raise too_long(limits.points)
        if (wide := max((column_number(column) for column, _ in places), default=0)) > limits.dimensions + BESIDE:
            raise too_wide(wide, limits)
        before = text[-OVERLAP:]


def column_number(letters: bytes) -> int:
    """Which column it is: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def of_rows(rows: Sequence[Sequence[object]], sheet: str, others: list[str], limits: Limits) -> Cells:
    """The cells of a sheet, without the empty columns at its sides and the titles above it. Raises UploadError."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    used = [i for i in range(max(map(len, texts))) if any(row[i].strip() for row in texts if i < len(row))]
    first, last = used[0], used[-1] + 1
    collector, remarks = Collector(last - first, limits), []
    begun = False
    for number, row in enumerate(texts, 1):
        cut = row[first:last]
        filled = sum(bool(cell.strip()) for cell in cut)
        if not begun and 0 < filled < 2 < last - first:
            remarks.append(f"Row {number:,} (“{plain(' '.join(cut))}”) stands above the table and was left out.")
        elif filled:
            begun = True
            collector.add(cut, number)
    if others:
        names = ", ".join(map(plain, others[:3])) + ", …" * (len(others) > 3)
        remarks.append(
            f"The sheet {plain(sheet)} was read, and {counted(len(others), 'other', 'others')} behind it not ({names})."
        )
    return collector.cells()._replace(remarks=tuple(remarks[-4:]))
