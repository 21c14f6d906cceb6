"""The panel that takes a visitor's table: read in a worker, kept in the session, gone when removed."""

import io

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core import jobs, upload_panel
from core.calls import Call, execute, pack
from core.jobs import Busy
from core.limits import Limits
from core.tickets import value_of
from tests.conftest import ROOT

POINTS = np.random.default_rng(2).normal(size=(9, 3)).round(3)
CSV = "a,b,kind\n" + "".join(f"{x},{y},{'=left' if x < 0 else 'right'}\n" for x, y, _ in POINTS)


class Done:
    """A ticket for what was computed in this process, the way a worker does."""

    seconds = 0.0

    def __init__(self, outcome):
        self.outcome = outcome

    def wait(self, _):
        return True

    def result(self):
        return value_of(self.outcome)

    def cancel(self):
        pass


class Here:
    limits = Limits(points=100, dimensions=5, upload_mb=1)
    full = False

    def submit(self, visitor, function, *args):
        if self.full:
            raise Busy("The queue is full.")
        return Done(execute(pack(Call(function, args))))


def page():
    import streamlit as st

    from core.upload_panel import upload_panel

    dataset = upload_panel()
    st.session_state["seen"] = dataset


@pytest.fixture
def pool(monkeypatch):
    pool = Here()
    monkeypatch.setattr(upload_panel, "shared_pool", lambda: pool)
    return pool


@pytest.fixture
def app(pool):
    return AppTest.from_function(page, default_timeout=30).run()


def bring(app, name, content, kind="text/csv"):
    app.get("file_uploader")[0].set_value((name, content, kind))
    return app.run()


def test_a_table_is_read_and_kept_until_it_is_removed(app):
    assert app.session_state["seen"] is None
    bring(app, "own [x](y).csv", CSV.encode())
    assert not app.exception
    assert not app.warning
    seen = app.session_state["seen"]
    assert seen.table == pytest.approx(POINTS[:, :2], abs=1e-6)
    assert "9 points, 2 columns, 2 classes ('=left, right)" in app.markdown[0].value
    assert "\\[x\\]\\(y\\)" in app.markdown[0].value
    assert not app.get("file_uploader")
    app.run()
    assert app.session_state["seen"] is seen
    app.toggle(key="upload_weight").set_value(True).run()
    assert app.session_state["seen"].table.std(0) == pytest.approx(1, abs=1e-5)
    app.button(key="upload_remove").click().run()
    assert app.session_state["seen"] is None
    assert app.get("file_uploader")


def test_an_archive_is_read(app):
    buffer = io.BytesIO()
    np.savez(buffer, X=POINTS)
    bring(app, "own.npz", buffer.getvalue(), "application/octet-stream")
    assert app.session_state["seen"].table == pytest.approx(POINTS, abs=1e-6)


def test_a_refusal_is_told_and_the_next_file_can_be_brought(app):
    bring(app, "bad.csv", b"a,b\n1,2\n")
    assert [each.value for each in app.warning] == ["The table has 1 rows, too few for a map: bring at least 7."]
    assert app.session_state["seen"] is None
    bring(app, "good.csv", CSV.encode())
    assert app.session_state["seen"] is not None
    assert not app.warning


def test_a_full_queue_is_told(app, pool):
    pool.full = True
    bring(app, "own.csv", CSV.encode())
    assert [each.value for each in app.warning] == ["The queue is full."]


def test_nobody_else_sees_it(app):
    bring(app, "own.csv", CSV.encode())
    other = AppTest.from_function(page, default_timeout=30).run()
    assert other.session_state["seen"] is None
    assert "own" not in " ".join(each.value for each in other.markdown)


def test_a_worker_reads_it_and_nothing_of_it_is_kept_in_the_pool():
    from core.uploads import read

    with jobs.Pool(Limits(workers=1)) as pool:
        ticket = pool.submit("me", "core.uploads:read", "own.csv", CSV.encode(), pool.limits)
        there, here = ticket.result(60), read("own.csv", CSV.encode(), pool.limits)
        assert (there.dataset.values == here.dataset.values).all()
        assert len(pool._turns.kept) == 0


def test_the_panel_never_uses_a_shared_cache_or_the_disk():
    for name in ("upload_panel.py", "uploads.py", "uploads_csv.py", "uploads_npz.py", "table.py"):
        source = (ROOT / "core" / name).read_text(encoding="utf-8")
        assert "cache_" not in source
        assert "tempfile" not in source
        assert "allow_pickle=True" not in source
        assert "key=" not in source.split("pool.submit(")[-1].split(")")[0]
