"""VAE: from a point to a cloud, and new images from random numbers. First the failure, then the cure, its price."""

from functools import partial

import numpy as np
import streamlit as st

from core.artefacts import catalogue, published
from core.cache import autoencoder, shared, vae
from core.charts.curves import loss_parts
from core.data import datasets
from core.data.gallery import framing
from core.page import draw, frame, links, parameters, text
from core.sections import download, face_knobs, own_network, vae_cloud, vae_gaps, vae_plane, vae_samples, videos
from core.sections.train import IMAGES, trainer
from core.settings import VAESettings

MATHS = {
    "why": "Where the loss comes from, in five lines",
    "terms": "What each term does on the screen",
    "units": "The unit trap: a hidden β of 784",
    "code": "The whole of it in PyTorch",
}
KNOBS = ("latent", "beta", "warmup", "likelihood", "width", "epochs", "learning_rate", "batch", "seed")


def main() -> None:
    frame.page("VAE")
    frame.explain("vae", "lead")
    name = frame.data_picker(datasets.IMAGE_NAMES)
    if name == framing.NAME:
        settings = VAESettings(dataset=name, likelihood="bernoulli", epochs=own_network.EPOCHS, **own_network.USUAL)
        own_network.of_pictures("vae", settings, KNOBS)
    elif name not in catalogue.VAE_FAMILIES:
        frame.explain("vae", "no-model")
    else:
        planes_of(name)
        more_values(name)
    knobs = [f"t_{knob}" for knob in KNOBS]
    if name != framing.NAME:
        frame.folded("Train your own", "train", "Choose, train, and watch it learn", partial(train, name), *knobs)
    frame.folded("Why does this work?", "maths", "The loss in five lines, and the code", maths)
    frame.footer(*([name] if name != framing.NAME else []))


def planes_of(name: str) -> None:
    """What can be seen on a plane: two values."""
    with frame.section("Can a plain autoencoder invent a picture?", "invent"):
        vae_gaps.failure(name)
    with frame.section("What if an image were a cloud?", "cloud"):
        vae_cloud.point_to_cloud(name)
    with frame.section("What lies between the pictures?", "plane"):
        vae_plane.map_of_images(name)


def more_values(name: str) -> None:
    """What a VAE with more values does."""
    with frame.section("Can it draw pictures nobody drew?", "new"):
        vae_samples.new_images(name)
    if name == "faces":
        with frame.section("Can a smile be put on?", "direction"):
            face_knobs.a_smile_is_a_direction()
        frame.folded(
            "Does it know what a smile is?", "knobs", "Find the number that is the smile",
            face_knobs.nobody_told_it, "found_by", "knobs_beta", "ask=knob",
        )  # fmt: skip
    frame.folded(
        "What does a tidy code space cost?", "beta", "Drag β, and see the clouds give way",
        partial(vae_plane.tug_of_war, name), "beta", "ask=beta",
    )  # fmt: skip
    frame.folded(
        "And with more than two values?", "dimensions", "Move one number at a time",
        partial(vae_samples.one_at_a_time, name), "ask=drawn", *(f"d{i + 1}" for i in range(parameters.WIDEST)),
    )  # fmt: skip
    of_name = "" if name == "digits" else f"_{name}"  # what is chosen for each data set apart
    frame.folded(
        "How does one picture become another?", "morph", "Walk from one picture to another",
        partial(vae_samples.morph, name), "from", "to", f"mvalues{of_name}",
    )  # fmt: skip
    frame.folded(
        "What is paid when?", "parts", "Both terms of the loss through the training", partial(loss_over_epochs, name),
        "paid",
    )  # fmt: skip


def train(name: str) -> None:
    """A VAE of the visitor's own."""
    frame.explain("vae", "train")
    if download.ready(name):
        trainer(VAESettings(dataset=name, width=128, epochs=60, images=IMAGES, likelihood="bernoulli"), KNOBS)


