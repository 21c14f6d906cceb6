"""Small files as people have them, with the right outcome beside each (../shared/cases, where they lie)."""

import re

import pytest

from core.data import uploads
from core.errors import UploadError
from core.limits import Limits
from tests.conftest import ROOT
from tests.data.tables.brought import read

CASES = ROOT.parent / "shared" / "cases"
FILES = sorted(path for path in CASES.glob("*.*") if not path.name.endswith(".expected.txt")) if CASES.is_dir() else []
COUNTED = {  # what is meant where the counts are not written beside a file
    "16b_zipped.csv": "40 points, 3 columns, 2 classes",
    "18b_json_array.txt": "40 points, 3 columns",
    "03_comment_lines.csv": "40 points, 3 columns, 2 classes",
    "29_last_words_notes.csv": "40 points, 2 columns, 2 classes",
    "57_complex.npz": "Refused: complex numbers",
    "65_datetime.npz": "40 points, 3 columns",
    "19_pipe.txt": "40 points, 3 columns, 2 classes",  # a refusal would do, too
    "05_NA_first_row.csv": "40 points, 3 columns",  # as in any other row
    "05b_NA_first_row_with_kind.csv": "40 points, 3 columns, 2 classes",
    "07_thousands.csv": "40 points, 2 columns, 2 classes",
    "80_survey_1to3.csv": "200 points, 3 columns",
    "81_stars_si.csv": "60 points, 2 columns, 2 classes",
}
COUNTS = re.compile(r"(\d+) (points|columns|classes)")

pytestmark = pytest.mark.skipif(not FILES, reason="no folder ../shared/cases")


def outcome(path):
    """What should come of a file: the counts its text names."""
    beside = path.with_name(f"{path.name}.expected.txt")
    text = COUNTED.get(path.name) or beside.read_text(encoding="utf-8").split("Seen:")[0].split("Never")[0]
    if text.startswith("As 04"):
        text = text.split(":")[1]
    return {name: int(count) for count, name in COUNTS.findall(text)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_comes_to_its_right_outcome(path):
    wanted = outcome(path)
    if not wanted:
        assert path.name == "57_complex.npz"  # the only one that can only be refused
        with pytest.raises(UploadError, match="X holds complex numbers"):
            uploads.read(path.name, path.read_bytes(), Limits())
        return
    dataset = read(path.read_bytes(), Limits()).dataset
    found = {"points": len(dataset.values), "columns": dataset.values.shape[1], "classes": len(dataset.label_names)}
    assert {name: found[name] for name in wanted} == wanted


def told(name):
    return read((CASES / name).read_bytes(), Limits())


def test_what_is_left_out_is_told():
    assert "173 rows are copies of another: they share its place." in told("80_survey_1to3.csv").remarks
    assert "2 lines that begin with # were left out." in told("03_comment_lines.csv").remarks
    for name in ("04_index_gaps.csv", "04b_index_shuffled.csv"):
        assert told(name).uses["number 1"][1] == "numbers the rows"
    assert list(told("22c_year_header.csv").uses) == ["Country", "1990", "2000", "2010"]
    found = told("29_last_words_notes.csv")
    assert [found.roles[name].value for name in ("species", "remark")] == ["class", "left out"]
    assert told("90_counts_and_names_first.csv").dataset.label_names == ("blue", "green", "red")


def test_a_missing_cell_has_the_same_outcome_in_every_row():
    lines = (CASES / "05_NA_first_row.csv").read_text(encoding="utf-8").splitlines()
    header, missing, *others = lines
    for at in (0, 7, len(others)):
        found = read("\n".join([header, *others[:at], missing, *others[at:]]).encode(), Limits())
        assert found.dataset.values.shape == (40, 3)
        assert (
            f"1 row was left out, since a cell holds no number (row {at + 2}, column x1, for instance)."
            in found.remarks
        )


def test_stars_in_kilograms_are_those_in_units_of_the_heaviest():
    header, *lines = (CASES / "81_stars_si.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines]
    largest = max(float(cell) for row in rows for cell in row[:2])
    divided = [",".join([*(repr(float(cell) / largest) for cell in row[:2]), row[2]]) for row in rows]
    other = read("\n".join([header, *divided]).encode(), Limits())
    for one, two in (
        (other.dataset, told("81_stars_si.csv").dataset),
        (other.weighted, told("81_stars_si.csv").weighted),
    ):
        assert (one.table == two.table).all()


def test_thousands_are_no_decimals():
    assert told("07_thousands.csv").points[0, 0] == 1936
