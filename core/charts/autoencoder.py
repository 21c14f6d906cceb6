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
TOP = 12.0  # where the axis of errors under noise ends


def code_bars(code: np.ndarray, reach: float, height: int = 180) -> Chart:
    """The values of a code (k,) as bars to the left (negative) and right of zero.

    The axis ends at `reach` on both sides, the same for all images.
    """
    names = numbers_of(code)
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    x = alt.X("value:Q", scale=scale, axis=alt.Axis(title=None, tickCount=3))
    axis = alt.Axis(title=None, domain=False, ticks=False) if len(code) <= 16 else None
    y = alt.Y("place:N", sort=names, axis=axis, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1))
    tooltip = [alt.Tooltip("place:N", title="number"), alt.Tooltip("value:Q", format=".2f")]
    base = alt.Chart(alt.NamedData(CODE)).encode(x=x, y=y, tooltip=tooltip)
    zero = alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(color=NEUTRAL)
    layers = [base.mark_bar(color=AUTOENCODER), zero.encode(x=alt.X("value:Q", scale=scale))]
    if len(code) <= WRITTEN_OUT:
        words = base.transform_calculate(at="datum.value > 0 ? 'below' : 'above'")
        look: dict[str, Any] = {"fontSize": 13, "fontWeight": 600, "color": NEUTRAL}
        for side, place in (("above", {"align": "left", "dx": 5}), ("below", {"align": "right", "dx": -5})):
            text = words.transform_filter(f"datum.at == '{side}'").mark_text(**look | place)
            layers.append(text.encode(x=alt.datum(0), y=y, text=alt.Text("value:Q", format=".1f")))
    return finished(palette.canvas(*layers).properties(height=height), code_table(code))


def code_table(code: np.ndarray) -> dict[str, Table]:
    """The table of a code (k,): its values, rounded, and their numbers."""
    values = np.asarray(code, dtype=float).round(4)
    return {CODE: pd.DataFrame({"value": values, "place": numbers_of(code)})}


def numbers_of(code: np.ndarray) -> list[str]:
    """What the values of a code (k,) are called: their numbers from 1."""
    return [str(i + 1) for i in range(len(code))]


def error_curve(errors: Mapping[str, Sequence[float]], sizes: Sequence[int], mean_image: float, current: int) -> Chart:
    """Error on test images against latent size, one line a method, with the mean image as the line of no code at all.

    Args:
        errors: for "Autoencoder" and "PCA" the squared error per image at each size.
        sizes: the latent sizes k.
        mean_image: squared error per image of the mean training image.
        current: the latent size that is marked.
    """
    table = palette.long_table(errors, sizes, ("k", "error", "method"))
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
    mean = {"error": mean_image, "name": "the mean image, no code at all"}
    return in_layers(
        marker(x, k=current),
        *named_level(mean, y, "width", align="right", baseline="top", dy=5),
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=70, opacity=1).encode(tooltip=tooltip),
        here.mark_point(filled=False, size=220, strokeWidth=2.5, opacity=1),
    )


def in_layers(*layers: alt.Chart) -> Chart:
    """Layers over one another as the chart of a curve."""
    return finished(alt.layer(*layers, usermeta=palette.CANVAS).properties(height=300))


def marker(x: alt.X, **at: float) -> alt.Chart:
    """A vertical line where the visitor's control stands: the field of x and its value."""
    drawn: alt.Chart = alt.Chart(pd.DataFrame([at])).mark_rule(color=PICKED, strokeWidth=2, strokeDash=[4, 3])
    return drawn.encode(x=x)


def named_level(level: Mapping[str, Any], y: alt.Y, x: str | alt.ExprRef, **style: Any) -> list[alt.Chart]:
    """A horizontal line and at x its name; `level` holds the field of y and the name."""
    base = alt.Chart(pd.DataFrame([level])).encode(y=y)
    words = base.mark_text(color=NEUTRAL, fontSize=12, **style).encode(x=alt.value(x), text="name:N")
    return [base.mark_rule(color=NEUTRAL, strokeWidth=1.5), words]


def share_curve(shares: Mapping[int, float], real: float, current: int) -> Chart:
    """How many random codes decode to pictures unlike the data, against latent size.

    Args:
        shares: 0 to 1, by latent size.
        real: the same share of real test images.
        current: the latent size that is marked.
    """
    sizes = sorted(shares)
    table = pd.DataFrame({"k": sizes, "share": [float(shares[k]) for k in sizes]})
    x = size_axis(sizes)
    scale = alt.Scale(domain=[0, 1], nice=False)
    y = alt.Y("share:Q", title="unlike any image", scale=scale, axis=alt.Axis(format=".0%"))
    base = alt.Chart(table).encode(x=x, y=y)
    tooltip = [alt.Tooltip("k:Q", title="numbers"), alt.Tooltip("share:Q", format=".1%", title="unlike any image")]
    level, middle = {"share": real, "name": "real test images"}, alt.ExprRef("width * 0.65")
    return in_layers(
        marker(x, k=current),
        *named_level(level, y, middle, align="center", baseline="bottom", dy=-4),
        base.mark_line(strokeWidth=2.5, color=AUTOENCODER),
        base.mark_point(filled=True, size=70, opacity=1, color=AUTOENCODER).encode(tooltip=tooltip),
    )


def size_axis(sizes: Sequence[int]) -> alt.X:
    """The axis of latent sizes, one step for each doubling."""
    return alt.X(
        "k:Q", title="numbers in the code",
        scale=alt.Scale(type="log", base=2, domain=[float(sizes[0]) * 0.9, float(sizes[-1]) * 1.1], nice=False),
        axis=alt.Axis(values=list(sizes), grid=False, format="d"),
    )  # fmt: skip


def noise_curve(errors: Mapping[str, np.ndarray], levels: Sequence[float], current: float) -> Chart:
    """Error against the clean image, as the noise on what goes in grows, one line each; lines leave the plot at `TOP`.

    Args:
        errors: for "denoising", "plain" and "noisy" the squared error per image at each level.
        levels: standard deviations of the noise.
        current: the level that is marked.
    """
    names = list(errors)
    styles = {"denoising": (AUTOENCODER, [1, 0]), "plain": (AUTOENCODER, [5, 4])}
    colours, dashes = zip(*(styles.get(name, (NEUTRAL, [1, 0])) for name in names), strict=True)
    x = alt.X("level:Q", title="noise on what goes in", scale=alt.Scale(domain=[levels[0], levels[-1]], nice=False))
    y = alt.Y("error:Q", title="squared error per test image", scale=alt.Scale(domain=[0, TOP], nice=False))
    legend = alt.Legend(title=None, orient="top", symbolType="stroke", symbolStrokeWidth=2.5)
    colour = alt.Color("picture:N", scale=alt.Scale(domain=names, range=list(colours)), legend=legend)
    dash = alt.StrokeDash("picture:N", scale=alt.Scale(domain=names, range=list(dashes)), legend=legend)
    table = palette.long_table(errors, levels, ("level", "error", "picture"))
    base = alt.Chart(table).encode(x=x, y=y, color=colour, strokeDash=dash)
    tooltip = [alt.Tooltip("picture:N"), alt.Tooltip("level:Q", format=".2f"), alt.Tooltip("error:Q", format=".2f")]
    points = base.mark_point(filled=True, size=60, opacity=0, clip=True).encode(tooltip=tooltip)
    return in_layers(marker(x, level=current), base.mark_line(strokeWidth=2.5, clip=True), points)
