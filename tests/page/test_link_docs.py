"""docs/links.md says what a link to a page may hold, as the table that the pages use has it.

`python -m tests.page.test_link_docs` writes it anew.
"""

from itertools import groupby

from core.page.parameters import ALL
from tests.conftest import ROOT

DOCS = ROOT / "docs" / "links.md"
PAGES = {"Start": "/", "Autoencoder": "/Autoencoder", "VAE": "/VAE", "Projections": "/Projections"}


def description(parameter):
    formerly = f" (`{parameter.formerly}` in older links)" * bool(parameter.formerly)
    return f"{parameter.widget.replace('_', ' ')} | {parameter.values} | {parameter.meaning}{formerly}"


def document():
    """The lead of the file as it is, and under it the parameters of each page, in one row those that differ in name."""
    lines = [DOCS.read_text(encoding="utf-8").partition("\n## ")[0]]
    for page, path in PAGES.items():
        lines += [f"## {page}: `{path}`", "", "| name | widget | values | meaning |", "|---|---|---|---|"]
        for words, alike in groupby((each for each in ALL if page in each.pages), description):
            names = [f"`{each.name}`" for each in alike]
            lines.append(f"| {names[0] if len(names) == 1 else f'{names[0]} … {names[-1]}'} | {words} |")
        lines.append("")
    return "\n".join(lines)


def test_the_docs_are_those_of_the_table():
    assert DOCS.read_text(encoding="utf-8") == document()


if __name__ == "__main__":
    DOCS.write_text(document(), encoding="utf-8")
