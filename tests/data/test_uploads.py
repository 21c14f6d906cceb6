"""A visitor's own table: what is read, what is refused with which sentence, and that a refusal costs no memory."""

import io
import pickle
import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest

from core.data import upload_table, uploads
from core.data.datasets import load
from core.errors import UploadError
from core.jobs.calls import Call, Kind, execute, pack
from core.jobs.tickets import value_of
from core.limits import Limits

LIMITS = Limits(points=1_000, dimensions=20, upload_mb=2)
RNG = np.random.default_rng(4)
POINTS = RNG.normal(size=(12, 3)).round(4)


def csv(rows, header="a,b,c", separator=","):
    lines = [header] if header else []
    return "\n".join([*lines, *(separator.join(map(str, row)) for row in rows)]).encode()


def npz(**arrays):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def read(content, limits=LIMITS, name="own.csv"):
    return uploads.read(name, content, limits)


def refused(content, limits=LIMITS):
    with pytest.raises(UploadError) as told:
        read(content, limits)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


# --- what is read ----------------------------------------------------------------------------------------------------


def test_numbers_arrive_as_they_are():
    for content in (csv(POINTS), csv(POINTS, header=""), csv(POINTS, "a;b;c", ";"), csv(POINTS, "a\tb\tc", "\t")):
        found = read(content)
        assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
        assert found.dataset.values.dtype == np.float32
        assert found.dataset.label_names == ("all points",)
        assert found.remarks == ()
    assert read(npz(X=POINTS)).dataset.table == pytest.approx(POINTS, abs=1e-6)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(encoding):
    words = ["Bäume", "Gräser"] * 6
    content = csv([(*row, word) for row, word in zip(POINTS, words, strict=True)], "Länge,b,c,Art").decode()
    found = read(content.encode(encoding))
    assert found.dataset.label_names == ("Bäume", "Gräser")
    assert any("Latin-1" in said for said in found.remarks) == (encoding == "latin-1")


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\n\n", "\n\n\n"])
def test_line_endings_and_blank_lines(ending):
    content = csv(POINTS).decode().replace("\n", ending) + ending
    assert read(content.encode()).dataset.table == pytest.approx(POINTS, abs=1e-6)


def test_decimal_commas_between_semicolons():
    rows = [[str(value).replace(".", ",") for value in row] for row in POINTS]
    assert read(csv(rows, "a;b;c", ";")).dataset.table == pytest.approx(POINTS, abs=1e-6)


def test_decimal_commas_without_a_header():
    assert read(b"1,5;2,3;0,7\n" * 9 + b"2,5;2,3;0,7\n").dataset.table[[0, 9]] == pytest.approx(
        np.array([[1.5, 2.3, 0.7], [2.5, 2.3, 0.7]])
    )
    rows = [[str(value).replace(".", ",") for value in row] for row in POINTS]
    assert read(csv(rows, "", ";")).dataset.table == pytest.approx(POINTS, abs=1e-6)
    labelled = [[*row, "1,5" if i % 2 else "0,25"] for i, row in enumerate(rows)]
    assert read(csv(labelled, "a, cm;b, really, cm;c;label", ";")).dataset.label_names == ("0.25", "1.5")


def test_what_stands_in_quotation_marks_separates_nothing():
    assert read(csv(POINTS, '"a; b; c","b\t\t\t",c')).dataset.table == pytest.approx(POINTS, abs=1e-6)


def test_quoted_cells_and_scientific_notation():
    rows = [[f'"{value:.3e}"' for value in row] for row in POINTS]
    assert read(csv(rows, '"a, really","b","c ""d"""')).dataset.table == pytest.approx(POINTS, rel=1e-3)


def test_coordinates_are_no_classes():
    found = read(csv(POINTS, "x,y,z"))
    assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("all points",)
    assert found.remarks == ()


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_numeric_label_that_makes_no_classes_is_a_column(separator):
    rows = [(*row, f"{value:.3f}") for row, value in zip(POINTS, -np.sqrt(np.arange(12)), strict=True)]
    content = csv(rows, separator.join("ab") + f"{separator}c{separator}target", separator).decode()
    found = read(content.replace(".", ",").encode() if separator == ";" else content.encode())
    assert found.dataset.table == pytest.approx(np.array(rows, dtype=float), abs=1e-6)
    assert found.dataset.label_names == ("all points",)
    assert found.remarks == (
        "Column target has a number of its own for nearly every row: it makes no classes and is mapped.",
    )


def test_a_label_that_only_numbers_the_rows_or_has_gaps_is_no_column():
    for labels in (range(1, 13), [0.5, "", *np.sqrt(range(2, 12))]):
        found = read(csv([(*row, text) for row, text in zip(POINTS, labels, strict=True)], "a,b,c,label"))
        assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
        assert any("no classes were made of it" in said for said in found.remarks)
    full = csv([(*row, text) for row, text in zip(RNG.normal(size=(12, 20)), POINTS[:, 0], strict=True)],
               ",".join(f"c{i}" for i in range(20)) + ",label")  # fmt: skip
    assert "has 21 columns: bring at most 20" in refused(full)


