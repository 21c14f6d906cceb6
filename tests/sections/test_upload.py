"""The panel that takes a visitor's table: read in a worker, kept in the session, gone when removed."""

import gc
import io
import threading

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.data.tables.header import LABELS
from core.errors import JobError, UploadError
from core.jobs import chain
from core.jobs.calls import Kind, Outcome
from core.limits import Limits
from core.sections import upload
from tests.conftest import ROOT
from tests.fakes import ticket_of

POINTS = np.random.default_rng(2).normal(size=(9, 3)).round(3)
CSV = "a,b,kind\n" + "".join(f"{x},{y},{'=left' if x < 0 else 'right'}\n" for x, y, _ in POINTS)


def page():
    import streamlit as st

    from core.sections.upload import upload_panel

    dataset = upload_panel()
    st.session_state["seen"] = dataset


@pytest.fixture
def pool(workerless):
    workerless.limits = Limits(points=100, dimensions=5, upload_mb=1)
    return workerless


@pytest.fixture
def app(pool):
    return AppTest.from_function(page, default_timeout=120).run()


def points(app):
    return app.session_state["seen"].table * app.session_state[upload.KEPT].made[1].unit


def bring(app, name, content, kind="text/csv"):
    app.get("file_uploader")[0].set_value([(name, content, kind)])
    return app.run()


def test_a_table_is_read_and_kept_until_it_is_removed(app):
    assert app.session_state["seen"] is None
    bring(app, "own [x](y).csv", CSV.encode())
    assert not app.exception
    assert not app.warning
    seen = app.session_state["seen"]
    assert points(app) == pytest.approx(POINTS[:, :2], abs=1e-6)
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
    assert points(app) == pytest.approx(POINTS, abs=1e-6)


def test_a_refusal_is_told_and_the_next_file_can_be_brought(app):
    bring(app, "bad.csv", b"a,b\n1,2\n")
    assert [each.value for each in app.warning] == ["The table has 1 row, too few for a map\\: bring at least 7."]
    assert app.session_state["seen"] is None
    bring(app, "good.csv", CSV.encode())
    assert app.session_state["seen"] is not None
    assert not app.warning


def test_a_full_queue_is_told(app, pool):
    pool.full = True
    bring(app, "own.csv", CSV.encode())
    assert [each.value for each in app.warning] == ["The queue is full."]


def test_a_refusal_shows_what_the_file_holds_as_it_is(app):
    rows = "".join(f"{x},{y}\n" for x, y, _ in POINTS)
    bring(app, "own.csv", f"price ($),cost ($)\n{rows}$5,*2*\n".encode())
    assert "row 11, column cost \\(\\$\\) holds '\\*2\\*'" in app.caption[0].value


def test_what_else_is_moved_meanwhile_does_not_lose_it(app, pool):
    pool.waits, pool.place = True, 3
    bring(app, "own.csv", CSV.encode())
    assert shown(app) == "Waiting: number 3 in the queue"
    assert not app.get("file_uploader")
    pool.place = 1
    assert shown(app.run()) == "Waiting: next in the queue"
    pool.place = 0
    assert shown(app.run()) == "Reading your table"
    assert len(pool.asked) == 1
    pool.work()
    app.run()
    assert points(app) == pytest.approx(POINTS[:, :2], abs=1e-6)
    assert not app.warning
    assert "Reading" not in " ".join(each.value for each in app.caption)


def shown(app):
    return app.caption[-1].value.split(" · ")[0]


def test_a_lost_worker_is_told_and_another_file_can_be_brought(app, pool):
    pool.waits = True
    bring(app, "own.csv", CSV.encode())
    pool.tickets[0][0]().settle(JobError("The worker was lost."))
    app.run()
    assert [each.value for each in app.warning] == ["The worker was lost."]
    pool.waits = False
    bring(app, "own.csv", CSV.encode())
    assert app.session_state["seen"] is not None
    assert not app.warning


def test_a_visit_that_ends_gives_up_its_place(pool):
    pool.waits = True
    holding = upload.Holding(pool.submit("me", "core.data.uploads:read", "own.csv", CSV.encode(), pool.limits))
    ticket = holding.ticket
    del holding
    gc.collect()
    assert ticket.done()


# --- the room for all ------------------------------------------------------------------------------------------------


def wide(rows=30, columns=5):
    buffer = io.BytesIO()
    np.savez(buffer, X=np.random.default_rng(1).normal(size=(rows, columns)))
    return buffer.getvalue()


@pytest.fixture
def narrow(pool):
    """Room for two tables of 20,000 × 5 and not for three; what earlier tests have left is gone."""
    gc.collect()
    pool.limits = Limits(points=20_000, dimensions=5, upload_mb=2, tables_mb=1)
    return pool


def visit():
    return AppTest.from_function(page, default_timeout=120).run()


