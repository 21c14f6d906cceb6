"""The start page's own parts: a pad whose every place is a face, and three doors."""

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import autoencoder, faces, projections, shared
from core.charts import decoded
from core.charts.chart import Table
from core.data.faces import KNOBS
from core.latent.codes import grid, prior_draws
from core.page import draw, frame, links, text
from core.pictures import dots
from core.pictures.png import eight_bit, enlarged, mosaic, png

START = 2 * faces.PAD_SIDE + 6  # the place on the pad that is large at first
LOOK = decoded.Look(axes=("colour →", "smile →"), ticks=False, height=560, smooth=True)
ALONE = 0.9  # correlation from which one number of the code is said to be the smile
INVENTED, SEED = 2, 12  # faces on the second door, and their random numbers
INVENTED_ALT = f"{INVENTED} faces that the network drew from random numbers"
FEW = 6  # numbers into which the first door squeezes
POINTS = 500  # on the third door
MAP = (640, 320, 11.0)  # pixels across and down of its map, and of a dot


def pad() -> None:
    """Faces over colour and smile under a finger, and the numbers that each is drawn from."""
    frame.prose(text.section("start", "pad").format(count=catalogue.FACE_VALUES, found=found_of_smile()))
    with st.container(key="opening"):  # page.js moves over it once
        draw.chart(
            "pad", (), lambda: decoded.decoded_plane(*axes(), START, LOOK, bars=True),
            draw.tables(("pad",), pad_tables),
            dict(zip(("colour", "smile"), grid(*axes()).T, strict=True)),
            alt=f"{len(grid(*axes()))} faces drawn by the network, pinker to the right, happier upwards, and one large",
        )  # fmt: skip


def axes() -> tuple[np.ndarray, np.ndarray]:
    """Both axes of the pad."""
    found = faces.pad()
    return found.axis_1, found.axis_2


def pad_tables() -> dict[str, Table]:
    """The tables of the pad: faces, and their codes."""
    found = faces.pad()
    words = [f"drawn from these {found.codes.shape[1]} numbers"] * len(found.codes)
    return decoded.plane_tables(found.pictures, *axes(), grid(*axes()), words) | decoded.bar_table(found.codes)


def found_of_smile() -> str:
    """What the network found of the smile, in words: one number of its code, or several; and others like it."""
    best = np.abs(faces.correlations(faces.SAVING)[list(KNOBS).index("smile")]).max()
    again = faces.figures()["strongest"][faces.SAVING]["smile"]
    alone = luck.middle(again) >= ALONE and best >= ALONE
    often = sum(each >= ALONE for each in again)
    words = text.section("start", "one-number" if alone else "several")
    return words.format(best=f"{best:.2f}", often=often, count=len(again))


def doors() -> None:
    """Three pages, each with a picture of what happens there."""
    pages = list(links.LINKS.items())[1:]
    for column, (path, label), picture in zip(st.columns(3), pages, (squeezed, invented, mapped), strict=True):
        key = label.lower()
        with column.container(border=True, height="stretch"):
            with frame.show_errors():
                picture()
            st.page_link(path, label=f"**{text.section('start', f'{key}-verb')} → {label}**")
            st.markdown(text.section("start", key))


def squeezed() -> None:
    """A face, and what is left of it after a few numbers."""
    found = autoencoder.reconstruction("faces")
    picture = draw.once(("squeezed",), lambda: side_by_side(np.stack([found.images[0], found.rebuilt(0, FEW)])))
    alt = f"A face, and the same rebuilt from {FEW} numbers: squared error {found.error(0, FEW):.1f}"
    st.image(picture, text.section("start", "squeezed").format(count=FEW), width="stretch", alt=alt)


def invented() -> None:
    """Faces from random numbers."""
    codes = prior_draws(INVENTED, catalogue.FACE_VALUES, SEED)
    picture = draw.once(("invented",), lambda: side_by_side(shared.decoded(catalogue.wide_vae("faces"), codes)))
    st.image(picture, text.section("start", "invented"), width="stretch", alt=INVENTED_ALT)


def side_by_side(pictures: np.ndarray) -> bytes:
    """Two pictures (2, h, w, 3) beside each other and large, as PNG."""
    return png(enlarged(mosaic(eight_bit(pictures), 2), 5))


def mapped() -> None:
    """A map of the digits."""
    points, maps = projections.shown_points("digits"), projections.map_sweep("digits", "tsne", False, 0)
    places, labels = maps.frames[maps.place({})][:POINTS], points.labels[:POINTS]
    caption = text.section("start", "mapped").format(count=len(places))
    alt = f"A t-SNE map of {len(places)} digits: those of a kind lie together"
    picture = draw.once(("mapped",), lambda: dots.card(places, labels, *MAP))
    st.image(picture, caption, width="stretch", alt=alt)
