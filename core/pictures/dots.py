"""Coloured dots on a plane, drawn without a chart: as SVG inside a page, as PNG for those who show links to it."""

import io

import numpy as np
from PIL import Image, ImageDraw

from core.pictures.colours import CLASSES

OUTERMOST = 1.0  # per cent of the dots on either side that are left out, so that the others fill the picture
SMOOTH = 3  # a PNG is drawn so many times as large, then made smaller


def placed(points: np.ndarray, width: float, height: float, margin: float) -> np.ndarray:
    """Points (n, 2) in a picture of this size, y upwards, on equal axes: (n, 2); those outside the margin are NaN."""
    low, high = np.percentile(points, [OUTERMOST, 100 - OUTERMOST], axis=0)
    room = np.array([width, height]) - 2 * margin
    scale = np.min(room / np.maximum(high - low, 1e-9))
    middle = (points - (low + high) / 2) * scale * [1, -1]
    inside = (np.abs(middle) <= room / 2).all(axis=1)
    shown: np.ndarray = np.where(inside[:, None], middle + np.array([width, height]) / 2, np.nan)
    return shown


def svg(points: np.ndarray, labels: np.ndarray, width: int, height: int, size: float) -> str:
    """Dots (n, 2) of so many pixels across, in the colour of their class 0 to 9 (n,): an SVG element.

    A class is one path of strokes without length and round ends: nine characters a dot.
    """
    places = placed(points, width, height, size)
    seen = ~np.isnan(places[:, 0])
    paths = []
    for label in np.unique(labels[seen]):
        whole = places[seen & (labels == label)].round().astype(int)
        strokes = "".join(f"M{x} {y}h0" for x, y in whole)
        paths.append(f'<path stroke="{CLASSES[int(label)]}" d="{strokes}"/>')
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" fill="none" stroke-linecap="round" '
        f'stroke-width="{size:g}" aria-hidden="true">{"".join(paths)}</svg>'
    )


def card(points: np.ndarray, labels: np.ndarray, width: int, height: int, size: float) -> bytes:
    """The same dots on white as a PNG file."""
    places = placed(points, width, height, 2 * size) * SMOOTH
    sheet = Image.new("RGB", (width * SMOOTH, height * SMOOTH), "white")
    draw, half = ImageDraw.Draw(sheet), size * SMOOTH / 2
    for (x, y), label in zip(places, labels, strict=True):
        if not np.isnan(x):
            draw.ellipse((x - half, y - half, x + half, y + half), fill=CLASSES[int(label)])
    buffer = io.BytesIO()
    small = sheet.resize((width, height), Image.Resampling.LANCZOS)
    small.quantize(64, dither=Image.Dither.NONE).save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()
