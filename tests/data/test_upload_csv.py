"""Tables in text files: what is read, and what is refused with which sentence."""

import numpy as np
import pytest

from tests.data.tables import POINTS, csv, read, refused

RNG = np.random.default_rng(4)


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


def test_a_header_of_numbers_and_a_column_that_counts():
    rows = [(i, *row) for i, row in enumerate(POINTS)]
    found = read(csv(rows, ",0,1,2"))
    assert found.dataset.table == pytest.approx(POINTS, abs=1e-6)
    assert any("only numbers the rows" in said for said in found.remarks)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n\n \n", "holds no row"),
        (b"a,b,c\n", "names of columns and nothing else"),
        (csv([["x", "y"]] * 9, "a,b"), "holds no number (columns were separated by commas)"),
        (csv(RNG.normal(size=(9, 21)), ""), "has 21 columns: bring at most 20"),
        (csv(RNG.normal(size=(9, 500)), ""), "has 500 columns: bring at most 20"),
        (csv(RNG.normal(size=(1_001, 2)).round(2), ""), "more than 1,000 rows"),
        (csv([*POINTS, [1, 2]]), "Row 14 has 2 cells where the first row has 3"),
        (csv([*POINTS, [1, 2, 3, 4]]), "Row 14 has 4 cells where the first row has 3"),
        (csv([*POINTS, [1, "two", 3]]), "Row 14, column b holds 'two', which is no number"),
        (csv([*POINTS, ['"1', "2", "3"]]), "close every quotation mark"),
        (b"a,b\n" + b"1" * 40_000 + b",2\n", "longer than 10,640 characters"),
        (b"a,b\n" + b'"\n",' * 40_000, "longer than 10,640 characters"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither text nor an npz"),
        (b"\xff\xfea\x00,\x00\x00\xd8", "no text in UTF-8 or UTF-16"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)
