"""Words from a stranger's file, made harmless."""

from core.data.tables import words
from tests.data.tables.brought import POINTS, csv, read


def test_formulas_and_control_characters_are_defused():
    texts = ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|x", "-2+3", "a\u202eb\x07", "fine"] * 2
    found = read(csv([(*row, word) for row, word in zip(POINTS, texts, strict=True)], "=a,b,c,label"))
    assert set(found.dataset.label_names) == {"'=HYPERLINK(1)", "'@SUM(A1)", "'+cmd|x", "'-2+3", "ab", "fine"}
    assert words.plain("-2.5") == "-2.5"
    assert words.plain("x" * 500) == "x" * 59 + "…"
    assert words.as_markdown("![x](http://a)") == "\\!\\[x\\]\\(http\\://a\\)"
