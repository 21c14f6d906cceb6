"""What is not let through to Streamlit: other sites, and an operator's figures. `core.page.messages` has the rest.

Streamlit takes a connection from another site than its own for a question of names: it asks a machine elsewhere what
this one is called outside, and until that answers, 20 s where there is no network, nobody else is served. So a
foreign `Origin` is refused before, and one that the operator has named is passed on as the app's own.
"""

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from streamlit import config

from core.page.answers import asked_for, base_of_app
from core.page.messages import Conversation

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

FIGURES = "/_stcore/metrics"
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}

log = logging.getLogger(__name__)


class Refusals:
    """Refuses connections that pages of other sites open, requests for figures, and what no page says.

    `metrics` lets Streamlit's figures through, which tell how many visitors there are and what they hold.
    """

    def __init__(self, app: "ASGIApp", metrics: bool = False) -> None:
        self.app, self.metrics, self.base = app, metrics, base_of_app()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "websocket":
            await self.connect(scope, receive, send)
        elif not self.metrics and asked_for(scope, self.base).rstrip("/") == FIGURES:
            await PlainTextResponse("Not here: LATENT_METRICS=open shows them.", 404)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def connect(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """A visitor's connection, whose messages are looked at one by one."""
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin and origin.partition("://")[2] != host:
            if not is_own(origin, host) and not is_named(origin):
                log.warning("refused a connection to %.80r from a page of %.80r", host, origin)
                await send({"type": "websocket.close", "code": 1008, "reason": "from another site"})
                return
            own = (b"origin", f"{origin.partition(':')[0]}://{host}".encode("latin-1"))
            scope = {**scope, "headers": [*(pair for pair in scope["headers"] if pair[0] != b"origin"), own]}
        await Conversation(receive, send).carry(self.app, scope)


def place(origin: str) -> tuple[str, int] | None:
    """The host and port of an `Origin`, None where it names none ("null", as from a file)."""
    try:
        found = urlsplit(origin)
        port = found.port or PORTS.get(found.scheme, 0)
    except ValueError:
        return None
    return (found.hostname, port) if found.hostname else None


def is_own(origin: str, host: str) -> bool:
    """Whether an `Origin` is the `Host` of the request, as it is for the app's own pages."""
    found = place(origin)
    return found is not None and found == place(f"{origin.partition(':')[0]}://{host}")


def is_named(origin: str) -> bool:
    """Whether the operator has named the site of an `Origin`: in server.corsAllowedOrigins or browser.serverAddress.

    Where server.enableCORS is off, every site is.
    """
    if not config.get_option("server.enableCORS"):
        return True
    found, own = place(origin), config.get_option("browser.serverAddress")
    named = [place(each) for each in config.get_option("server.corsAllowedOrigins")]
    return found is not None and (found in named or (found[0] == own and own != "localhost"))
