"""What the server sends leaves at once, and does not wait for a browser's word that what came before has arrived.

An answer leaves in two pieces, its head and its body. By Nagle's algorithm the second, if it is small, is held back
until the first is confirmed, which a browser does after 40 ms: sixty scripts of a page, six at a time, then take 0.4 s
on the shortest of wires. Python's loop switches that off for connections whose socket names TCP as its protocol, which
Streamlit's does not.

RFC 896, https://www.rfc-editor.org/rfc/rfc896, and tcp(7), TCP_NODELAY
"""

import asyncio
import socket

from uvicorn.protocols.http.auto import AutoHTTPProtocol as Protocol

MADE = Protocol.connection_made


def made(protocol: asyncio.BaseProtocol, transport: asyncio.BaseTransport) -> None:
    """What uvicorn does when a browser has connected, and no delay."""
    connection: socket.socket = transport.get_extra_info("socket")
    if connection.family in (socket.AF_INET, socket.AF_INET6):  # and no path on this machine
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    MADE(protocol, transport)


def is_set() -> None:
    """From now on, in this process."""
    Protocol.connection_made = made  # type: ignore[method-assign, assignment]  # it has no other door