def test_points_in_time_stay_apart():
    seconds = 1_795_000_000 + 7 * np.arange(50)
    found = read(csv(zip(seconds, RNG.normal(size=50), strict=True), "time,b")).dataset.table
    assert np.diff(found[:, 0]) == pytest.approx(7)
    assert found[:, 0].mean() == pytest.approx(0, abs=1e-3)
    assert np.diff(read(npz(X=np.column_stack([seconds, seconds]))).dataset.table, axis=0) == pytest.approx(7)


@pytest.mark.parametrize("name", ["label", "Labels", "Class", "TARGET"])
def test_the_named_column_holds_the_classes_wherever_it_stands(name):
    rows = [(i % 3, *row, "word") for i, row in enumerate(POINTS)]
    found = read(csv(rows, f"{name},a,b,c,remark"))
    assert found.dataset.labels.tolist() == [i % 3 for i in range(12)]
    assert found.dataset.label_names == ("0", "1", "2")
    assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert any("hold words: remark" in said for said in found.remarks)


def test_else_the_last_column_of_words():
    rows = [("x", *row, "even" if i % 2 == 0 else "odd") for i, row in enumerate(POINTS)]
    for header in ("w,a,b,c,parity", ""):
        found = read(csv(rows, header))
        assert found.dataset.label_names == ("even", "odd")
        assert found.dataset.labels.tolist() == [0, 1] * 6


def test_labels_are_sorted_by_value_and_empty_ones_are_a_class():
    rows = [(*row, text) for row, text in zip(POINTS, ["10", "9", "", "2.5"] * 3, strict=True)]
    assert read(csv(rows, "a,b,c,label")).dataset.label_names == ("2.5", "9", "10", "(none)")


def test_many_classes_become_ten_and_names_of_single_rows_none():
    points = RNG.normal(size=(60, 2))
    found = read(csv([(*row, f"c{i % 15}") for i, row in enumerate(points)], "a,b,label"))
    assert len(found.dataset.label_names) == 10
    assert found.dataset.label_names[-1] == "other"
    assert (found.dataset.labels == 9).sum() == 6 * 4
    single = read(csv([(*row, f"row {i}") for i, row in enumerate(points)], "a,b,name"))
    assert single.dataset.label_names == ("all points",)
    assert any("60 different values for 60 rows" in said for said in single.remarks)


def test_a_header_of_numbers_and_a_column_that_counts():
    rows = [(i, *row) for i, row in enumerate(POINTS)]
    found = read(csv(rows, ",0,1,2"))
    assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert any("only numbers the rows" in said for said in found.remarks)


def test_columns_twice_constant_or_unequal_are_told():
    rows = [(*row, 7, 1e6 * row[0]) for row in POINTS]
    found = read(csv(rows, "a,a,b,fixed,large"))
    said = " ".join(found.remarks)
    assert "1 columns have a name that is taken already, such as a." in said
    assert "1 of 5 columns never change (fixed)" in said
    assert "large varies" in said
    even = found.weighted.table
    assert even.dtype == np.float32
    assert (even[:, 3] == 0).all()
    assert even.mean(0) == pytest.approx(0, abs=1e-6)
    assert even.std(0) == pytest.approx([1, 1, 1, 0, 1], abs=1e-5)


def test_arrays_of_other_kinds():
    images = RNG.integers(0, 255, (10, 4, 4)).astype(np.uint8)
    found = read(npz(images=images, y=np.arange(10) % 2))
    assert found.dataset.table == pytest.approx(images.reshape(10, 16))
    assert found.dataset.label_names == ("0", "1")
    turned = read(npz(X=np.asfortranarray(POINTS.astype(">f4")), labels=np.array(["a", "b"] * 6), other=np.ones(3)))
    assert turned.dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert turned.dataset.label_names == ("a", "b")
    assert any("other" in said for said in turned.remarks)
    assert read(npz(X=POINTS, z=POINTS + 1)).dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert read(npz(X=POINTS > 0)).dataset.values.max() == 1
    assert read(npz(X=POINTS, y=np.array([b"a", b"\xff"] * 6))).dataset.label_names == ("a", "\ufffd")


