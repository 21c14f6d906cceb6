"""A network of the visitor's own pictures: trained here, and what it makes of them: codes, a plane, ways between two.

    own_network.of_pictures("autoencoder", AutoencoderSettings(dataset=framing.NAME, epochs=EPOCHS, **USUAL), KNOBS)

The pictures and the network stay in the visit: what is drawn of them is remembered for nobody (`draw.whole`).
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from safetensors.numpy import load as arrays_from_bytes

from core.charts import decoded
from core.data.datasets import Dataset
from core.data.gallery.framing import FEWEST_TRAINED
from core.data.tables.words import as_markdown
from core.latent import codes, forward, interpolation
from core.latent.interpolation import STEPS
from core.page import draw, frame
from core.pictures.png import data_uri, error_map, thumbnails
from core.sections import gallery, train
from core.sections.train import Result
from core.sections.vae_samples import end_input
from core.settings import TrainingSettings, VAESettings

USUAL: dict[str, Any] = {"width": 256, "batch": 32, "images": train.IMAGES}  # of a training, unless chosen otherwise
EPOCHS = 60
SIDE = 15  # pictures along an axis of the decoded plane
WRITTEN = 8  # numbers of a code that are written out
ENDS = {"autoencoder": ("a", "b"), "vae": ("from", "to")}  # parameters of the two pictures of a way


class Trained(NamedTuple):
    """A network and the pictures that it was trained and tested on.

    Args:
        net: as it came out of the training.
        dataset: all pictures.
        codes: of all pictures, (n, k); the means for a VAE.
        names: of the pictures' files.
    """

    net: forward.Network
    dataset: Dataset
    codes: np.ndarray
    names: Sequence[str]

    @property
    def test(self) -> np.ndarray:
        """Which pictures the network has not learned from."""
        return self.dataset.split.test


def of_pictures(page: str, defaults: TrainingSettings, knobs: Sequence[str]) -> None:
    """All sections on the visitor's own pictures: bringing them, a training, what came of it."""
    with frame.section("What will a network make of your own pictures?", "yours"):
        frame.explain(page, "yours")
        dataset = gallery.panel()
    if dataset is None:
        return
    with frame.section("Train your own", "train"):
        if len(dataset.values) < FEWEST_TRAINED:
            st.info(too_few(len(dataset.values)), icon=":material/info:")
            return
        train.trainer(defaults, knobs, dataset)
    run = st.session_state.get(train.place(defaults, dataset))
    if run is not None and run.result is not None and not run.busy:
        results(page, remembered(page, run.result, dataset))


def too_few(count: int) -> str:
    """Why no network is trained on so few pictures."""
    return (
        f"{count} pictures are too few to train a network on and to measure it on others: bring at least "
        f"{FEWEST_TRAINED}. A map of them can be made on the page Projections."
    )


def remembered(page: str, result: Result, dataset: Dataset) -> Trained:
    """What `trained` gives, worked out once for each result of a page and kept in this visit."""
    place = f"trained:{page}{gallery.OF_THEM}"
    if place not in st.session_state or st.session_state[place][0] is not result:
        st.session_state[place] = result, trained(result, dataset)
    own: Trained = st.session_state[place][1]
    return own


def trained(result: Result, dataset: Dataset) -> Trained:
    """The network of a result, ready in this process, and the codes of all pictures."""
    settings = result.settings
    net = forward.network(arrays_from_bytes(result.state.model), settings.architecture, dataset.shape)
    is_vae = isinstance(settings, VAESettings)
    found = forward.encode_posterior(net, dataset.values).mu if is_vae else forward.encode(net, dataset.values)
    return Trained(net, dataset, found, gallery.called())


