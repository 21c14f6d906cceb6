"""What a chart looks like, as numbers: so that two looks can be compared by what a person would see of them."""

import base64
import io

import numpy as np
from PIL import Image

VISIBLE = 24  # of 255: antialiasing of the same mark, drawn after another history, differs by a few


def pixels(chart) -> np.ndarray:
    """What the browser has drawn on a chart's canvas.

    The canvas itself, not a photograph of the page: that would show the focus of a slider and the toolbar under the
    pointer as well, and a browser without a graphics card, on a busy machine, takes half a minute to make one.

    Args:
        chart: the locator of an element with a canvas in it.

    Returns:
        The picture on white: rows × columns × 3, in 0–255.
    """
    url = chart.locator("canvas").first.evaluate("canvas => canvas.toDataURL('image/png')")
    drawn = Image.open(io.BytesIO(base64.b64decode(url.split(",", 1)[1]))).convert("RGBA")
    paper = Image.new("RGBA", drawn.size, "white")
    return np.asarray(Image.alpha_composite(paper, drawn).convert("RGB"), dtype=np.int16)


def changed(before: np.ndarray, after: np.ndarray) -> float:
    """The share of the pixels that look different, of 1; 1 for pictures of different sizes."""
    if before.shape != after.shape:
        return 1.0
    return float((np.abs(before - after).max(axis=2) > VISIBLE).mean())
