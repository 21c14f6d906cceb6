"""A table in a NumPy archive: a zip file of arrays, read without NumPy's own loader.

What an archive claims is held against the limits before a byte is unpacked: the number and the unpacked size of its
members, then each array's header, which must be a plain table of numbers whose bytes are exactly those promised. No
pickle is opened: an array of Python objects is refused by its header.
"""

import io
import math
import re
import sys
import zipfile
import zlib
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from core.data.tables.frame import Frame, Odd, Raw, assembled, check_rows
from core.data.tables.header import LABELS
from core.data.tables.numbers import Written
from core.data.tables.words import NONE, plain
from core.errors import UploadError
from core.limits import Limits

MEMBERS = 32
ENTRY = b"PK\x01\x02"  # begins an entry of a zip file's table of contents; numbers contain it by chance now and then
ENTRIES = 1_000
NAMED = (*LABELS, "y")  # where y stands beside an array X it is no coordinate
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what numpy writes; others unpack without bound at the first read
TABLES = ("x", "data", "points", "values", "table", "features", "arr_0")
MAGIC = re.compile(rb"\x93NUMPY([\x01-\x03])\x00")
HEADER = re.compile(
    rb"\s*\{\s*'descr'\s*:\s*'([<>|=]?[A-Za-z]\d{0,4}(?:\[\w{1,8}\])?)'\s*,\s*'fortran_order'\s*:\s*(True|False)\s*,"
    rb"\s*'shape'\s*:\s*\(([\d\s,]{0,80})\)\s*,?\s*\}\s*"
)
LONGEST_HEADER = 4_096  # bytes
LABEL_BYTES = 1_024  # of one label
KINDS = {b"c": "complex numbers", b"M": "dates", b"m": "spans of time", b"O": "Python objects", b"V": "records"}
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, OverflowError,
)  # fmt: skip


class OtherKind(UploadError):
    """An array of something else than numbers or words."""


class Header(NamedTuple):
    """What an array's header says, and where its bytes begin."""

    dtype: np.dtype
    fortran: bool
    shape: tuple[int, ...]
    offset: int


class Found(NamedTuple):
    """What an archive holds: values (n, d), the label of each row or None, its name, and what to tell."""

    values: np.ndarray
    labels: list[str] | None
    label: str
    remarks: tuple[str, ...]


def holds_arrays(content: bytes) -> bool:
    """Whether a zip file is an archive of arrays, or broken, or nothing else."""
    if content.count(ENTRY) > ENTRIES:  # before zipfile makes an object of each
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except BROKEN:
        return True
    return not names or any(name.endswith(".npy") for name in names)


def frame(content: bytes, title: str, limits: Limits) -> Frame:
    """The table in an archive. Raises UploadError."""
    found = read(content, limits)
    columns = [column_of(f"number {i}", values) for i, values in enumerate(found.values.T)]
    if found.labels is not None:
        nothing = np.full(len(found.labels), np.nan)
        filled = np.array([text != NONE for text in found.labels])
        columns.append(Raw(LABELS[0], Written(nothing, filled), pa.array(found.labels, pa.string())))
    check_rows(len(found.values))
    rows = np.arange(len(found.values), dtype=np.int32)
    return assembled(columns, rows, title, found.remarks, limits)


def column_of(name: str, values: np.ndarray) -> Raw:
    """A column of numbers, of which infinite ones are none."""
    exact = values.astype(np.float64)
    infinite = np.isinf(exact)
    odd = tuple(Odd(int(i), str(exact[i])) for i in np.flatnonzero(infinite)[:1])
    return Raw(name, Written(np.where(infinite, np.nan, exact), infinite), None, odd)


