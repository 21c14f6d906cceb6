"""The Autoencoder page's own charts: a code as bars, error against latent size."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette
from core.charts.chart import Chart, Table, finished
from core.pictures.colours import AUTOENCODER, METHODS, NEUTRAL, PICKED

CODE = "code"  # the table of a code
WRITTEN_OUT = 4  # codes of at most this many values have their numbers beside the bars


def code_bars(code: np.ndarray, reach: float, height: int = 180, width: int | None = None) -> Chart:
    """The values of a code as bars to the left (negative) and right of zero.

    Args:
        code: (k,).
        reach: where the axis ends on both sides, the same for all images.
        height: of the plot in pixels.
        width: of the plot in pixels; None fills the place it is given.
    """
    names = numbers_of(code)
    x = alt.X("value:Q", scale=alt.Scale(domain=[-reach, reach], nice=False), axis=alt.Axis(title=None, tickCount=3))
    axis = alt.Axis(title=None, domain=False, ticks=False) if len(code) <= 16 else None
    y = alt.Y("place:N", sort=names, axis=axis, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1))
    tooltip = [alt.Tooltip("place:N", title="number"), alt.Tooltip("value:Q", format=".2f")]
    base = alt.Chart(alt.NamedData(CODE)).encode(x=x, y=y, tooltip=tooltip)
    layers = [base.mark_bar(color=AUTOENCODER)]
    zero = alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(color=NEUTRAL)
    layers.append(zero.encode(x=alt.X("value:Q", scale=alt.Scale(domain=[-reach, reach], nice=False))))
    if len(code) <= WRITTEN_OUT:
        words = base.transform_calculate(at="datum.value > 0 ? 'below' : 'above'")
        look: dict[str, Any] = {"fontSize": 13, "fontWeight": 600, "color": NEUTRAL}
        for side, place in (("above", {"align": "left", "dx": 5}), ("below", {"align": "right", "dx": -5})):
            text = words.transform_filter(f"datum.at == '{side}'").mark_text(**look | place)
            layers.append(text.encode(x=alt.datum(0), y=y, text=alt.Text("value:Q", format=".1f")))
    size = {"height": height} | ({} if width is None else {"width": width})
    return finished(palette.canvas(*layers).properties(**size), code_table(code))


def code_table(code: np.ndarray) -> dict[str, Table]:
    """The table of a code (k,): its values, rounded, and their numbers."""
    values = np.asarray(code, dtype=float).round(4)
    return {CODE: pd.DataFrame({"value": values, "place": numbers_of(code)})}


def numbers_of(code: np.ndarray) -> list[str]:
    """What the values of a code (k,) are called: their numbers from 1."""
    return [str(i + 1) for i in range(len(code))]


def error_curve(
    errors: Mapping[str, Sequence[float]], sizes: Sequence[int], mean_image: float, current: int, height: int = 300
) -> Chart:
    """Error on test images against latent size, one line a method, with the mean image as the line of no code at all.

    Args:
        errors: for "Autoencoder" and "PCA" the squared error per image at each size.
        sizes: the latent sizes k.
        mean_image: squared error per image of the mean training image.
        current: the latent size that is marked.
        height: of the plot in pixels.
    """
    rows = [
        {"k": k, "error": float(error), "method": method}
        for method, values in errors.items()
        for k, error in zip(sizes, values, strict=True)
    ]
    table = pd.DataFrame(rows)
    x = size_axis(sizes)
    top = max(mean_image, table["error"].max()) * 1.06
    y = alt.Y("error:Q", title="squared error per test image", scale=alt.Scale(domain=[0, float(top)], nice=False))
    colour = alt.Color(
        "method:N", legend=alt.Legend(title=None, orient="top"),
        scale=alt.Scale(domain=list(errors), range=[METHODS[method] for method in errors]),
    )  # fmt: skip
    base = alt.Chart(table).encode(x=x, y=y, color=colour)
    tooltip = [alt.Tooltip("method:N"), alt.Tooltip("k:Q", title="numbers"), alt.Tooltip("error:Q", format=".2f")]
    here = base.transform_filter(alt.datum.k == current)
    drawn = alt.layer(
        marked_size(current, x),
        mean_line(mean_image, y),
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=70, opacity=1).encode(tooltip=tooltip),
        here.mark_point(filled=False, size=220, strokeWidth=2.5, opacity=1),
        usermeta=palette.CANVAS,
    )
    return finished(drawn.properties(height=height))


def marked_size(current: int, x: alt.X) -> alt.Chart:
    """A vertical line at the latent size that the visitor has chosen."""
    table = pd.DataFrame({"k": [current]})
    drawn: alt.Chart = alt.Chart(table).mark_rule(color=PICKED, strokeWidth=2, strokeDash=[4, 3]).encode(x=x)
    return drawn


def mean_line(mean_image: float, y: alt.Y) -> alt.LayerChart:
    """A horizontal line where the mean image is, with its name."""
    base = alt.Chart(pd.DataFrame({"error": [mean_image], "name": ["the mean image, no code at all"]})).encode(y=y)
    words = base.mark_text(align="right", baseline="top", dy=5, color=NEUTRAL, fontSize=12)
    drawn: alt.LayerChart = base.mark_rule(color=NEUTRAL, strokeWidth=1.5) + words.encode(
        x=alt.value("width"), text="name:N"
    )
    return drawn


def share_curve(shares: Mapping[int, float], real: float, current: int, height: int = 300) -> Chart:
    """How many random codes decode to pictures unlike the data, against latent size.

    Args:
        shares: 0 to 1, by latent size.
        real: the same share of real test images.
        current: the latent size that is marked.
        height: of the plot in pixels.
    """
    sizes = sorted(shares)
    table = pd.DataFrame({"k": sizes, "share": [float(shares[k]) for k in sizes]})
    x = size_axis(sizes)
    y = alt.Y(
        "share:Q", title="unlike any image", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(format=".0%")
    )
    base = alt.Chart(table).encode(x=x, y=y)
    tooltip = [alt.Tooltip("k:Q", title="numbers"), alt.Tooltip("share:Q", format=".1%", title="unlike any image")]
    line = alt.Chart(pd.DataFrame({"share": [real], "name": ["real test images"]})).encode(y=y)
    words = line.mark_text(align="center", baseline="bottom", dy=-4, color=NEUTRAL, fontSize=12)
    drawn = alt.layer(
        marked_size(current, x),
        line.mark_rule(color=NEUTRAL, strokeWidth=1.5),
        words.encode(x=alt.value(alt.ExprRef("width * 0.65")), text="name:N"),
        base.mark_line(strokeWidth=2.5, color=AUTOENCODER),
        base.mark_point(filled=True, size=70, opacity=1, color=AUTOENCODER).encode(tooltip=tooltip),
        usermeta=palette.CANVAS,
    )
    return finished(drawn.properties(height=height))


def size_axis(sizes: Sequence[int]) -> alt.X:
    """The axis of latent sizes, one step for each doubling."""
    return alt.X(
        "k:Q", title="numbers in the code",
        scale=alt.Scale(type="log", base=2, domain=[float(sizes[0]) * 0.9, float(sizes[-1]) * 1.1], nice=False),
        axis=alt.Axis(values=list(sizes), grid=False, format="d"),
    )  # fmt: skip


def noise_curve(
    errors: Mapping[str, np.ndarray], levels: Sequence[float], current: float, top: float = 12.0, height: int = 300
) -> Chart:
    """Error against the clean image, as the noise on what goes in grows, one line each.

    Args:
        errors: for "denoising", "plain" and "noisy" the squared error per image at each level.
        levels: standard deviations of the noise.
        current: the level that is marked.
        top: where the axis of errors ends; lines leave the plot there.
        height: of the plot in pixels.
    """
    rows = [
        {"level": level, "error": float(error), "picture": name}
        for name, values in errors.items()
        for level, error in zip(levels, values, strict=True)
    ]
    names = list(errors)
    styles = {"denoising": (AUTOENCODER, [1, 0]), "plain": (AUTOENCODER, [5, 4])}
    colours, dashes = zip(*(styles.get(name, (NEUTRAL, [1, 0])) for name in names), strict=True)
    x = alt.X("level:Q", title="noise on what goes in", scale=alt.Scale(domain=[levels[0], levels[-1]], nice=False))
    y = alt.Y("error:Q", title="squared error per test image", scale=alt.Scale(domain=[0, top], nice=False))
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=2.5)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=x,
        y=y,
        color=alt.Color("picture:N", scale=alt.Scale(domain=names, range=list(colours)), legend=legend),
        strokeDash=alt.StrokeDash("picture:N", scale=alt.Scale(domain=names, range=list(dashes)), legend=legend),
    )
    tooltip = [alt.Tooltip("picture:N"), alt.Tooltip("level:Q", format=".2f"), alt.Tooltip("error:Q", format=".2f")]
    here = alt.Chart(pd.DataFrame({"level": [current]})).encode(x=x)
    drawn = alt.layer(
        here.mark_rule(color=PICKED, strokeWidth=2, strokeDash=[4, 3]),
        base.mark_line(strokeWidth=2.5, clip=True),
        base.mark_point(filled=True, size=60, opacity=0, clip=True).encode(tooltip=tooltip),
        usermeta=palette.CANVAS,
    )
    return finished(drawn.properties(height=height))
