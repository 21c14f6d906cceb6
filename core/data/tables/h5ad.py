"""A table in an AnnData file (h5ad), as single-cell programs write it: HDF5 with matrices and columns of fixed names.

The vectors are X, or the principal components in obsm/X_pca where X is missing or too wide. Maps that lie beside them
(obsm/X_umap, X_tsne, …) come along as columns, so that they can be audited; obs gives classes, names and numbers.

HDF5 can refer to other files. Nothing is followed out of the file: links must be hard ones, data must lie in it, and
sizes are held against the limits before a value is read. A spoilt file can still send the HDF5 library round in
circles: such a file is read in a worker alone, which ends itself when that takes too long.
https://anndata.readthedocs.io/en/latest/fileformat-prose.html
"""

import faulthandler
import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import h5py
import numpy as np
import pyarrow as pa
from scipy import sparse

from core.data.tables import npz, numbers
from core.data.tables.cells import BESIDE, too_long
from core.data.tables.frame import Frame, Raw, assembled, check_rows, raw
from core.data.tables.words import plain
from core.errors import UploadError
from core.limits import Limits

COMPONENTS = ("X_pca", "X_scVI", "X_pca_harmony")  # in obsm, instead of an X that is too wide; the usual one first
AXES = (2, 3)  # columns of what is a map
PATIENCE = 20.0  # seconds of reading: 50 MB take less than one
LETTERS = 1_024  # bytes of a text of fixed length
SPARSE = {"csr_matrix": sparse.csr_matrix, "csc_matrix": sparse.csc_matrix}
SPOILT = (
    OSError, RuntimeError, ValueError, KeyError, TypeError, AttributeError, OverflowError, IndexError, MemoryError,
)  # fmt: skip


def frame(content: bytes, title: str, limits: Limits) -> Frame:
    """The table in a file. Raises UploadError."""
    try:
        with in_time(), h5py.File(io.BytesIO(content), "r") as file:
            return read(file, title, limits)
    except UploadError:
        raise
    except SPOILT as error:
        raise UploadError(
            f"The HDF5 file can't be read ({plain(str(error))}): write it again with adata.write_h5ad, or save the "
            "table as CSV."
        ) from error


