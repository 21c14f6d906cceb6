"""Altair without what it does again and again: half of the first visitor's wait for a page went into it.

Altair 6.3 checks every part of a chart as it is made, and the whole once more; it works out anew for each channel that
is given in words which of its classes stands for which part of the schema, 6 ms, a hundred times on a page; and it
copies a chart to the last of its parts whenever something is added, though parts are not changed once they are made.
Here a copied chart shares its parts, classes are looked up once, and nothing is checked: the tests check every chart.
"""

from collections.abc import Collection
from typing import Any

import altair as alt
from altair.utils import schemapi

PLAIN = schemapi._FromDict, schemapi._deep_copy
KNOWN = PLAIN[0](alt.VegaLiteSchema._default_wrapper_classes())


def copied(made: Any, by_ref: Collection[str] = ()) -> Any:
    """A copy of a chart or one of its parts, in which lists and layers are new and all other parts are shared.

    What `by_ref` names is shared as well.
    """
    if not isinstance(made, alt.SchemaBase):
        return anew(made, by_ref)
    parts = {name: part if name in by_ref else anew(part, by_ref) for name, part in made._kwds.items()}
    return type(made)(*(anew(part, by_ref) for part in made._args), **parts)


def anew(part: Any, by_ref: Collection[str]) -> Any:
    """A list, a dictionary or a chart again, with what is in it; anything else as it is."""
    if isinstance(part, list):
        return [anew(each, by_ref) for each in part]
    if isinstance(part, dict):
        return {name: each if name in by_ref else anew(each, by_ref) for name, each in part.items()}
    return copied(part, by_ref) if isinstance(part, alt.TopLevelMixin) else part


def is_made() -> None:
    """From now on, in this process."""
    schemapi.disable_debug_mode()
    schemapi._FromDict = lambda _: KNOWN  # type: ignore[assignment, misc]  # it has no other door
    schemapi._deep_copy = copied  # type: ignore[assignment]  # likewise
