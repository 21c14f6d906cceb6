"""The README tells the truth about what is where."""

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_there():
    assert "pip install -r requirements.txt && streamlit run streamlit_app.py" in README
    assert "pip install -r requirements-dev.txt && pytest" in README


def test_every_module_has_its_line_and_every_line_its_file():
    tree = README.split("```\nstreamlit_app.py")[1].split("```")[0]
    named = set(re.findall(r"^  ((?:charts/)?\w+\.(?:py|css))", tree, re.MULTILINE))
    core = ROOT / "core"
    there = {
        str(path.relative_to(core)) for path in [*core.glob("*.py"), *core.glob("*.css"), *core.glob("charts/*.py")]
    }
    packages = {"__init__.py", "charts/__init__.py"}
    assert there - packages == named | {"text.py"}


def test_pictures_and_links_lead_somewhere():
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / link).is_file(), link