@contextmanager
def in_time() -> Iterator[None]:
    """End this process when what is done here takes too long: nothing else stops a library that holds Python's lock."""
    with open(os.devnull, "w") as nowhere:
        faulthandler.dump_traceback_later(PATIENCE, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()


def read(file: h5py.File, title: str, limits: Limits) -> Frame:
    """The table in an open file. Raises UploadError, and what h5py raises at a broken one."""
    beside = inside(file, "obsm")
    matrices = {} if beside is None else {name: inside(beside, name) for name in beside}
    shapes = {name: shape_of(each) for name, each in matrices.items() if each is not None}
    name, vectors, remarks = vectors_of(inside(file, "X"), matrices, shapes, limits)
    rows = len(vectors)
    check_rows(rows)
    columns = [npz.column_of(f"{name} {i}", values) for i, values in enumerate(vectors.T, 1)]
    for other, (length, width) in shapes.items():
        matrix = matrices[other]
        if length == rows and width in AXES and other != name and isinstance(matrix, h5py.Dataset):
            called = plain(other.removeprefix("X_"))
            columns += [
                npz.column_of(f"{called} {i}", values)._replace(beside="an axis of a finished map")
                for i, values in enumerate(dense(matrix).T, 1)
            ]
    told = list(observed(file, rows, limits))
    columns += [column for _, column in told if column is not None]
    others = [name for name, column in told if column is None]
    if others:
        remarks.append(f"Left out of obs, since it is no column of numbers or words: {', '.join(others[:5])}.")
    return assembled(columns, np.arange(1, rows + 1, dtype=np.int32), title, remarks, limits)


def vectors_of(
    x: h5py.Dataset | h5py.Group | None, matrices: dict[str, Any], shapes: dict[str, tuple[int, int]], limits: Limits
) -> tuple[str, np.ndarray, list[str]]:
    """The vectors (n, d), what they are called, and what to tell. Raises UploadError where there are none that fit."""
    rows, width = (0, 0) if x is None else shape_of(x)
    wide = width > limits.dimensions
    if x is not None and width and not wide:
        check_length(rows, limits)
        return "X", dense(x), []
    for name in COMPONENTS:
        if name in shapes and 0 < shapes[name][1] <= limits.dimensions:
            check_length(shapes[name][0], limits)
            reason = f"has {width:,} columns, more than {limits.dimensions}" if wide else "is not there"
            return name, dense(matrices[name]), [f"X {reason}: the columns of obsm/{name} are taken instead."]
    if wide:
        raise UploadError(
            f"X has {width:,} columns, at most {limits.dimensions} are read, and there is no obsm/X_pca: run "
            "scanpy.pp.pca(adata) and write the file again."
        )
    raise UploadError("The HDF5 file holds no table that is known here (no X, no obsm/X_pca): save it as CSV.")


def check_length(rows: int, limits: Limits) -> None:
    """Raise UploadError when there are more rows than allowed."""
    if rows > limits.points:
        raise too_long(limits.points)


def inside(group: h5py.Group, name: str) -> h5py.Dataset | h5py.Group | None:
    """What lies under a name, None where nothing does. Raises UploadError at what lies in another file."""
    link = group.get(name, getlink=True)
    if link is None:
        return None
    found = group[name] if isinstance(link, h5py.HardLink) else None
    outside = isinstance(found, h5py.Dataset) and (found.external or found.is_virtual)
    if found is None or outside:
        raise UploadError(f"{plain(name)} lies in another file: write all of it into one with adata.write_h5ad.")
    return found if isinstance(found, h5py.Dataset | h5py.Group) else None


def shape_of(matrix: h5py.Dataset | h5py.Group) -> tuple[int, int]:
    """Rows and columns of a matrix, or (0, 0) where it is none."""
    told = matrix.attrs
    shape = matrix.shape if isinstance(matrix, h5py.Dataset) else told.get("shape", told.get("h5sparse_shape"))
    return (int(shape[0]), int(shape[1])) if shape is not None and len(shape) == 2 else (0, 0)


def dense(matrix: h5py.Dataset | h5py.Group) -> np.ndarray:
    """The numbers of a matrix whose size has been checked. Raises UploadError where they are none."""
    if isinstance(matrix, h5py.Dataset):
        if matrix.dtype.kind not in "fiub":
            raise UploadError(f"The matrix {plain(matrix.name)} holds no real numbers: write it as 32-bit numbers.")
        return np.asarray(matrix[()], dtype=np.float64)
    kind = SPARSE.get(str(matrix.attrs.get("encoding-type", "")))
    parts = [inside(matrix, name) for name in ("data", "indices", "indptr")]
    shape = shape_of(matrix)
    flat = [each for each in parts if isinstance(each, h5py.Dataset) and each.ndim == 1 and each.dtype.kind in "fiu"]
    if kind is None or len(flat) < len(parts) or len(flat[0]) > math.prod(shape):
        raise UploadError(f"The matrix {plain(matrix.name)} is stored in a way that is not read here: write it dense.")
    made = kind(tuple(each[()] for each in flat), shape=shape)
    made.check_format(full_check=True)
    return np.asarray(made.toarray(), dtype=np.float64)


def observed(file: h5py.File, rows: int, limits: Limits) -> Iterator[tuple[str, Raw | None]]:
    """The columns of obs by their names; None for what is no column."""
    group = inside(file, "obs")
    if not isinstance(group, h5py.Group):
        if group is not None:
            yield "obs itself, written by an old program", None
        return
    index = group.attrs.get("_index", "_index")
    for name in list(group)[: limits.dimensions + BESIDE]:
        if name.startswith("__"):
            continue
        try:
            yield plain(name), column_of("name" if name == index else plain(name), inside(group, name), rows)
        except SPOILT as error:
            if isinstance(error, UploadError):
                raise
            yield plain(name), None


def column_of(name: str, found: h5py.Dataset | h5py.Group | None, rows: int) -> Raw:
    """A column of obs. Raises TypeError where it holds neither numbers nor words, one for each row."""
    if isinstance(found, h5py.Group):
        codes, kinds = inside(found, "codes"), inside(found, "categories")
        if codes is None or kinds is None or codes.shape != (rows,) or kinds.ndim != 1 or len(kinds) > rows:
            raise TypeError(name)
        words = texts(kinds)
        places = np.asarray(codes[()]).astype(np.int64)
        return worded(name, [words[i] if 0 <= i < len(words) else "" for i in places.tolist()])
    if found is None or found.shape != (rows,):
        raise TypeError(name)
    if found.dtype.kind not in "fiub":
        return worded(name, texts(found))
    return npz.column_of(name, found[()])._replace(beside="numbers in obs, beside the vectors")


def texts(dataset: h5py.Dataset) -> list[str]:
    """The words in a dataset, or its numbers as words. Raises TypeError where it holds something else."""
    if dataset.dtype.kind in "fiub":
        return [f"{each:g}" for each in np.asarray(dataset[()], dtype=np.float64).tolist()]
    if h5py.check_string_dtype(dataset.dtype) is None or dataset.dtype.itemsize > LETTERS:
        raise TypeError(dataset.name)
    return [each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in dataset[()].tolist()]


def worded(name: str, said: list[str]) -> Raw:
    """A column of words."""
    return raw(pa.chunked_array([pa.array(said, pa.string())]), name, numbers.read(said, "."))
