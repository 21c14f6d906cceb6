"""The VAE page's own charts: the two planes with random codes on them, the price of order, the parts of the loss."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, planes, sweep_map
from core.charts.drawing import named
from core.pictures import colours

RING = 2.0  # radius of the ring that stands for the prior; it holds 1 − exp(−2) = 86 % of its draws in two dimensions
PARTS = {"sum": colours.NEUTRAL, "reconstruction": colours.RECONSTRUCTION, "β·KL": colours.VAE}


class Window(NamedTuple):
    """What part of a plane is shown: its middle, and how far it goes from there to the sides and up and down."""

    middle: tuple[float, float]
    half: tuple[float, float]

    def scales(self) -> tuple[alt.Scale, alt.Scale]:
        """Scales for x and y, a unit as long on one as on the other at every width of the plot: rings are round."""
        return sweep_map.equal_scales(self.middle, self.half)


def window_around(codes: np.ndarray, aspect: float = 1.75, margin: float = 0.04) -> Window:
    """The smallest window `aspect` times as wide as high that holds all codes (n, 2)."""
    low, high = codes.min(0).astype(float), codes.max(0).astype(float)
    across, up = (high - low) * (0.5 + margin)
    up = max(up, across / aspect)
    return Window(tuple(((low + high) / 2).tolist()), (float(up * aspect), float(up)))


def plane_with_draws(
    codes: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    draws: np.ndarray,
    window: Window,
    ring: float = RING,
    height: int = 300,
) -> alt.LayerChart:
    """Codes of images on a plane, the prior's ring, and random codes on top, numbered.

    Args:
        codes: codes of images, (n, 2).
        labels: class of each, (n,), positions in `names`.
        names: what the classes are called.
        draws: random codes, (m, 2); those outside the window are not drawn.
        window: the part of the plane that is shown.
        ring: radius of the ring around the origin.
        height: of the plot in pixels.
    """
    x, y = window.scales()
    place = {
        "x": alt.X("z1:Q", scale=x, axis=alt.Axis(title="z1", tickCount=5)),
        "y": alt.Y("z2:Q", scale=y, axis=alt.Axis(title="z2", tickCount=5)),
    }
    base = alt.Chart(draw_table(draws, window)).encode(**place, tooltip=[alt.Tooltip("draw:Q", title="random code")])
    marks = base.mark_point(filled=True, color=colours.PICKED, size=90, opacity=1, stroke="#ffffff", strokeWidth=1)
    numbers = base.mark_text(dx=9, dy=-7, fontWeight=700, fontSize=12, color=colours.PICKED).encode(text="draw:Q")
    layers = [dots(codes, labels, names, x, y), planes.ring(ring, x, y), marks, numbers]
    return alt.layer(*layers, usermeta=palette.CANVAS).properties(height=height).configure_view(strokeWidth=0)


def draw_table(draws: np.ndarray, window: Window) -> pd.DataFrame:
    """The table "draws": random codes (m, 2) inside the window, with their numbers from 1."""
    inside = (np.abs(draws - np.array(window.middle)) <= window.half).all(1)
    columns = {"z1": draws[inside, 0], "z2": draws[inside, 1], "draw": np.flatnonzero(inside) + 1}
    return named("draws", pd.DataFrame(columns))


def dots(codes: np.ndarray, labels: np.ndarray, names: tuple[str, ...], x: alt.Scale, y: alt.Scale) -> alt.Chart:
    """Codes (n, 2) coloured by class, small and without a legend."""
    table = pd.DataFrame({"z1": codes[:, 0], "z2": codes[:, 1], "label": palette.class_names(labels, names)})
    return (
        alt.Chart(table)
        .mark_circle(size=22, opacity=0.6, clip=True)
        .encode(
            x=alt.X("z1:Q", scale=x),
            y=alt.Y("z2:Q", scale=y),
            color=palette.class_colour(names, legend=False),
            tooltip=[alt.Tooltip("label:N", title="class")],
        )
    )


def beta_map(
    frames: np.ndarray,
    betas: Sequence[float],
    labels: np.ndarray,
    names: tuple[str, ...],
    start: int,
    reach: float,
    images: Sequence[str] | None = None,
    height: int = 560,
) -> alt.LayerChart:
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
    chart = sweep_map.sweep_map(
        frames, betas, labels, names, knob="β", start=start, images=images, height=height, axes=("z1", "z2"),
        reach=reach,
    )  # fmt: skip
    x, y = sweep_map.equal_scales((0.0, 0.0), (reach, reach))
    chart.layer.append(planes.ring(RING, x, y))
    return chart


class Price(NamedTuple):
    """What one beta costs on the test images, per image: reconstruction and KL, and how many dimensions carry some."""

    beta: float
    reconstruction: float
    kl: float
    active: int


def rate_distortion(prices: Sequence[Price], current: float, unit: str, height: int = 300) -> alt.LayerChart:
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
    named = alt.Chart(joined_names(table)).encode(x=x, y=y, text="name:N")
    names = named.mark_text(align="left", dx=9, dy=-8, fontSize=12, color=colours.NEUTRAL)
    return alt.layer(line, marked, points, names).properties(height=height)


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


def bars(values: Sequence[float], names: Sequence[str], unit: str, dead_below: float, height: int = 220) -> alt.Chart:
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
    return (
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


def loss_parts(history: Mapping[str, Mapping[str, Sequence[float]]], unit: str, height: int = 280) -> alt.LayerChart:
    """The loss and its two parts over the epochs, for training and validation images.

    Args:
        history: for each part shown (of "sum", "reconstruction", "β·KL") the series "training" and
            "validation", a value an epoch.
        unit: of all of them.
        height: of the plot in pixels.
    """
    rows = [
        {"epoch": epoch, "loss": value, "part": part, "images": seen}
        for part, series in history.items()
        for seen, values in series.items()
        for epoch, value in enumerate(values, start=1)
    ]
    colour = alt.Scale(domain=list(history), range=[PARTS[part] for part in history])
    dash = alt.Scale(domain=["training", "validation"], range=[[1, 0], [4, 3]])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("epoch:Q", axis=alt.Axis(tickMinStep=1), scale=alt.Scale(nice=False)),
        y=alt.Y("loss:Q", title=unit, scale=alt.Scale(zero=False)),
        color=alt.Color("part:N", scale=colour, legend=alt.Legend(title=None, orient="top")),
        strokeDash=alt.StrokeDash("images:N", scale=dash, legend=alt.Legend(title=None, orient="bottom")),
    )
    tooltip = [
        alt.Tooltip("epoch:Q"), alt.Tooltip("part:N"), alt.Tooltip("images:N"), alt.Tooltip("loss:Q", format=".2f"),
    ]  # fmt: skip
    points = base.mark_point(opacity=0, size=60).encode(tooltip=tooltip)
    return alt.layer(base.mark_line(), points).properties(height=height)
