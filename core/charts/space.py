"""A map in three dimensions that turns with the mouse. Drawn by deck.gl, which Streamlit carries with it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pydeck as pdk
from PIL import ImageColor

from core.charts import palette
from core.pictures.colours import CLASSES, PICKED

REACH = 100.0  # the largest coordinate on screen
PIXELS = pdk.types.String("pixels")  # a bare word would be taken for an expression
USUAL = 80  # percent of opacity
SMALL = (4.2, 3.2)  # pixels: the points' radius for up to 500 points, and for more


def cloud(
    positions: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    picked: int | None = None,
    opacity: np.ndarray | None = None,
    words: Sequence[str] | None = None,
    classes: Sequence[int] | None = None,
) -> pdk.Deck:
    """Points (n, 3) that can be turned, coloured by class, the picked one larger; nothing is fetched from elsewhere.

    `opacity` is that of each point in percent, (n,), or None where all are drawn alike; `words` are what the points are
    called, or None; `classes` those that were chosen, which decides about the colours where classes are many.
    """
    table = cloud_table(positions, labels, names, picked, opacity, classes)
    if words is not None:
        table["label"] = [f"{word} ({label})" for word, label in zip(words, table["label"], strict=True)]
    small = SMALL[0] if len(table) <= 500 else SMALL[1]
    look = {"get_position": "place", "get_fill_color": "colour", "billboard": True, "radius_units": PIXELS}
    layers = [
        pdk.Layer("ScatterplotLayer", table, id="points", get_radius=small, pickable=True, **look),
        pdk.Layer("ScatterplotLayer", table[table["picked"]], id="picked", get_radius=3 * small, opacity=0.6, **look),
    ]
    state = pdk.ViewState(target=[0, 0, 0], zoom=1, rotation_orbit=30, rotation_x=25)
    return pdk.Deck(
        layers,
        views=[pdk.View(type="OrbitView", controller=True, id="orbit")],
        initial_view_state=state,
        map_provider=None,
        map_style=None,
        tooltip={"text": "{label}"} if len(names) > 1 else False,
        height=480,
    )


def cloud_table(
    positions: np.ndarray,
    labels: np.ndarray,
    names: tuple[str, ...],
    picked: int | None,
    opacity: np.ndarray | None,
    classes: Sequence[int] | None = None,
) -> pd.DataFrame:
    """One row a point: place (x, y, z) within ±100, colour (r, g, b, opacity of 255), label, picked."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    places = (positions - (low + high) / 2) * (REACH / max(float((high - low).max()) / 2, 1e-12))
    shades = palette.SHADES if palette.many(names) else CLASSES
    which = palette.shades(len(names), classes) if palette.many(names) else np.arange(len(names))
    colours = np.array([ImageColor.getrgb(shades[i]) for i in which])[labels]
    chosen = np.arange(len(labels)) == (-1 if picked is None else picked)
    colours[chosen] = ImageColor.getrgb(PICKED)
    percent = np.full(len(labels), USUAL) if opacity is None else opacity
    colours = np.column_stack([colours, np.rint(2.55 * np.where(chosen, 100, percent)).astype(int)])
    columns = {"place": np.round(places.astype(float), 1).tolist(), "colour": colours.tolist()}
    return pd.DataFrame(columns | {"label": palette.class_names(labels, names), "picked": chosen})
