"""What a browser says of a widget is looked at before a page sees it: a value of a wrong kind counts as none.

Streamlit trusts browsers: text for a slider, or a chart's selection that is no selection, ends in an error somewhere in
the page, and stays in the session until another value comes. Values are therefore tried where they meet what the page
has said of the widget: as they arrive, or as the widget is drawn. Whether a number is in its range the page asks
itself.
"""

import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value
from streamlit.runtime.state.session_state import Serialized, WStates

ARRIVES, IS_DRAWN = WStates.set_widget_from_proto, WStates.set_widget_metadata
FILES = "file_uploader_state_value"  # names files alone; to read it is to copy them
WRONG = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, RecursionError)
LONGEST = 100_000  # items of a selection: more than the points of any map

log = logging.getLogger(__name__)


def are_tried() -> None:
    """From now on values are tried, in this process."""
    WStates.set_widget_from_proto = arrives  # type: ignore[assignment, method-assign]  # it has no other door
    WStates.set_widget_metadata = is_drawn  # type: ignore[assignment, method-assign]


def arrives(states: WStates, value: WidgetState) -> None:
    """What Streamlit does with a value from a browser, and a look at it."""
    ARRIVES(states, value)
    try_value(states, value.id)


def is_drawn(states: WStates, widget: WidgetMetadata[Any]) -> None:
    """What Streamlit does with a widget that a page draws, and a look at the value that was there before."""
    IS_DRAWN(states, widget)
    try_value(states, widget.id)


def try_value(states: WStates, name: str) -> None:
    """Forget the value of the widget called `name`, if it is of a wrong kind."""
    value, widget = states.states.get(name), states.widget_metadata.get(name)
    if isinstance(value, Serialized) and widget is not None and not is_fit(value.value, widget):
        log.warning("left out a value of a wrong kind: %s", value.value.WhichOneof("value"))
        del states.states[name]


def is_fit(value: WidgetState, widget: WidgetMetadata[Any]) -> bool:
    """Whether a value is one that a browser could send for this widget."""
    kind = value.WhichOneof("value")
    if kind is not None and widget.value_type not in (kind, None):  # None: it was emptied before
        return False
    if kind == FILES:
        return True
    try:
        found = widget.deserializer(unpack_widget_state_value(value))
        widget.serializer(found)
    except WRONG:
        return False
    if isinstance(found, Mapping) and "selection" in found:
        return isinstance(found["selection"], Mapping) and all(map(is_selection, found["selection"].values()))
    return is_finite(found if isinstance(found, (list, tuple)) else [found])


def is_selection(chosen: Any) -> bool:
    """Whether Vega-Lite tells so of a selection: lists by field (a rectangle), or points, each as values by field."""
    if isinstance(chosen, Mapping):
        return all(isinstance(each, list) and is_flat(each) for each in chosen.values())
    return isinstance(chosen, list) and all(isinstance(each, Mapping) and is_flat(each.values()) for each in chosen)


def is_flat(found: Iterable[Any]) -> bool:
    """Whether these are words and numbers that have an end."""
    values = list(found)
    return len(values) < LONGEST and all(isinstance(each, (str, int, float)) for each in values) and is_finite(values)


def is_finite(found: Iterable[Any]) -> bool:
    """Whether none of these is a number without an end, or one that has no place in a double."""
    numbers = [each for each in found if isinstance(each, (int, float))]
    return all(abs(each) < float("1e300") if isinstance(each, int) else math.isfinite(each) for each in numbers)
