"""What was chosen inside a chart, as a number that the page can work with; whatever else is said counts as nothing.

`core.page.states` lets through only what has the form of a selection; which fields it has and how large they are is
seen here. `event` is what drawing the chart returned, or its place in the session: {"selection": {...}}.
"""

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any


def number(event: Mapping[str, Any], selection: str, field: str) -> float | None:
    """The number in one field of the first point chosen; None where there is none."""
    chosen = event["selection"].get(selection) or {}
    with suppress(IndexError, KeyError, TypeError, ValueError):
        found = float(chosen[0][field] if isinstance(chosen, list) else chosen[field][0])
        return found if math.isfinite(found) else None
    return None


def row(event: Mapping[str, Any], selection: str, field: str, count: int) -> int | None:
    """The number of a thing among `count`, in one field of the first point chosen; None where it is none."""
    found = number(event, selection, field)
    return int(found) if found is not None and found.is_integer() and 0 <= found < count else None


def rectangle(event: Mapping[str, Any], selection: str) -> dict[str, list[float]]:
    """The ends of a rectangle that was drawn, by axis; {} where there is none."""
    chosen = event["selection"].get(selection) or {}
    with suppress(KeyError, TypeError, ValueError):
        ends = {axis: sorted(map(float, chosen[axis])) for axis in "xy"}
        return ends if all(len(each) == 2 for each in ends.values()) else {}
    return {}
