"""Autoencoder: squeeze, rebuild, and see exactly what was lost."""

from functools import partial

import streamlit as st

from core.artefacts import catalogue
from core.cache import autoencoder, shared
from core.charts import decoded as decoded_plane
from core.charts import planes, sweep_map
from core.data import datasets, faces
from core.data.gallery import framing
from core.latent import codes
from core.latent.reconstruction import Reconstruction
from core.page import chosen, draw, frame, links
from core.sections import (
    autoencoder_gaps,
    autoencoder_maths,
    autoencoder_narrow,
    autoencoder_squeeze,
    download,
    drawing,
    face_knobs,
    likeness,
    own_face,
    own_network,
    program,
    sample_strip,
    train,
)
from core.settings import AutoencoderSettings

FIRST = 6  # numbers in the code at first: a face is itself again, and not yet without loss
EPOCHS = {"digits": 60}  # of live training; larger data sets need fewer
KNOBS = ("latent", "width", "noise", "epochs", "learning_rate", "batch", "seed")


def main() -> None:
    frame.page("Autoencoder")
    frame.explain("autoencoder", "lead")
    name = frame.data_picker(datasets.IMAGE_NAMES)
    if name == framing.NAME:
        own_network.of_pictures(
            "autoencoder", AutoencoderSettings(dataset=name, epochs=own_network.EPOCHS, **own_network.USUAL), KNOBS
        )
    elif not catalogue.autoencoder_sizes(name):
        frame.explain("autoencoder", "no-model")
    else:
        squeeze_and_compare(name)
        if 2 in catalogue.autoencoder_sizes(name):
            with frame.section("What does the space of codes look like?", "plane"):
                plane(name)
        with frame.section("Does every code mean something?", "random"):
            autoencoder_gaps.random_codes(name)
            st.page_link("pages/2_VAE.py", label="**Fill the gaps: the VAE** →")
        if name == "faces":
            frame.folded(
                "What does a code keep first?", "kept", "See which parts come back with few numbers",
                face_knobs.kept_first, "kept_by",
            )  # fmt: skip
        frame.folded(
            "What lies between two images?", "between", "Walk from one picture to another",
            partial(autoencoder_gaps.between, name), "a", "b", "way", "ask=unlike",
        )  # fmt: skip
        frame.folded(
            "Do similar pictures get similar codes?", "similar", "Count the neighbours that a code keeps",
            partial(likeness.similar, name), "ask=place",
        )  # fmt: skip
        frame.folded(
            "Is a code a zip file?", "zip", "Compare the bytes", partial(likeness.zipped, name), "zip", "ask=rebuilt",
        )  # fmt: skip
    if name in catalogue.DENOISED:
        frame.folded(
            "Can it clean a noisy picture?", "noise", "Add noise, and see what two networks make of it",
            partial(autoencoder_gaps.noise, name), "noise",
        )  # fmt: skip
    if name == "faces":
        frame.folded(
            "What does it make of your own face?", "own", "Set the knobs, see which come back",
            own_face.own_face, *(f"own_{knob}" for knob in faces.KNOBS),
        )  # fmt: skip
    if name == "mnist":
        frame.folded(
            "What does it make of your own digit?", "yours", "Draw one, with a finger or a mouse", drawing.own_drawing
        )  # fmt: skip
    knobs = [f"t_{knob}" for knob in KNOBS]
    if name != framing.NAME:
        frame.folded("Train your own", "train", "Choose, train, and watch it learn", partial(own, name), *knobs)
    frame.folded(
        "How does it work, exactly?", "maths", "The loss, the layers, the code",
        partial(autoencoder_maths.maths, name if catalogue.autoencoder_sizes(name) else "digits"), "layers",
    )  # fmt: skip
    frame.footer(*([name] if name != framing.NAME else []))


def own(name: str) -> None:
    """An autoencoder of the visitor's own."""
    frame.prose(frame.text.section("autoencoder", "train").format(images=f"{train.IMAGES:,}"))
    if download.ready(name):
        train.trainer(
            AutoencoderSettings(dataset=name, width=128, epochs=EPOCHS.get(name, 20), images=train.IMAGES), KNOBS
        )


@st.fragment
def squeeze_and_compare(name: str) -> None:
    """Two sections on one image and one latent size, which they share."""
    with frame.section("How much of a picture fits into a few numbers?", "squeeze"):
        found = autoencoder.reconstruction(name)
        k, image = squeeze(name, found)
        with frame.section("How narrow can it get?", "narrow"):
            autoencoder_narrow.narrow(name, found, k, image)


