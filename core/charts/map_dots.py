"""The points of a map: their colours, and what they say on hover."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt

from core.charts import palette
from core.charts.map_tables import LEVELS, MARKS, POINTS, told_apart

MARGIN = 1.05
REACH = LEVELS * MARGIN  # of a map around its middle, in the units of the tables
DOMAIN = [-REACH, REACH]


class DotsLook(NamedTuple):
    """What points look like.

    Args:
        names: of the classes.
        header: what comes before a point's pixels to make a data URI, or "" where points have no picture.
        called: whether each point is called by a word.
        rising: whether the classes are steps of a number, from low to high.
    """

    names: tuple[str, ...]
    header: str = ""
    called: bool = False
    rising: bool = False


def dots(look: DotsLook, strength: str, place: Sequence[str]) -> alt.Chart:
    """The points, coloured by class.

    Args:
        look: what they look like.
        strength: the expression of their opacity, 0 to 1, in which the columns of the table of marks can be named.
        place: the expressions of where each is across and down, in pixels. Encodings would have every point asked in
            every frame whether its place is a number, and then scaled: half of what a slider's frame costs.
    """
    names = look.names
    words = {"label": f"{list(names)}[datum.kind]", "strength": strength}
    tip = ["'title': datum.word"] if look.called else []
    tip += ["'class': datum.label"] if told_apart(names) else []
    tip += [f"'image': datum.pixels ? '{look.header}' + datum.pixels : ''"] if look.header else []
    told: dict[str, Any] = {"tooltip": alt.ExprRef("datum.tip") if tip else None}
    told |= {axis: alt.ExprRef(pixels) for axis, pixels in zip("xy", place, strict=True)}
    colour, marks = palette.class_colour(names, legend=False, rising=look.rising), ["on", "listed"]
    if palette.many(names):
        marks.append("shade")
        words["shade"] = f"{list(palette.SHADES)}[datum.shade]"
        colour = alt.Color("shade:N", scale=None)
    drawn: alt.Chart = (
        alt.Chart(alt.NamedData(POINTS))
        .transform_lookup("point", alt.LookupData(data=alt.NamedData(MARKS), key="point", fields=marks))
        .mark_circle(size=26, clip=True, aria=False, **told)
        .transform_calculate(**words)
        .transform_calculate(tip="{" + ", ".join(tip) + "}")
        .encode(color=colour, opacity=alt.Opacity("strength:Q", scale=None))
    )
    return drawn
