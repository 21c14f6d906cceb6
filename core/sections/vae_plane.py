"""Parts of the VAE page: planes of two values. The autoencoder's failure, the cloud, beta, the decoded plane."""

from typing import Any

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache import autoencoder, shared, vae
from core.charts import decoded, planes, posterior
from core.charts import vae as charts
from core.data.datasets import first_of_each_class
from core.latent.codes import grid, prior_draws, prior_share, quantile_axis
from core.latent.novelty import UNUSUAL, USUAL
from core.page import draw, frame, links, text
from core.page.parameters import WAYS
from core.pictures import colours
from core.pictures.png import enlarged, framed_thumbnails, grey, thumbnails

REACH = 5.5  # of the map over the betas: nearly all of beta = 0.05 is inside, of beta = 0 only a part
DRAWN = 8  # random points of a cloud
SHOWN = 10  # random codes, and rebuilt images, in a row
KINDS = {"Autoencoder": ("autoencoder", ""), "VAE": ("vae", "-beta1")}


@frame.fragment
def failure() -> None:
    """Random codes through both decoders, and how often they end outside the data."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        seed = frame.seed_input("draw", "Draw others")
        way = st.radio("Random codes come from", horizontal=True, **links.bound("drawn_from"))
        same = st.toggle("Same axes for both", **links.bound("same"))
    measured = shared.shipped("vae-digits-draws").metrics
    for column, kind in zip(st.columns(2, gap="large"), KINDS, strict=True):
        with column, frame.show_errors():
            decoder(kind, seed, way, same, measured)
    frame.prose(f"{drawn_from(way)} {text.section('vae', 'failure').format(usual=f'{100 * USUAL:g} %')}")
    with st.expander("Is this comparison fair?"):
        frame.explain("vae", "failure-ways")
        st.table(unlike_table(measured), width="content")


def drawn_from(way: str) -> str:
    """Where the random codes come from, and how many of the prior's the ring holds: 1 − exp(−r²/2) of a plane."""
    return text.section("vae", f"failure-{way}").format(share=f"{1 - np.exp(-(planes.RING**2) / 2):.0%}")


def decoder(kind: str, seed: int, way: str, same: bool, measured: dict) -> None:
    """One model's plane with random codes on it, and what they decode to."""
    start, tail = KINDS[kind]
    name, wide = (f"{start}-digits-k{k}{tail}" for k in catalogue.VAE_SIZES)
    codes, digits, drawn = codes_on_plane(kind), shared.embedded("digits"), vae.draws().models
    shown = codes_on_plane("Autoencoder") if same else codes
    z = {each: prior_draws(SHOWN, k, seed) for each, k in zip((name, wide), catalogue.VAE_SIZES, strict=True)}
    if way == "spread":
        z = {each: draws * drawn[each].std + drawn[each].mean for each, draws in z.items()}
    st.subheader(kind, anchor=False)
    labels = digits.labels[digits.split.test]
    window = planes.window_around(shown)
    draw.chart(
        f"draws_{kind}", (same,), lambda: planes.plane_with_draws(codes, labels, digits.label_names, z[name], window),
        planes.draw_table(z[name], window),
    )  # fmt: skip
    few, many = catalogue.VAE_SIZES
    pictures = {f"{few} values": decoded_tiles(name, z[name]), f"{many} values": decoded_tiles(wide, z[wide])}
    captions = [str(i + 1) for i in range(SHOWN)]
    draw.strip(f"drawn_{kind}", pictures, captions, height=160)
    shares = [measured["unlike"][each][way] for each in (name, wide)]
    st.markdown(
        f"Unlike any digit: **{shares[0]:.0%}** with {few} values, **{shares[1]:.0%}** with {many} (real test images: "
        f"{UNUSUAL:.0%})."
    )


def codes_on_plane(kind: str) -> np.ndarray:
    """The codes of the test images on the plane of the autoencoder or of the VAE with beta = 1, (n, 2)."""
    return autoencoder.reconstruction("digits").codes(2) if kind == "Autoencoder" else vae.plane(1.0).mu


