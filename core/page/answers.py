"""How a file goes to a browser: packed as small as it can unpack, or only the word that it has it already."""

import gzip
import hashlib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli
from starlette.responses import Response

if TYPE_CHECKING:
    from starlette.types import Scope

CODINGS = ("br", "gzip")  # in the order of preference
BROTLI_QUALITY = 6  # of 11: 797 kB in 0.2 s for the scripts of a page, 724 kB in 6.8 s with 11; gzip 867 kB
KEPT_FOR_GOOD = "public, max-age=31536000, immutable"
HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9a-f:]+\](:[0-9]+)?")  # a name that may be repeated in an answer
ASKED_ANEW = "no-cache"  # kept, but asked for at every visit


@dataclass(frozen=True)
class Packed:
    """A file in one coding ("br", "gzip" or "" for none), and the tag by which a browser knows it again."""

    body: bytes
    coding: str
    tag: str


def packed(content: bytes, coding: str) -> Packed:
    """A file, compressed."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}-{coding or "as-is"}"'
    if coding == "br":
        return Packed(brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY), coding, tag)
    return Packed(gzip.compress(content, mtime=0) if coding == "gzip" else content, coding, tag)


def coding_for(headers: Mapping[bytes, bytes]) -> str:
    """The best coding that a request allows, "" where it allows none (RFC 9110, 12.5.3).

    https://www.rfc-editor.org/rfc/rfc9110#field.accept-encoding
    """
    weights = {}
    for part in headers.get(b"accept-encoding", b"").decode("latin-1").lower().split(","):
        name, *options = (each.strip() for each in part.split(";"))
        weights[name] = 1.0
        for option in options:
            if option.startswith("q="):
                weights[name] = 0.0
                with suppress(ValueError):
                    weights[name] = float(option[2:])
    return next((each for each in CODINGS if weights.get(each, weights.get("*", 0.0)) > 0), "")


def answer(scope: "Scope", file: Packed, kind: str, caching: str) -> Response:
    """The answer to a GET or HEAD request for a file of a media type: the file, its headers, or "not modified"."""
    headers = {"etag": file.tag, "vary": "Accept-Encoding", "cache-control": caching}
    if holds(dict(scope["headers"]).get(b"if-none-match", b"").decode("latin-1"), file.tag):
        return Response(status_code=304, headers=headers)
    headers |= {"content-type": kind, "content-length": str(len(file.body))}
    if file.coding:
        headers["content-encoding"] = file.coding
    return Response(file.body if scope["method"] == "GET" else b"", headers=headers)


def holds(known: str, tag: str) -> bool:
    """Whether an If-None-Match header names this tag."""
    return known.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in known.split(","))


def asked_for(scope: "Scope", base: str) -> str:
    """The path that a GET or HEAD request asks for, below the address `base` of the app; "" for other requests."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return ""
    path: str = scope["path"]
    for prefix in (scope.get("root_path", "").rstrip("/"), base):
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            path = path[len(prefix) :] or "/"
    return path


def base_of_app() -> str:
    """The path below which this app is served, as in "/latent"; "" at the root of its host."""
    from streamlit import config

    named = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{named}" if named else ""
