"""Words from a stranger's file made harmless, and counts that agree with them."""

import unicodedata

FORMULA = ("=", "+", "-", "@")  # a spreadsheet evaluates a cell that begins so
NONE = "(none)"  # the class of a cell that says nothing
LONGEST = 60  # characters of a name that are shown
MARKED = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]()<>#|!$~:"})  # what Markdown would not show as it is


def counted(count: int, one: str, many: str = "") -> str:
    """How many there are, in words that agree: "1 row", "2 rows"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def plain(text: str) -> str:
    """Text from a stranger's file as it may be shown: one line, not too long, never a formula.

    Control characters and those that turn the direction of writing are dropped. A leading = + - @ gets an apostrophe
    in front unless the text is a number, so that no spreadsheet evaluates it after an export.
    """
    kept = "".join(" " if sign.isspace() else sign for sign in text[: 4 * LONGEST] if readable(sign))
    kept = " ".join(kept.split())
    kept = kept if len(kept) <= LONGEST else f"{kept[: LONGEST - 1]}…"
    return f"'{kept}" if kept.startswith(FORMULA) and not is_number(kept) else kept


def readable(sign: str) -> bool:
    """Whether a character may be shown."""
    return sign.isspace() or unicodedata.category(sign)[0] != "C"


def is_number(text: str) -> bool:
    """Whether `text` is written as a number; nan and inf are."""
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def as_markdown(text: str) -> str:
    """Text that Markdown shows as it is: no link, no picture, no formula in it."""
    return text.translate(MARKED)
