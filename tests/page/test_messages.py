"""What a browser may say over its connection: which messages reach Streamlit, how fast, and how a connection ends."""

import asyncio
import time

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from core.page import messages
from core.page.messages import Conversation, Pace
from tests.load.visitor import STREAM, Visitor
from tests.serving import small_app

APP = """
import streamlit as st

if __name__ == "__main__":
    begun = st.cache_resource(lambda: [])()
    begun.append(0)
    st.title(f"{len(begun)} runs")
else:
    from core.page import security
    app = st.App(__file__, middleware=security.middleware())
"""
RUN = BackMsg()
RUN.rerun_script.SetInParent()


def through(*given, send=None):
    """Which of some messages reach the app, how the connection ended for it, and what the browser heard."""
    waiting = [each if isinstance(each, dict) else {"type": "websocket.receive", "bytes": each} for each in given]
    passed, heard = [], []

    async def receive():
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(0.1)  # a browser that leaves at once is not answered
        return {"type": "websocket.disconnect", "code": 1000}

    async def noted(message):
        heard.append(message)

    async def reading(scope, receive, send):
        while (message := await receive())["type"] == "websocket.receive":
            passed.append(message["bytes"])
        await send({"type": "websocket.send", "bytes": b"too late"})
        code.append(message["code"])

    async def talk():
        await Conversation(receive, send or noted).carry(reading, {})

    code = []
    asyncio.run(talk())
    return passed, code[0], heard


def said(kind):
    message = BackMsg()
    getattr(message, kind).SetInParent()
    return message


def test_messages_that_no_page_sends_do_not_arrive():
    allowed = [said(kind) for kind in ("rerun_script", "file_urls_request", "backend_operation_request")]
    allowed += [BackMsg(stop_script=True), BackMsg(app_heartbeat=True)]
    others = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields} - set(messages.SENT_BY_PAGES)
    assert {"clear_cache", "set_run_on_save", "load_git_info"} < others
    sent = [each.SerializeToString() for each in allowed]
    forbidden = [BackMsg(**{name: True}).SerializeToString() for name in others]
    assert through(forbidden[0], *sent, *forbidden[1:], b"")[:2] == (sent, 1000)


def test_a_hidden_one_does_not_arrive_either():
    hidden = BackMsg(app_heartbeat=True).SerializeToString() + BackMsg(clear_cache=True).SerializeToString()
    assert through(hidden)[0] == []


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (b"\xff\xff", messages.NONSENSE), ({"type": "websocket.receive", "text": "x"}, messages.TEXT),
        ({"type": "websocket.receive", "text": "x", "bytes": None}, messages.TEXT),
    ],
)  # fmt: skip
def test_what_is_no_message_ends_the_connection_with_a_reason(message, why):
    passed, code, heard = through(message, RUN.SerializeToString())
    assert (passed, code) == ([], why.code)
    assert heard == [{"type": "websocket.close", "code": why.code, "reason": why.reason}]


def test_answers_to_a_browser_that_has_left_raise_nothing():
    async def gone(message):
        raise OSError("gone")

    assert through(send=gone)[1] == 1000


def test_a_burst_comes_at_once_and_the_rest_in_its_time():
    pace = Pace(now=0.0)
    assert [pace.wait(10, 0.0) for _ in range(50)] == [0.0] * 50
    assert [pace.wait(10, 0.0) for _ in range(2)] == [pytest.approx(1 / 20), pytest.approx(2 / 20)]
    pace = Pace(now=0.0)
    assert [pace.wait(10, each / 20) for each in range(1000)] == [0.0] * 1000


def test_a_message_that_takes_long_to_read_counts_for_several():
    pace = Pace(now=0.0)
    waits = [pace.wait(4 << 20, 0.0) for _ in range(3)]
    assert waits[0] == 0.0
    assert 1.0 < waits[1] < waits[2]


@pytest.mark.parametrize("given", [[RUN.SerializeToString()] * 1_000, [bytes(4 << 20)] * 3])
def test_far_beyond_what_a_page_sends_the_connection_ends(given):
    passed, code, heard = through(*given)
    assert len(passed) <= messages.BURST
    assert (code, heard[-1]["code"], heard[-1]["reason"]) == (1008, 1008, "too many messages")


def test_what_waits_is_forgotten_when_the_browser_leaves():
    began = time.monotonic()
    passed, code, _ = through(*[RUN.SerializeToString()] * 200)
    assert (50 <= len(passed) < 60, code) == (True, 1000)
    assert time.monotonic() - began < 2


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    folder = tmp_path_factory.mktemp("app")
    with small_app(folder, APP) as (base, _):
        yield base, folder / "log"


def collect(socket):
    while True:
        socket.recv(10)


def flood(socket):
    for _ in range(100_000):
        socket.send(RUN.SerializeToString())


def test_a_thousand_messages_do_not_begin_a_thousand_runs(running):
    base, _ = running
    with connect(base.replace("http", "ws") + STREAM, subprotocols=["streamlit"]) as socket, Visitor(base) as other:
        with pytest.raises(ConnectionClosed, match="too many messages"):
            flood(socket)
        time.sleep(1.0)
        other.open("")
        runs = int(other.words().split()[0])
    assert runs <= messages.BURST + messages.RATE


def test_what_is_no_message_and_who_leaves_abruptly_leave_no_traceback(running):
    base, log = running
    address = base.replace("http", "ws") + STREAM
    for wrong, code in (("text", 1003), (b"\xff\xff", 1002)):
        with connect(address, subprotocols=["streamlit"]) as socket:
            socket.send(wrong)
            with pytest.raises(ConnectionClosed) as closed:
                collect(socket)
        assert closed.value.rcvd.code == code
    for _ in range(10):
        with connect(address, subprotocols=["streamlit"], close_timeout=0.0) as socket:
            for _ in range(5):
                socket.send(RUN.SerializeToString())
            socket.socket.close()
    with Visitor(base) as visitor:
        visitor.open("")
    time.sleep(0.5)
    assert "Traceback" not in log.read_text()
