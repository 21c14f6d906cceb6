"""Files on their way in: bounds for each session first, so that no visitor keeps another one's file out.

A session sends one file at a time, no slower than `SLOWEST`, and holds no more than one may be large. Of several, as
pictures are, the others wait for their turn. A page takes files within a second of the last; what nobody has taken
`KEPT_SECONDS` later is dropped, and sooner where the memory for all is full.
"""

import asyncio
import itertools
import logging
import time
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

from core.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

UPLOADS = "/_stcore/upload_file/"
AT_ONCE = 8  # files that are received at the same time
FILES = 500  # that a session may have sent without a page that took them
WAITING = 64  # files of all sessions that wait for their turn; a browser begins six at once
GRACE = 10.0  # seconds before a file has to come at the least rate
SLOWEST = 64_000.0  # bytes a second
PATIENCE = 120.0  # seconds that a file may take at all
KEPT_SECONDS = 60.0  # for a file that nobody takes
KEPT_WHEN_FULL = 10.0
MOMENT = 20  # tenths of a second in which the upload before has to move on: somebody may have left it

ONE = "Another file of yours is on its way: wait until it is here."
OWN = "Files of yours wait to be read: try again in a minute."
ALL = "Too many uploads at the moment: try again in a minute."
SLOW = "The upload took too long: try again over a better connection, or bring a smaller file."
NO_ROOM = "There is no room for files on this machine at the moment: try again later, or tell whoever runs it."

log = logging.getLogger(__name__)


class Uploads:
    """Lets files through to Streamlit within bounds. Of the limits, `upload_mb` is of one session, `held_mb` of all."""

    def __init__(self, app: "ASGIApp", limits: Limits) -> None:
        self.app, self.limits = app, limits
        self.running: dict[str, int] = {}  # sessions whose file is on its way, and when it last moved on, counted
        self.moves = itertools.count()
        self.waiting = 0  # files that wait for their turn
        self.since: dict[tuple[str, str], float] = {}  # when each file was here

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http" or scope["method"] != "PUT" or UPLOADS not in scope["path"]:
            await self.app(scope, receive, send)
            return
        session = scope["path"].split(UPLOADS)[1].split("/")[0]
        told = dict(scope["headers"]).get(b"content-length", b"")
        size = int(told) if told.isdigit() else self.limits.upload_mb << 20  # one that tells no size may be the largest
        await self.turn(session)
        if refusal := self.refusal(session, size):
            await PlainTextResponse(refusal, 503)(scope, receive, send)
            return
        self.running[session] = next(self.moves)
        try:
            await self.take(scope, receive, send, session)
        finally:
            self.running.pop(session, None)
            if not self.is_full():  # else some could keep theirs there for ever by sending more
                self.since = {each: when for each, when in self.since.items() if each[0] != session}
            self.drop()  # notes since when its files are here: since the last of them
            asyncio.get_running_loop().call_later(KEPT_SECONDS + 1.0, self.drop)

    async def turn(self, session: str) -> None:
        """Wait until no other file of the session is on its way, as long as that one moves on."""
        if session not in self.running or self.waiting >= WAITING:
            return
        self.waiting += 1
        still, before = 0, -1
        try:
            while session in self.running and still < MOMENT:
                still, before = still + 1 if self.running[session] == before else 0, self.running[session]
                await asyncio.sleep(0.1)
        finally:
            self.waiting -= 1

    async def take(self, scope: "Scope", receive: "Receive", send: "Send", session: str) -> None:
        """Receive a file; whatever keeps it from arriving is told in a sentence, and logged in a line."""
        loop, size = asyncio.get_running_loop(), 0
        began = loop.time()

        async def receive_in_time() -> "Message":
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            self.running[session] = next(self.moves)
            limit.reschedule(began + GRACE + size / SLOWEST)
            return message

        try:
            async with asyncio.timeout(PATIENCE), asyncio.timeout(GRACE) as limit:
                await self.app(scope, receive_in_time, send)
        except TimeoutError:
            log.warning("gave up an upload after %.0f s and %d bytes", loop.time() - began, size)
            await PlainTextResponse(SLOW, 408)(scope, receive, send)
        except ClientDisconnect:
            log.warning("an upload ended after %d bytes: its visitor has left", size)
        except OSError as error:
            log.error("An upload could not be kept: %s", error)
            await PlainTextResponse(NO_ROOM, 507)(scope, receive, send)

    def refusal(self, session: str, size: int) -> str:
        """Why a session may not send a file of `size` bytes now, "" if it may."""
        self.drop()
        if session in self.running:
            return ONE
        own = files().get(session, {})
        if own and (len(own) >= FILES or size_of(own) + size > self.limits.upload_mb << 20):
            return OWN
        if self.is_full():
            self.drop(KEPT_WHEN_FULL)
        return ALL if self.is_full() or len(self.running) >= AT_ONCE else ""

    def is_full(self) -> bool:
        """Whether the files of all sessions together are as large as they may be."""
        return sum(map(size_of, list(files().values()))) > self.limits.held_mb << 20

    def drop(self, seconds: float = KEPT_SECONDS) -> None:
        """Forget the files that lie here for so many seconds; one not seen before is here since now."""
        now = time.monotonic()
        here = [(session, file) for session, own in list(files().items()) for file in list(own)]
        self.since = {each: self.since.get(each, now) for each in here}
        for session, file in here:
            if now - self.since[session, file] > seconds:
                manager().remove_file(session, file)


def files() -> dict[str, dict[str, Any]]:
    """The files that no page has taken, by session and by name."""
    from streamlit.runtime import exists

    return manager().file_storage if exists() else {}


def manager() -> Any:
    """What holds the files; its protocol names no storage."""
    from streamlit.runtime import get_instance

    return get_instance().uploaded_file_mgr


def size_of(own: dict[str, Any]) -> int:
    """The bytes of the files of one session."""
    return sum(len(file.data) for file in list(own.values()))
