"""A visitor who means harm, and what another one feels of it meanwhile.

    python tests/load/spite.py                    every trial, some minutes, against an app of its own on this machine
    python tests/load/spite.py burst stream       these alone

Each trial starts the app, opens a page as a visitor does, and moves one widget again and again while another connection
does its worst for a bounded time. Printed is how long the moved widget waits, alone and meanwhile.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: E402
from websockets.exceptions import ConnectionClosed  # noqa: E402
from websockets.sync.client import ClientConnection, connect  # noqa: E402

from tests.load.sending import sent_file, session_of  # noqa: E402
from tests.load.visitor import STREAM, Visitor  # noqa: E402
from tests.serving import server  # noqa: E402

ALONE = 10  # moves of the widget before it begins
AFTER = 3.0  # seconds of moves after it has ended


def connected(base: str) -> ClientConnection:
    """A connection as a browser opens it, whose answers are thrown away as fast as they come."""
    socket = connect(
        base.replace("http", "ws", 1) + STREAM, subprotocols=["streamlit"], compression=None, max_size=None
    )
    threading.Thread(target=drain, args=(socket,), daemon=True).start()
    return socket


def drain(socket: ClientConnection) -> None:
    """Read until the connection ends."""
    try:
        for _ in socket:
            pass
    except ConnectionClosed:
        pass


def rerun(page: str = "Projections") -> bytes:
    """The message that asks for a run of a whole page."""
    asked = BackMsg()
    asked.rerun_script.page_name = page
    return asked.SerializeToString()


def burst(base: str) -> str:
    """1,000 runs asked for at once."""
    with connected(base) as socket:
        return sent(socket, 1_000, 0.0)


def stream(base: str) -> str:
    """1,000 runs a second, for 10 s."""
    with connected(base) as socket:
        return sent(socket, 10_000, 0.001)


def sent(socket: ClientConnection, count: int, pause: float) -> str:
    """Send so many messages; tells how many could be sent, and why no more."""
    message, began = rerun(), time.monotonic()
    for number in range(count):
        try:
            socket.send(message)
        except ConnectionClosed as error:
            return f"closed after {number} messages and {time.monotonic() - began:.1f} s: {reason(error)}"
        time.sleep(max(0.0, began + (number + 1) * pause - time.monotonic()))
    time.sleep(2.0)
    return f"{count} messages sent in {time.monotonic() - began - 2.0:.1f} s"


def reason(error: ConnectionClosed) -> str:
    """What the server gave as the reason for closing."""
    return f"{error.rcvd.code} {error.rcvd.reason}" if error.rcvd else "without a word"


def files(base: str) -> str:
    """Two visitors send 3 and 2 files of 48 MB and leave them; a third sends one of 1 kB every second."""
    with session_of(base) as first, session_of(base) as second, session_of(base) as third:
        sent = [(first, "a"), (first, "b"), (first, "c"), (second, "a"), (second, "b")]
        told = [sent_file(base, session, 48 << 20, name) for session, name in sent]
        began = time.monotonic()
        while (answer := sent_file(base, third, 1 << 10, "d")) != 204 and time.monotonic() < began + 30:
            time.sleep(1.0)
        return f"{told}; the third's file after {time.monotonic() - began:.1f} s: {answer}"


def lines(base: str) -> str:
    """100 visitors whose lines are cut, one after another."""
    for _ in range(100):
        with connect(base.replace("http", "ws", 1) + STREAM, subprotocols=["streamlit"], close_timeout=0.0) as socket:
            socket.send(rerun(""))
            socket.recv(20)
            socket.socket.shutdown(2)
    return "all were let in"


TRIALS: dict[str, Callable[[str], str]] = {"burst": burst, "stream": stream, "files": files, "lines": lines}


def trial(does: Callable[[str], str], log: Path) -> str:
    """One trial, as a line of a table."""
    environment = os.environ | {"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false"}  # files without a browser
    with server(log, environment=environment) as (base, _), Visitor(base) as visitor:
        visitor.open("Autoencoder", k="8", image="17")
        alone = [moved(visitor, number) for number in range(ALONE)]
        told: list[str] = []
        attack = threading.Thread(target=lambda: told.append(does(base)), daemon=True)
        attack.start()
        meanwhile, end = [], 0.0
        while attack.is_alive() or time.monotonic() < end:
            end = time.monotonic() + AFTER if attack.is_alive() else end
            meanwhile.append(moved(visitor, len(meanwhile)))
            time.sleep(0.1)
    traces = log.read_text().count("Traceback")
    waited = f"{statistics.median(alone):.2f} | {statistics.median(meanwhile):.2f} | {max(meanwhile):.2f}"
    return f"| {does.__doc__} | {waited} | {traces} | {'; '.join(told) or 'failed'} |"


def moved(visitor: Visitor, number: int) -> float:
    """Seconds until a moved widget is answered."""
    visitor.set(image=number % 50)
    return visitor.seconds


def main() -> None:
    """Run the trials that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", choices=[[], *TRIALS], help="which; by default all")
    chosen = parser.parse_args().trials or list(TRIALS)
    print("| what a spiteful visitor does | alone, s | meanwhile, s | longest, s | tracebacks | what became of it |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            print(trial(TRIALS[name], Path(folder) / "log"), flush=True)


if __name__ == "__main__":
    main()
