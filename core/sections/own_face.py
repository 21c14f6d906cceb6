"""A face of one's own: drawn from knobs that the visitor sets, rebuilt by two networks, and read again."""

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import faces
from core.data.faces import KNOBS
from core.page import draw, frame, links
from core.pictures.png import thumbnails


@frame.fragment
def own_face() -> None:
    """Seven sliders, the face that they draw, what comes back of it, and which knobs came through."""
    frame.explain("autoencoder", "own-face")
    left, right = st.columns([2, 3], gap="large")
    with left:
        made = faces.own_face(tuple(knob_input(name) for name in KNOBS))
    with right:
        pictures = {"": thumbnails(np.stack([*made.pictures.values(), made.nearest]))}
        captions = ["yours", *(f"{title}: {error:.1f}" for title, error in made.errors.items()), "nearest"]
        draw.strip("own_face", pictures, captions, height=150)
        st.caption(
            f"Yours, rebuilt from {catalogue.FACE_VALUES} numbers with the error, and the nearest training face."
        )
        st.table(read_again(made), hide_index=True, width="content")
    frame.more("autoencoder", "own-face")


def knob_input(name: str) -> float:
    """One knob of the face."""
    knob = KNOBS[name]
    step = knob.high - knob.low if knob.discrete else (knob.high - knob.low) / 20
    label = f"{knob.title}: {knob.ends[0]} to {knob.ends[1]}".capitalize()
    value = knob.low if knob.discrete else (knob.low + 3 * knob.high) / 4
    return st.slider(label, value=value, step=step, **links.bound(f"own_{name}"))


def read_again(made: faces.OwnFace) -> dict[str, list[str]]:
    """For each knob what was set, and what is read in each picture, as a table of words."""
    columns = {"knob": [knob.title for knob in KNOBS.values()]}
    for title, read in made.read.items():
        heading = "read in yours" if title == faces.DRAWN else f"in the {title}'s"
        columns[heading] = [f"{value:.2f}".replace("-", "−") for value in read]
    return columns
