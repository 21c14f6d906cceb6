"""A visitor without a browser: a real session of the running app, over the web socket and in the messages browsers use.

What a browser draws is not drawn, but all that it asks of the server is asked: a moved widget runs its fragment alone,
messages that it holds already are not sent again, and a fragment with a clock of its own is run by that clock's hand.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from google.protobuf.message import Message
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

STREAM = "/_stcore/stream"
FINISHED = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
KEPT = 2  # runs of a page for which a browser holds a message that may come again
WORDS = ("heading", "markdown", "alert", "progress", "text", "exception")
CHOICES = ("radio", "selectbox")  # one of a list

UNFOLDED = {"level": "full", "data": "Digits (8×8)"}  # what a link says unless it says otherwise


class SessionError(RuntimeError):
    """A visitor was shown an error, or none of what was asked for."""


class Placed(NamedTuple):
    """What stands at a place of the page: its kind, its message, the fragment it belongs to, and the run it came in."""

    kind: str
    element: Message
    fragment: str
    run: str


class Visitor:
    """One visitor with one window.

    Args:
        base: the address of the app.
        timeout: seconds an answer may take.
    """

    def __init__(self, base: str, timeout: float = 120.0) -> None:
        self.address, self.timeout = base.replace("http", "ws", 1) + STREAM, timeout
        self.seconds = 0.0  # the newest answer took
        self._window = ExitStack()  # closes the socket
        self._begin()

    def _begin(self) -> None:
        self.places: dict[tuple[int, ...], Placed] = {}
        self.pages: dict[str, str] = {}  # name in the URL -> what the server calls it
        self.query = ""
        self._page, self._run, self._runs = "", "", 0
        self.session = ""  # what the server calls this visitor
        self._fragments: set[str] = set()  # that this run renews; empty for all of the page
        self._clocks: dict[str, str] = {}  # fragments with a clock, and the run that set it
        self._touched: dict[str, WidgetState] = {}
        self._held: dict[str, tuple[int, Delta]] = {}  # messages by hash, and the run that used them last

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the window."""
        self._window.close()

    # --- what a visitor does

    def open(self, page: str, **query: str) -> None:
        """Open a link in a new window, instead of the one before; "" is the start page. All of it is unfolded."""
        self.close()
        self._begin()
        began = time.perf_counter()
        try:
            self._socket = self._window.enter_context(
                connect(self.address, subprotocols=["streamlit"], compression=None, max_size=None)
            )
        except (OSError, WebSocketException) as error:
            raise SessionError(f"the app takes no visitor ({error!r})") from error
        self._ask(began, page_name=page, query_string=urlencode(UNFOLDED | query))
        self._ask_for_rest()

    def go(self, page: str) -> None:
        """Follow a link from one page of the app to another."""
        self._touched = {}
        self.query = ""
        self._ask(page_script_hash=self.pages[page])
        self._ask_for_rest()

    def _ask_for_rest(self) -> None:
        """Ask for the maps of all stops where those that are seen first came alone, as page.js does."""
        if "maps_rest" in self.widgets():
            seconds = self.seconds
            self.press("maps_rest")
            self.seconds = seconds  # those of the page

    def again(self) -> None:
        """Run the whole page again."""
        self._ask(page_script_hash=self._page)

    def look(self) -> None:
        """Let a second pass: what has a clock of its own is run again."""
        for fragment in list(self._clocks):
            if fragment in self._clocks:
                self._ask(page_script_hash=self._page, fragment_id=fragment, is_auto_rerun=True)

    def set(self, **values: Any) -> None:
        """Move widgets, named by their keys."""
        fragments = {self._touch(key, value) for key, value in values.items()}
        self._ask(page_script_hash=self._page, fragment_id=fragments.pop() if len(fragments) == 1 else "")

    def press(self, key: str, **values: Any) -> None:
        """Press a button, after moving widgets of the same part of the page."""
        for name, value in values.items():
            self._touch(name, value)
        button = self.widget(key)
        self._touched[button.element.id] = WidgetState(id=button.element.id, trigger_value=True)
        try:
            self._ask(page_script_hash=self._page, fragment_id=button.fragment)
        finally:
            self._touched.pop(button.element.id, None)

    def send_as_it_is(self, made: WidgetState, fragment: str = "") -> None:
        """Send a widget's value as it is given, once, whatever the widget would take."""
        self._touched[made.id] = made
        try:
            self._ask(page_script_hash=self._page, fragment_id=fragment)
        finally:
            self._touched.pop(made.id, None)

    # --- what a visitor sees

    def all(self, kind: str) -> Iterator[Message]:
        """Every element of a kind on the page, such as "alert", as Streamlit describes it."""
        return (placed.element for placed in self.places.values() if placed.kind == kind)

    def widgets(self) -> dict[str, Placed]:
        """The widgets on the page that can be used now, by their keys."""
        found = {}
        for placed in self.places.values():
            key = key_of(placed.element)
            if key and not getattr(placed.element, "disabled", False):
                found[key] = placed
        return found

    def every_widget(self) -> list[Placed]:
        """Whatever on the page has a value, with a key or without, and whether it can be used now or not."""
        return [each for each in self.places.values() if str(getattr(each.element, "id", "")).startswith("$$ID")]

    def widget(self, key: str) -> Placed:
        """The widget with this key. Raises SessionError where there is none that can be used."""
        if (found := self.widgets().get(key)) is None:
            raise SessionError(f"the page has no widget {key!r} that can be used; it has {sorted(self.widgets())}")
        return found

    def can(self, key: str) -> bool:
        """Whether the page has this widget, and it can be used now."""
        return key in self.widgets()

    def words(self) -> str:
        """All text on the page."""
        fields = ("body", "text", "message")
        shown = (element for kind in WORDS for element in self.all(kind))
        return " ".join(str(getattr(element, name)) for element in shown for name in fields if hasattr(element, name))

    # --- the messages

    def _touch(self, key: str, value: Any) -> str:
        """Note a widget's new value; returns the fragment it belongs to."""
        placed = self.widget(key)
        self._touched[placed.element.id] = state(placed, value)
        return placed.fragment

    def _ask(self, began: float | None = None, **client: Any) -> None:
        """Ask for a run and wait for its end. Raises SessionError."""
        asked = BackMsg()
        request = asked.rerun_script
        for name, value in ({"query_string": self.query} | client).items():
            setattr(request, name, value)
        request.widget_states.widgets.extend(self._touched.values())
        request.cached_message_hashes.extend(self._held)
        began = began or time.perf_counter()
        try:
            self._socket.send(asked.SerializeToString())
            while not self._take(self._next(began)):
                pass
        except (ConnectionClosed, TimeoutError) as error:
            raise SessionError(f"no answer within {time.perf_counter() - began:.0f} s ({error!r})") from error
        self.seconds = time.perf_counter() - began
        if errors := list(self.all("exception")):
            raise SessionError(f"the page shows an error: {errors[0].message}")

    def _next(self, began: float) -> ForwardMsg:
        message = ForwardMsg()
        message.ParseFromString(self._socket.recv(max(0.0, began + self.timeout - time.perf_counter())))
        return message

    def _take(self, message: ForwardMsg) -> bool:
        """Take in a message; True when the run has come to its end."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._run, self._fragments = message.metadata.run.script_run_id, set(message.metadata.run.fragment_ids)
            self._runs += not self._fragments
            self.session = message.new_session.initialize.session_id
        elif kind == "navigation":
            self._page = message.navigation.page_script_hash
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind in ("delta", "ref_hash"):
            self._place(message)
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            self._clocks[message.auto_rerun.fragment_id] = self._run
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self._clocks.pop(fragment, None)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise SessionError("the page could not be read by Python")
            if message.script_finished in FINISHED:
                self._tidy()
                return True
        return False

    def _place(self, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "ref_hash":
            name, delta = message.ref_hash, self._held[message.ref_hash][1]
        else:
            name, delta = message.hash if message.metadata.cacheable else "", message.delta
        if name:
            self._held[name] = self._runs, delta
        what = delta.WhichOneof("type")
        inner = getattr(delta, what)
        kind = inner.WhichOneof("type") if what != "new_transient" else "transient"
        element = getattr(inner, kind) if what == "new_element" else inner
        path = tuple(message.metadata.delta_path)
        self.places[path] = Placed(kind or "empty", element, delta.fragment_id, self._run)

    def _tidy(self) -> None:
        """Take away what the run that has ended did not renew."""
        renewed = self._fragments
        self.places = {
            path: placed
            for path, placed in self.places.items()
            if placed.run == self._run or (renewed and placed.fragment not in renewed)
        }
        if not renewed:
            self._clocks = {fragment: run for fragment, run in self._clocks.items() if run == self._run}
            there = {getattr(placed.element, "id", "") for placed in self.places.values()}
            self._touched = {name: value for name, value in self._touched.items() if name in there}
        self._held = {name: held for name, held in self._held.items() if held[0] > self._runs - KEPT}


def key_of(element: Message) -> str:
    """The key that a page has given a widget; "" for what is none."""
    parts = str(getattr(element, "id", "")).split("-", 2)  # $$ID-hash-key
    return parts[2] if len(parts) == 3 and parts[0] == "$$ID" and parts[2] != "None" else ""


def sliders(chart: Message) -> list[Mapping[str, Any]]:
    """The sliders inside a chart that reports its selections: "name", and under "bind" its "min" and "max"."""
    params = json.loads(chart.spec).get("params", ())
    return [each for each in params if isinstance(bind := each.get("bind"), dict) and bind.get("input") == "range"]


def state(placed: Placed, value: Any) -> WidgetState:
    """A widget's new value as a browser sends it; for a chart its selections. Raises SessionError for other kinds."""
    kind, element = placed.kind, placed.element
    made = WidgetState(id=element.id)
    if kind == "slider" and element.type == Slider.SELECT_SLIDER:
        made.string_array_value.data.append(str(value))
    elif kind == "slider":
        made.double_array_value.data.append(float(value))
    elif kind == "number_input":
        made.double_value = float(value)
    elif kind == "checkbox":
        made.bool_value = bool(value)
    elif kind in CHOICES:
        made.string_value = str(value)
    elif kind == "vega_lite_chart":
        made.string_value = json.dumps({"selection": value})
    elif kind in ("button_group", "multiselect"):
        made.string_array_value.data.extend([value] if isinstance(value, str) else map(str, value))
    else:
        raise SessionError(f"a script can't move a {kind}")
    return made
