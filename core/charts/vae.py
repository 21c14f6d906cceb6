"""The VAE page's own charts: the plane at every beta, the price of order, the KL of each latent dimension."""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core import luck
from core.charts import palette, planes, sweep_map, touch
from core.charts.chart import Chart, finished
from core.pictures import colours

APART = 0.07  # of the plot: names of points that are nearer to one another than this would overlap


def beta_map(
    frames: np.ndarray,
    betas: Sequence[float],
    labels: np.ndarray,
    names: tuple[str, ...],
    start: int,
    reach: Sequence[float],
    images: Sequence[str] | None = None,
) -> Chart:
    """The plane at every beta, with the slider inside and the prior's ring: `sweep_map` of codes (k, n, 2).

    `reach` is how far it goes from the middle at each beta: the ring is the scale by which a wider one is seen.
    """
    ring = planes.ring(planes.RING, *sweep_map.moving_scales(reach))
    return sweep_map.sweep_map(
        frames, betas, labels, names, "β", start, images, height=560, axes=("z1", "z2"), reach=reach, above=(ring,)
    )


class Price(NamedTuple):
    """What one beta costs on the test images, per image: reconstruction and KL, and how many dimensions carry some.

    `again` holds both figures of trainings with other seeds, this one among them: (reconstructions, KLs).
    """

    beta: float
    reconstruction: float
    kl: float
    active: int
    again: tuple[Sequence[float], Sequence[float]]


def rate_distortion(prices: Sequence[Price], current: float, unit: str) -> Chart:
    """Reconstruction against KL, one point a beta (rising), the `current` one large; `unit` is that of both axes.

    Crosses show how far the figures of other seeds' trainings reach.
    """
    table = pd.DataFrame([price._asdict() for price in prices]).drop(columns="again")
    ends = pd.DataFrame(
        [
            {"kl": luck.middle(kls), "reconstruction": luck.middle(errors), "left": min(kls), "right": max(kls),
             "low": min(errors), "high": max(errors)}
            for errors, kls in (price.again for price in prices)
        ]
    )  # fmt: skip
    stretched = alt.Scale(type="symlog", constant=0.5, domain=[-0.12, ends["right"].max() * 1.6], nice=False)
    ticks = alt.Axis(values=[0, 1, 3, 10, 30, 100], grid=True)
    x = alt.X("kl:Q", title=f"KL, {unit} (stretched near 0)", scale=stretched, axis=ticks)
    low, high = ends["low"].min(), ends["high"].max()
    room = 0.1 * (high - low)
    scale = alt.Scale(domain=[low - room, high + room], nice=False, zero=False)
    y = alt.Y("reconstruction:Q", title=f"reconstruction, {unit}", scale=scale)
    base = alt.Chart(table).encode(x=x, y=y)
    points = base.mark_point(filled=True, size=70, color=colours.VAE, opacity=1).encode(**touch.SILENT)
    says = (
        "'β ' + datum.beta + ': reconstruction ' + format(datum.reconstruction, '.2f') + ', KL ' + "
        "format(datum.kl, '.2f')"
    )
    line = base.mark_line(color=colours.VAE, opacity=0.5).encode(order="beta:Q")
    cross = alt.Chart(ends).mark_rule(strokeWidth=5, opacity=0.35, color=colours.VAE)
    luck_of = [
        cross.encode(x=x, y=alt.Y("low:Q"), y2="high:Q", **touch.SILENT),
        cross.encode(x=alt.X("left:Q"), x2="right:Q", y=y, **touch.SILENT),
    ]
    here = alt.Chart(table[table["beta"] == current]).encode(x=x, y=y)
    marked = here.mark_point(size=330, color=colours.PICKED, opacity=1, strokeWidth=3)
    names = alt.Chart(joined_names(table, high - low)).encode(x=x, y=y, text="name:N")
    names = names.mark_text(align="left", dx=9, dy=-8, fontSize=12, color=colours.NEUTRAL)
    read = touch.reading(base, ["beta"], says)
    return finished(palette.canvas(line, marked, *luck_of, points, names, *read).properties(height=300))


def joined_names(table: pd.DataFrame, tall: float) -> pd.DataFrame:
    """One row a label of the curve: points so close that their labels would overlap share one.

    `tall` is what the plot shows of the reconstructions, from the least to the most.
    """
    across, up = np.log1p(table["kl"] / 0.5), table["reconstruction"]
    places = np.column_stack([across / np.ptp(across), up / tall])
    groups: list[list[int]] = []
    for i, place in enumerate(places):
        if groups and np.linalg.norm(place - places[groups[-1][0]]) < APART:
            groups[-1].append(i)
        else:
            groups.append([i])
    rows = table.iloc[[group[0] for group in groups]].copy()
    rows["name"] = [", ".join(f"{table['beta'][i]:g}" for i in group) for group in groups]
    return rows


def bars(values: Sequence[float], names: Sequence[str], unit: str, dead_below: float) -> Chart:
    """KL of each latent dimension in the order shown, in `unit`; those below `dead_below`, called dead, in grey."""
    state = ["in use" if value > dead_below else "dead" for value in values]
    table = pd.DataFrame({"dimension": names, "kl": values, "state": state})
    colour = alt.Scale(domain=["in use", "dead"], range=[colours.VAE, colours.NEUTRAL])
    base = alt.Chart(table).encode(
        x=alt.X("dimension:N", sort=list(names), title="latent dimension", axis=alt.Axis(labelAngle=0)),
        y=alt.Y("kl:Q", title=f"KL, {unit}"),
        **touch.SILENT,
    )
    drawn = base.mark_bar().encode(
        color=alt.Color("state:N", scale=colour, legend=alt.Legend(title=None, orient="top"))
    )
    read = touch.reading(base, ["dimension"], "datum.dimension + ': KL ' + format(datum.kl, '.3f')")
    return finished(palette.canvas(drawn, *read).properties(height=220))
