"""A table in a Parquet or Arrow (Feather) file: typed columns, of which lists of numbers are vectors.

What a Parquet file claims is held against the limits before it is read; an Arrow file is read a batch at a time.
"""

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.data.tables import numbers
from core.data.tables.cells import BESIDE, too_long, too_wide
from core.data.tables.frame import Frame, Odd, Raw, assembled, check_rows, raw
from core.data.tables.numbers import Written
from core.data.tables.words import plain
from core.errors import UploadError
from core.limits import Limits

PARQUET, ARROW = b"PAR1", b"ARROW1"
CELL = 64  # bytes that a cell may take on average, unpacked


def frame(content: bytes, title: str, limits: Limits) -> Frame:
    """The table in a file. Raises UploadError."""
    try:
        table = read_parquet(content, limits) if content.startswith(PARQUET) else read_arrow(content, limits)
        check_rows(table.num_rows)
        columns, others = columns_of(table)
    except (pa.ArrowException, OSError, ValueError, NotImplementedError, MemoryError) as error:
        if isinstance(error, UploadError):
            raise
        raise UploadError(
            f"The file can't be read ({plain(str(error))}): write it again, or save it as CSV."
        ) from error
    if len(columns) > limits.dimensions + BESIDE:
        raise too_wide(len(columns), limits)
    said = [f"Left out, since it is no table: {', '.join(others[:5])}{', …' * (len(others) > 5)}."] if others else []
    return assembled(columns, np.arange(1, table.num_rows + 1, dtype=np.int32), title, said, limits)


def read_parquet(content: bytes, limits: Limits) -> pa.Table:
    """The table in a Parquet file. Raises UploadError when it is too large, and what pyarrow raises at a broken one."""
    from pyarrow import parquet

    file = parquet.ParquetFile(pa.BufferReader(content))
    told = file.metadata
    if told.num_rows > limits.points:
        raise too_long(limits.points)
    if told.num_columns > limits.dimensions + BESIDE:
        raise too_wide(told.num_columns, limits)
    check_bytes(sum(told.row_group(i).total_byte_size for i in range(told.num_row_groups)), limits)
    table = file.read(use_threads=False)
    table.validate(full=True)
    return table


def read_arrow(content: bytes, limits: Limits) -> pa.Table:
    """The table in an Arrow file. Raises UploadError when it is too large, and what pyarrow raises at a broken one."""
    with pa.ipc.open_file(pa.BufferReader(content)) as file:
        if len(file.schema) > limits.dimensions + BESIDE:
            raise too_wide(len(file.schema), limits)
        batches, rows, size = [], 0, 0
        for i in range(file.num_record_batches):
            batch = file.get_batch(i)
            batch.validate(full=True)  # offsets and text in it may point anywhere
            batches.append(batch)
            rows, size = rows + batch.num_rows, size + batch.nbytes
            if rows > limits.points:
                raise too_long(limits.points)
            check_bytes(size, limits)
        return pa.Table.from_batches(batches, file.schema)


def check_bytes(size: int, limits: Limits) -> None:
    """Raise UploadError when a table takes more bytes than the largest one may."""
    most = limits.points * limits.dimensions * CELL
    if size > most:
        raise UploadError(
            f"The table unpacks to {size >> 20:,} MB and at most {most >> 20:,} MB are read: bring fewer rows or "
            "columns."
        )


def columns_of(table: pa.Table) -> tuple[list[Raw], list[str]]:
    """The columns of a table, vectors taken apart, and the names of those that hold something else."""
    found: list[Raw] = []
    others = []
    for field, column in zip(table.schema, table.columns, strict=True):
        name = plain(field.name)
        columns = list(taken_apart(name, column))
        found += columns
        if not columns:
            others.append(f"{name or 'a nameless column'} ({plain(str(field.type))})")
    return found, others


def taken_apart(name: str, column: pa.ChunkedArray) -> Iterator[Raw]:
    """A column, or those of its vectors; nothing where it holds neither numbers, words, times nor vectors."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if is_number(kind):
        yield of_numbers(name, column)
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_temporal(kind):
        texts = pc.fill_null(column.cast(pa.string()), "")
        yield raw(texts, name, numbers.read(texts.to_pylist(), "."))
    elif is_list(kind) and is_number(kind.value_type):
        yield from vectors(name, column)


def is_number(kind: pa.DataType) -> bool:
    """Whether a type is one of real numbers, or of yes and no."""
    types = (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    return any(each(kind) for each in types)


def is_list(kind: pa.DataType) -> bool:
    """Whether a type is one of lists."""
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def of_numbers(name: str, column: pa.ChunkedArray) -> Raw:
    """A column of numbers, of which infinite ones are none."""
    values = (
        column.cast(pa.float64()) if not pa.types.is_boolean(column.type) else column.cast(pa.int8()).cast(pa.float64())
    )
    exact = np.asarray(values.to_numpy(), dtype=np.float64)
    infinite = np.isinf(exact)
    odd = tuple(Odd(int(i), str(exact[i])) for i in np.flatnonzero(infinite)[:1])
    return Raw(name, Written(np.where(infinite, np.nan, exact), infinite), None, odd)


def vectors(name: str, column: pa.ChunkedArray) -> Iterator[Raw]:
    """The columns of vectors, of which all must be equally long; a row without one is empty. Raises UploadError."""
    lengths = pc.list_value_length(column).to_numpy(zero_copy_only=False).astype(np.float64)
    there = np.flatnonzero(np.isfinite(lengths))
    width = int(lengths[there[0]]) if len(there) else 0
    wrong = there[lengths[there] != width]
    if len(wrong):
        raise UploadError(
            f"Row {wrong[0] + 1:,}, column {name} holds a list of {lengths[wrong[0]]:.0f}, where others have {width}: "
            "bring vectors of one length."
        )
    values = np.full((len(lengths), width), math.nan)
    flat = pc.list_flatten(column)
    values[there] = of_numbers(name, flat).written.values.reshape(len(there), width)
    for i in range(width):
        yield Raw(f"{name} {i}", Written(values[:, i], np.zeros(len(values), dtype=bool)))
