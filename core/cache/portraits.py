"""Small pictures by which data sets are chosen."""

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from core.cache.autoencoder import reconstruction
from core.cache.shared import embedded
from core.data import datasets
from core.data.gallery import framing
from core.pictures import colours, png

SIDE = 64  # pixels
WORLDS = {
    "faces": "Faces",
    "mnist": "Digits",
    "digits": "Small digits",
    "words": "Words",
    "toy-trefoil": "Shapes",
    framing.NAME: "Yours",
}
LETTERED = {"words": "Aa", framing.NAME: "+"}  # what stands for a world, where it is no picture of it


@st.cache_resource(max_entries=len(WORLDS), show_spinner=False)
def portrait(name: str) -> str:
    """A picture that stands for a data set, as a data URI. Raises ArtefactError where one that it needs is missing."""
    if name in LETTERED:
        return png.data_uri(lettered(LETTERED[name]))
    if name == "faces":
        rows = datasets.split(name, datasets.FACES).test[:1]
        picture = png.eight_bit(datasets.faces_at(rows).images[0])
    elif name == "digits":
        picture = png.eight_bit(embedded(name).values[0])
    elif name in datasets.IMAGE_SHAPES:
        picture = png.eight_bit(reconstruction(name).images[0])
    else:
        return png.data_uri(dotted(embedded(name).table))
    return png.data_uri(png.enlarged(picture, SIDE // len(picture)))


def lettered(letters: str) -> np.ndarray:
    """Letters, dark on light, uint8 (side, side, 3)."""
    sheet = Image.new("RGB", (SIDE, SIDE), "#eef0f6")
    font = ImageFont.load_default(SIDE * 0.6)
    ImageDraw.Draw(sheet).text((SIDE / 2, SIDE / 2), letters, fill="#2b2f3a", font=font, anchor="mm")
    return np.asarray(sheet)


def dotted(points: np.ndarray) -> np.ndarray:
    """The first two columns of points (n, d) as dots in colours along their order, uint8 (side, side, 3)."""
    sheet = Image.new("RGB", (SIDE, SIDE), "#eef0f6")
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    pen = ImageDraw.Draw(sheet)
    for i, (x, y) in enumerate((points[:, :2] - low) / (high - low).max() * (SIDE - 14) + 7):
        colour = colours.CLASSES[i * len(colours.CLASSES) // len(points)]
        pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=colour)
    return np.asarray(sheet)
