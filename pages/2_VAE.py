"""VAE: from a point to a cloud, and new images out of nothing. First the failure, then the cure, then its price."""

import numpy as np
import streamlit as st

from core import cache, catalogue, frame, latent, live
from core.charts import planes, strips, vae, vae_cloud
from core.images import enlarged, framed_thumbnails, grey, mosaic, png, thumbnails
from core.params import VAESettings

REACH = 5.5  # of the map over the betas: nearly all of beta = 0.05 is inside, of beta = 0 only a part
MIDDLE = 480  # the middle of the 31 × 31 plane
COUNTS, COLUMNS = (12, 24, 48, 96), 12  # samples, and how many stand in a row
DRAWN = 8  # random points of a cloud
SHOWN = 10  # random codes, and rebuilt images, in a row
WAYS = {"prior": "the bell N(0, 1)", "spread": "a bell as wide as its own codes"}
KNOBS = ("latent", "beta", "warmup", "likelihood", "width", "epochs", "learning_rate", "batch", "seed")
KINDS = {"Autoencoder": ("autoencoder", ""), "VAE": ("vae", "-beta1")}


def main() -> None:
    frame.page("VAE")
    frame.explain("vae", "lead")
    name = frame.data_picker(("digits", "mnist", "fashion", "kmnist"))
    if name != "digits":
        frame.explain("vae", "no-model")
        train(name)
        return
    with frame.section("Can a plain autoencoder invent a digit?", "invent"):
        failure()
    with frame.section("What if an image were a cloud?", "cloud"):
        point_to_cloud()
    with frame.section("What does order cost?", "beta"):
        tug_of_war()
    with frame.section("What lies between the digits?", "plane"):
        map_of_images()
    with frame.section("Can it draw digits nobody wrote?", "new"):
        new_images()
    train(name)
    frame.footer(cache.embedded("digits"))


def train(name: str) -> None:
    """A VAE of the visitor's own."""
    with frame.section("Train your own", "train"):
        frame.explain("vae", "train")
        live.trainer(VAESettings(dataset=name, width=128, epochs=60, likelihood="bernoulli"), KNOBS)


@st.fragment
def failure() -> None:
    """Random codes through both decoders, and how often they end outside the data."""
    with frame.told():
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            seed = seed_input("draw", "Draw others")
            way = st.radio(
                "Random codes come from", WAYS, format_func=WAYS.get, horizontal=True, key="way", bind="query-params"
            )
            same = st.toggle("Same axes for both", key="same", bind="query-params")
        measured = cache.shipped("vae-digits-draws").metrics
        for column, kind in zip(st.columns(2, gap="large"), KINDS, strict=True):
            with column, frame.told():
                decoder(kind, seed, way, same, measured)
        frame.explain("vae", "failure")
        with st.expander("Is this comparison fair?"):
            frame.explain("vae", "failure-ways")
            st.table(unlike_table(measured), width="content")


def seed_input(key: str, label: str) -> int:
    """A seed in the URL, and a button that takes the next one."""

    def next_seed() -> None:
        st.session_state[key] = (st.session_state[key] + 1) % 10_000

    seed = st.number_input("Seed", 0, 9_999, 0, key=key, bind="query-params", width=130)
    st.button(label, on_click=next_seed, key=f"{key}_next", type="primary")
    return seed


def decoder(kind: str, seed: int, way: str, same: bool, measured: dict) -> None:
    """One model's plane with random codes on it, and what they decode to."""
    start, tail = KINDS[kind]
    name, wide = (f"{start}-digits-k{k}{tail}" for k in catalogue.VAE_SIZES)
    codes, digits, rows = codes_on_plane(kind), cache.embedded("digits"), cache.shipped_arrays("vae-digits-draws")
    shown = codes_on_plane("Autoencoder") if same else codes
    z = {each: latent.prior_draws(SHOWN, k, seed) for each, k in zip((name, wide), catalogue.VAE_SIZES, strict=True)}
    if way == "spread":
        z = {each: draws * rows[f"{each}_std"] + rows[f"{each}_mean"] for each, draws in z.items()}
    st.subheader(kind, anchor=False)
    labels = digits.labels[digits.split.test]
    chart = vae.plane_with_draws(codes, labels, digits.label_names, z[name], vae.window_around(shown))
    st.altair_chart(chart, key=f"draws_{kind}", width="stretch")
    pictures = {"2 values": decoded_tiles(name, z[name]), "16 values": decoded_tiles(wide, z[wide])}
    captions = [str(i + 1) for i in range(SHOWN)]
    st.altair_chart(strips.strips(pictures, captions, height=160), key=f"drawn_{kind}", width="stretch")
    two, sixteen = (measured["unlike"][each][way] for each in (name, wide))
    st.markdown(f"Unlike any digit: **{two:.0%}** with 2 values, **{sixteen:.0%}** with 16 (real test images: 5%).")


