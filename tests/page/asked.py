"""Asking an ASGI app without a server."""

import asyncio
from typing import NamedTuple

HTTP = {
    "type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": "/",
    "headers": [(b"host", b"example.org")],
}  # fmt: skip


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def messages(app, scope, receive=None):
    """What an ASGI app sends back."""
    sent = []

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def get(app, path, method="GET", **headers):
    """The answer of an ASGI app to a request; a header is named with _ for -."""
    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = HTTP | {"path": path, "method": method, "headers": [*HTTP["headers"], *given]}
    first, *rest = messages(app, scope)
    found = {name.decode().lower(): value.decode() for name, value in first["headers"]}
    assert len(found) == len(first["headers"]), "a header stands twice"
    return Answer(first["status"], found, b"".join(each.get("body", b"") for each in rest))
