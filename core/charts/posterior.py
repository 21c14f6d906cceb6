"""One image's cloud q(z|x) on the latent plane: its ellipse in true size, random points of it, and the one decoded."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import palette, planes
from core.charts.chart import Chart, Table, finished
from core.pictures import colours

RIMS, DRAWS, HAND = "rims", "draws", "hand"  # the tables that change
SIGMAS = (1, 2)  # the two ellipses: so many standard deviations
POINT: dict[str, Any] = {"size": 22, "opacity": 0.45, "clip": True, "cursor": "pointer"}


def cloud(
    codes: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    picked: int,
    sigma: np.ndarray,
    draws: np.ndarray,
    z: np.ndarray,
    window: planes.Window,
    height: int = 470,
) -> Chart:
    """All images' means, and the cloud of the picked one.

    Args:
        codes: means of the images' clouds, (n, 2).
        labels: class of each, (n,), positions in `names`.
        names: what the classes are called.
        picked: which image's cloud is drawn.
        sigma: its standard deviations, (2,).
        draws: random points of the cloud, (m, 2), numbered.
        z: the point set by hand, (2,).
        window: the part of the plane that is shown.
        height: of the plot in pixels.

    Returns: a chart whose event names the clicked image: event.selection["pick"][0]["image"].
    """
    (x, y), place = window.scales(), window.place()
    pick = alt.selection_point(name="pick", fields=["image"], on="click", nearest=True, clear=False, toggle=False)
    means = pd.DataFrame(
        {"z1": codes[:, 0], "z2": codes[:, 1], "label": palette.class_names(labels, names), "image": range(len(codes))}
    )
    dots = (
        alt.Chart(means)
        .mark_circle(**POINT)
        .encode(
            **place,
            color=palette.class_colour(names),
            tooltip=[alt.Tooltip("label:N", title="class"), alt.Tooltip("image:Q", title="test image")],
        )
        .add_params(pick)
    )
    outline = alt.Chart(alt.NamedData(RIMS)).mark_line(color=colours.VAE, strokeWidth=2.5, clip=True)
    rims = outline.encode(**place, order="step:Q", detail="sigmas:N")
    drawn = alt.Chart(alt.NamedData(DRAWS)).encode(**place)
    numbers = drawn.mark_text(fontWeight=700, fontSize=13, color=colours.VAE, clip=True).encode(text="draw:Q")
    hand = alt.Chart(alt.NamedData(HAND)).encode(**place)
    marked = hand.mark_point(shape="diamond", filled=True, size=170, color=colours.PICKED, opacity=1, clip=True)
    layers = [dots, planes.ring(planes.RING, x, y), rims, numbers, marked]
    tables = cloud_tables(codes[picked], sigma, draws, z)
    return finished(palette.canvas(*layers).properties(height=height), tables)


def cloud_tables(mu: np.ndarray, sigma: np.ndarray, draws: np.ndarray, z: np.ndarray) -> dict[str, Table]:
    """What another image, other random points or another z change: the tables "rims", "draws" and "hand".

    Args:
        mu: the middle of the picked image's cloud, (2,).
        sigma: its standard deviations, (2,).
        draws: random points of the cloud, (m, 2).
        z: the point set by hand, (2,).
    """
    drawn = pd.DataFrame({"z1": draws[:, 0], "z2": draws[:, 1], "draw": range(1, len(draws) + 1)})
    return {RIMS: ellipses(mu, sigma), DRAWS: drawn, HAND: pd.DataFrame({"z1": [z[0]], "z2": [z[1]]})}


def ellipses(mu: np.ndarray, sigma: np.ndarray) -> pd.DataFrame:
    """The outlines of mu ± 1 and 2 standard deviations, in true size: mu (2,), sigma (2,)."""
    angle = np.linspace(0, 2 * np.pi, 73)
    times, around = np.repeat(SIGMAS, len(angle)), np.tile(angle, len(SIGMAS))
    return pd.DataFrame(
        {
            "z1": mu[0] + times * sigma[0] * np.cos(around),
            "z2": mu[1] + times * sigma[1] * np.sin(around),
            "step": np.tile(np.arange(len(angle)), len(SIGMAS)),
            "sigmas": times,
        }
    )
