"""One image's cloud q(z|x) on the latent plane: its ellipse in true size, random points of it, and the one decoded."""

from typing import Any

import altair as alt
import numpy as np

from core.charts import palette, planes, touch
from core.charts.chart import Chart, Columns, Table, finished
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
) -> Chart:
    """The means of all images' clouds, `codes` (n, 2), and the cloud of the picked image with its `cloud_tables`.

    Returns: a chart whose event names the clicked image: event.selection["pick"][0]["image"].
    """
    (x, y), place = window.scales(), window.place()
    pick = touch.picks("pick", "image", nearest=True, keys=("Pick test image", len(codes)))
    means = alt.Chart(palette.code_table(codes, labels, names).assign(image=range(len(codes)))).encode(**place)
    dots = means.mark_circle(**POINT).encode(color=palette.class_colour(names), **touch.SILENT).add_params(pick)
    looked_at = touch.reading(means, ["image"], "'test image ' + datum.image + ': ' + datum.label")
    outline = alt.Chart(alt.NamedData(RIMS)).mark_line(color=colours.VAE, strokeWidth=2.5, clip=True)
    rims = outline.encode(**place, order="step:Q", detail="sigmas:N")
    drawn = alt.Chart(alt.NamedData(DRAWS)).encode(**place)
    numbers = drawn.mark_text(fontWeight=700, fontSize=13, color=colours.VAE, clip=True).encode(text="draw:Q")
    hand = alt.Chart(alt.NamedData(HAND)).encode(**place)
    marked = hand.mark_point(shape="diamond", filled=True, size=170, color=colours.PICKED, opacity=1, clip=True)
    layers = [dots, planes.ring(planes.RING, x, y), rims, numbers, marked, *looked_at]
    tables = cloud_tables(codes[picked], sigma, draws, z)
    told = touch.said("pick_image", "isValid(pick_image) ? 'test image ' + pick_image : 'none yet'")
    return finished(palette.canvas(*layers).properties(height=470).add_params(told), tables)


def cloud_tables(mu: np.ndarray, sigma: np.ndarray, draws: np.ndarray, z: np.ndarray) -> dict[str, Table]:
    """What another image, other random points or another z change: the tables "rims", "draws" and "hand".

    Args:
        mu: the middle of the picked image's cloud, (2,).
        sigma: its standard deviations, (2,).
        draws: random points of the cloud, (m, 2).
        z: the point set by hand, (2,).
    """
    drawn: Columns = {"z1": draws[:, 0], "z2": draws[:, 1], "draw": np.arange(1, len(draws) + 1)}
    return {RIMS: ellipses(mu, sigma), DRAWS: drawn, HAND: {"z1": z[:1], "z2": z[1:2]}}


def ellipses(mu: np.ndarray, sigma: np.ndarray) -> Columns:
    """The outlines of mu ± 1 and 2 standard deviations, in true size: mu (2,), sigma (2,)."""
    angle = np.linspace(0, 2 * np.pi, 73)
    times, around = np.repeat(SIGMAS, len(angle)), np.tile(angle, len(SIGMAS))
    z1, z2 = mu[0] + times * sigma[0] * np.cos(around), mu[1] + times * sigma[1] * np.sin(around)
    step = np.tile(np.arange(len(angle)), len(SIGMAS))
    return {"z1": z1, "z2": z2, "step": step, "sigmas": times}