def results(page: str, own: Trained) -> None:
    """What the network makes of the pictures."""
    with frame.section("How much of a picture fits into a few numbers?", "squeeze"):
        squeeze(own)
    with frame.section("What does the space of codes look like?", "plane"):
        plane(own)
    frame.folded(
        "What lies between two images?", "between", "Walk from one picture to another", partial(morph, page, own),
        *ENDS[page],
    )  # fmt: skip


@frame.fragment
def squeeze(own: Trained) -> None:
    """One picture that the network has not learned from: as it is, rebuilt, and what was lost."""
    image = frame.image_input(len(own.test))
    row = own.test[image]
    picture, code = own.dataset.values[row], own.codes[row]
    rebuilt = forward.decode(own.net, code[None])[0]
    pictures = {"": [*thumbnails(np.stack([picture, rebuilt])), data_uri(error_map(rebuilt - picture))]}
    said = [own.names[row], "rebuilt", "what was lost"]
    draw.strip("own_squeeze", pictures, ["yours", "rebuilt", "what was lost"], height=150, words={"": said})
    numbers = ", ".join(f"{value:.2f}" for value in code[:WRITTEN]) + ", …" * (len(code) > WRITTEN)
    error, mean = squared(rebuilt - picture), squared(own.dataset.mean - picture)
    st.markdown(
        f"*{as_markdown(own.names[row])}*, which the network has not learned from, in {len(code)} instead of "
        f"{picture.size:,} numbers: ({numbers.replace('-', '−')}). Squared error **{error:.2f}**; the mean of the "
        f"pictures it learned from would have {mean:.2f}."
    )


def squared(difference: np.ndarray) -> float:
    """The squared error of a picture."""
    return float((difference**2).sum())


@frame.fragment
def plane(own: Trained) -> None:
    """The plane of two numbers decoded under a lens, with all pictures' codes on it."""
    if own.codes.shape[1] != 2:
        frame.prose(
            "With **2** as the latent size every code is a place, and the whole plane can be decoded: train once more "
            "with it to see that. Until then the map above shows the codes from their widest side."
        )
        return
    first, second = (codes.even_axis(values, SIDE) for values in own.codes.T)
    places = codes.grid(first, second)
    look = decoded.Look(smooth=own.dataset.values.ndim == 4)
    dots = decoded.Dots(own.codes, own.dataset.labels, own.dataset.label_names)
    chart = decoded.decoded_plane(first, second, len(places) // 2, look, dots)
    tables = decoded.plane_tables(forward.decode(own.net, places), first, second, places)
    with draw.in_room(620, 480, "own_plane"):
        draw.whole(
            "own_plane", chart.with_tables(tables), height="stretch",
            alt=f"What your decoder makes of {len(places)} places of the plane, and where your pictures lie",
        )  # fmt: skip
    st.caption(
        f"Every dot is one of your {len(own.codes):,} pictures; every tile is what the decoder makes of its place."
    )


def morph(page: str, own: Trained) -> None:
    """From one picture to another that the network has not learned from: through their codes, and fading."""
    last = len(own.test) - 1
    with st.container(horizontal=True, gap="medium"):
        ends = [
            end_input(label, key, last, min(at, last))
            for at, (label, key) in enumerate(zip(("From test image", "to test image"), ENDS[page], strict=True))
        ]
    rows = own.test[ends]
    first, second = own.dataset.values[rows]
    learned = own.dataset.values[own.dataset.split.train]
    way = interpolation.interpolate(own.net, (own.codes[rows[0]], own.codes[rows[1]]), (first, second), learned)
    start, end = thumbnails(np.stack([first, second]))
    ways = {"decoded": way.decoded, "faded": way.faded}
    strip = {name: [start, *thumbnails(pictures), end] for name, pictures in ways.items()}
    captions = ["first", *(f"{part:.0%}" for part in np.linspace(0, 1, STEPS)), "second"]
    draw.strip("own_morph", strip, captions, height=170)
    st.caption(f"From {as_markdown(own.names[rows[0]])} to {as_markdown(own.names[rows[1]])}.")
