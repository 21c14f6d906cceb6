"""The Autoencoder page's own charts: errors and shares against latent size and noise."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, touch
from core.charts.chart import Chart, finished
from core.pictures.colours import AUTOENCODER, METHODS, NEUTRAL, PICKED

TOP = 12.0  # where the axis of errors under noise ends


def error_curve(
    errors: Mapping[str, Sequence[float]],
    sizes: Sequence[int],
    mean_image: float,
    current: int,
    again: Mapping[int, Sequence[float]],
) -> Chart:
    """Error on test images against latent size, one line a method, with the mean image as the line of no code at all.

    Args:
        errors: for "Autoencoder" and "PCA" the squared error per image at each size.
        sizes: the latent sizes k.
        mean_image: squared error per image of the mean training image.
        current: the latent size that is marked.
        again: the autoencoder's errors at each size with other seeds, whose range is a bar.
    """
    ranges = pd.DataFrame([{"k": k, "low": min(of_k), "high": max(of_k)} for k, of_k in again.items()])
    table = palette.long_table(errors, sizes, ("k", "error", "method"))
    x = size_axis(sizes)
    top = max(mean_image, table["error"].max()) * 1.06
    y = alt.Y("error:Q", title="squared error per test image", scale=alt.Scale(domain=[0, float(top)], nice=False))
    colour = alt.Color(
        "method:N", legend=alt.Legend(title=None, orient="top"),
        scale=alt.Scale(domain=list(errors), range=[METHODS[method] for method in errors]),
    )  # fmt: skip
    base = alt.Chart(table).encode(x=x, y=y, color=colour)
    words = "datum.method + ', ' + datum.k + (datum.k == 1 ? ' number: ' : ' numbers: ') + format(datum.error, '.2f')"
    here = base.transform_filter(alt.datum.k == current)
    mean = {"error": mean_image, "name": "the mean image, no code at all"}
    return in_layers(
        marker(x, k=current),
        *named_level(mean, y, "width", align="right", baseline="top", dy=5),
        alt.Chart(ranges)
        .mark_rule(strokeWidth=9, opacity=0.35, color=METHODS["Autoencoder"])
        .encode(x=x, y=alt.Y("low:Q"), y2="high:Q", **touch.SILENT),
        base.mark_line(strokeWidth=2.5),
        base.mark_point(filled=True, size=70, opacity=1).encode(**touch.SILENT),
        here.mark_point(filled=False, size=220, strokeWidth=2.5, opacity=1).encode(**touch.SILENT),
        *touch.reading(alt.Chart(table).encode(x=x, y=y), ["k", "method"], words),
    )


def in_layers(*layers: alt.Chart) -> Chart:
    """Layers over one another as the chart of a curve."""
    return finished(alt.layer(*layers, usermeta=palette.CANVAS).properties(height=250))


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
    words = "datum.k + (datum.k == 1 ? ' number: ' : ' numbers: ') + format(datum.share, '.0%') + ' unlike'"
    level, middle = {"share": real, "name": "real test images"}, alt.ExprRef("width * 0.65")
    return in_layers(
        marker(x, k=current),
        *named_level(level, y, middle, align="center", baseline="bottom", dy=-4),
        base.mark_line(strokeWidth=2.5, color=AUTOENCODER),
        base.mark_point(filled=True, size=70, opacity=1, color=AUTOENCODER).encode(**touch.SILENT),
        *touch.reading(base, ["k"], words),
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
    words = "datum.picture + ', noise ' + format(datum.level, '.2f') + ': ' + format(datum.error, '.2f')"
    inside = alt.Chart(table[table["error"] <= TOP]).encode(x=x, y=y)
    read = touch.reading(inside, ["level", "picture"], words)
    return in_layers(marker(x, level=current), base.mark_line(strokeWidth=2.5, clip=True), *read)
