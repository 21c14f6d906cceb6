"""What stands between the network and the app: headers on every response, and bounds on connections and uploads.

Streamlit sends no security headers. `streamlit_app.py` therefore hands `streamlit run` an app with this middleware:

- `SecurityHeaders` tells the browser to load nothing from elsewhere but the player of a video that is asked for, to
  run no script but the app's own, and to show the app in no other site's frame. LATENT_FRAME_ANCESTORS names the sites
  that may, where a host shows apps in one.
- `Refusals` lets no other site into a visitor's session, and no visitor do what only an operator should.
- `Visitors` refuses connections beyond `Limits.visitors`, `Uploads` files beyond what the server's memory is meant for.
- `FirstPages` and `StaticFiles` answer for Streamlit what can be answered with less to carry.
"""

import base64
import hashlib
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.middleware import Middleware

from core.limits import Limits
from core.page.answers import HOST
from core.page.first_html import FirstPages
from core.page.incoming import Uploads
from core.page.refusals import Refusals
from core.page.static import StaticFiles
from core.page.visitors import Visitors

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

ANCESTORS = "LATENT_FRAME_ANCESTORS"
METRICS = "LATENT_METRICS"  # "open" where a proxy keeps strangers from them
SITE = re.compile(r"https?://[A-Za-z0-9.*-]+(:[0-9]+)?")
PLAYER = "https://www.youtube-nocookie.com"  # of videos, which visitors load by pressing Play
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
POLICY = {
    "default-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit and Vega write style attributes
    "img-src": "'self' data: blob:",  # pictures inside charts are data URIs
    "font-src": "'self' data:",
    "media-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def middleware(environment: Mapping[str, str] | None = None) -> list[Middleware]:
    """The middleware of the app, as the environment says. Raises SettingError or ValueError where it is wrong."""
    given = os.environ if environment is None else environment
    ancestors, limits = frame_ancestors(given.get(ANCESTORS, "")), Limits.from_environment(given)
    return [
        Middleware(SecurityHeaders, ancestors=ancestors),
        Middleware(Refusals, metrics=given.get(METRICS, "") == "open"),
        Middleware(Visitors, limits=limits),
        Middleware(Uploads, limits=limits),
        Middleware(FirstPages),
        Middleware(StaticFiles),
    ]


def frame_ancestors(text: str) -> str:
    """Which sites may show the app in a frame: itself, and those named in `text`, separated by spaces."""
    sites = text.split()
    for site in sites:
        if not SITE.fullmatch(site):
            raise ValueError(
                f"The environment variable {ANCESTORS} holds {site!r}: name sites as in https://example.org, "
                "separated by spaces, or leave it out."
            )
    return " ".join(["'self'", *sites])


def content_security_policy(host: str, ancestors: str) -> str:
    """The policy for a page served under `host`, whose own web socket is the only connection it may open.

    `'self'` covers a web socket in today's browsers; older ones need it by its name.
    """
    own = f" ws://{host} wss://{host}" if HOST.fullmatch(host) else ""
    policy = POLICY | {
        "script-src": " ".join(["'self'", *inline_scripts()]),
        "connect-src": f"'self'{own}",
        "frame-src": f"'self' {PLAYER}",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {sources}" for name, sources in policy.items())


@lru_cache(maxsize=1)
def inline_scripts() -> tuple[str, ...]:
    """The hashes of the scripts that stand in Streamlit's own page, so that these and no others run."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = (hashlib.sha256(script.encode()).digest() for script in INLINE.findall(page))
    return tuple(f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes)


class SecurityHeaders:
    """Adds the security headers to every response; `ancestors` are the sites that may show the app in a frame."""

    def __init__(self, app: "ASGIApp", ancestors: str = "'self'") -> None:
        self.app, self.ancestors = app, ancestors

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        headers = FIXED | {"content-security-policy": content_security_policy(host, self.ancestors)}
        added = [(name.encode(), value.encode()) for name, value in headers.items()]

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower().decode("latin-1") not in headers]
                message = {**message, "headers": [*kept, *added]}
            await send(message)

        await self.app(scope, receive, send_with_headers)
