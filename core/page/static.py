"""Streamlit's own scripts and styles, compressed once for all visitors and kept by their browsers for good.

Streamlit sends them as they are, 3.8 MB for a page: at 1.6 Mbit/s that is 19 s before anything is drawn. Their names
carry a hash of what is in them, so that a browser never has to ask for one again.
"""

import asyncio
import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

from core.page.answers import ASKED_ANEW, KEPT_FOR_GOOD, Packed, answer, asked_for, base_of_app, coding_for, packed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDER = Path(streamlit.__file__).parent / "static"
PACKABLE = (".css", ".js", ".svg")  # fonts and pictures are compressed already
FACES = (  # what is added to Streamlit's fonts, by the file that they come from
    # 375 kB of icons are loaded at the start of every visit, before the charts, whether or not a page has one:
    # Streamlit asks for what draws a space. Of a font with letters alone, a browser waits until it meets an icon.
    (re.compile(rb"(@font-face\{[^}]*/MaterialSymbols[^}]*)\}"), rb"\1;unicode-range:U+30-39,U+5F,U+61-7A}"),
    # 138 kB for the few slanted words of a page: without them a browser slants the upright ones.
    (re.compile(rb"@font-face\{[^}]*/SourceSansVF-Italic[^}]*\}"), b""),
    # Words are shown in another font until theirs has come; else they would be invisible for up to 3 s.
    (re.compile(rb"(@font-face\{[^}]*/SourceSans[^}]*)\}"), rb"\1;font-display:swap}"),
)
# A setting that is written into the link is no page of its own: Back leads to the page before, at one press. Streamlit
# makes an entry of the history of each.
HISTORY = re.compile(rb"this\.historyNavigationEpoch===null\?window\.history\.pushState\(\{\},``,\w+\):")
# What page.js has fetched and run already is drawn at once. Streamlit asks for it with a promise, for which React first
# draws a grey place, and the thing itself after all else that a page says: the first chart last.
LAZY = re.compile(rb"(\.lazy\)\(\(\)=>)(\w+\(\(\)=>import\(`\./([\w.-]+)`\))")
READY = rb"\1window.drawing?.[`\3`]??\2"
# Charts below those in sight are drawn after them: page.js says when.
EMBED = re.compile(rb"(\{vgSpec:\w+,view:\w+,finalize:\w+\}=)(await \w+\((\w+),\w+,\w+\))")
IN_TURN = rb"\1(await window.turn?.(\3),\2)"
HASHED = re.compile(r"[.-][A-Za-z0-9_-]{8}\.\w+")  # the end of a name that changes with what is in the file


def files_in(folder: Path) -> dict[str, Path]:
    """The files that compression makes smaller, by their path in the URL: what is not named here is not opened."""
    found = (path for path in (folder / "static").rglob("*") if path.suffix in PACKABLE)
    return {"/" + path.relative_to(folder).as_posix(): path for path in found}


def content(path: Path) -> bytes:
    """A file as it is sent: Streamlit's own, but for when fonts are loaded, what Back leads to, and what is ready."""
    found = path.read_bytes()
    if path.suffix == ".js":
        return EMBED.sub(IN_TURN, LAZY.sub(READY, HISTORY.sub(b"", found)))
    if path.suffix == ".css":
        for face, changed in FACES:
            found = face.sub(changed, found)
    return found


class StaticFiles:
    """Answers requests for Streamlit's scripts and styles where a browser can unpack them; leaves others to the app.

    Packed files stay in memory: 2 MB after all pages were visited, 13 once every file was asked for in both codings.
    """

    def __init__(self, app: "ASGIApp", folder: Path = FOLDER) -> None:
        self.app, self.base = app, base_of_app()
        self.files = files_in(folder)
        self.packing: dict[tuple[str, str], asyncio.Future[Packed]] = {}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        path = asked_for(scope, self.base)
        if path not in self.files:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        coding = coding_for(headers)
        if not coding or b"range" in headers:  # a part is a part of the file as it is
            await self.app(scope, receive, varying(send))
            return
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        caching = KEPT_FOR_GOOD if HASHED.search(path) else ASKED_ANEW
        response = answer(scope, await self.packed(path, coding), f"{kind}; charset=utf-8", caching)
        await response(scope, receive, send)

    async def packed(self, path: str, coding: str) -> Packed:
        """A file in a coding. Whoever asks while it is being packed waits for the same one."""
        key = (path, coding)
        if key not in self.packing:
            self.packing[key] = asyncio.ensure_future(
                asyncio.to_thread(lambda: packed(content(self.files[path]), coding))
            )
        try:
            return await asyncio.shield(self.packing[key])
        except OSError:
            self.packing.pop(key, None)  # the next one tries again
            raise


def varying(send: "Send") -> "Send":
    """`send`, which says of a response that others may get it compressed."""

    async def send_varying(message: "Message") -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"vary", b"Accept-Encoding")]}
        await send(message)

    return send_varying
