"""What is done ahead of need is what a first map would do."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(("method", "loaded"), [("tsne", "core.maps.loops"), ("umap", "umap.layouts")])
def test_a_fresh_process_has_a_method_loaded_and_compiled(method, loaded):
    code = (
        f"import sys; from core.maps import warm_up; assert {loaded!r} not in sys.modules; warm_up.{method}();"
        f"found = vars(sys.modules[{loaded!r}]).values();"
        "print(sum(bool(getattr(each, 'signatures', ())) for each in found))"
    )
    run = [sys.executable, "-W", "ignore", "-c", code]
    out = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, check=True)
    assert int(out.stdout.split()[-1]) >= 2
