"""What really gets loaded, and the rules of imports that `lint-imports` can't see: pages, and who uses the caches."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {"torch", "torchvision", "umap", "numba", "openTSNE"}
UNSEEN = {"build", "claims", "jobs", "networks"}  # rooms that a page asks through the cache and the sections
CORE = sorted((ROOT / "core").rglob("*.py"))
PAGES = [ROOT / "streamlit_app.py", *sorted((ROOT / "pages").glob("*.py"))]


def imports(path: Path) -> set[str]:
    """Dotted names a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_import_streamlit_and_the_upper_rooms(path):
    names = imports(path)
    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) <= {"streamlit", "core", "numpy"}
    assert not {name.split(".")[1] for name in names if name.startswith("core.")} & UNSEEN


def test_nothing_imports_a_page():
    assert not {path for path in CORE if {name.split(".")[0] for name in imports(path)} & {"pages", "streamlit_app"}}


def test_only_the_cache_uses_streamlits_caches():
    users = {path.parent.name for path in [*CORE, *PAGES] if "st.cache_" in path.read_text(encoding="utf-8")}
    assert users == {"cache"}


def test_every_room_says_what_it_holds():
    for folder in {path.parent for path in CORE}:
        assert ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))), folder


@pytest.mark.parametrize("module", ["core.cache", "core.page.frame", "core.sections.train", "core.jobs.chain"])
def test_the_server_starts_without_anything_heavy(module):
    """In a fresh process, since this one has long loaded everything."""
    code = f"import sys, {module}; print(*sorted(set({sorted(HEAVY)}) & sys.modules.keys()))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == ""
