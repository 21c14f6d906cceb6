"""The explanations, kept in texts/*.md by page and section. They hold no computed number.

Words of the field stand in double brackets where a page first uses them; texts/glossary.md explains them.
"""

import html
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
MARKS = (  # of the Markdown that texts use
    (re.compile(r"\[(.+?)\]\(#term-.+?\)"), r"\1"),  # explained by a script, which is not there yet
    (re.compile(r"\*\*(.+?)\*\*", re.DOTALL), r"<strong>\1</strong>"),
    (re.compile(r"\*(.+?)\*", re.DOTALL), r"<em>\1</em>"),
    (re.compile(r"`(.+?)`"), r"<code>\1</code>"),
    (re.compile(r"\[(.+?)\]\((.+?)\)"), r'<a href="\2">\1</a>'),
)

TERM = re.compile(r"\[\[(.+?)\]\]")  # [[latent space]]: a word that the glossary explains


def linked(words: str) -> str:
    """Words with each marked term as a link."""
    return TERM.sub(link_of_term, words)


def link_of_term(found: re.Match[str]) -> str:
    """A term as a link, which page.js answers with its explanation."""
    return f"[{found[1]}](#term-{term_key(found[1])})"


def term_key(term: str) -> str:
    """What a term is called in links."""
    return term.lower().replace(" ", "-")


@lru_cache(maxsize=16)
def sections(page: str) -> dict[str, str]:
    """All sections of a page's text: a line `## key` begins each."""
    written = linked((FOLDER / f"{page}.md").read_text(encoding="utf-8"))
    parts = ("\n" + written).split("\n## ")[1:]
    return {key.strip(): body.strip() for key, _, body in (part.partition("\n") for part in parts)}


def section(page: str, key: str) -> str:
    """One section of a page's text. Raises KeyError when there is none: a mistake in the code, not of a visitor."""
    return sections(page)[key]


def joined(parts: Sequence[str]) -> str:
    """Several things in a sentence: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def table(columns: Mapping[str, Sequence[str]]) -> str:
    """Columns of words as a table in Markdown: a page's own tables go through pandas, a fifteenth of its run."""
    rows = [list(columns), ["---"] * len(columns), *zip(*columns.values(), strict=True)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def marked_up(markdown: str) -> str:
    """The HTML of a paragraph with bold, slanted and code words and links."""
    found = html.escape(markdown, quote=False)
    for pattern, tags in MARKS:
        found = pattern.sub(tags, found)
    return found
