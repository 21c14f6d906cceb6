"""One visitor too many, what is left of those who have gone, and the descriptors that all need."""

import asyncio
import resource
import time

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.sync.client import connect

from core.limits import Limits
from core.page import visitors
from core.page.visitors import Visitors
from tests.load.visitor import STREAM, Visitor
from tests.page.asked import get
from tests.page.test_security import answering
from tests.serving import small_app

RUN = BackMsg()
RUN.rerun_script.SetInParent()
APP = """
import streamlit as st

if __name__ == "__main__":
    st.title("here")
else:
    from core.page import security, visitors
    app = st.App(__file__, middleware=security.middleware(), lifespan=visitors.cared_for)
"""


def test_no_more_visitors_than_allowed():
    async def visits():
        leave, inside, sent = asyncio.Event(), 0, []

        async def stay(scope, receive, send):
            nonlocal inside
            inside += 1
            await leave.wait()

        async def send(message):
            sent.append(message)

        door = Visitors(stay, Limits(visitors=2))
        tasks = [asyncio.create_task(door({"type": "websocket"}, None, send)) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert inside == 2
        assert [message["code"] for message in sent] == [1013]
        leave.set()
        await asyncio.gather(*tasks)
        assert door.here == 0
        await door({"type": "websocket"}, None, send)
        assert inside == 3

    asyncio.run(visits())


def test_one_too_many_gets_a_page_that_tries_again():
    door = Visitors(answering, Limits(visitors=2))
    assert get(door, "/", accept="text/html").body == b"ok"
    door.here = 2
    told = get(door, "/Autoencoder", accept="text/html,*/*")
    assert (told.status, told.headers["retry-after"]) == (503, "20")
    assert b"2 visitors are here" in told.body
    assert b'http-equiv="refresh" content="20"' in told.body
    assert get(door, "/_stcore/health", accept="*/*").body == b"ok"
    door.here = 1
    assert get(door, "/", accept="text/html").body == b"ok"


@pytest.mark.parametrize(("soft", "hard", "raised"), [(4096, 8192, None), (1024, 8192, 1456), (1024, 1456, 1456)])
def test_descriptors_are_taken_where_they_can_be_had(monkeypatch, soft, hard, raised):
    taken = []
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda kind, pair: taken.append(pair))
    assert visitors.lacking_descriptors(300) == ""
    assert taken == ([] if raised is None else [(raised, hard)])


def test_too_few_descriptors_are_told(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda kind: (1024, 1024))
    assert visitors.lacking_descriptors(300) == (
        "300 visitors may need 1456 open files, and this process may have 1024: raise the limit (ulimit -n 1456), or "
        "set LATENT_VISITORS=192."
    )


def test_sessions_that_were_left_abruptly_are_ended_without_another_one(tmp_path):
    short = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": "2"}
    with small_app(tmp_path, APP, **short) as (base, process), Visitor(base) as stays:
        stays.open("")
        time.sleep(1.0)
        running = psutil.Process(process.pid)
        before = running.num_fds()
        for _ in range(20):
            leave_abruptly(base)
        assert running.num_fds() > before + 20
        end = time.monotonic() + 30
        while running.num_fds() > before + 5 and time.monotonic() < end:
            time.sleep(0.2)
        assert running.num_fds() <= before + 5
        stays.again()
        assert "here" in stays.words()


def leave_abruptly(base):
    """A visitor whose line is cut."""
    with connect(base.replace("http", "ws") + STREAM, subprotocols=["streamlit"], close_timeout=0.0) as socket:
        socket.send(RUN.SerializeToString())
        socket.recv(10)
        socket.socket.shutdown(2)
