"""What the first visitor of a page will see is put together while their browser still loads its scripts.

A browser asks for a page's HTML a second or two before it connects to the server: time in which the server would idle,
and then build every chart of the page. So a page that nobody has seen yet is run once for nobody as soon as its HTML is
asked for, with the world that the link names. What it builds is remembered for all (`core.cache.drawings`); where the
visitor comes before it is done, each waits for what the other one builds.
"""

import asyncio
from urllib.parse import parse_qs, urlencode

from streamlit import runtime
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.session_manager import SessionClient

from core.page.parameters import DATA, START


class Nobody(SessionClient):
    """A visitor who looks at one run of a page and leaves."""

    session = ""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Leave when the page is whole."""
        if msg.WhichOneof("type") == "script_finished":
            asyncio.get_running_loop().call_soon(runtime.get_instance().close_session, self.session)


class Ahead:
    """The pages that have been asked for, each in its worlds."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str | None]] = set()

    def asked(self, label: str, query: str) -> None:
        """The HTML of the page that links call `label` was asked for: run it where nobody has seen it. On the loop."""
        world = world_in(query)
        if (label, world) in self.seen or not runtime.exists():
            return
        self.seen.add((label, world))
        nobody, asks = Nobody(), BackMsg()
        asks.rerun_script.page_name = "" if label == START else label
        asks.rerun_script.query_string = urlencode({"data": world} if world else {})
        nobody.session = runtime.get_instance().connect_session(nobody, {})
        runtime.get_instance().handle_backmsg(nobody.session, asks)


def world_in(query: str) -> str | None:
    """The words of the data set that a link names; None where it names none that there is."""
    return DATA.repaired(parse_qs(query).get("data", [""])[-1])
