"""What one visitor's browser says over its connection: which messages reach Streamlit, and how fast.

Streamlit takes messages as fast as they come and begins a run for each, so 1,000 at once kept all others waiting. Here
a connection may say `RATE` messages a second after a `BURST`; what comes faster waits, and where more than `MOST` wait,
the connection is closed. A page sends about seven a second while a slider is dragged. A large message counts for
several, since reading it takes longer.
"""

import asyncio
import contextlib
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What pages send. Left out: to empty everybody's caches, to read where the source lies, to watch files, to debug.
SENT_BY_PAGES = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request")
RATE = 20.0  # messages a second
BURST = 50.0  # messages that may come at once
BYTES = 100_000  # what a message may have before it counts for more than one
MOST = 200  # messages that may wait: no page is so far beyond
MOST_BYTES = 8 << 20  # what they may have together, and any message alone

log = logging.getLogger(__name__)


class End(NamedTuple):
    """Why a connection is closed: the code of the web socket (RFC 6455, section 7.4.1) and a reason."""

    code: int
    reason: str


TEXT = End(1003, "only binary messages")
NONSENSE = End(1002, "not a message")
TOO_FAST = End(1008, "too many messages")


class Pace:
    """How fast the messages of one connection are let through: `RATE` a second after a `BURST`."""

    def __init__(self, now: float) -> None:
        self.left, self.at = BURST, now

    def wait(self, size: int, now: float) -> float:
        """Seconds that a message of so many bytes, come at `now`, has to wait."""
        self.left = min(BURST, self.left + (now - self.at) * RATE) - max(1.0, size / BYTES)
        self.at = now
        return max(0.0, -self.left / RATE)


class Conversation:
    """The messages of one connection, by `receive` and `send` of the server.

    Messages that no page sends are left out. What is no message, or comes far too fast, ends the connection.
    """

    def __init__(self, receive: "Receive", send: "Send") -> None:
        self._receive, self._send = receive, send
        self._pace = Pace(time.monotonic())
        self._waiting: deque[Message] = deque()
        self._size = 0  # bytes of what waits
        self._news = asyncio.Event()  # something waits, or the connection is over
        self._over = asyncio.Event()
        self._last: Message = {"type": "websocket.disconnect", "code": 1006}

    async def carry(self, app: "ASGIApp", scope: "Scope") -> None:
        """Have `app` lead this conversation."""
        reader = asyncio.create_task(self._read())
        try:
            await app(scope, self.receive, self.send)
        finally:
            reader.cancel()

    async def receive(self) -> "Message":
        """The next message for Streamlit; what comes too fast comes later, and nothing once the browser has left."""
        while not self._over.is_set():
            await self._news.wait()
            if (
                self._waiting
                and await self._in_its_time(message := self._next())
                and await self._is_let_through(message)
            ):
                return message
        return self._last

    async def send(self, message: "Message") -> None:
        """An answer of Streamlit. To a connection that is gone nothing is sent; `receive` tells that it is.

        Starlette, told here by an error, would take the next look at `receive` for a fault of the app.
        """
        if not self._over.is_set():
            with contextlib.suppress(OSError):
                await self._send(message)

    async def _read(self) -> None:
        """Take in what comes until the connection is over, so that its end is heard at once."""
        while not self._over.is_set():
            message = await self._receive()
            self._size += len(message.get("bytes") or message.get("text") or "")
            if message["type"] == "websocket.disconnect":
                self._finish(message)
            elif len(self._waiting) >= MOST or self._size > MOST_BYTES:
                await self._end(TOO_FAST)
            else:
                self._waiting.append(message)
                self._news.set()

    def _next(self) -> "Message":
        message = self._waiting.popleft()
        self._size -= len(message.get("bytes") or message.get("text") or "")
        if not self._waiting and not self._over.is_set():
            self._news.clear()
        return message

    async def _in_its_time(self, message: "Message") -> bool:
        """Wait until a message may be let through; False when the connection is over by then."""
        if message["type"] == "websocket.receive":
            seconds = self._pace.wait(len(message.get("bytes") or ""), time.monotonic())
            await asyncio.sleep(0)  # others get their turn
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), seconds)
        return not self._over.is_set()

    async def _is_let_through(self, message: "Message") -> bool:
        """Whether Streamlit gets a message; one that is none ends the connection."""
        if message["type"] != "websocket.receive":
            return True
        if (data := message.get("bytes")) is None:
            await self._end(TEXT)
            return False
        try:
            kind = BackMsg.FromString(data).WhichOneof("type")
        except DecodeError:
            await self._end(NONSENSE)
            return False
        if kind not in SENT_BY_PAGES:
            log.warning("left out a message that no page sends: %s", kind)
        return kind in SENT_BY_PAGES

    async def _end(self, why: End) -> None:
        """Close the connection."""
        log.warning("closed a connection: %s", why.reason)
        self._finish({"type": "websocket.disconnect", "code": why.code, "reason": why.reason})
        with contextlib.suppress(OSError):
            await self._send({"type": "websocket.close", "code": why.code, "reason": why.reason})

    def _finish(self, last: "Message") -> None:
        """Nothing is let through any more."""
        self._last = last
        self._waiting.clear()
        self._over.set()
        self._news.set()