@frame.fragment
def loss_over_epochs(name: str) -> None:
    """Reconstruction, KL and their sum over the epochs of a shipped model."""
    betas, beta = catalogue.VAE_FAMILIES[name].betas, catalogue.VAE_FAMILIES[name].reference
    beta = st.select_slider("β", value=beta, width=420, **links.bound("paid", options=betas))
    model = vae.plane_model(name, beta)
    history = np.array(shared.shipped(model).provenance["history"])  # (epochs, 7)
    parts = {
        part: {"training": (scale * history[:, i]).tolist(), "validation": (scale * history[:, i + 3]).tolist()}
        for part, i, scale in (("sum", 0, 1.0), ("reconstruction", 1, 1.0), ("β·KL", 2, beta))
    }
    left, right = st.columns(2, gap="large")
    large = {part: parts[part] for part in ("sum", "reconstruction")}
    with left:
        draw.chart("paid_sum", (model, beta), lambda: loss_parts(large, "nats per image"))
    with right:
        draw.chart("paid_kl", (model, beta), lambda: loss_parts({"β·KL": parts["β·KL"]}, "nats per image"))
    st.markdown(bill(model, beta, len(history)))
    frame.explain("vae", "parts" if name == "digits" else "parts-any")
    if name == "mnist":
        with st.expander("Beside published figures"):
            beside_published()


def beside_published() -> None:
    """What others have published for MNIST, what is measured here, and how tight the bound is."""
    here = [shared.shipped(each.model).metrics["test_total"] for each in published.VAES]
    measured = shared.shipped("vae-mnist-pictures").metrics
    bounds = [measured[each.model] for each in published.VAES]
    pixels = vae.test_images("mnist").images[0].size
    words, constant = text.section("vae", "published"), f"{published.left_out(pixels):.1f}"
    tests, draws = f"{autoencoder.reconstruction('mnist').measured:,}", catalogue.BOUND_DRAWS
    images = bounds[0]["bound_images"]
    frame.prose(words.format(constant=constant, pixels=pixels, tests=tests, images=images, draws=draws))
    st.table(
        {
            "per image": [each.what for each in published.VAES],
            "published": [f"{each.value:.2f}" for each in published.VAES],
            "by": [f"[{each.source}]({each.url})" for each in published.VAES],
            "here": [f"**{value:.2f}**" for value in here],
            f"on the first {images} images": [f"{each['bound_loss']:.2f}" for each in bounds],
            f"there with {catalogue.BOUND_DRAWS} points of each cloud": [
                f"{each['importance_weighted']:.2f}" for each in bounds
            ],
        },
        width="content",
        hide_index=True,
    )


def bill(model: str, beta: float, epochs: int) -> str:
    """What a shipped model pays on test images after its last epoch."""
    figures = shared.shipped(model).metrics
    split = ""
    if catalogue.models()[model].latent == 2:
        dimensions = vae.plane(beta, catalogue.models()[model].dataset).figures["kl_per_dimension"]
        split = " (" + " and ".join(f"{each:.2f}" for each in dimensions) + " in the two dimensions)"
    return (
        f"After {epochs} epochs, on test images: reconstruction **{figures['test_reconstruction']:.2f}**, KL "
        f"**{figures['test_kl']:.2f}** nats per image{split}, sum with β = {beta:g}: **{figures['test_total']:.2f}**."
    )


def tightness() -> str:
    """How far the bound lies from what more random points of each cloud prove."""
    figures = vae.plane(1.0, "digits").figures
    loss = figures["test_reconstruction"] + figures["test_kl"]
    return (
        f"How tight is it? For the digits' test images and β = 1 the loss is **{loss:.2f}** nats per image. With the "
        f"mean over {catalogue.BOUND_DRAWS} points of each cloud inside the logarithm (importance weighting, Burda et "
        f"al., 2016) it is **{figures['importance_weighted']:.2f}**: with the cross-entropy read as a likelihood, "
        f"−log p(x) lies at or below that."
    )


def maths() -> None:
    """One click deep: where the loss comes from, what its terms do, the unit trap, the code."""
    for key, title in MATHS.items():
        with st.expander(title), frame.show_errors():
            frame.explain("vae", f"maths-{key}")
            if key == "why":
                frame.prose(tightness())
    videos.rather_watch(videos.ANIMATED, videos.EXPLAINED)


main()
