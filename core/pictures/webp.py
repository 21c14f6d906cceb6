"""Small pictures as WebP: a fifth of the bytes of PNG, for the many of which one is seen at a time."""

import base64
import io

import numpy as np
from PIL import Image

from core.pictures import png
from core.pictures.png import eight_bit

EXACT_BELOW = 16  # pixels: of smaller pictures every pixel is seen, and PNG is as small
QUALITY = 85  # of 100
QUICK = 0  # of 0 to 6: slower ones save a tenth


def thumbnails(images: np.ndarray) -> list[str]:
    """A data URI for every image (n, h, w[, 3]) in [0, 1]; very small ones stay PNG."""
    if images.shape[1] < EXACT_BELOW:
        return png.thumbnails(images)
    return [data_uri(each) for each in eight_bit(images)]


def data_uri(pixels: np.ndarray) -> str:
    """Grey (h, w) or colour (h, w, 3) levels, uint8, as text that can stand in a chart's data."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="WEBP", quality=QUALITY, method=QUICK)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
