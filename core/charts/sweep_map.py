"""The chart that carries the app: a map of points whose places flow from stop to stop while a slider is dragged.

The whole sweep travels to the browser once, as a wide table (x0, y0, x1, y1, …). The slider is part of the chart, so
dragging it sends nothing to the server. Streamlit hears of it when the pointer rests: the chart's event holds the
slider's position, a number from 0 to k − 1 in which whole numbers are the computed stops. Between two stops the
picture is a straight interpolation, and its headline says so.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, touch
from core.charts.chart import Chart, Columns, finished
from core.pictures import colours

SLIDER = "sweep"  # its name in the chart's event
STEP = 0.05  # of the slider, in stops: small enough to look continuous
POINT: dict[str, Any] = {"size": 34, "opacity": 0.75, "clip": True}
CLASS_LABEL: dict[str, Any] = {"fontSize": 17, "fontWeight": 700, "clip": True}
RIM: dict[str, Any] = {"stroke": "#ffffff", "strokeWidth": 3.5, "strokeOpacity": 0.85, "strokeJoin": "round"}


def sweep_map(
    frames: np.ndarray,
    stops: Sequence[float | str],
    labels: np.ndarray,
    names: tuple[str, ...],
    knob: str,
    start: float,
    images: Sequence[str] | None = None,
    height: int = 460,
    axes: tuple[str, str] | None = None,
    reach: Sequence[float] | None = None,
    above: Sequence[alt.Chart] = (),
) -> Chart:
    """A map with its slider inside.

    Args:
        frames: places of n points at k stops, (k, n, 2).
        stops: the knob's value at each stop, (k,), for the headline.
        labels: class of each point, (n,).
        names: what the classes are called.
        knob: what the slider is called.
        start: where the slider stands at first, 0 to k − 1.
        images: a data URI for each point, shown in the corner under a mouse or a finger, or None.
        height: of the plot in pixels.
        axes: titles of the two axes where they mean something; without, axes are not drawn.
        reach: at each stop the plot shows at least this far from the origin in both directions, a unit being as long
            across as up; points beyond the plot are not drawn. None shows all points, in a window that stands still.
        above: more layers, over all others.

    Returns: a chart whose event holds the slider's position: event.selection["sweep"][0]["stop"].
    """
    k, place = len(frames), position(SLIDER)
    x, y = fixed_scales(frames) if reach is None else moving_scales(reach)
    places: dict[str, Any] = {
        "x": alt.X("x:Q", scale=x, axis=axis(axes, 0)),
        "y": alt.Y("y:Q", scale=y, axis=axis(axes, 1)),
    }
    moving = {"x": between("x", place, k), "y": between("y", place, k)}
    table = alt.Chart(wide_table(frames, palette.class_names(labels, names), images)).transform_calculate(**moving)
    base = table.encode(**places, **touch.SILENT)
    points = base.mark_circle(**POINT).encode(color=palette.class_colour(names))
    points = points.add_params(position_slider(k, knob, start, SLIDER))
    layers = [points, headline(stops, knob, place)]
    if len(names) > 1:
        middles = alt.Chart(class_middles(frames, labels, names)).transform_calculate(**moving)
        layers += class_names(middles.encode(**places, text="label:N"))
    looked_at = touch.reading(base, ["point"], "datum.label", None if images is None else "image")
    drawn = palette.canvas(*layers, *above, *looked_at).properties(height=height)
    return finished(drawn.add_params(touch.said(f"{SLIDER}_stop", stop_words(stops, SLIDER))))


def class_middles(frames: np.ndarray, labels: np.ndarray, names: tuple[str, ...]) -> pd.DataFrame:
    """The median place of each class at each stop, as a wide table with one row a class that occurs."""
    present = np.unique(labels)
    middles = np.stack([np.median(frames[:, labels == each], axis=1) for each in present], axis=1)  # (k, classes, 2)
    return wide_table(middles, palette.class_names(present, names))


def listed(
    stops: Sequence[float], labels: np.ndarray, names: tuple[str, ...], knob: str, frames: np.ndarray
) -> Columns:
    """What a map with a slider lists for those who ask for its data: where the middle of each class is at each stop."""
    present = np.unique(labels)
    middles = np.stack([np.median(frames[:, labels == each], axis=1) for each in present], axis=1)  # (k, classes, 2)
    classes = palette.class_names(present, names)
    return {
        knob: np.repeat(np.asarray(stops, dtype=float), len(present)),
        "class": classes * len(stops),
        "points": np.tile([int((labels == each).sum()) for each in present], len(stops)),
        "middle, across": middles[..., 0].ravel(),
        "middle, up": middles[..., 1].ravel(),
    }


def position_slider(k: int, knob: str, start: float, selection: str) -> alt.Parameter:
    """The slider over k stops; a selection and not a plain variable, since only selections are reported to Python."""
    binding = alt.binding_range(min=0, max=k - 1, step=STEP, name=f"{knob} ")
    return alt.selection_point(name=selection, fields=["stop"], value=[{"stop": float(start)}], bind=binding)


def position(selection: str) -> str:
    """The expression for where the slider stands; the browser holds a bare number or a list of one."""
    return f"(isArray({selection}.stop) ? +{selection}.stop[0] : +{selection}.stop)"


def between(axis_name: str, place: str, k: int) -> str:
    """The expression for a coordinate at the slider's position: the line from one computed stop to the next."""
    before, after = f"datum['{axis_name}' + floor({place})]", f"datum['{axis_name}' + min(ceil({place}), {k - 1})]"
    return f"{before} + ({after} - {before}) * ({place} - floor({place}))"


