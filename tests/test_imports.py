"""The rules of who may import whom, read from the source; and what really gets loaded."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {"torch", "torchvision", "umap", "numba", "openTSNE"}
PAGE_CORE = {
    "autoencoder_gaps",
    "cache",
    "catalogue",
    "charts",
    "draw",
    "fetch",
    "frame",
    "images",
    "latent",
    "linked_maps",
    "live",
    "live_cost",
    "live_maps",
    "own_map",
    "params",
    "picked",
    "published",
    "security",
    "text",
    "upload_panel",
    "vae_images",
    "vae_planes",
}
FORBIDDEN = {  # module -> what it must not import at all, not even inside a function
    "params": {"*"},
    "text": {"*"},
    "catalogue": {"*"},
    "published": {"*"},
    "latent": {"streamlit", "altair", "torch", "sklearn", "umap"},
    "images": {"streamlit", "torch", "sklearn", "umap"},
    "models": {"streamlit", "altair"},
    "losses": {"streamlit", "altair"},
    "training": {"streamlit", "altair"},
    "inference": {"streamlit", "altair"},
    "weights": {"streamlit", "altair", "torch"},
    "runs": {"streamlit", "altair", "torch"},
    "projections": {"streamlit", "altair", "torch"},
    "metrics": {"streamlit", "altair", "torch"},
    "sweeps": {"streamlit", "altair", "torch"},
    "jobs": {"streamlit", "altair", "torch", "umap", "sklearn"},
}


def imports(path: Path, everywhere: bool = True) -> set[str]:
    """Dotted names a file imports: anywhere in it, or only when it is itself imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = ast.walk(tree) if everywhere else tree.body
    found = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def packages(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


PAGES = [ROOT / "streamlit_app.py", *sorted((ROOT / "pages").glob("*.py"))]
CORE = sorted((ROOT / "core").rglob("*.py"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_import_streamlit_and_the_edge_of_core(path):
    names = imports(path)
    assert packages(names) - set(sys.stdlib_module_names) <= {"streamlit", "core", "numpy"}
    assert {name.split(".")[1] for name in names if name.startswith("core.")} <= PAGE_CORE


@pytest.mark.parametrize("path", CORE, ids=lambda path: str(path.relative_to(ROOT)))
def test_core_never_imports_pages_and_charts_stay_pure(path):
    names = imports(path)
    assert "pages" not in packages(names)
    if path.parent.name == "charts":
        assert packages(names) - set(sys.stdlib_module_names) <= {"altair", "numpy", "pandas", "pydeck", "core"}
        assert {name.split(".")[1] for name in names if name.startswith("core.")} <= {"charts", "images", "latent"}
    if "streamlit" in packages(names) and path.parent.name != "cache":
        assert path.name in {
            "chains.py",
            "draw.py",
            "fetch.py",
            "frame.py",
            "linked_maps.py",
            "live.py",
            "live_cost.py",
            "live_maps.py",
            "own_map.py",
            "picked.py",
            "security.py",
            "autoencoder_gaps.py",
            "vae_images.py",
            "vae_planes.py",
            "upload_panel.py",
        }


@pytest.mark.parametrize("module", FORBIDDEN)
def test_forbidden_imports(module):
    found = packages(imports(ROOT / "core" / f"{module}.py")) - {"core"}
    if FORBIDDEN[module] == {"*"}:
        assert found <= set(sys.stdlib_module_names)
    else:
        assert not found & FORBIDDEN[module]


def test_only_the_cache_module_uses_streamlits_caches():
    users = {path.parent.name for path in [*CORE, *PAGES] if "st.cache_" in path.read_text(encoding="utf-8")}
    assert users == {"cache"}


@pytest.mark.parametrize("module", ["core.cache", "core.page.frame", "core.sections.train", "core.jobs.chain"])
def test_the_server_starts_without_anything_heavy(module):
    """In a fresh process, since this one has long loaded everything."""
    code = f"import sys, {module}; print(*({sorted(HEAVY)!r} & sys.modules.keys()))".replace("['", "{'").replace(
        "']", "'}"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert out.stdout.strip() == ""
