"""Parts of the Autoencoder page: do similar pictures get similar codes, and is a code a zip file?"""

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder, likeness, vae
from core.maps.metrics import K
from core.page import draw, frame, links
from core.pictures.png import data_uri, error_map, thumbnails
from core.sections import practice

AXES = 8  # of PCA that are shown


def similar(name: str) -> None:
    """What codes of every size keep of how like pictures are, and the axes of PCA at right angles."""
    practice.ask(asked_images.PLACE, name)
    frame.explain("autoencoder", "similar")
    rows = {f"autoencoder, {k}": each for k, each in likeness.of_autoencoders(name).items()}
    rows |= {f"VAE, {k}": each for k, each in likeness.of_vaes(name).items()}
    labels = vae.test_images(name).labels
    st.table(
        {
            "code, numbers": list(rows),
            "neighbours kept": [luck.told(each["kept"], luck.PERCENT) for each in rows.values()],
            "own class by the five nearest": [luck.told(each["told"], luck.PERCENT) for each in rows.values()],
        },
        width="content",
        hide_index=True,
    )
    frame.prose(
        f"By chance {K / (len(labels) - 1):.1%} of the neighbours would be kept. Measured on {len(labels):,} test "
        f"images; the middle one of {len(luck.SEEDS)} trainings, and their range."
    )
    axes_at_right_angles(name)


def axes_at_right_angles(name: str) -> None:
    """PCA's first axes as pictures, and the angles between them."""
    found = autoencoder.reconstruction(name)
    axes = found.family.pca_axes[:AXES].astype(np.float64)
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    cosines = (axes @ axes.T)[np.triu_indices(len(axes), 1)]
    angles = np.degrees(np.arccos(cosines))
    grey = found.images.ndim == 3
    frame.explain("autoencoder", "orthogonal" if grey else "orthogonal-colour")
    if grey:
        pictures = axes.reshape(-1, *found.images.shape[1:])
        shown = [data_uri(error_map((each / np.abs(each).max()).astype(np.float32))) for each in pictures]
        draw.strip("pca_axes", {"axis": shown}, draw.numbers(len(shown)), height=90)
    st.markdown(
        f"The angles between the first {len(axes)} axes: {angles.min():.1f}° to {angles.max():.1f}°. Each is "
        "*orthogonal*, at a right angle, to all others, so none repeats what another says."
    )


@st.fragment
def zipped(name: str) -> None:
    """The bytes of a picture, of its zip file and of its code."""
    with frame.show_errors():
        found = autoencoder.reconstruction(name)
        practice.ask(asked_images.REBUILT, name)
        frame.explain("autoencoder", "zip")
        k = st.select_slider("Numbers in the code", value=8, width=420, **links.bound("zip", options=found.sizes))
        cost = likeness.in_bytes(name, k)
        st.table(
            {
                "a picture as": ["it is", "a zip file", f"a code of {k}"],
                "bytes": [f"{cost.raw:,}", f"{cost.zipped:,.0f}", f"{cost.code:,}"],
                "squared error of what comes back": ["0", "0", f"{found.mean_error(k):.2f}"],
                "needed besides": ["nothing", "the rule of zip", f"a decoder of {cost.decoder:,} bytes"],
            },
            width="content",
            hide_index=True,
        )
        worth = f"from {cost.worth_it:,.0f} pictures on" if np.isfinite(cost.worth_it) else "for no number of pictures"
        st.markdown(f"With the decoder counted in, codes of {k} take less room than zip files **{worth}**.")
        with st.expander("Could it squeeze any pictures?"), frame.show_errors():
            without_structure()


def without_structure() -> None:
    """Digits beside the same with their pixels shuffled: what networks of the same size make of both."""
    found = likeness.structure()
    frame.explain("autoencoder", "structure")
    rows = {}
    for kind, title in (("digits", "digits"), ("shuffled", "pixels shuffled")):
        rows[title] = thumbnails(found.pictures[kind])
        rows["rebuilt" if kind == "digits" else "rebuilt "] = thumbnails(found.rebuilt[kind])
    draw.strip("shuffled", rows, height=260)
    digits, shuffled = (luck.told(found.removed[kind], luck.PERCENT) for kind in ("digits", "shuffled"))
    st.markdown(
        f"Of the mean image's error codes of {catalogue.SHUFFLED_SIZE} numbers remove **{digits}** on digits and "
        f"**{shuffled}** on the shuffled ones: the middle one of {len(found.removed['digits'])} networks on "
        "test images, with their range.",
        width=frame.READABLE,
    )
