"""What kind of file it is, told by its content; and the table in it."""

import gzip
import io
import zipfile
import zlib

from core.data.tables import arrow, jsons, npz, sheets, text
from core.data.tables.cells import Cells
from core.data.tables.frame import Frame, frame_of
from core.data.tables.words import plain
from core.errors import UploadError
from core.limits import Limits

ENDINGS = (
    "csv",
    "tsv",
    "txt",
    "dat",
    "data",
    "json",
    "jsonl",
    "ndjson",
    "zip",
    "gz",
    "npz",
    "parquet",
    "feather",
    "arrow",
    "xlsx",
    "ods",
    "h5ad",
)
MB = 1 << 20
HDF5 = b"\x89HDF\r\n\x1a\n"
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, OverflowError, ValueError,
)  # fmt: skip
OTHERS = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"\x93NUMPY": "a single NumPy array",
    b"FEA1": "an old Feather file",
    b"SQLite format 3": "a database",
    b"RDX": "an R data file",
    b"\x80\x02": "a pickle, which may hold a program,",
    b"\x80\x03": "a pickle, which may hold a program,",
    b"\x80\x04": "a pickle, which may hold a program,",
    b"\x80\x05": "a pickle, which may hold a program,",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"7z\xbc\xaf": "packed with 7-Zip",
    b"Rar!": "packed with RAR",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"<?xml": "an XML document",
    b"@relation": "an ARFF file",
}
NO_TABLES = ("__macosx/", ".ds_store")  # what a Mac adds to an archive


def frame(title: str, content: bytes, limits: Limits) -> Frame:
    """The table in a file. Raises UploadError."""
    if content.startswith((arrow.PARQUET, arrow.ARROW)):
        return arrow.frame(content, title, limits)
    if content.startswith(HDF5):
        from core.data.tables import h5ad  # in the worker that reads such a file, not in the server: it costs 10 MB

        return h5ad.frame(content, title, limits)
    if content[:2] == b"PK" and npz.holds_arrays(content):
        return npz.frame(content, title, limits)
    if sheets.looks_so(content):
        return frame_of(sheets.cells(content, limits), title, limits)
    if content[:2] == b"PK":
        content = unzipped(content, limits)
    elif content[:2] == b"\x1f\x8b":
        content = gunzipped(content, limits)
    return frame_of(cells(content, limits), title, limits)


def cells(content: bytes, limits: Limits) -> Cells:
    """The cells of a file that is not packed. Raises UploadError."""
    begins = content[:64].lstrip().lower()
    for sign, kind in OTHERS.items():
        if content.startswith(sign) or begins.startswith(sign.lower()):
            raise UploadError(f"The file is {kind} and is not read here: save the table in it as CSV.")
    return jsons.cells(content, limits) if jsons.looks_so(content) else text.cells(content, limits)


def unzipped(content: bytes, limits: Limits) -> bytes:
    """The one file in a zip archive. Raises UploadError when there are others, or it is too large or damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir() and not is_none(each.filename)]
            if len(members) != 1:
                names = ", ".join(plain(each.filename) for each in members[:4]) + ", …" * (len(members) > 4)
                raise UploadError(f"The archive holds {len(members):,} files ({names}): pack one table alone.")
            if members[0].compress_type not in npz.PACKED:
                raise UploadError("The archive is packed in a way that is not read here: zip the table again.")
            with archive.open(members[0]) as stream:
                return bounded(stream.read(limits.upload_mb * MB + 1), limits)
    except BROKEN as error:
        raise UploadError(f"The archive is damaged ({plain(str(error))}): zip the table again.") from error


def is_none(name: str) -> bool:
    """Whether a member of an archive is what an operating system has added."""
    return name.lower().startswith(NO_TABLES[0]) or name.lower().endswith(NO_TABLES[1])


def gunzipped(content: bytes, limits: Limits) -> bytes:
    """What was packed by gzip. Raises UploadError when it is too large or damaged."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            return bounded(stream.read(limits.upload_mb * MB + 1), limits)
    except BROKEN as error:
        raise UploadError(f"The packed file is damaged ({plain(str(error))}): pack it again.") from error


def bounded(content: bytes, limits: Limits) -> bytes:
    """What was unpacked. Raises UploadError when it is larger than a file may be, empty, or packed again."""
    if len(content) > limits.upload_mb * MB:
        raise UploadError(
            f"The file unpacks to more than {limits.upload_mb} MB, the most that is read: bring fewer rows or columns."
        )
    if not content:
        raise UploadError("The packed file is empty: bring a table with one row a point.")
    if content[:2] in (b"PK", b"\x1f\x8b"):
        raise UploadError("The archive holds another archive: pack the table itself.")
    return content
