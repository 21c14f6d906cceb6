"""Tables in NumPy archives: what is read, what is refused, and that a refusal costs no memory."""

import io
import pickle
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest

from tests.data.tables.brought import POINTS, csv, npz, read, refused

RNG = np.random.default_rng(4)


def test_arrays_of_other_kinds():
    images = RNG.integers(0, 255, (10, 4, 4)).astype(np.uint8)
    found = read(npz(images=images, y=np.arange(10) % 2))
    assert found.points == pytest.approx(images.reshape(10, 16))
    assert found.dataset.label_names == ("0", "1")
    turned = read(npz(X=np.asfortranarray(POINTS.astype(">f4")), labels=np.array(["a", "b"] * 6), other=np.ones(3)))
    assert turned.points == pytest.approx(POINTS, abs=1e-6)
    assert turned.dataset.label_names == ("a", "b")
    assert any("other" in said for said in turned.remarks)
    assert read(npz(X=POINTS, z=POINTS + 1)).points == pytest.approx(POINTS, abs=1e-6)
    dated = read(npz(X=POINTS, dates=np.array(["2001-01-01"] * 12, dtype="M8[D]")))
    assert dated.points == pytest.approx(POINTS, abs=1e-6)
    assert dated.remarks == ("Left out: the array dates.",)
    assert read(npz(X=POINTS > 0)).dataset.values.max() == 1
    assert read(npz(X=POINTS, y=np.array([b"a", b"\xff"] * 6))).dataset.label_names == ("a", "\ufffd")


def member(name, header, body, promised=b""):
    """An archive with one array whose header says what we want."""
    text = header.encode() + b" " * (-(len(header) + 10) % 16) + b"\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000000), }", "promises 4,000,000,"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (10, 2), }", "promises 160 bytes and holds 80"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (10, 2), }", "holds Python objects"),
        ("{'descr': '<f3', 'fortran_order': False, 'shape': (10, 2), }", "unknown type <f3"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-10, -2), }", "no plain array"),
        ("(" * 3000, "no plain array"),
        ("__import__('os').system('true')", "no plain array"),
    ],
)
def test_headers_that_lie(header, sentence):
    assert sentence in refused(member("X.npy", header, bytes(80)))
    numbers = RNG.normal(size=20).astype("<f4").tobytes()
    assert read(member("X.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 2), }", numbers))


class Trap:
    def __reduce__(self):
        return exec, ("raise SystemExit('a pickle was opened')",)


def test_no_pickle_is_opened():
    assert "holds Python objects" in refused(npz(X=np.array([[Trap(), 1]] * 9, dtype=object)))
    assert "a pickle, which may hold a program" in refused(pickle.dumps([Trap()]))


def bomb():
    """Less than half a megabyte that unpacks to 400."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("X.npy", bytes(400 << 20))
    return buffer.getvalue()


def other_bomb(method):
    """A few bytes in a compression that zipfile unpacks whole at the first read, whatever size is claimed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("X.npy", bytes(30 << 20))
    content = bytearray(buffer.getvalue())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 200)
    return bytes(content)


def understated(points, behind=30 << 20):
    """An archive whose member claims to be a small table, and unpacks to that and much more."""
    inner, buffer = io.BytesIO(), io.BytesIO()
    np.save(inner, points)
    honest = inner.getvalue()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("X.npy", honest + bytes(behind))
    content = bytearray(buffer.getvalue())
    at = content.rindex(b"PK\x01\x02")
    content[at + 16 : at + 20] = struct.pack("<I", zlib.crc32(honest))
    content[at + 24 : at + 28] = struct.pack("<I", len(honest))
    return bytes(content)


def crowd():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for i in range(2_000):
            archive.writestr(f"{i}.npy", b"")
    return buffer.getvalue()


def test_bombs_are_refused_before_memory_is_spent():
    small = bomb()
    assert len(small) < 500_000
    wide = csv([range(200_000)], header="")
    others = [other_bomb(method) for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)]
    points = RNG.normal(size=(900, 3))
    more = understated(points)
    tracemalloc.start()
    try:
        for other in others:
            assert "X is compressed in a way that is not read here" in refused(other)
        assert read(more).points == pytest.approx(points, abs=1e-6)  # and not a byte of what is behind
        assert "unpacks to 400 MB" in refused(small)
        assert "more than 1,000 members" in refused(crowd())
        assert "longer than" in refused(wide)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_member_that_understates_its_size_is_damaged():
    content = bytearray(npz(X=POINTS))
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 200)
    assert "damaged" in refused(bytes(content)) or "promises" in refused(bytes(content))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (npz(a=np.ones(4)), "holds no table of numbers (a (4,))"),
        (npz(), "holds no table of numbers (no array)"),
        (npz(a=POINTS, b=POINTS), "holds 2 tables (a, b): name the one to be shown X"),
        (npz(X=np.ones((2_000, 2), dtype=np.uint8)), "2,000 rows: bring at most 1,000"),
        (npz(X=np.ones((20, 30), dtype=np.uint8)), "30 columns: bring at most 20"),
        (npz(X=np.ones((0, 3))), "is empty"),
        (npz(X=POINTS.astype(complex)), "X holds complex numbers: save real numbers"),
        (npz(X=np.zeros(9, dtype=[("a", "f4")])), "no plain array"),
        (npz(X=np.array([["2001-01-01"]], dtype="M8[D]")), "X holds dates"),
        (b"PK\x03\x04 no archive", "The archive is damaged"),
        (npz(X=POINTS)[:-30], "The archive is damaged"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)