def read(content: bytes, limits: Limits) -> Found:
    """What is in an archive. Raises UploadError."""
    if content.count(ENTRY) > ENTRIES:  # before zipfile makes an object of each
        raise UploadError(f"The archive has more than {ENTRIES:,} members: bring at most {MEMBERS} arrays.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return read_archive(archive, limits)
    except UploadError:
        raise
    except BROKEN as error:
        raise UploadError(f"The archive is damaged ({plain(str(error))}): write it again with numpy.savez.") from error


def read_archive(archive: zipfile.ZipFile, limits: Limits) -> Found:
    """The table among the members of an archive. Raises UploadError, and what zipfile raises at a broken one."""
    members = archive.infolist()
    if len(members) > MEMBERS:
        raise UploadError(f"The archive has {len(members):,} members: bring at most {MEMBERS} arrays.")
    unpacked, most = sum(member.file_size for member in members), largest(limits)
    if unpacked > most:
        raise UploadError(
            f"The archive unpacks to {unpacked >> 20:,} MB and at most {most >> 20:,} MB are read: bring fewer rows, "
            "columns or arrays, as 32-bit numbers."
        )
    check_packing(members)
    arrays = {name_of(member): member for member in members if member.filename.endswith(".npy")}
    headers, others = {}, {}
    for name, member in arrays.items():
        try:
            headers[name] = header_of(archive, member, name)
        except OtherKind as error:
            others[name] = error
    if others and not any(is_table(header) for header in headers.values()):
        raise next(iter(others.values()))
    chosen = table_among(headers)
    header = headers[chosen]
    check_table(chosen, header, limits)
    rows, columns = header.shape[0], math.prod(header.shape[1:])
    values = array_of(archive, arrays[chosen], header, chosen).reshape(rows, columns)
    label = next((name for name in headers if fits_labels(name, headers[name], rows) and name != chosen), None)
    labels = None if label is None else texts(array_of(archive, arrays[label], headers[label], label))
    left = sorted({*headers, *others} - {chosen, label})
    said = (f"Left out: the array{'s' * (len(left) > 1)} {', '.join(left[:5])}.",) if left else ()
    return Found(values, labels, label or "", said)


def check_packing(members: list[zipfile.ZipInfo]) -> None:
    """Raise UploadError when a member is compressed in another way than numpy does."""
    for member in members:
        if member.compress_type not in PACKED:
            raise UploadError(
                f"The array {name_of(member)} is compressed in a way that is not read here: write the archive again "
                "with numpy.savez or numpy.savez_compressed."
            )


def largest(limits: Limits) -> int:
    """How many bytes an archive may unpack to: the largest table in double precision, and as much again in labels."""
    return limits.points * (limits.dimensions * 8 + LABEL_BYTES // 8) + (1 << 20)


def name_of(member: zipfile.ZipInfo) -> str:
    """The name of the array in a member, harmless."""
    return plain(member.filename.removesuffix(".npy")) or "(nameless)"


def header_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Header:
    """The header of an array. Raises UploadError when it is none of a plain array, or promises other bytes."""
    with archive.open(member) as stream:
        start = stream.read(8)
        magic = MAGIC.fullmatch(start)
        size = 0 if magic is None else int.from_bytes(stream.read(2 if magic[1] == b"\x01" else 4), "little")
        found = HEADER.fullmatch(stream.read(size)) if 0 < size <= LONGEST_HEADER else None
        offset = stream.tell()
    if found is None or (kind := found[1].lstrip(b"<>|=")[:1]) not in b"fiubUS":
        holds = "is no plain array" if found is None else f"holds {KINDS.get(kind, 'something else')}"
        raise OtherKind(f"The array {name} {holds}: save real numbers or words with numpy.savez.")
    shape = tuple(int(each) for each in found[3].replace(b" ", b"").split(b",") if each.strip())
    dtype = dtype_of(found[1].decode("ascii"), name)
    promised, there = math.prod(shape) * dtype.itemsize, member.file_size - offset
    if promised != there:
        raise UploadError(
            f"The array {name} promises {promised:,} bytes and holds {there:,}: write the archive again with "
            "numpy.savez."
        )
    return Header(dtype, found[2] == b"True", shape, offset)


def dtype_of(text: str, name: str) -> np.dtype:
    """The type that a header names. Raises UploadError when there is no such type."""
    try:
        return np.dtype(text)
    except TypeError as error:
        raise UploadError(f"The array {name} has the unknown type {text}: save it as 32-bit numbers.") from error


def is_table(header: Header) -> bool:
    """Whether an array can be a table."""
    return len(header.shape) >= 2 and header.dtype.kind in "fiub"


def table_among(headers: dict[str, Header]) -> str:
    """The name of the array that is the table: by its name, or the only one that can be. Raises UploadError."""
    fit = [name for name, header in headers.items() if is_table(header)]
    named = [name for name in fit if name.lower() in TABLES]
    if not fit:
        found = ", ".join(f"{name} {header.shape}" for name, header in list(headers.items())[:5]) or "no array"
        raise UploadError(f"The archive holds no table of numbers ({found}): save one of shape (rows, columns) as X.")
    if len(fit) > 1 and not named:
        raise UploadError(f"The archive holds {len(fit)} tables ({', '.join(fit[:5])}): name the one to be shown X.")
    return min(named, key=lambda name: TABLES.index(name.lower())) if named else fit[0]


def check_table(name: str, header: Header, limits: Limits) -> None:
    """Raise UploadError when a table has more rows or columns than allowed, or none."""
    rows, columns = header.shape[0], math.prod(header.shape[1:])
    if rows > limits.points:
        raise UploadError(f"The array {name} has {rows:,} rows: bring at most {limits.points:,}.")
    if columns > limits.dimensions:
        raise UploadError(f"The array {name} has {columns:,} columns: bring at most {limits.dimensions}.")
    if not rows * columns * header.dtype.itemsize:
        raise UploadError(f"The array {name} of shape {header.shape} is empty: bring a table with one row a point.")


def fits_labels(name: str, header: Header, rows: int) -> bool:
    """Whether an array can be the labels of `rows` rows."""
    fits = header.shape in ((rows,), (rows, 1)) and 0 < header.dtype.itemsize <= LABEL_BYTES
    return fits and (name.lower() in NAMED or header.dtype.kind in "US")


def array_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo, header: Header, name: str) -> np.ndarray:
    """The array behind a header. Raises UploadError when its bytes end early."""
    promised = math.prod(header.shape) * header.dtype.itemsize
    with archive.open(member) as stream:
        stream.read(header.offset)
        content = stream.read(promised)  # no more, whatever is behind: a member may claim less than it unpacks to
    if len(content) != promised:
        raise UploadError(f"The array {name} ends early: write the archive again with numpy.savez.")
    return np.frombuffer(content, header.dtype).reshape(header.shape, order="F" if header.fortran else "C")


def texts(labels: np.ndarray) -> list[str]:
    """Labels as harmless text; bytes that are no text are shown as they are. Raises UploadError where none could be."""
    flat = labels.reshape(-1)
    if flat.dtype.kind == "U" and (flat.view(flat.dtype.str[0] + "u4") > sys.maxunicode).any():
        raise UploadError("The labels hold characters that do not exist: write the archive again with numpy.savez.")
    if flat.dtype.kind == "S":
        return [plain(each.decode("utf-8", "replace")) or NONE for each in flat.tolist()]
    return [plain(f"{each:g}" if isinstance(each, float) else str(each)) or NONE for each in flat.tolist()]
