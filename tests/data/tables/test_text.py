"""Tables in text files: what is read, and what is refused with which sentence."""

import numpy as np
import pytest

from core.data.tables.roles import Role
from tests.data.tables.brought import POINTS, csv, read, refused

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
    assert read(content.encode()).points == pytest.approx(POINTS, abs=1e-6)


def test_decimal_commas_between_semicolons():
    rows = [[str(value).replace(".", ",") for value in row] for row in POINTS]
    assert read(csv(rows, "a;b;c", ";")).points == pytest.approx(POINTS, abs=1e-6)


def test_decimal_commas_without_a_header():
    assert read(b"1,5;2,3;0,7\n" * 9 + b"2,5;2,3;0,7\n").points[[0, 9], 0] == pytest.approx([1.5, 2.5])
    rows = [[str(value).replace(".", ",") for value in row] for row in POINTS]
    assert read(csv(rows, "", ";")).points == pytest.approx(POINTS, abs=1e-6)
    labelled = [[*row, "1,5" if i % 2 else "0,25"] for i, row in enumerate(rows)]
    assert read(csv(labelled, "a, cm;b, really, cm;c;label", ";")).dataset.label_names == ("0.25", "1.5")


def test_what_stands_in_quotation_marks_separates_nothing():
    assert read(csv(POINTS, '"a; b; c","b\t\t\t",c')).points == pytest.approx(POINTS, abs=1e-6)


def test_quoted_cells_and_scientific_notation():
    rows = [[f'"{value:.3e}"' for value in row] for row in POINTS]
    assert read(csv(rows, '"a, really","b","c ""d"""')).points == pytest.approx(POINTS, rel=1e-3)


def test_coordinates_are_no_classes():
    found = read(csv(POINTS, "x,y,z"))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("all points",)
    assert found.remarks == ()


@pytest.mark.parametrize("name", ["label", "Labels", "Class", "TARGET"])
def test_the_named_column_holds_the_classes_wherever_it_stands(name):
    rows = [(i % 3, *row, "word") for i, row in enumerate(POINTS)]
    found = read(csv(rows, f"{name},a,b,c,remark"))
    assert found.dataset.labels.tolist() == [i % 3 for i in range(12)]
    assert found.dataset.label_names == ("0", "1", "2")
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.uses["remark"] == (Role.OUT, "words, 1 kind")


def test_else_a_column_of_few_words():
    rows = [("x", *row, "even" if i % 2 == 0 else "odd") for i, row in enumerate(POINTS)]
    for header in ("w,a,b,c,parity", ""):
        found = read(csv(rows, header))
        assert found.dataset.label_names == ("even", "odd")
        assert found.dataset.labels.tolist() == [0, 1] * 6


def test_a_named_separator_and_comments_are_no_rows():
    found = read(b"sep=|\n" + csv(POINTS, "a|b|c", "|"))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    found = read(b"# one, two\n\n# three\n" + csv(POINTS) + b"\n# end\n")
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert "3 lines that begin with # were left out." in found.remarks
    assert list(read(b"# a b c\n" + csv(POINTS, "", " ")).uses) == ["a", "b", "c"]
    assert list(read(csv([(i, *row) for i, row in enumerate(POINTS)], "#,a,b,c")).uses) == ["number 1", "a", "b", "c"]


@pytest.mark.parametrize("separator", ["|", " ", "   ", "\t", ";"])
def test_other_separators(separator):
    rows = [[f"{value:9.4f}" for value in row] for row in POINTS]
    found = read(csv(rows, separator.join("abc"), separator))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert list(found.uses) == ["a", "b", "c"]


def test_titles_above_and_notes_below_are_no_rows():
    found = read(b"Table 1: plants\nmade in May\n" + csv(POINTS) + b"\nSource: a garden\n")
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.remarks == (
        "Row 1 (“Table 1: plants”) is no row of the table and was left out.",
        "Row 2 (“made in May”) is no row of the table and was left out.",
        "Row 16 (“Source: a garden”) is no row of the table and was left out.",
    )


def test_trailing_separators_name_nothing():
    for content in (
        csv([(*row, "") for row in POINTS], "a,b,c,"),
        csv([(*row, "") for row in POINTS]),
        csv(POINTS, "a,b,c,"),
    ):
        found = read(content)
        assert list(found.uses) == ["a", "b", "c"]
        assert found.points == pytest.approx(POINTS, abs=1e-6)


def test_row_names_without_a_name():
    found = read(csv([(f"plant {i}", *row) for i, row in enumerate(POINTS)]))
    assert list(found.uses) == ["number 1", "a", "b", "c"]
    assert found.roles["number 1"] is Role.NAME
    spaced = read(csv([(f'"plant {i}"', *row) for i, row in enumerate(POINTS)], '"a" "b b" "c"', " "))
    assert list(spaced.uses) == ["number 1", "a", "b b", "c"]
    assert spaced.points == pytest.approx(POINTS, abs=1e-6)


def test_counts_and_names_of_classes_above():
    rows = [(*row, i % 2) for i, row in enumerate(POINTS)]
    for first in ("12,3,left,right", "12,3,left,right\n"):
        found = read(csv(rows, first))
        assert found.dataset.label_names == ("left", "right")
        assert found.points == pytest.approx(POINTS, abs=1e-6)
        assert "Row 1 names the 2 classes of the last column." in found.remarks
    wide = [(*row, *row, i % 2) for i, row in enumerate(POINTS)]
    assert read(csv(wide, "12,6,left,right")).dataset.label_names == ("left", "right")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\n\n \n", "holds no row"),
        (b"a,b,c\n", "names of columns and nothing else"),
        (csv([["x", "y"]] * 9, "a,b"), "No column holds numbers (a, b)"),
        (csv(RNG.normal(size=(9, 21)), ""), "has 21 columns: bring at most 20"),
        (csv(RNG.normal(size=(9, 500)), ""), "has 500 columns: bring at most 20"),
        (csv(RNG.normal(size=(1_001, 2)).round(2), ""), "more than 1,000 rows"),
        (csv([*POINTS, [1, 2]]), "Row 14 has 2 cells where the others have 3"),
        (csv([*POINTS, [1, 2, 3, 4]]), "Row 14 has 4 cells where the others have 3"),
        (csv([*POINTS, ['"1', "2", "3"]]), "close every quotation mark"),
        (b"a,b\n" + b"1" * 40_000 + b",2\n", "longer than 10,640 characters"),
        (b"a,b\n" + b'"\n",' * 40_000, "longer than 10,640 characters"),
        (b"a,b\x00\x00", "neither text nor an npz"),
        (b"\xff\xfea\x00,\x00\x00\xd8", "no text in UTF-8 or UTF-16"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)
