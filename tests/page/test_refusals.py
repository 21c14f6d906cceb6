"""What is not let through: other sites, an operator's figures, messages that no page sends."""

import asyncio
import time
import urllib.error
import urllib.request

import pytest
from streamlit import config
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from core.page.refusals import Refusals
from tests.load.visitor import Visitor
from tests.page.asked import get
from tests.page.test_security import answering
from tests.serving import small_app

APP = """
import socket, time
import streamlit as st

if __name__ == "__main__":
    st.title("here")
else:
    from core.page import security

    def hanging(*names, **more):
        time.sleep(60)
        raise socket.gaierror("nobody answers")

    socket.getaddrinfo = hanging
    app = st.App(__file__, middleware=security.middleware())
"""


def connected(origin, host=b"app.example", named=()):
    """What the app behind sees as Origin, or with which code a connection is refused."""
    seen, sent = [], []

    async def noted(scope, receive, send):
        seen.append(dict(scope["headers"])[b"origin"] if origin is not None else None)

    async def send(message):
        sent.append(message)

    given = [] if origin is None else [(b"origin", origin)]
    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", host), *given]}
    asyncio.run(Refusals(noted)(scope, None, send))
    return seen[0] if seen else sent[0]["code"]


def test_a_page_of_the_app_itself_is_let_through():
    assert connected(b"https://app.example") == b"https://app.example"
    assert connected(b"http://127.0.0.1:8501", b"127.0.0.1:8501") == b"http://127.0.0.1:8501"
    assert connected(b"http://[::1]:8501", b"[::1]:8501") == b"http://[::1]:8501"
    assert connected(None) is None  # no browser


def test_a_proxy_may_name_the_port_that_goes_without_saying():
    assert connected(b"https://app.example", b"app.example:443") == b"https://app.example:443"
    assert connected(b"http://app.example", b"app.example:443") == 1008


@pytest.mark.parametrize(
    "origin",
    [
        b"https://evil.example", b"https://app.example.evil.example", b"http://app.example:8501", b"null", b"://",
        b"https://app.example@evil.example", b"http://[::1", b"http://a:99999", b"http://localhost", b"\xe9",
    ],
)  # fmt: skip
def test_a_page_of_another_site_is_refused(origin):
    assert connected(origin) == 1008


def test_a_site_that_the_operator_has_named_is_passed_on_as_the_own_one():
    config.set_option("server.corsAllowedOrigins", ["https://school.example"])
    config.set_option("browser.serverAddress", "latent.example")
    try:
        assert connected(b"https://school.example") == b"https://app.example"
        assert connected(b"http://school.example") == 1008
        assert connected(b"https://latent.example:8443") == b"https://app.example"
        assert connected(b"https://evil.example") == 1008
    finally:
        config.set_option("server.corsAllowedOrigins", [])
        config.set_option("browser.serverAddress", "localhost")


def test_figures_are_the_operators():
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        found = get(Refusals(answering), path)
        assert (found.status, b"LATENT_METRICS=open" in found.body) == (404, True)
    assert get(Refusals(answering, metrics=True), "/_stcore/metrics").body == b"ok"
    assert get(Refusals(answering), "/_stcore/health").body == b"ok"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """A small app behind the middleware, on a machine whose names nobody resolves."""
    folder = tmp_path_factory.mktemp("app")
    with small_app(folder, APP) as (base, _):
        yield base


def test_a_foreign_page_is_refused_at_once_and_nobody_waits(running):
    began = time.monotonic()
    with pytest.raises(InvalidStatus, match="403"):
        connect(running.replace("http", "ws") + "/_stcore/stream", origin="https://evil.example", open_timeout=30)
    with urllib.request.urlopen(running + "/_stcore/health", timeout=30):
        assert time.monotonic() - began < 3
    with connect(running.replace("http", "ws") + "/_stcore/stream", origin=running, subprotocols=["streamlit"]):
        assert time.monotonic() - began < 6


@pytest.mark.parametrize("compression", [None, "deflate"])
def test_a_message_without_an_end_is_held_to_8_mb(running, compression):
    sent = []

    def parts():
        for _ in range(64):
            sent.append(1 << 20)
            time.sleep(0.02)
            yield bytes(sent[-1])

    address = running.replace("http", "ws") + "/_stcore/stream"
    with connect(address, subprotocols=["streamlit"], compression=compression) as socket:
        assert bool(socket.protocol.extensions) == bool(compression)
        with pytest.raises(ConnectionClosed):
            socket.send(parts())
    assert 8 << 20 < sum(sent) < 24 << 20  # some of it lies in the buffers of both ends


def test_visitors_see_the_page_and_no_figures(running):
    with Visitor(running) as visitor:
        visitor.open("")
        assert "here" in visitor.words()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(running + "/_stcore/metrics", timeout=10)
