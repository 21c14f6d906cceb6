"""The VAE page's own charts: the plane at every beta, the price of order, the KL of each latent dimension."""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import planes, sweep_map
from core.charts.chart import Chart, finished
from core.pictures import colours


def beta_map(
    frames: np.ndarray,
    betas: Sequence[float],
    labels: np.ndarray,
    names: tuple[str, ...],
    start: int,
    reach: float,
    images: Sequence[str] | None = None,
    height: int = 560,
) -> Chart:
    """The plane at every beta, with the slider inside and the prior's ring.

    Args:
        frames: codes of n images at k betas, (k, n, 2).
        betas: the k betas.
        labels: class of each image, (n,), positions in `names`.
        names: what the classes are called.
        start: which beta is shown at first, 0 to k − 1.
        reach: how far from the origin the plot goes at least; points beyond it are not drawn.
        images: a data URI for each image, shown on hover, or None.
        height: of the plot in pixels.
    """
    ring = planes.ring(planes.RING, *sweep_map.equal_scales((0.0, 0.0), (reach, reach)))
    return sweep_map.sweep_map(
        frames, betas, labels, names, knob="β", start=start, images=images, height=height, axes=("z1", "z2"),
        reach=reach, above=(ring,),
    )  # fmt: skip


class Price(NamedTuple):
    """What one beta costs on the test images, per image: reconstruction and KL, and how many dimensions carry some."""

    beta: float
    reconstruction: float
    kl: float
    active: int


def rate_distortion(prices: Sequence[Price], current: float, unit: str, height: int = 300) -> Chart:
    """Reconstruction against KL, one point a beta, the current one large.

    Args:
        prices: one for each beta, beta rising.
        current: the beta that is marked.
        unit: of both axes.
        height: of the plot in pixels.
    """
    table = pd.DataFrame([price._asdict() for price in prices])
    x = alt.X(
        "kl:Q",
        title=f"KL, {unit} (stretched near 0)",
        scale=alt.Scale(type="symlog", constant=0.5, domain=[-0.12, table["kl"].max() * 1.6], nice=False),
        axis=alt.Axis(values=[0, 1, 3, 10, 30, 100], grid=True),
    )
    low, high = table["reconstruction"].min(), table["reconstruction"].max()
    room = 0.1 * (high - low)
    y = alt.Y(
        "reconstruction:Q",
        title=f"reconstruction, {unit}",
        scale=alt.Scale(domain=[low - room, high + room], nice=False, zero=False),
    )
    base = alt.Chart(table).encode(x=x, y=y)
    tooltip = [
        alt.Tooltip("beta:Q", title="β"),
        alt.Tooltip("reconstruction:Q", format=".2f"),
        alt.Tooltip("kl:Q", title="KL", format=".2f"),
        alt.Tooltip("active:Q", title="dimensions in use"),
    ]
    points = base.mark_point(filled=True, size=70, color=colours.VAE, opacity=1).encode(tooltip=tooltip)
    line = base.mark_line(color=colours.VAE, opacity=0.5).encode(order="beta:Q")
    here = alt.Chart(table[table["beta"] == current]).encode(x=x, y=y)
    marked = here.mark_point(size=330, color=colours.PICKED, opacity=1, strokeWidth=3)
    names = alt.Chart(joined_names(table)).encode(x=x, y=y, text="name:N")
    names = names.mark_text(align="left", dx=9, dy=-8, fontSize=12, color=colours.NEUTRAL)
    return finished(alt.layer(line, marked, points, names).properties(height=height))


def joined_names(table: pd.DataFrame, apart: float = 0.07) -> pd.DataFrame:
    """One row a label of the curve: points so close that their labels would overlap share one."""
    across, up = np.log1p(table["kl"] / 0.5), table["reconstruction"]
    places = np.column_stack([across / np.ptp(across), up / np.ptp(up)])
    groups: list[list[int]] = []
    for i, place in enumerate(places):
        if groups and np.linalg.norm(place - places[groups[-1][0]]) < apart:
            groups[-1].append(i)
        else:
            groups.append([i])
    rows = table.iloc[[group[0] for group in groups]].copy()
    rows["name"] = [", ".join(f"{table['beta'][i]:g}" for i in group) for group in groups]
    return rows


def bars(values: Sequence[float], names: Sequence[str], unit: str, dead_below: float, height: int = 220) -> Chart:
    """KL of each latent dimension, those that carry nothing in grey.

    Args:
        values: KL of each dimension, in the order shown.
        names: what each dimension is called.
        unit: of the values.
        dead_below: a dimension with less is called dead.
        height: of the plot in pixels.
    """
    state = ["in use" if value > dead_below else "dead" for value in values]
    table = pd.DataFrame({"dimension": names, "kl": values, "state": state})
    colour = alt.Scale(domain=["in use", "dead"], range=[colours.VAE, colours.NEUTRAL])
    drawn = (
        alt.Chart(table)
        .mark_bar()
        .encode(
            x=alt.X("dimension:N", sort=list(names), title="latent dimension", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("kl:Q", title=f"KL, {unit}"),
            color=alt.Color("state:N", scale=colour, legend=alt.Legend(title=None, orient="top")),
            tooltip=[alt.Tooltip("dimension:N"), alt.Tooltip("kl:Q", format=".3f", title=f"KL, {unit}")],
        )
        .properties(height=height)
    )
    return finished(drawn)
