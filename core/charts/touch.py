"""What a mouse and a finger do to a chart: the events by which it answers both alike, while the page can be scrolled.

On a touch screen Vega does not know what a click has hit, nor what lies under a finger before it moves; it knows what
was there as it touched. So fingers are heard by the events of touch. A scroll begins with the same ones, and can't
where Vega takes them away from the browser, which it does unless it is told to leave them (`LEAVES_SCROLLING`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from core.pictures import colours

LEAVES_SCROLLING: Mapping[str, Any] = {"events": {"defaults": {"allow": ["wheel", "touchstart", "touchend"]}}}
HOVERS = "pointermove,touchstart"  # looks at what is under it
LEAVES = "pointerout[event.type === 'pointerout' && event.pointerType !== 'touch']"  # the chart; a finger is lifted
INSIDE = " && ".join(f"item().bounds.{side}1 <= {side}() && {side}() <= item().bounds.{side}2" for side in "xy")
PICKS = ",".join(  # takes what is under it: a mouse; a finger that has moved sideways; a tap, which no scroll is
    [
        "click[event.pointerType !== 'touch' && item().bounds]",
        "pointerup[event.pointerType === 'touch' && item().bounds]",
        f"touchend[event.cancelable && item().bounds && {INSIDE}]",
    ]
)
NEAR = "near"  # the selection of what is looked at
PICTURE = 72  # pixels: side of the picture of it
SILENT: Mapping[str, Any] = {"tooltip": alt.value(None)}


def picks(
    name: str, field: str, nearest: bool = False, start: Any = None, keys: tuple[str, int] | None = None
) -> alt.Parameter:
    """A selection of one thing by a click or a tap, reported as event.selection[name][0][field]; at first `start`.

    `keys` is what a slider for those without a pointer is called, and among how many it chooses.
    """
    options: dict[str, Any] = {} if start is None else {"value": [{field: start}]}
    options |= {} if keys is None else {"bind": slider(*keys)}
    return alt.selection_point(
        name=name, fields=[field], on=PICKS, nearest=nearest, clear=False, toggle=False, **options
    )  # fmt: skip


def slider(name: str, count: int) -> alt.BindRange:
    """A slider over things numbered from 0, which is seen when the keyboard comes to it (style.css names it)."""
    return alt.binding_range(min=0, max=count - 1, step=1, name=f"{name} ")


def said(slider: str, words: str) -> alt.Parameter:
    """What stands where a slider is, for those who would hear a bare number (heard.js): an expression of the browser.

    `slider` is the signal that it moves, as `sweep_stop`: the selection and its field.
    """
    return alt.param(name=f"said_{slider}", expr=words)


def row_said(slider: str, table: str) -> alt.Parameter:
    """The same where the slider counts the rows of a table: their words."""
    return said(slider, f"isValid({slider}) ? data('{table}')[{slider}].words : 'none yet'")


def near(
    fields: Sequence[str],
    nearest: bool = True,
    start: Any = None,
    name: str = NEAR,
    keys: tuple[str, int] | None = None,
) -> alt.Parameter:
    """A selection of what a mouse or a finger is at, told apart by `fields`; at first nothing, or the field `start`.

    `keys` is as in `picks`.
    """
    options: dict[str, Any] = {} if start is None else {"value": [{fields[0]: start}]}
    options |= {} if keys is None else {"bind": slider(*keys)}
    return alt.selection_point(
        name=name, fields=list(fields), on=HOVERS, nearest=nearest, clear=False, empty=False, toggle=False,
        **options,
    )  # fmt: skip


def reading(
    places: alt.Chart, fields: Sequence[str], words: str, picture: str | None = None, below: bool = False
) -> list[alt.Chart]:
    """Layers by which a chart says what lies nearest to a mouse or a finger: a ring around it, and a line of words.

    Args:
        places: encodes x and y of what can be read.
        fields: tell one of them from the others.
        words: an expression of a row of its table.
        picture: the field that holds a data URI, drawn large in the corner.
        below: whether the line stands under the plot and not above it.
    """
    at = near(fields)
    found = places.transform_filter({"param": NEAR, "empty": False}).encode(**SILENT)
    here = found.transform_calculate(reading=words)
    line = alt.value(alt.ExprRef("height + 20")) if below else alt.value(-6)
    text = here.mark_text(align="right", baseline="bottom", fontSize=13, fontWeight=600, color=colours.NEUTRAL)
    layers = [
        places.mark_point(opacity=0, size=1).encode(**SILENT).add_params(at),
        found.mark_point(filled=False, size=200, strokeWidth=3, color=colours.PICKED, opacity=1),
        text.encode(x=alt.value("width"), y=line, text="reading:N"),
    ]
    if picture is not None:
        corner = {"x": alt.value(alt.ExprRef(f"width - {PICTURE / 2}")), "y": alt.value(PICTURE / 2)}
        drawn = found.mark_image(width=PICTURE, height=PICTURE, smooth=False)
        layers.append(drawn.encode(**corner, url=f"{picture}:N"))
    return layers
