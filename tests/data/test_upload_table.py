"""Words from a stranger's file, made harmless."""

from core.data import upload_table
from tests.data.tables import POINTS, csv, read


def test_formulas_and_control_characters_are_defused():
    words = ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|x", "-2+3", "a\u202eb\x07", "fine"] * 2
    found = read(csv([(*row, word) for row, word in zip(POINTS, words, strict=True)], "=a,b,c,label"))
    assert set(found.dataset.label_names) == {"'=HYPERLINK(1)", "'@SUM(A1)", "'+cmd|x", "'-2+3", "ab", "fine"}
    assert upload_table.plain("-2.5") == "-2.5"
    assert upload_table.plain("x" * 500) == "x" * 59 + "…"
    assert upload_table.as_markdown("![x](http://a)") == "\\!\\[x\\]\\(http\\://a\\)"
