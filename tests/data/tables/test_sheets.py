"""Tables in spreadsheets, written down here as their formats have them."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest

from core.data.tables.roles import Role
from core.limits import Limits
from tests.data.tables.brought import POINTS, read, refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
REST = (
    '<table:table-row table:number-rows-repeated="1048560">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
ROWS = [["name", "a", "b", "c", "kind"], *([f"p{i}", *map(float, row), "xy"[i % 2]] for i, row in enumerate(POINTS))]


def packed(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet_of(rows):
    def cell(value):
        if isinstance(value, float | int):
            return f"<c><v>{value!r}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else "<c/>"

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def xlsx(*sheets):
    numbered = range(1, len(sheets) + 1)
    links = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="r{i}"/>' for i in numbered)
    kind = f'Type="{OFFICE}/worksheet"'
    targets = "".join(f'<Relationship Id="r{i}" {kind} Target="worksheets/s{i}.xml"/>' for i in numbered)
    book = f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return packed(**{
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{book}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{links}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{targets}</Relationships>',
        **{f"xl/worksheets/s{i}.xml": sheet_of(rows) for i, rows in zip(numbered, sheets, strict=True)},
    })  # fmt: skip


def ods(rows):
    def cell(value):
        if isinstance(value, float | int):
            return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    kinds = " ".join(f'xmlns:{kind}="{ODF}:{kind}:1.0"' for kind in ("office", "table", "text"))
    content = (  # the empty rest as LibreOffice has it
        f"<office:document-content {kinds}><office:body><office:spreadsheet>"
        f'<table:table table:name="s1">{body}{REST}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{ODF}:manifest:1.0"/>'
    return packed(**{"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


@pytest.mark.parametrize("write", [xlsx, ods])
def test_a_sheet_is_read(write):
    found = read(write(ROWS))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.dataset.label_names == ("x", "y")
    assert found.roles["name"] is Role.NAME
    assert found.remarks == ()


def test_titles_and_other_sheets_are_told():
    found = read(xlsx([], [["Plants in May", "", "", "", ""], [], *ROWS], [["x"]]))
    assert found.points == pytest.approx(POINTS, abs=1e-6)
    assert found.remarks == (
        "Row 1 (“Plants in May”) stands above the table and was left out.",
        "The sheet s2 was read, and 1 other behind it not (s3).",
    )


def test_empty_cells_are_as_in_any_table():
    found = read(xlsx([*ROWS, ["p12", 1.0, "", 3.0, "x"], ["p13", 1.0, 2.0, "two"]]))
    assert found.remarks == ("2 rows were left out, since a cell holds no number (row 15, column c holds 'two').",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xlsx([]), "The spreadsheet is empty"),
        (packed(**{"xl/workbook.xml": "<broken"}), "The spreadsheet can't be read"),
        (xlsx([[1.0, 2.0]] * 1_200), "more than 1,000 rows"),
        (xlsx([[float(i) for i in range(40)]] * 9), "40 columns: bring at most 20"),
        (packed(**{"xl/workbook.xml": bytes(9 << 20)}), "The spreadsheet unpacks to 9 MB and at most 8 MB are read"),
    ],
)  # fmt: skip
def test_refusals(content, sentence):
    assert sentence in refused(content)


@pytest.mark.parametrize(
    ("place", "sentence"), [("XFD1", "16,384 columns: bring at most 20"), ("B1048576", "more than 1,000 rows")]
)
def test_a_cell_far_out_is_refused_before_the_sheet_is_laid_out(place, sentence):
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{place}"><v>2</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    assert sentence in refused(packed(**{"xl/workbook.xml": "", "xl/worksheets/s1.xml": sheet}))


@pytest.mark.parametrize("again", ['table:number-columns-repeated="16384"', 'table:number-rows-repeated="1048576"'])
def test_a_cell_repeated_without_end_is_refused(again):
    what = "row" if "rows" in again else "cell"
    with zipfile.ZipFile(io.BytesIO(ods(ROWS[:2]))) as archive:
        text = archive.read("content.xml").decode()
    text = text.replace(
        "<table:table-row>" if what == "row" else "<table:table-cell ",
        f"<table:table-{what} {again}{'>' * (what == 'row')} ",
        1,
    )
    assert "more than 1,000 rows" in refused(packed(**{"mimetype": "", "content.xml": text}))


def test_a_whole_number_is_a_class_without_a_point():
    rows = [["label", "a", "b"], *([i % 2 + 1, *row[:2]] for i, row in enumerate(POINTS.tolist()))]
    assert read(xlsx(rows), Limits()).dataset.label_names == ("1", "2")