def codes_on_plane(kind: str) -> np.ndarray:
    """The codes of the test images on the plane of the autoencoder or of the VAE with beta = 1, (n, 2)."""
    return (
        cache.shipped_arrays("autoencoder-digits-pictures")["codes_2"] if kind == "Autoencoder" else cache.plane(1.0).mu
    )


def decoded_tiles(name: str, z: np.ndarray) -> list[str]:
    """Decoded codes, those unlike every training image in a red frame."""
    pictures = cache.decoded(name, z)
    unlike = cache.nearest_training(pictures)[1] > cache.shipped("vae-digits-draws").metrics["limit"]
    return framed_thumbnails(pictures, unlike, vae.UNLIKE)


def unlike_table(measured: dict) -> dict[str, list[str]]:
    """The share of unlike pictures for each way of drawing and each model, as a table of words."""
    names = {
        f"{kind}, {k} values": f"{start}-digits-k{k}{tail}"
        for k in catalogue.VAE_SIZES
        for kind, (start, tail) in KINDS.items()
    }
    ways = {"codes drawn from": [*WAYS.values(), "the box around its own codes"]}
    return ways | {
        title: [f"{measured['unlike'][name][way]:.1%}" for way in (*WAYS, "box")] for title, name in names.items()
    }


@st.fragment
def point_to_cloud() -> None:
    """One image's cloud, random points of it, and the computation that makes them."""
    with frame.told():
        digits, plane = cache.embedded("digits"), cache.plane(1.0)
        test = digits.split.test
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            image = st.number_input(
                "Test image", 0, len(test) - 1, 0, key="image", bind="query-params", persist_state="session", width=130
            )
            seed = seed_input("noise", "Resample")
        mu, sigma = plane.mu[image], np.exp(0.5 * plane.log_var[image])
        draws = mu + sigma * latent.prior_draws(DRAWN, 2, seed)
        left, right = st.columns([3, 2], gap="large")
        with right:
            st.image(
                enlarged(grey(digits.values[test[image]]), 12), f"Test image {image}: a {digits.labels[test[image]]}"
            )
            epsilon = [
                st.slider(f"ε{i}", -3.0, 3.0, 0.0, 0.1, key=f"e{i}", bind="query-params", width=320) for i in (1, 2)
            ]
            z = mu + sigma * np.array(epsilon)
            st.markdown(computation(mu, sigma, epsilon, z))
        with left, st.container(width=560):
            chart = vae_cloud.cloud(
                plane.mu, digits.labels[test], digits.label_names, image, sigma, draws, z,
                vae.Window((0.0, 0.0), (4.1, 3.2)),
            )  # fmt: skip
            st.altair_chart(chart, key="cloud", on_select=take_image, selection_mode="pick", width="stretch")
        with right:
            pictures = cache.decoded("vae-digits-k2-beta1", np.vstack([z, draws]))
            st.altair_chart(
                strips.strips({"decoded": thumbnails(pictures)}, ["ε", *map(str, range(1, DRAWN + 1))], height=90),
                key="cloud_decoded", width="stretch",
            )  # fmt: skip
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


@st.fragment
def tug_of_war() -> None:
    """The plane at every beta, and what the current one costs."""
    with frame.told():
        betas, digits = catalogue.BETAS, cache.embedded("digits")
        test, start = digits.split.test, frame.stop_in_url("beta", catalogue.BETAS, default=1.0)
        left, right = st.columns([3, 2], gap="large")
        with left, st.container(width=520):
            chart = vae.beta_map(
                np.stack([cache.plane(beta).mu for beta in betas]), betas, digits.labels[test], digits.label_names,
                betas.index(start), REACH, cache.thumbnails("digits", tuple(test.tolist())),
            )  # fmt: skip
            event = st.altair_chart(chart, key="betas", on_select="rerun", width="stretch")
        beta = frame.keep_stop_in_url("beta", event, "sweep", betas)
        with right:
            price(beta)
        frame.explain("vae", "beta")