def wide_table(
    frames: np.ndarray, class_labels: Sequence[str] | None = None, images: Sequence[str] | None = None
) -> pd.DataFrame:
    """Frames (k, n, 2) as a table of n rows: point, x0, y0, x1, y1, …, and label and image where given."""
    columns: dict[str, object] = {"point": np.arange(frames.shape[1])}
    for i, frame in enumerate(np.asarray(frames, dtype=np.float32)):
        columns |= {f"x{i}": frame[:, 0], f"y{i}": frame[:, 1]}
    if class_labels is not None:
        columns["label"] = list(class_labels)
    if images is not None:
        columns["image"] = list(images)
    return pd.DataFrame(columns)


def zoomed(frames: np.ndarray) -> np.ndarray:
    """Each frame (n, 2) of (k, n, 2) moved and scaled alike in both directions to mean 0 and mean square radius 1.

    For codes that grow a hundredfold during training; shapes, angles and ratios of distances stay what they are.
    """
    centred = frames - frames.mean(axis=1, keepdims=True)
    radius = np.sqrt((centred**2).sum(axis=2).mean(axis=1))
    scaled: np.ndarray = centred / np.maximum(radius, 1e-12)[:, None, None]
    return scaled


def fixed_scales(frames: np.ndarray) -> tuple[alt.Scale, alt.Scale]:
    """Scales that hold every frame (k, n, 2) and 6 % more at each side, so that nothing jumps while the points move."""
    low, high = frames.min((0, 1)).astype(float), frames.max((0, 1)).astype(float)  # (2,) each
    middle, half = (low + high) / 2, np.maximum((high - low) * (0.5 + 0.06), 1e-6)
    domains = np.column_stack([middle - half, middle + half]).tolist()
    x, y = (alt.Scale(domain=domain, nice=False, zero=False) for domain in domains)
    return x, y


def equal_scales(middle: tuple[float, float], half: tuple[float, float]) -> tuple[alt.Scale, alt.Scale]:
    """Scales for x and y around `middle` on which a unit is as long; `half` to each side, and more where there is room.

    How wide a plot is drawn is known in the browser alone, so the domains are expressions of its size.
    """
    scales = []
    sides = ("width", "height")
    for centre, reach, other, long, short in zip(middle, half, half[::-1], sides, sides[::-1], strict=True):
        ends = [f"{centre} {sign} {reach} * max(1, {long} / {short} * {other / reach})" for sign in "-+"]
        scales.append(alt.Scale(domain=[alt.ExprRef(end) for end in ends], nice=False, zero=False))
    return scales[0], scales[1]


def moving_scales(reach: Sequence[float]) -> tuple[alt.Scale, alt.Scale]:
    """Equal scales around the origin that go as far as `reach` says at each stop of the slider."""
    place = position(SLIDER)
    values = "[" + ", ".join(f"{each:.4g}" for each in reach) + "]"
    before, after = f"{values}[floor({place})]", f"{values}[ceil({place})]"
    now = f"({before} + ({after} - {before}) * ({place} - floor({place})))"
    scales = []
    for long, short in (("width", "height"), ("height", "width")):
        ends = [f"{sign}{now} * max(1, {long} / {short})" for sign in "-+"]
        scales.append(alt.Scale(domain=[alt.ExprRef(end) for end in ends], nice=False, zero=False))
    return scales[0], scales[1]


def class_names(middles: alt.Chart, size: float = CLASS_LABEL["fontSize"]) -> list[alt.Chart]:
    """The names of the classes on a light rim, which keeps them readable on every colour and in both themes.

    `middles` is a chart that encodes the place and the text of each; `size` is of the letters, in pixels.
    """
    look = CLASS_LABEL | {"fontSize": size}
    return [middles.mark_text(**look, **RIM, fillOpacity=0), middles.mark_text(**look, fill="#111111")]


def axis(titles: tuple[str, str] | None, which: int) -> alt.Axis | None:
    """An axis with its title, or None: the axes of t-SNE and UMAP maps have no unit and no meaning."""
    return None if titles is None else alt.Axis(title=titles[which], grid=True, tickCount=5)


def stop_words(stops: Sequence[float | str], selection: str) -> str:
    """The expression for the computed stop at which a `position_slider` stands, or both between which it does."""
    place = f"{selection}_stop"
    values = "[" + ", ".join(f"'{stop if isinstance(stop, str) else f'{stop:g}'}'" for stop in stops) + "]"
    between = f"'between ' + {values}[floor({place})] + ' and ' + {values}[ceil({place})]"
    return f"abs({place} - round({place})) < {STEP / 2} ? {values}[round({place})] : {between}"


def headline(stops: Sequence[float | str], knob: str, place: str) -> alt.Chart:
    """The line above the plot that names the computed stop on screen, or says that the picture is in between."""
    values = "[" + ", ".join(f"'{stop if isinstance(stop, str) else f'{stop:g}'}'" for stop in stops) + "]"
    at_stop = f"abs({place} - round({place})) < {STEP / 2}"
    words = (
        f"{at_stop} ? '{knob} ' + {values}[round({place})] : 'between {knob} ' + {values}[floor({place})] + ' and '"
        f" + {values}[ceil({place})] + ' (not computed: drawn in between)'"
    )
    return line_of_words(words, 0, -6, align="left", fontSize=15, color=colours.NEUTRAL)


def line_of_words(words: str, x: float | alt.ExprRef, y: float | alt.ExprRef, **style: Any) -> alt.Chart:
    """A line of text in a plot or above it, y < 0: an expression, and where it stands in pixels."""
    drawn: alt.Chart = (
        alt.Chart(alt.sequence(0, 1))
        .mark_text(baseline="bottom", fontWeight=600, **style)
        .transform_calculate(words=words)
        .encode(x=alt.value(x), y=alt.value(y), text="words:N")
    )
    return drawn
