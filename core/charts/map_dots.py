"""The points of a map: their colours, and what they say on hover."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import altair as alt

from core.charts import palette
from core.charts.map_tables import MARKS, POINTS, told_apart
from core.pictures.places import LEVELS

Told = TypeVar("Told", alt.Chart, alt.LayerChart)

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


def told(chart: Told, look: DotsLook, strength: str) -> Told:
    """The chart, or charts over one another, with what is said of each point beside its places: what `dots` draw.

    Args:
        chart: without data.
        look: what the points look like.
        strength: the expression of their opacity, 0 to 1, in which the columns of the table of marks can be named.
    """
    marks, words = ["on", "listed"], {"label": f"{list(look.names)}[datum.kind]", "strength": strength}
    if palette.many(look.names):
        marks.append("shade")
        words["shade"] = f"{list(palette.SHADES)}[datum.shade]"
    chart.data = alt.NamedData(POINTS)
    found = chart.transform_lookup("point", alt.LookupData(data=alt.NamedData(MARKS), key="point", fields=marks))
    found = found.transform_calculate(**words)
    return found.transform_calculate(tip="{" + ", ".join(tip(look)) + "}") if tip(look) else found


def tip(look: DotsLook) -> list[str]:
    """The parts of what a point says on hover."""
    found = ["'title': datum.word"] if look.called else []
    found += ["'class': datum.label"] if told_apart(look.names) else []
    return found + ([f"'image': datum.pixels ? '{look.header}' + datum.pixels : ''"] if look.header else [])


def dots(look: DotsLook, place: Sequence[str]) -> alt.Chart:
    """The points, coloured by class, for a chart that is `told` of them.

    `place` are the expressions of where each is across and down, in pixels. Encodings would have every point asked in
    every frame whether its place is a number, and then scaled: half of what a slider's frame costs.
    """
    colour = palette.class_colour(look.names, legend=False, rising=look.rising)
    if palette.many(look.names):
        colour = alt.Color("shade:N", scale=None)
    pixels: dict[str, Any] = {axis: alt.ExprRef(each) for axis, each in zip("xy", place, strict=True)}
    on_hover = alt.ExprRef("datum.tip") if tip(look) else None
    drawn: alt.Chart = alt.Chart().mark_circle(size=26, clip=True, aria=False, tooltip=on_hover, **pixels)
    return drawn.encode(color=colour, opacity=alt.Opacity("strength:Q", scale=None))
