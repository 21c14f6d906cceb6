"""The README tells the truth about what is where."""

import re

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_there():
    assert "pip install -r requirements.txt && streamlit run streamlit_app.py" in README
    assert "pip install -r requirements-dev.txt && pytest" in README


def test_every_folder_has_its_line_and_every_line_its_folder():
    tree = README.split("```\nstreamlit_app.py")[1].split("```")[0]
    named = set(re.findall(r"^  ([\w.]+)/? +\w", tree, re.MULTILINE))
    core = ROOT / "core"
    there = {path.name for path in core.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert named == there | {path.name for path in core.glob("*.py")} - {"__init__.py"}


def test_pictures_and_links_lead_somewhere():
    for name in ("README.md", "docs/architecture.md", "docs/hosting.md"):
        page = ROOT / name
        for link in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).is_file(), (name, link)
