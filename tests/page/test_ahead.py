"""What pages are drawn with is imported after the server has begun to listen, and before anybody needs it."""

import gc
import subprocess
import sys

import pytest
from streamlit.runtime import RuntimeState

from core.page import ahead
from tests.conftest import ROOT

PROBE = """
import sys
import streamlit_app
print(sorted({"altair", "pandas", "torch", "core.sections.start"} & set(sys.modules)))
"""


def test_the_servers_start_imports_nothing_that_draws():
    run = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("state", "stays"),
    [(RuntimeState.NO_SESSIONS_CONNECTED, True), (RuntimeState.ONE_OR_MORE_SESSIONS_CONNECTED, False)],
)
def test_what_is_imported_stays_unless_somebody_is_here(monkeypatch, tmp_path, state, stays):
    (tmp_path / "drawn_with.py").write_text("imported = True\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "drawn_with", raising=False)
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    monkeypatch.setattr(ahead, "get_instance", lambda: type("Runtime", (), {"state": state})())
    thread = ahead.begins_with("drawn_with")
    thread.join(20)
    assert sys.modules["drawn_with"].imported
    assert bool(frozen) == stays
