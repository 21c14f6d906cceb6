"""The start page's own parts: a map whose every place is a picture, and three doors."""

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import autoencoder, projections, shared, vae
from core.charts import decoded
from core.charts import doors as charts
from core.charts.chart import Table
from core.latent.codes import grid, prior_draws
from core.page import draw, frame, links, text
from core.pictures.png import eight_bit, enlarged, mosaic, png

DATA = "mnist"
LOOK = decoded.Look(axes=("first number →", "second number →"), ticks=False, height=470)
START = 4 * catalogue.GRID_SIDE + 12  # the place on the map that is large at first
INVENTED, SEED = 2, 0  # pictures on the second door, and their random numbers
SQUEEZED = 7  # class of the picture on the first door
POINTS = 500  # on the third door


def pad() -> None:
    """The plane of the VAE with two values, decoded, under a finger."""
    axis = plane().axis
    draw.chart(
        "pad", (), lambda: decoded.decoded_plane(axis, axis, START, LOOK), draw.tables(("pad",), pad_tables)
    )  # fmt: skip


def plane() -> vae.Plane:
    """What is drawn on the map."""
    return vae.plane(catalogue.VAE_FAMILIES[DATA].reference, DATA)


def pad_tables() -> dict[str, Table]:
    """Every place of the map decoded, with the two numbers that it is drawn from."""
    shown = plane()
    places = grid(shown.axis, shown.axis)
    model = vae.plane_model(DATA, catalogue.VAE_FAMILIES[DATA].reference)
    words = [f"{first:.1f} and {second:.1f}".replace("-", "−") for first, second in places]
    return decoded.plane_tables(shared.decoded(model, shown.own(places)), shown.axis, shown.axis, places, words)


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
    """A picture, and what is left of it after two numbers."""
    found = autoencoder.reconstruction(DATA)
    image = found.samples[SQUEEZED]
    pair = np.stack([found.images[image], found.rebuilt(image, 2)])
    st.image(
        png(enlarged(mosaic(pair, 2), 6)),
        text.section("start", "squeezed").format(digit=found.label_names[SQUEEZED]),
        width="stretch",
    )


def invented() -> None:
    """Pictures from random numbers."""
    codes = prior_draws(INVENTED, catalogue.VAE_FAMILIES[DATA].wide, SEED)
    pictures = eight_bit(shared.decoded(catalogue.wide_vae(DATA), codes))
    st.image(png(enlarged(mosaic(pictures, 2), 6)), text.section("start", "invented"), width="stretch")


def mapped() -> None:
    """A map of the digits."""
    points, maps = projections.shown_points("digits"), projections.map_sweep("digits", "tsne", False, 0)
    places, labels = maps.frames[maps.place({})][:POINTS], points.labels[:POINTS]
    draw.chart("door_map", (), lambda: charts.small_map(places, labels, points.names, height=220))
