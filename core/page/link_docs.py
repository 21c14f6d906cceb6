"""docs/links.md: what a link to a page may hold, written from the table that the pages use.

python -m core.page.link_docs
"""

from itertools import groupby
from pathlib import Path

from core.page.parameters import ALL, Parameter

PATH = Path(__file__).resolve().parents[2] / "docs" / "links.md"
PAGES = {"Start": "/", "Autoencoder": "/Autoencoder", "VAE": "/VAE", "Projections": "/Projections"}
LEAD = """# Links

What a visitor sets stands in the address of the page, so a link opens the page as its sender left it: for example
`/Projections?data=toy-circle&perplexity=5`. What is not named has its default. A value that its parameter can't have is
left out; of a number outside the range, the nearest end or the default is taken. An option may be named as below or by
the words on screen. Where a widget is a chart, the value is a place of its slider or in it.

Written by `python -m core.page.link_docs` from `core/page/parameters.py`; a test compares the two.
"""


def document() -> str:
    """The whole text."""
    return "\n".join([LEAD, *(table(page, path) for page, path in PAGES.items())])


def table(page: str, path: str) -> str:
    """The parameters of one page."""
    head = [f"## {page}: `{path}`", "", "| name | widget | values | meaning |", "|---|---|---|---|"]
    here = (each for each in ALL if page in each.pages)
    return "\n".join([*head, *(row(list(alike)) for _, alike in groupby(here, description)), ""])


def description(parameter: Parameter) -> tuple[str, str, str]:
    """All but the name: kind of widget, values and meaning."""
    return parameter.widget.replace("_", " "), str(parameter.values), parameter.meaning


def row(alike: list[Parameter]) -> str:
    """The row of parameters that differ in their names alone: d1 … d20."""
    names = f"`{alike[0].name}`" + (f" … `{alike[-1].name}`" if len(alike) > 1 else "")
    return f"| {names} | {' | '.join(description(alike[0]))} |"


if __name__ == "__main__":
    PATH.write_text(document(), encoding="utf-8")