def decoded_tiles(name: str, z: np.ndarray) -> list[str]:
    """Decoded codes, those unlike every training image in a red frame."""
    pictures = shared.decoded(name, z)
    unlike = vae.nearest_training(pictures)[1] > shared.shipped("vae-digits-draws").metrics["limit"]
    return framed_thumbnails(pictures, unlike, colours.UNLIKE)


def unlike_table(measured: dict) -> dict[str, list[str]]:
    """The share of unlike pictures for each way of drawing and each model, as a table of words."""
    names = {
        f"{kind}, {k} values": f"{start}-digits-k{k}{tail}"
        for k in catalogue.VAE_SIZES
        for kind, (start, tail) in KINDS.items()
    }
    ways = {"codes drawn from": [*WAYS.words.values(), "the box around its own codes"]}
    return ways | {
        title: [f"{measured['unlike'][name][way]:.1%}" for way in (*WAYS.words, "box")] for title, name in names.items()
    }


@frame.fragment
def point_to_cloud(name: str) -> None:
    """One image's cloud, random points of it, and the computation that makes them."""
    test, plane = vae.test_images(name), vae.plane(1.0, name)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        image = frame.image_input(len(test.images))
        seed = frame.seed_input("resample", "Resample")
    mu, sigma = plane.mu[image], np.exp(0.5 * plane.log_var[image])
    draws = mu + sigma * prior_draws(DRAWN, 2, seed)
    left, right = st.columns([3, 2], gap="large")
    with right:
        picture = grey(test.images[image])
        st.image(enlarged(picture, 112 // len(picture)), f"Test image {image}: a {test.names[test.labels[image]]}")
        epsilon = [st.slider(f"ε{i}", value=0.0, step=0.1, width=320, **links.bound(f"e{i}")) for i in (1, 2)]
        z = mu + sigma * np.array(epsilon)
        st.markdown(computation(mu, sigma, epsilon, z))
    with left, st.container(width=560):
        draw.chart(
            "cloud", (name,),
            lambda: posterior.cloud(
                plane.mu, test.labels, test.names, image, sigma, draws, z, planes.Window((0.0, 0.0), (4.1, 3.2))
            ),
            posterior.cloud_tables(mu, sigma, draws, z),
            on_select=take_image, selection_mode="pick",
        )  # fmt: skip
    with right:
        pictures = shared.decoded(vae.plane_model(name, 1.0), np.vstack([z, draws]))
        captions = ["ε", *map(str, range(1, DRAWN + 1))]
        draw.strip("cloud_decoded", {"decoded": thumbnails(pictures)}, captions, height=90)
    frame.explain("vae", "cloud")


def take_image() -> None:
    """Take over the image whose dot was clicked."""
    chosen = st.session_state["cloud"]["selection"].get("pick") or []
    if chosen:
        st.session_state["image"] = int(chosen[0]["image"])


def computation(mu: np.ndarray, sigma: np.ndarray, epsilon: list[float], z: np.ndarray) -> str:
    """The reparameterisation with this image's numbers, as a table."""
    rows = "".join(
        f"| z{i + 1} | {mu[i]:.2f} | {sigma[i]:.2f} | {epsilon[i]:.1f} | **{z[i]:.2f}** |\n" for i in range(2)
    ).replace("-", "−")
    return f"| | μ | σ | ε | z = μ + σ·ε |\n|---|---|---|---|---|\n{rows}"


@frame.fragment
def tug_of_war() -> None:
    """The plane at every beta, and what the current one costs."""
    betas, digits = catalogue.BETAS, shared.embedded("digits")
    test, start = digits.split.test, links.stop_in_url("beta", catalogue.BETAS, default=1.0)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(width=520):
        event = draw.chart(
            "betas", (start,),
            lambda: charts.beta_map(
                np.stack([vae.plane(beta).mu for beta in betas]), betas, digits.labels[test], digits.label_names,
                betas.index(start), REACH, shared.thumbnails("digits", tuple(test.tolist())),
            ),
            on_select="rerun",
        )  # fmt: skip
    beta = links.keep_stop_in_url("beta", event, "sweep", betas)
    with right:
        price(beta)
    frame.explain("vae", "beta")


def price(beta: float) -> None:
    """The rate–distortion curve with the current beta marked, its numbers, and ten rebuilt images."""
    figures = {each: vae.plane(each).figures for each in catalogue.BETAS}
    prices = [
        charts.Price(each, found["test_reconstruction"], found["test_kl"], found["active"])
        for each, found in figures.items()
    ]
    here, plane = prices[catalogue.BETAS.index(beta)], vae.plane(beta)
    outside = int((np.abs(plane.mu) > REACH).any(1).sum())
    draw.chart("prices", (beta,), lambda: charts.rate_distortion(prices, beta, "nats per image"))
    st.markdown(
        f"**β = {beta:g}** on test images: reconstruction **{here.reconstruction:.2f}**, KL **{here.kl:.2f}** nats per "
        f"image. {in_use(here.active)}"
        + (f" {outside} of {len(plane.mu)} test images lie outside the map." if outside else "")
    )
    test = vae.test_images("digits")
    chosen = first_of_each_class(test.labels)
    rebuilt = shared.decoded(vae.plane_model("digits", beta), plane.own(plane.mu[chosen]))
    pictures = {"test image": thumbnails(test.images[chosen]), "rebuilt": thumbnails(rebuilt)}
    draw.strip("rebuilt", pictures, height=90)


def in_use(active: int) -> str:
    """A sentence on how many of two dimensions carry information."""
    if active == 0:
        return "**Collapsed:** no dimension says anything, and every image is rebuilt as the same grey average."
    return f"{active} of 2 dimensions in use."


@frame.fragment
def map_of_images(name: str, betas: tuple[float, ...]) -> None:
    """The decoded plane of one beta under a lens."""
    left, right = st.columns([3, 2], gap="large")
    with right:
        beta = betas[0]
        if len(betas) > 1:
            beta = st.select_slider("β", value=1.0, **links.bound("plane"))
        lay = st.radio("Room for each image", **links.bound("room"))
        dots = st.toggle("Show where the test images lie", **links.bound("over"))
        frame.explain("vae", "plane")
    with left, st.container(width=530):
        decoded_plane(name, beta, lay, dots)


def decoded_plane(name: str, beta: float, lay: str, dots: bool) -> None:
    """The decoded plane in equal steps of z, or with as much room for each place as the prior draws codes from it.

    The link says which tile is under the lens at first, and hears of a click.
    """
    plane, test, model = vae.plane(beta, name), vae.test_images(name), vae.plane_model(name, beta)
    axis, shown, mu = plane.axis, plane.axis, plane.mu
    look: dict[str, Any] = {"circle": planes.RING}
    if lay == "likely":
        axis = quantile_axis(catalogue.GRID_SIDE)
        shown, mu = prior_share(axis), prior_share(plane.mu)
        look = {"axes": ("share of the prior to the left", "share of the prior below")}
    if dots:
        look |= {"points": mu, "labels": test.labels, "names": test.names}
    z, places = grid(axis, axis), grid(shown, shown)
    start = int(links.stop_in_url("at", range(len(z)), default=len(z) // 2))
    event = draw.chart(
        "decoded", (lay, name, start, beta if dots else None),
        lambda: decoded.decoded_plane(shown, shown, start, **look),
        draw.tables(
            (lay, name, beta),
            lambda: decoded.plane_tables(shared.decoded(model, plane.own(z)), shown, shown, places, z),
        ),
        on_select="rerun", selection_mode="pin",
    )  # fmt: skip
    if chosen := event["selection"].get("pin"):
        links.put_in_link("at", f"{chosen[0]['tile']}")
