"""Sending files as a page's uploader does, without a browser; the app must not ask for the token of a page (XSRF)."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect

from tests.load.visitor import STREAM, SessionError, Visitor

START, END = b'--b\r\nContent-Disposition: form-data; name="f"; filename="f.csv"\r\n\r\n', b"\r\n--b--\r\n"


@contextmanager
def session_of(base: str) -> Iterator[str]:
    """What the server calls a visitor, while he is there."""
    address = base.replace("http", "ws", 1) + STREAM
    with connect(address, subprotocols=["streamlit"], max_size=None, close_timeout=0.5) as socket:
        asks = BackMsg()
        asks.rerun_script.SetInParent()
        socket.send(asks.SerializeToString())
        yield ForwardMsg.FromString(socket.recv(20)).new_session.initialize.session_id


def bring(visitor: Visitor, base: str, key: str, content: bytes) -> None:
    """Bring a file to the uploader with this key, as a page does. Raises SessionError."""
    placed, name = visitor.widget(key), "table"
    if (status := sent_file(base, visitor.session, content, name)) != 204:
        raise SessionError(f"the file was refused: {status}")
    made = WidgetState(id=placed.element.id)
    made.file_uploader_state_value.uploaded_file_info.add(file_id=name, name=f"{name}.csv", size=len(content))
    visitor.send_as_it_is(made, placed.fragment)


def sent_file(base: str, session: str, content: int | bytes, name: str = "f") -> int:
    """Send a file, or one of so many bytes; returns the status."""
    return answered(base, session, content, name)[0]


def answered(base: str, session: str, content: int | bytes, name: str = "f") -> tuple[int, str]:
    """Send a file, or one of so many bytes; returns the status and the words."""
    line, body = announced(base, session, content, name)
    with suppress(OSError):  # refused before all of it was read
        line.send(body)
    answer = line.getresponse()
    found = answer.status, answer.read().decode()
    line.close()
    return found


def abandoned(base: str, session: str, size: int) -> None:
    """Begin to send a file, and leave half-way."""
    line, body = announced(base, session, size, "g")
    line.send(body[: size // 2])
    line.close()


def announced(base: str, session: str, content: int | bytes, name: str) -> tuple[http.client.HTTPConnection, bytes]:
    """A connection over which a file (or one of so many bytes) was announced, and what has to be sent."""
    line = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
    body = START + bytes(content) + END
    line.putrequest("PUT", f"/_stcore/upload_file/{session}/{name}")
    line.putheader("Content-Type", "multipart/form-data; boundary=b")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders()
    return line, body
