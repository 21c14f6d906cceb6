"""Kinds of files: packed ones, and those that hold no table that is read here."""

import gzip
import io
import zipfile

import pytest

from core.limits import Limits
from tests.data.tables.brought import POINTS, csv, npz, read, refused


def zipped(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def test_packed_tables():
    for content in (zipped(table__csv=csv(POINTS)), gzip.compress(csv(POINTS))):
        assert read(content).points == pytest.approx(POINTS, abs=1e-6)
    buffer = io.BytesIO(zipped(table__csv=csv(POINTS)))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("__MACOSX/._table.csv", b"\x00")
    assert read(buffer.getvalue()).points == pytest.approx(POINTS, abs=1e-6)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (zipped(a__csv=csv(POINTS), b__csv=b""), "holds 2 files (a.csv, b.csv): pack one table alone"),
        (zipped(a__csv=b""), "The packed file is empty"),
        (zipped(a__csv=bytes(3 << 20)), "unpacks to more than 2 MB"),
        (gzip.compress(bytes(3 << 20)), "unpacks to more than 2 MB"),
        (gzip.compress(csv(POINTS))[:-20], "The packed file is damaged"),
        (zipped(a__zip=zipped(a__csv=b"1")), "holds another archive"),
        (b"%PDF-1.4", "The file is a PDF document and is not read here"),
        (b"\n<!DOCTYPE html><p>", "The file is a web page"),
        (b"\x93NUMPY\x01\x00", "a single NumPy array"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)


def test_arrays_are_told_from_other_archives():
    assert read(npz(X=POINTS), Limits()).points == pytest.approx(POINTS, abs=1e-6)