def test_the_largest_allowed_table_is_read():
    points = RNG.normal(size=(1_000, 20)).round(3)
    assert read(csv(points, header="")).dataset.table.shape == (1_000, 20)
    assert read(npz(X=points)).dataset.table.shape == (1_000, 20)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\n\n \n", "holds no row"),
        (b"a,b,c\n", "names of columns and nothing else"),
        (csv(POINTS[:6]), "6 rows, too few"),
        (csv(POINTS[:, :1], "a"), "1 column of numbers, and a map needs at least 2"),
        (csv([["x", "y"]] * 9, "a,b"), "holds no number (columns were separated by commas)"),
        (csv(RNG.normal(size=(9, 21)), ""), "has 21 columns: bring at most 20"),
        (csv(RNG.normal(size=(9, 500)), ""), "has 500 columns: bring at most 20"),
        (csv(RNG.normal(size=(1_001, 2)).round(2), ""), "more than 1,000 rows"),
        (csv([[1.5, 2]] * 9, "a,b"), "All 9 rows are equal"),
        (csv([[i * 1e-50, 0] for i in range(9)], "a,b"), "All 9 rows are equal, or differ by less than 32-bit"),
        (csv([*POINTS, [1, "2e38", 3]]), "holds 2e+38, too large a number"),
        (csv([*POINTS, [1, 2]]), "Row 14 has 2 cells where the first row has 3"),
        (csv([*POINTS, [1, 2, 3, 4]]), "Row 14 has 4 cells where the first row has 3"),
        (csv([*POINTS, [1, "two", 3]]), "Row 14, column b holds 'two', which is no number"),
        (csv([*POINTS, [1, "", 3]]), "Row 14, column b holds no number (1 such value in all)"),
        (csv([*POINTS, [1, "nan", 3]]), "Row 14, column b holds no number"),
        (csv([*POINTS, [1, "-inf", 3]]), "Row 14, column b holds an infinite number"),
        (csv([*POINTS, [1, "1e300", 3]]), "holds 1e+300, too large a number"),
        (csv([*POINTS, ['"1', "2", "3"]]), "close every quotation mark"),
        (b"a,b\n" + b"1" * 40_000 + b",2\n", "longer than 10,640 characters"),
        (b"a,b\n" + b'"\n",' * 40_000, "longer than 10,640 characters"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither text nor an npz"),
        (b"\xff\xfea\x00,\x00\x00\xd8", "no text in UTF-8 or UTF-16"),
        (b"a,b\n" + b"1,2\n" * 600_000, "at most 2 MB are read"),
        (npz(a=np.ones(4)), "holds no table of numbers (a (4,))"),
        (npz(), "holds no table of numbers (no array)"),
        (npz(a=POINTS, b=POINTS), "holds 2 tables (a, b): name the one to be shown X"),
        (npz(X=np.ones((2_000, 2), dtype=np.uint8)), "2,000 rows: bring at most 1,000"),
        (npz(X=np.ones((20, 30), dtype=np.uint8)), "30 columns: bring at most 20"),
        (npz(X=np.ones((0, 3))), "is empty"),
        (npz(X=np.where(POINTS > 1, np.nan, POINTS)), "holds no number"),
        (npz(X=POINTS.astype(complex)), "no plain array"),
        (npz(X=np.zeros(9, dtype=[("a", "f4")])), "no plain array"),
        (npz(X=np.array([["2001-01-01"]], dtype="M8[D]")), "no plain array"),
        (b"PK\x03\x04 no archive", "The archive is damaged"),
        (npz(X=POINTS)[:-30], "The archive is damaged"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)


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
        ("{'descr': '|O', 'fortran_order': False, 'shape': (10, 2), }", "no plain array"),
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
    assert "no plain array" in refused(npz(X=np.array([[Trap(), 1]] * 9, dtype=object)))
    assert "neither text nor" in refused(pickle.dumps([Trap()]))


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
        assert read(more).dataset.table == pytest.approx(points, abs=1e-6)  # and not a byte of what is behind
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


def test_formulas_and_control_characters_are_defused():
    words = ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|x", "-2+3", "a\u202eb\x07", "fine"] * 2
    found = read(csv([(*row, word) for row, word in zip(POINTS, words, strict=True)], "=a,b,c,label"))
    assert set(found.dataset.label_names) == {"'=HYPERLINK(1)", "'@SUM(A1)", "'+cmd|x", "'-2+3", "ab", "fine"}
    assert upload_table.plain("-2.5") == "-2.5"
    assert upload_table.plain("x" * 500) == "x" * 59 + "…"
    assert upload_table.as_markdown("![x](http://a)") == "\\!\\[x\\]\\(http\\://a\\)"


def test_in_a_worker_a_refusal_arrives_as_its_sentence():
    outcome = execute(pack(Call("core.data.uploads:read", ("own.csv", b"a,b\n1,x\n", LIMITS))))
    assert outcome.kind is Kind.TOLD
    with pytest.raises(UploadError, match="too few"):
        value_of(outcome)


def test_the_shipped_digits_make_the_round_trip():
    digits = load("digits")
    found = read(npz(X=digits.table, y=digits.labels), Limits())
    assert (found.dataset.table == digits.table).all()
    assert (found.dataset.labels == digits.labels).all()
    assert found.dataset.label_names == digits.label_names
