"""A visitor's own drawing: brought into the form of MNIST, squeezed, rebuilt, placed on planes and maps, and judged.

It stays in the visitor's session: it is written nowhere and remembered for nobody.
"""

import binascii
import io
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from PIL import Image

from core.cache import drawn
from core.charts import placed
from core.data.drawn import PEN, SHEET, as_digit
from core.errors import UploadError
from core.latent.novelty import UNUSUAL
from core.page import draw, frame
from core.pictures.png import thumbnails

if TYPE_CHECKING:
    from streamlit_drawable_canvas import CanvasResult

INK, PAPER = "#1d2430", "#ffffff"  # a sheet is white in both themes, as paper is
MOST_BYTES = 200_000  # of a sheet as a picture; a full one has a tenth
IN_A_ROW = 3  # pictures that can be told apart on a phone
BROKEN = "The drawing did not arrive whole: clear the sheet and draw again."


@frame.fragment
def own_drawing() -> None:
    """A sheet to draw on, and what every network makes of it as soon as the pen is lifted."""
    from streamlit_drawable_canvas import st_canvas  # it registers itself, for which a server must be there

    frame.explain("autoencoder", "drawing")
    left, right = st.columns([2, 3], gap="large")
    with left:
        sheet = st_canvas(
            stroke_width=PEN, stroke_color=INK, background_color=PAPER, height=SHEET, width=SHEET,
            return_image_data=True, key="sheet",
        )  # fmt: skip
    ink = ink_on(sheet)
    if ink is None or not ink.any():
        right.markdown("*Nothing is drawn yet. A digit works best, as large as the sheet allows.*")
        return
    image = as_digit(ink)
    with right:
        squeezed(image)
    places(image)
    shares = {kind.replace(" ", "_"): f"{share:.0%}" for kind, share in drawn.called_out().items()}
    frame.more("autoencoder", "drawing", **shares)


def ink_on(sheet: "CanvasResult") -> np.ndarray | None:
    """The ink on a sheet, float32 (h, w) from 0 to 1; None where nobody has drawn yet.

    Raises: UploadError for a picture that no sheet sends.
    """
    try:
        content = sheet.image_bytes
    except (ValueError, AttributeError, TypeError, binascii.Error) as error:
        raise UploadError(BROKEN) from error
    if content is None:
        return None
    return ink_of(content)


def ink_of(content: bytes) -> np.ndarray:
    """The ink in a PNG of a sheet, dark on light, float32 (h, w) from 0 to 1. Raises UploadError for anything else."""
    if len(content) > MOST_BYTES:
        raise UploadError(BROKEN)
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if max(picture.size) > 4 * SHEET:  # screens with small pixels send more of them
                raise UploadError(BROKEN)
            paper = Image.new("RGBA", picture.size, PAPER)
            grey = Image.alpha_composite(paper, picture.convert("RGBA")).convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UploadError(BROKEN) from error
    darkest = np.asarray(Image.new("RGB", (1, 1), INK).convert("L"), dtype=np.float32)
    return np.clip((255.0 - np.asarray(grey, dtype=np.float32)) / (255.0 - darkest), 0.0, 1.0)


def squeezed(image: np.ndarray) -> None:
    """The drawing as the networks see it, what they rebuild, how unusual it is for them, and what it is nearest to."""
    found = drawn.rebuilt(image)
    captions = ["yours", *(f"{each.title}: {each.error:.0f}" for each in found)]
    pictures = thumbnails(np.stack([image, *(each.picture for each in found)]))
    for row in range(0, len(pictures), IN_A_ROW):
        chosen = slice(row, row + IN_A_ROW)
        draw.strip(f"drawn_{row}", {"": pictures[chosen]}, captions[chosen], height=110)
    st.caption("Yours as the networks see it, then rebuilt, with the error: AE-8 is the autoencoder with 8 numbers.")
    st.markdown(judged(image))
    near, squares = drawn.nearest(image)
    draw.strip("drawn_near", {"": thumbnails(near)}, [f"{each:.0f}" for each in squares], height=90)
    st.caption("The nearest training images, and their squared distances.")


def judged(image: np.ndarray) -> str:
    """In words how unusual the drawing is, beside what real test images are."""
    scale, strange = drawn.scale(), drawn.strangeness(image)
    share = scale.stranger_than(strange)
    times = f"The networks rebuild it with **{strange:.1f}** times the error of a usual image, "
    beside = f"more than of {share:.0%} of real ones."
    if strange <= scale.limit:
        return f"**It looks like a digit to them.** {times}{beside}"
    return (
        f"**Unusual: it may be no digit.** {times}{beside} "
        f"Above {scale.limit:.1f} times, as {UNUSUAL:.0%} of real images are, we call a picture out."
    )


def places(image: np.ndarray) -> None:
    """Where it lies on the planes of two values and on the three maps."""
    for key, heading, found in (
        ("plane", "On the planes of two numbers", drawn.on_planes(image)),
        ("map", "On the maps of 2,000 test images", drawn.on_maps(image)),
    ):
        st.markdown(f"**{heading}**, the drawing is the diamond:")
        for column, (title, each) in zip(st.columns(len(found)), found.items(), strict=True):
            with column:
                st.caption(title)
                chart = partial(placed.placed, each.plane, each.labels, each.names)
                here = {placed.HERE: placed.place(each.place, "your drawing")}
                draw.chart(f"drawn_{key}_{title}", (title,), chart, here)