def test_tables_that_find_no_room_are_refused_until_a_visit_ends(narrow):
    content = wide(12_000)  # 0.23 MB of float32, 0.18 of labels and numbers of rows
    visits = [bring(visit(), "own.npz", content) for _ in range(3)]
    assert [each.session_state["seen"] is None for each in visits] == [False, False, True]
    sentence = visits[2].warning[0].value
    assert "take 1 MB of the 1 MB that this server keeps for all" in sentence
    assert "bring one with fewer rows or columns, or try again in a few minutes" in sentence
    assert bring(visits[2], "small.csv", CSV.encode()).session_state["seen"] is not None
    visits[2].button(key="upload_remove").click().run()
    visits[0].button(key="upload_remove").click().run()
    gc.collect()
    assert bring(visits[2], "own.npz", content).session_state["seen"] is not None


def test_where_all_room_is_taken_no_worker_is_asked(narrow):
    holding = upload.Holding(ticket_of("other"))
    holding.ticket.settle(Outcome(Kind.VALUE, bytes(1 << 20)))  # read, and not fetched yet
    refused = bring(visit(), "own.csv", CSV.encode())
    assert "take 1 MB of the 1 MB" in refused.warning[0].value
    assert narrow.asked == []
    del holding
    gc.collect()
    assert bring(refused, "own.csv", CSV.encode()).session_state["seen"] is not None


def test_the_same_weight_takes_no_room_of_its_own(app, monkeypatch):
    bring(app, "own.npz", wide())
    kept = app.session_state[upload.KEPT].upload
    made = kept.made
    assert np.shares_memory(made.weighted.values, made.dataset.values)
    assert np.shares_memory(made.weighted.values, kept.frame.numbers)
    assert made.weighted.labels is made.dataset.labels
    assert kept.size == 30 * 5 * 4 + 30 * (8 + 4 + 4) + 2 * 5 * 4
    app.toggle(key="upload_weight").set_value(True).run()
    weighted = app.session_state["seen"]
    assert weighted is app.run().session_state["seen"]
    held = [each for each in vars(weighted).values() if isinstance(each, np.ndarray) and each.size >= 30 * 5]
    assert [each is made.dataset.values for each in held] == [True]
    assert weighted.table is not weighted.table


def test_counting_bears_visits_that_come_and_go():
    limits, failed = Limits(tables_mb=1_000), []

    def come_and_go():
        try:
            for _ in range(300):
                held = [upload.Holding(ticket_of()) for _ in range(10)]
                upload.check_room(len(held), limits)
        except (RuntimeError, UploadError, AttributeError) as error:
            failed.append(error)

    threads = [threading.Thread(target=come_and_go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


# --- whose it is -----------------------------------------------------------------------------------------------------


def test_the_help_names_what_makes_classes(app):
    words = app.get("file_uploader")[0].proto.help
    assert all(name in words for name in LABELS)
    assert "in a NumPy archive" in words.split("one named y")[0]


def test_nobody_else_sees_it(app):
    bring(app, "own.csv", CSV.encode())
    other = AppTest.from_function(page, default_timeout=120).run()
    assert other.session_state["seen"] is None
    assert "own" not in " ".join(each.value for each in other.markdown)


def test_a_worker_reads_it_and_nothing_of_it_is_kept_in_the_pool():
    from core.data.uploads import read

    with chain.Pool(Limits(workers=1)) as pool:
        ticket = pool.submit("me", "core.data.uploads:read", "own.csv", CSV.encode(), pool.limits)
        there, here = ticket.result(60), read("own.csv", CSV.encode(), pool.limits)
        assert (there.made.dataset.values == here.made.dataset.values).all()
        assert pool.load().kept == 0


def test_it_is_read_for_its_own_visitor_and_under_no_key(app, pool):
    bring(app, "own.csv", CSV.encode())
    assert pool.asked == [(app.session_state["visitor"], "core.data.uploads:read", {})]


def test_the_panel_never_uses_a_shared_cache_or_the_disk():
    readers = [ROOT / "core" / "data" / "uploads.py", *(ROOT / "core" / "data" / "tables").glob("*.py")]
    assert len(readers) > 8
    for path in (ROOT / "core" / "sections" / "upload.py", ROOT / "core" / "sections" / "columns.py", *readers):
        source = path.read_text(encoding="utf-8")
        assert "cache_" not in source
        assert "tempfile" not in source
        assert "allow_pickle=True" not in source


def test_an_example_goes_the_way_of_a_file(pool):
    pool.limits = Limits(points=1000, dimensions=50, upload_mb=1)
    app = AppTest.from_function(page, default_timeout=120).run()
    app.button(key="example_Iris").click().run()
    assert not app.exception
    assert not app.warning
    assert "150 points, 4 columns, 3 classes (setosa, versicolor, virginica)" in app.markdown[0].value
    assert any("setosa stands apart" in each.value for each in app.markdown)
    app.button(key="upload_remove").click().run()
    assert app.session_state["seen"] is None
