"""Two visitors of one server: what one brings, maps and has audited is nowhere in what the other one is sent.

The server, its workers and both visitors are processes and sockets as in use; the second visitor tries to get at it by
the first one's link, by the name of the file, by the first one's widgets, and by taking up the same kind of work.
"""

import http.client
import os
import time
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

from core.page.run import LOOK
from tests.load.sending import bring
from tests.load.visitor import SessionError, Visitor
from tests.serving import server

MARK = "Nightingale"  # in the names of the rows and of a column: nowhere else
PATIENCE = 120.0  # seconds


def secret_table():
    """Forty named rows with four numbers, and a finished map of them."""
    rng = np.random.default_rng(11)
    rows = [f"{MARK}-{i}," + ",".join(f"{each:.4f}" for each in rng.normal(size=6)) for i in range(40)]
    return "\n".join([f"name,{MARK} a,b,c,d,umap_1,umap_2", *rows]).encode()


def until(visitor, holds):
    """Look, as a browser does, until something holds."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, visitor.words()[-600:]
        time.sleep(LOOK)
        visitor.look()


def everything(visitor):
    """All that a visitor holds, as bytes: every element of the page, tables of charts included."""
    return b"".join(placed.element.SerializeToString() for placed in visitor.places.values())


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server with a folder of its own for temporary files."""
    folder = tmp_path_factory.mktemp("private")
    (folder / "tmp").mkdir()
    plain = {"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false", "TMPDIR": str(folder / "tmp"), "LATENT_WORKERS": "2"}
    with server(folder / "log", environment=os.environ | plain) as (base, _):
        yield base, folder


def test_a_table_its_map_and_its_audit_are_seen_by_nobody_else(place):
    base, folder = place
    with Visitor(base, PATIENCE) as owner, Visitor(base, PATIENCE) as other:
        owner.open("Projections", level="plain", o_seed="1")
        other.open("Projections", level="plain", o_seed="1")
        bring(owner, base, next(key for key in owner.widgets() if key.startswith("upload:")), secret_table())
        until(owner, lambda: owner.can("o_go"))
        owner.press("o_go")
        until(owner, lambda: "of your 40 points" in owner.words())
        owner.press("audit_go")
        until(owner, lambda: owner.can("audit_report") and not owner.can("audit_stop"))
        assert MARK.encode() in everything(owner)

        linked = {"level": "full", "o_seed": "1", "o_method": "t-SNE"}
        for query in (linked, linked | {"find": MARK}, {"level": "plain"}):
            other.open("Projections", **query)
            assert not other.can("upload_remove")
            assert MARK.encode() not in everything(other) or query.get("find") == MARK
        for key in ("o_go", "audit_go", "audit_report", "upload_remove"):
            with pytest.raises(SessionError):
                other.press(key)
        assert "of your 40 points" in owner.words()
        host = base.removeprefix("http://")
        for path in ("/_stcore/upload_file/", "/media/", "/_stcore/media/"):
            for name in (owner.session, f"{owner.session}/table", "table", "table.csv"):
                line = http.client.HTTPConnection(host, timeout=30)
                line.request("GET", f"{path}{name}?{urlencode({'session': owner.session})}")
                assert MARK.encode() not in line.getresponse().read()
                line.close()
    kept = [path for path in Path(folder).rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    assert kept == []  # neither in temporary files nor in the log