def price(beta: float) -> None:
    """The rate–distortion curve with the current beta marked, its numbers, and ten rebuilt images."""
    figures = {each: cache.plane(each).figures for each in catalogue.BETAS}
    prices = [
        vae.Price(each, found["test_reconstruction"], found["test_kl"], found["active"])
        for each, found in figures.items()
    ]
    here, plane = prices[catalogue.BETAS.index(beta)], cache.plane(beta)
    outside = int((np.abs(plane.mu) > REACH).any(1).sum())
    st.altair_chart(vae.rate_distortion(prices, beta, "nats per image"), key="prices", width="stretch")
    st.markdown(
        f"**β = {beta:g}** on test images: reconstruction **{here.reconstruction:.2f}**, KL **{here.kl:.2f}** nats per "
        f"image. {in_use(here.active)}"
        + (f" {outside} of {len(plane.mu)} test images lie outside the map." if outside else "")
    )
    digits = cache.embedded("digits")
    chosen = first_of_each(digits.labels[digits.split.test])
    pictures = {
        "test image": thumbnails(digits.values[digits.split.test][chosen]),
        "rebuilt": thumbnails(plane.rebuilt[chosen]),
    }
    st.altair_chart(strips.strips(pictures, height=90), key="rebuilt", width="stretch")


def in_use(active: int) -> str:
    """A sentence on how many of two dimensions carry information."""
    if active == 0:
        return "**Collapsed:** no dimension says anything, and every image is rebuilt as the same grey average."
    return f"{active} of 2 dimensions in use."


def first_of_each(labels: np.ndarray) -> list[int]:
    """Position of the first image of each class."""
    return [int(np.flatnonzero(labels == label)[0]) for label in np.unique(labels)]


@st.fragment
def map_of_images() -> None:
    """The decoded plane of one beta under a lens."""
    with frame.told():
        left, right = st.columns([3, 2], gap="large")
        with right:
            beta = st.select_slider(
                "β", catalogue.BETAS, 1.0, format_func=catalogue.number, key="plane", bind="query-params"
            )
            dots = st.toggle("Show where the test images lie", key="dots", bind="query-params")
            frame.explain("vae", "plane")
        with left, st.container(width=530):
            plane, digits = cache.plane(beta), cache.embedded("digits")
            shown = (plane.mu, digits.labels[digits.split.test], digits.label_names) if dots else (None, None, ())
            start = frame.stop_in_url("at", range(len(plane.tiles)), default=MIDDLE)
            chart = planes.decoded_plane(plane.tiles, plane.axis, plane.axis, start, *shown, circle=vae.RING)
            event = st.altair_chart(chart, key="decoded", on_select="rerun", selection_mode="pin", width="stretch")
            keep_tile(event)


@st.fragment
def new_images() -> None:
    """Samples from the prior, each above the training image that is nearest to it."""
    with frame.told():
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            seed = seed_input("sample", "Draw new images")
            count = st.select_slider("How many", COUNTS, 24, key="count", bind="query-params", width=200)
            k = st.radio("Values in a code", catalogue.VAE_SIZES, 1, horizontal=True, key="values", bind="query-params")
        name = f"vae-digits-k{k}-beta1"
        pictures = cache.decoded(name, latent.prior_draws(count, k, seed))
        nearest, distances = cache.nearest_training(pictures)
        left, right = st.columns([3, 1], gap="large")
        with left:
            rows = paired_rows(pictures, nearest)
            st.altair_chart(strips.strips(rows, height=66 * len(rows)), key="new_images", width="stretch")
        with right:
            measured = cache.shipped("vae-digits-draws").metrics
            st.markdown(
                f"Squared distance to the nearest training image: median **{np.median(distances):.2f}**; between real "
                f"test images and training images **{measured['real_median']:.2f}**. A copy would be at 0; the "
                f"closest here is {distances.min():.2f} away."
            )
            st.download_button(
                "Download as PNG",
                lambda: png(enlarged(mosaic(pictures, COLUMNS), 10)),
                f"vae-samples-seed{seed}.png",
                "image/png",
                on_click="ignore",
            )
            frame.explain("vae", "samples")


def paired_rows(pictures: np.ndarray, nearest: np.ndarray) -> dict[str, list[str]]:
    """Rows of samples, under each the row of the training images nearest to them."""
    rows = {}
    for start in range(0, len(pictures), COLUMNS):
        part, numbers = slice(start, start + COLUMNS), f"{start + 1}–{start + COLUMNS}"
        rows |= {f"new {numbers}": thumbnails(pictures[part]), f"nearest to {numbers}": thumbnails(nearest[part])}
    return rows


def keep_tile(event: dict) -> None:
    """Write the clicked place to the URL."""
    chosen = event["selection"].get("pin") or []
    if chosen:
        st.query_params["at"] = f"{chosen[0]['tile']}"


main()
