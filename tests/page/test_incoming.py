"""Files on their way in: who may send one, how long it may take, and what is told where it can't be kept."""

import asyncio
from types import SimpleNamespace

import pytest
from starlette.requests import ClientDisconnect

from core.limits import Limits
from core.page import incoming
from core.page.incoming import Uploads
from tests.load.sending import abandoned, answered, session_of
from tests.page.asked import HTTP
from tests.page.asked import messages as asked
from tests.page.test_security import answering
from tests.serving import small_app

MB = 1 << 20
APP = """
import resource
import streamlit as st

if __name__ == "__main__":
    st.title("here")
else:
    from core.page import security
    resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, 3 << 20))  # a disk with room for 3 MB
    app = st.App(__file__, middleware=security.middleware())
"""


def put(session="s", size=1):
    """A request that brings a file of so many bytes."""
    headers = [*HTTP["headers"], (b"content-length", str(size).encode())]
    return HTTP | {"method": "PUT", "path": f"/_stcore/upload_file/{session}/f", "headers": headers}


@pytest.fixture
def held(monkeypatch):
    """The files that no page has taken: a dict by session."""
    files = {}
    manager = SimpleNamespace(file_storage=files, remove_file=lambda session, name: files[session].pop(name))
    monkeypatch.setattr("streamlit.runtime.exists", lambda: True)
    monkeypatch.setattr("streamlit.runtime.get_instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    return files


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""
    now = SimpleNamespace(time=1000.0)
    monkeypatch.setattr(incoming.time, "monotonic", lambda: now.time)
    return now


def file(size):
    return SimpleNamespace(data=bytes(size))


def test_a_session_holds_no_more_than_one_file_may_be_large(held):
    door = Uploads(answering, Limits(upload_mb=2, held_mb=100))
    held["s"] = {"a": file(MB)}
    assert door.refusal("s", MB) == ""
    assert door.refusal("s", MB + 1) == incoming.OWN
    assert door.refusal("t", 2 * MB) == ""
    held["s"] = {str(i): file(1) for i in range(incoming.FILES)}
    assert door.refusal("s", 1) == incoming.OWN


def test_two_visitors_cannot_keep_others_from_sending(held, clock):
    door = Uploads(answering, Limits(upload_mb=2, held_mb=3))
    held |= {"a": {"x": file(2 * MB)}, "b": {"x": file(2 * MB)}}
    assert door.refusal("c", 1) == incoming.ALL
    clock.time += incoming.KEPT_WHEN_FULL + 1
    assert door.refusal("c", 1) == ""
    assert held == {"a": {}, "b": {}}


def test_what_nobody_takes_is_dropped_after_a_minute(held, clock):
    door = Uploads(answering, Limits())
    held["s"] = {"x": file(1)}
    door.drop()
    clock.time += incoming.KEPT_SECONDS - 1
    door.drop()
    assert held["s"]
    clock.time += 2
    door.drop()
    assert held["s"] == {}


def test_one_upload_a_session_at_a_time_and_few_of_all(monkeypatch):
    monkeypatch.setattr(incoming, "MOMENT", 1)

    async def uploads():
        go, sent = asyncio.Event(), []

        async def wait(scope, receive, send):
            await go.wait()

        async def send(message):
            sent.append(message)

        door = Uploads(wait, Limits())
        first = [asyncio.create_task(door(put(f"s{i}"), None, send)) for i in range(incoming.AT_ONCE)]
        await asyncio.sleep(0)
        for session in ("s0", "another"):
            await door(put(session), None, send)
        assert [each["body"].decode() for each in sent if "body" in each] == [incoming.ONE, incoming.ALL]
        go.set()
        await asyncio.gather(*first)
        assert not door.running

    asyncio.run(uploads())


def test_the_next_files_of_a_session_wait_for_their_turn_as_long_as_the_one_before_moves_on(monkeypatch):
    monkeypatch.setattr(incoming, "MOMENT", 2)
    together = []

    async def reading(scope, receive, send):
        together.append(len(door.running))
        for _ in range(4):
            await receive()
        await answering(scope, receive, send)

    async def receive():
        await asyncio.sleep(0.08)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def uploads():
        sent = []

        async def send(message):
            sent.append(message)

        await asyncio.gather(*(door(put("s"), receive, send) for _ in range(3)))
        return [each["status"] for each in sent if "status" in each]

    door = Uploads(reading, Limits())
    assert asyncio.run(uploads()) == [200, 200, 200]
    assert together == [1, 1, 1]
    assert (door.waiting, door.running) == (0, {})
    monkeypatch.setattr(incoming, "WAITING", 1)
    assert sorted(asyncio.run(uploads())) == [200, 200, 503]


def test_files_that_come_one_after_another_are_kept_together(held, clock):
    async def arriving(scope, receive, send):
        held.setdefault("s", {})[str(clock.time)] = file(1)

    door = Uploads(arriving, Limits())
    for _ in range(3):
        asked(door, put())
        clock.time += incoming.KEPT_SECONDS - 1
    door.drop()
    assert len(held["s"]) == 3
    clock.time += 2
    door.drop()
    assert held["s"] == {}


def test_an_upload_that_is_too_slow_is_given_up_and_one_that_is_not_goes_on(monkeypatch):
    monkeypatch.setattr(incoming, "GRACE", 0.1)
    monkeypatch.setattr(incoming, "SLOWEST", 1000.0)

    async def reading(scope, receive, send):
        for _ in range(10):
            await receive()
        await answering(scope, receive, send)

    def arriving(size):
        async def receive():
            await asyncio.sleep(0.05)
            return {"type": "http.request", "body": bytes(size), "more_body": True}

        return receive

    door = Uploads(reading, Limits())
    assert asked(door, put(), arriving(100))[0]["status"] == 200
    assert asked(door, put(), arriving(5))[0]["status"] == 408
    monkeypatch.setattr(incoming, "PATIENCE", 0.2)
    assert asked(door, put(), arriving(1000))[0]["status"] == 408
    assert not door.running


@pytest.mark.parametrize(("error", "status"), [(OSError(28, "No space left"), 507), (ClientDisconnect(), None)])
def test_what_goes_wrong_on_the_way_is_told_in_a_sentence(error, status, caplog):
    async def failing(scope, receive, send):
        raise error

    sent = asked(Uploads(failing, Limits()), put())
    assert [each["status"] for each in sent if "status" in each] == ([] if status is None else [status])
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None


def test_a_full_disk_and_a_visitor_who_leaves_are_no_fault_of_the_app(tmp_path):
    unprotected = {"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false"}
    with small_app(tmp_path, APP, **unprotected) as (base, _), session_of(base) as session:
        assert answered(base, session, 1 << 10) == (204, "")
        assert answered(base, session, 4 << 20) == (507, incoming.NO_ROOM)
        abandoned(base, session, 1 << 20)
        assert answered(base, session, 1 << 10) == (204, "")
    assert "Traceback" not in (tmp_path / "log").read_text()
