"""How many visitors there may be at the same time, and what is left of those who have gone.

One too many is told so on a page that tries again by itself. Streamlit keeps the session of a lost connection for a
minute, in case its browser comes back; but it looks for those whose minute is over only when the next one is lost, and
until then keeps their memory and two or three descriptors each. So they are looked for every few seconds.
"""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse

from core.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

EACH, OTHERS = 4, 256  # descriptors of a visitor (socket, and the script's own loop), and of all else
SWEEP = 5.0  # seconds between two looks for sessions that are over
AGAIN = 20  # seconds until the page of one too many tries again
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Latent spaces: full</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="{again}">
<style>body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto; padding: 0 1rem }}
:root {{ color-scheme: light dark }}</style></head><body><h1>Full at the moment</h1>
<p>{visitors} visitors are here, as many as this place is meant for. This page tries again by itself every {again}
seconds; leave it open.</p></body></html>"""

log = logging.getLogger(__name__)


class Visitors:
    """Lets no more than `limits.visitors` in at the same time."""

    def __init__(self, app: "ASGIApp", limits: Limits) -> None:
        self.app, self.limit, self.here = app, limits.visitors, 0
        if lacking := lacking_descriptors(limits.visitors):
            log.warning(lacking)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request, or say that it is full here."""
        full = self.here >= self.limit
        if scope["type"] == "websocket" and full:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many visitors"})
        elif scope["type"] == "websocket":
            self.here += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.here -= 1
        elif full and b"text/html" in dict(scope.get("headers", ())).get(b"accept", b""):
            page = PAGE.format(visitors=self.limit, again=AGAIN)
            headers = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
            await HTMLResponse(page, 503, headers)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def lacking_descriptors(visitors: int) -> str:
    """Allow this process the descriptors that so many visitors need; where it can't have them a sentence says so."""
    try:
        import resource
    except ImportError:  # not a system that counts them
        return ""
    needed = EACH * visitors + OTHERS
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY in (soft, hard) or soft >= needed:
        return ""
    if hard >= needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
        return ""
    return (
        f"{visitors} visitors may need {needed} open files, and this process may have {hard}: raise the limit "
        f"(ulimit -n {needed}), or set LATENT_VISITORS={max(1, (hard - OTHERS) // EACH)}."
    )


@contextlib.asynccontextmanager
async def cared_for(app: Any) -> AsyncGenerator[None, None]:
    """While the app runs, end the sessions that are over."""
    sweeper = asyncio.create_task(sweep())
    try:
        yield
    finally:
        sweeper.cancel()


async def sweep() -> None:
    """Look for sessions that are over, again and again."""
    while True:
        await asyncio.sleep(SWEEP)
        if end_sessions():
            await asyncio.to_thread(gc.collect)  # a session and its parts hold one another


def end_sessions() -> int:
    """End the sessions whose browsers have not come back in time; returns how many."""
    from streamlit.runtime import get_instance

    manager: Any = get_instance()._session_mgr
    kept = manager._session_storage._cache  # it has no other door
    before = dict(kept._data)
    kept.expire()
    gone = before.keys() - kept._data.keys()
    for name in gone:
        before[name].session.shutdown()
    return len(gone)
