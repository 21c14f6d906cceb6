"""The picture of each page that is there before the page: its own dots, coloured by class, drawn without a chart."""

import hashlib
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.cache import autoencoder, projections, vae
from core.errors import VisitorError
from core.page import parameters
from core.pictures import dots

DRAWN = 360  # dots of the drawing: as many as the digits have test images
DRAWING = (340, 300, 7.0)  # pixels across and down, and of a dot
CARD = (1200, 630, 17.0)  # the size that services show

log = logging.getLogger(__name__)


class Preview(NamedTuple):
    """A page's drawing as SVG, and the path of the same as a PNG file: both empty where there is none."""

    svg: str
    path: str


class Dots(NamedTuple):
    """Places (n, 2) and classes (n,)."""

    points: np.ndarray
    labels: np.ndarray


def learned() -> Dots:
    """The codes of the digits' test images in the autoencoder with two values. Raises ArtefactError."""
    found = autoencoder.reconstruction("digits")
    return Dots(found.codes(2), found.labels)


def spread() -> Dots:
    """Their means in the VAE with two values. Raises ArtefactError."""
    return Dots(vae.plane(1.0, "digits").mu, vae.test_images("digits").labels)


def mapped() -> Dots:
    """The digits' t-SNE map. Raises ArtefactError."""
    maps = projections.map_sweep("digits", "tsne", random=False, seed=0)
    return Dots(maps.frames[maps.place({})], projections.shown_points("digits").labels)


DOTS: dict[str, Callable[[], Dots]] = {
    parameters.START: learned,
    parameters.AUTOENCODER: learned,
    parameters.VAE: spread,
    parameters.PROJECTIONS: mapped,
}


@lru_cache(maxsize=len(DOTS))
def some_dots(label: str) -> Dots:
    """So many of a page's dots as can be told apart, evenly. Raises ArtefactError."""
    points, labels = DOTS[label]()
    some = np.linspace(0, len(points) - 1, min(DRAWN, len(points))).round().astype(int)
    return Dots(points[some], labels[some])


@lru_cache(maxsize=len(DOTS))
def preview(label: str) -> Preview:
    """The picture of the page that the links call `label`; without its data none, which the page itself then tells."""
    try:
        points, labels = some_dots(label)
    except VisitorError as error:
        log.warning("no picture before the page %s: %s", label, error)
        return Preview("", "")
    svg = dots.svg(points, labels, *DRAWING)
    return Preview(svg, f"/preview.{hashlib.sha256(svg.encode()).hexdigest()[:16]}.png")


@lru_cache(maxsize=len(DOTS))
def card(path: str) -> bytes | None:
    """The picture with this path, as services show it beside a link; None where it is none of the pages'."""
    label = next((each for each in DOTS if preview(each).path == path), None)
    if label is None:
        return None
    points, labels = some_dots(label)
    return dots.card(points, labels, *CARD)
