"""What the server sends leaves at once."""

import asyncio
import socket
import subprocess
import sys

from core.page import no_delay
from tests.conftest import ROOT


def connected(family):
    """A loop's transport for a socket as Streamlit makes it: one that does not name its protocol."""

    async def serve():
        accepted = asyncio.get_running_loop().create_future()

        class Waiting(asyncio.Protocol):
            def connection_made(self, transport):
                accepted.set_result(transport)

        listening = socket.socket(family)
        listening.bind(("127.0.0.1", 0))
        server = await asyncio.get_running_loop().create_server(Waiting, sock=listening)
        async with server:
            _, writer = await asyncio.open_connection(*listening.getsockname())
            transport = await accepted
            delays = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
            no_delay.made(None, transport)
            now = transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 0
            transport.close()
            writer.close()
        return delays, now

    return asyncio.run(serve())


def test_a_connection_no_longer_waits(monkeypatch):
    made = []
    monkeypatch.setattr(no_delay, "MADE", lambda protocol, transport: made.append(transport))
    assert connected(socket.AF_INET) == (True, False), "Python's loop has found out by itself: this can go"
    assert len(made) == 1


def test_a_path_on_this_machine_has_nothing_to_set(monkeypatch):
    made = []
    monkeypatch.setattr(no_delay, "MADE", lambda protocol, transport: made.append(transport))
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        no_delay.made(None, type("Transport", (), {"get_extra_info": lambda self, name: one})())
    assert len(made) == 1


def test_the_app_sets_it():
    probe = "import streamlit_app; from core.page import no_delay as d; print(d.Protocol.connection_made is d.made)"
    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True"
