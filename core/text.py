"""The explanations, kept in texts/*.md by page and section. They hold no computed number."""

from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"


@lru_cache(maxsize=16)
def sections(page: str) -> dict[str, str]:
    """All sections of a page's text: a line `## key` begins each."""
    parts = ("\n" + (FOLDER / f"{page}.md").read_text(encoding="utf-8")).split("\n## ")[1:]
    return {key.strip(): body.strip() for key, _, body in (part.partition("\n") for part in parts)}


def section(page: str, key: str) -> str:
    """One section of a page's text. Raises KeyError when there is none: a mistake in the code, not of a visitor."""
    return sections(page)[key]