def squeeze(name: str, found: Reconstruction) -> tuple[int, int]:
    """One test image: original, code, rebuilt, error. Returns the latent size and the image that were chosen."""
    samples = found.samples
    frame.explain("autoencoder", "squeeze")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        default = FIRST if FIRST in found.sizes else found.sizes[0]
        k = st.select_slider(
            "Latent size: numbers in the code", value=default, width=420, **links.bound("k", options=found.sizes)
        )
        with frame.adjust():
            image = frame.image_input(len(found))
    sample_strip.show("strip", name, samples, image)
    autoencoder_squeeze.drawing(name, found, k, image)
    frame.told("squeeze", verdict(found, k, image))
    program.unfolded("code", partial(program.of_network, "autoencoder", f"autoencoder-{name}-k{k}"))
    with st.expander("How is the loss measured?", type="compact"):
        frame.explain("autoencoder", "error-map" if found.images.ndim == 3 else "error-map-colour")
    return k, image


def verdict(found: Reconstruction, k: int, image: int) -> str:
    """What was lost, as a number with its comparisons."""
    return frame.text.linked(
        f"Picked: *{found.label_names[found.labels[image]]}*. [[Squared error]] with {k} instead of {found.pixels:,} "
        f"numbers: **{found.error(image, k):.2f}**, by PCA {found.error(image, k, 'pca'):.2f}."
    )


@frame.fragment
def plane(name: str) -> None:
    """The codes while they find their places, and the same plane decoded."""
    found = autoencoder.reconstruction(name)
    left, right = st.columns(2, gap="large")
    with left:
        frame.explain("autoencoder", "plane")
        codes_of_plane(name, found)
        frame.more("autoencoder", "plane")
    with right, frame.show_errors():
        frame.explain("autoencoder", "decoded")
        decoded(name, found)
        shares = {"unlike": autoencoder.unlike_on_plane(name), "real": autoencoder.real_unlike(name)}
        frame.more("autoencoder", "decoded", **{which: f"{share:.1%}" for which, share in shares.items()})


def codes_of_plane(name: str, found: Reconstruction) -> None:
    """The two-value codes of the test images, through the epochs where these are shipped."""
    formed = autoencoder.forming_plane(name)
    if formed is None:
        draw.chart(
            "codes",
            (name,),
            lambda: planes.scatter(
                found.codes(2), found.labels, found.label_names, height=400, pictures=autoencoder.test_thumbnails(name)
            ),
        )
        return
    stops = formed.stops.tolist()
    start = links.stop_in_url("epoch", stops, default=stops[-1])
    frame.explain("autoencoder", "forming")
    event = draw.chart(
        "forming", (name, start),
        lambda: sweep_map.sweep_map(
            sweep_map.zoomed(formed.codes), stops, found.labels, found.label_names, "epoch", stops.index(start),
            autoencoder.test_thumbnails(name), height=400,
        ).listing(sweep_map.listed(stops, found.labels, found.label_names, "epoch", formed.codes)),
        on_select="rerun", selection_mode="sweep",
        alt=f"{len(found)} test images on the plane of two numbers, epoch by epoch",
    )  # fmt: skip
    epoch = links.keep_stop_in_url("epoch", event, "sweep", stops)
    errors = shared.shipped(catalogue.forming(name)).metrics["test_squared_error"]
    words = f"After epoch {epoch}: squared error **{errors[stops.index(epoch)]:.2f}** per test image "
    frame.told("epoch", f"{words}(before training {errors[0]:.2f}, the mean image {found.mean_image_error:.2f}).")


def decoded(name: str, found: Reconstruction) -> None:
    """The decoded plane under a lens; a click keeps the place and finds the nearest test image."""
    axis_1, axis_2 = found.family.axes
    start = links.stop_in_url("at", range(len(axis_1) * len(axis_2)), default=found.middle_tile)
    shown = decoded_plane.Dots(found.codes(2), found.labels, found.label_names)
    look, places = decoded_plane.Look(smooth=found.images.ndim == 4), codes.grid(axis_1, axis_2)
    dots = st.toggle("Show where the test images lie", value=True, **links.bound("dots"))
    with draw.in_room(620, 480, "decoded"):
        event = draw.chart(
            "decoded", (name, start, dots),
            lambda: decoded_plane.decoded_plane(
                axis_1, axis_2, start, look, shown if dots else None
            ).listing(decoded_plane.listed(places)),
            draw.tables(("decoded", name), lambda: decoded_plane.plane_tables(found.plane(), axis_1, axis_2, places)),
            on_select="rerun", selection_mode="pin", height="stretch",
            alt=f"What the decoder makes of {len(places)} places of the plane, and one of them large",
        )  # fmt: skip
    tile = chosen.row(event, "pin", "tile", len(places))
    if tile is not None:
        links.put_in_link("at", str(tile))
    z = places[start if tile is None else tile]
    nearest, distance = found.nearest_code(z)
    label = found.label_names[found.labels[nearest]]
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.told(
            "place",
            f"In the frame: z = ({z[0]:.1f}, {z[1]:.1f}). Nearest, {distance:.1f} away: test image {nearest}: {label}.",
            width="content",
        )
        if st.button("Squeeze that one above", key="squeeze_nearest", on_click=take, args=(nearest,)):
            st.rerun(scope="app")


def take(image: int) -> None:
    """Make this the picked image of the page."""
    st.session_state["image"] = image


main()
