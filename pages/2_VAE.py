"""VAE: from a point to a cloud, and new images out of nothing. First the failure, then the cure, then its price."""

import time
from typing import Any

import numpy as np
import streamlit as st

from core import cache, catalogue, draw, fetch, frame, latent, live, published, text
from core.charts import planes, vae, vae_cloud
from core.images import enlarged, film, framed_thumbnails, grey, mosaic, png, thumbnails
from core.params import VAESettings

REACH = 5.5  # of the map over the betas: nearly all of beta = 0.05 is inside, of beta = 0 only a part
SIDE = 31  # images along each side of a decoded plane
LAYOUTS = {"even": "equal steps of z", "likely": "equal shares of the prior"}
SLIDERS = 6  # of a wide VAE at first; the others one click deep
WALKS = {"straight": latent.straight_path, "spherical": latent.spherical_path}
DEAD = 0.01  # nats: a latent value with less KL says nothing
STEPS, FRAMES = 11, 24  # pictures of a strip, and of a film
SECONDS = 0.12  # each picture of a film is shown
COUNTS, COLUMNS = (12, 24, 48, 96), 12  # samples, and how many stand in a row
DRAWN = 8  # random points of a cloud
SHOWN = 10  # random codes, and rebuilt images, in a row
WAYS = {"prior": "the bell N(0, 1)", "spread": "a bell as wide as its own codes"}
MATHS = {
    "why": "Where the loss comes from, in five lines",
    "terms": "What each term does on the screen",
    "units": "The unit trap: a hidden β of 784",
    "code": "The lines of PyTorch that do it",
}
CODE = (("models", "Posterior.sample"), ("losses", "kl_to_prior"), ("losses", "vae_loss"))
KNOBS = ("latent", "beta", "warmup", "likelihood", "width", "epochs", "learning_rate", "batch", "seed")
KINDS = {"Autoencoder": ("autoencoder", ""), "VAE": ("vae", "-beta1")}


def main() -> None:
    frame.page("VAE", words={"drawn_from": WAYS, "room": LAYOUTS})
    frame.explain("vae", "lead")
    name = frame.data_picker(("digits", "mnist", "fashion", "kmnist"))
    if name == "digits":
        frame.explain("vae", "contents")
        planes_of_digits()
    elif name in catalogue.WIDE_VAES:
        frame.explain("vae", "more")
        plane_of(name)
    if name in catalogue.WIDE_VAES:
        more_values(name)
    else:
        frame.explain("vae", "no-model")
    with frame.section("Train your own", "train"):
        train(name)
    with frame.section("Why does this work?", "maths"):
        maths()
    frame.footer(name)


def planes_of_digits() -> None:
    """What can be seen on a plane: two values."""
    with frame.section("Can a plain autoencoder invent a digit?", "invent"):
        failure()
    with frame.section("What if an image were a cloud?", "cloud"):
        point_to_cloud("digits")
    with frame.section("What does order cost?", "beta"):
        tug_of_war()
    with frame.section("What lies between the digits?", "plane"):
        map_of_images("digits", catalogue.BETAS)


def plane_of(name: str) -> None:
    """The same plane for a data set with one beta."""
    with frame.section("What if an image were a cloud?", "cloud"):
        point_to_cloud(name)
    with frame.section("What lies between the digits?", "plane"):
        map_of_images(name, (1.0,))


def more_values(name: str) -> None:
    """What a VAE with more values does."""
    with frame.section("And with more than two values?", "dimensions"):
        one_at_a_time(name)
    with frame.section("Can it draw digits nobody wrote?", "new"):
        new_images(name)
    with frame.section("How does one digit become another?", "morph"):
        morph(name)
    with frame.section("What is paid when?", "parts"):
        loss_over_epochs(name)


def train(name: str) -> None:
    """A VAE of the visitor's own."""
    frame.explain("vae", "train")
    if fetch.ready(name):
        live.trainer(VAESettings(dataset=name, width=128, epochs=60, images=5_000, likelihood="bernoulli"), KNOBS)


@frame.fragment
def failure() -> None:
    """Random codes through both decoders, and how often they end outside the data."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        seed = seed_input("draw", "Draw others")
        way = st.radio(
            "Random codes come from", WAYS, format_func=WAYS.get, horizontal=True, key="drawn_from", bind="query-params"
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
    window = vae.window_around(shown)
    draw.chart(
        f"draws_{kind}", (same,), lambda: vae.plane_with_draws(codes, labels, digits.label_names, z[name], window),
        {"draws": vae.draw_table(z[name], window)},
    )  # fmt: skip
    pictures = {"2 values": decoded_tiles(name, z[name]), "16 values": decoded_tiles(wide, z[wide])}
    captions = [str(i + 1) for i in range(SHOWN)]
    draw.strip(f"drawn_{kind}", pictures, captions, height=160)
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
    return framed_thumbnails(pictures, unlike, vae.UNLIKE, 1)


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


@frame.fragment
def point_to_cloud(name: str) -> None:
    """One image's cloud, random points of it, and the computation that makes them."""
    test, plane = cache.test_images(name), cache.plane(1.0, name)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        image = frame.image_input(len(test.images))
        seed = seed_input("resample", "Resample")
    mu, sigma = plane.mu[image], np.exp(0.5 * plane.log_var[image])
    draws = mu + sigma * latent.prior_draws(DRAWN, 2, seed)
    left, right = st.columns([3, 2], gap="large")
    with right:
        picture = grey(test.images[image])
        st.image(enlarged(picture, 112 // len(picture)), f"Test image {image}: a {test.names[test.labels[image]]}")
        epsilon = [st.slider(f"ε{i}", -3.0, 3.0, 0.0, 0.1, key=f"e{i}", bind="query-params", width=320) for i in (1, 2)]
        z = mu + sigma * np.array(epsilon)
        st.markdown(computation(mu, sigma, epsilon, z))
    with left, st.container(width=560):
        draw.chart(
            "cloud", (name,),
            lambda: vae_cloud.cloud(
                plane.mu, test.labels, test.names, image, sigma, draws, z, vae.Window((0.0, 0.0), (4.1, 3.2))
            ),
            vae_cloud.cloud_tables(mu, sigma, draws, z),
            on_select=take_image, selection_mode="pick",
        )  # fmt: skip
    with right:
        pictures = cache.decoded(cache.plane_model(name, 1.0), np.vstack([z, draws]))
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
    betas, digits = catalogue.BETAS, cache.embedded("digits")
    test, start = digits.split.test, frame.stop_in_url("beta", catalogue.BETAS, default=1.0)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(width=520):
        event = draw.chart(
            "betas", (start,),
            lambda: vae.beta_map(
                np.stack([cache.plane(beta).mu for beta in betas]), betas, digits.labels[test], digits.label_names,
                betas.index(start), REACH, cache.thumbnails("digits", tuple(test.tolist())),
            ),
            on_select="rerun",
        )  # fmt: skip
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
    draw.chart("prices", (beta,), lambda: vae.rate_distortion(prices, beta, "nats per image"))
    st.markdown(
        f"**β = {beta:g}** on test images: reconstruction **{here.reconstruction:.2f}**, KL **{here.kl:.2f}** nats per "
        f"image. {in_use(here.active)}"
        + (f" {outside} of {len(plane.mu)} test images lie outside the map." if outside else "")
    )
    test = cache.test_images("digits")
    chosen = first_of_each(test.labels)
    rebuilt = cache.decoded(cache.plane_model("digits", beta), plane.own(plane.mu[chosen]))
    pictures = {"test image": thumbnails(test.images[chosen]), "rebuilt": thumbnails(rebuilt)}
    draw.strip("rebuilt", pictures, height=90)


def in_use(active: int) -> str:
    """A sentence on how many of two dimensions carry information."""
    if active == 0:
        return "**Collapsed:** no dimension says anything, and every image is rebuilt as the same grey average."
    return f"{active} of 2 dimensions in use."


def first_of_each(labels: np.ndarray) -> list[int]:
    """Position of the first image of each class."""
    return [int(np.flatnonzero(labels == label)[0]) for label in np.unique(labels)]


@frame.fragment
def map_of_images(name: str, betas: tuple[float, ...]) -> None:
    """The decoded plane of one beta under a lens."""
    left, right = st.columns([3, 2], gap="large")
    with right:
        beta = betas[0]
        if len(betas) > 1:
            beta = st.select_slider("β", betas, 1.0, format_func=catalogue.number, key="plane", bind="query-params")
        lay = st.radio("Room for each image", LAYOUTS, format_func=LAYOUTS.get, key="room", bind="query-params")
        dots = st.toggle("Show where the test images lie", key="dots", bind="query-params")
        frame.explain("vae", "plane")
    with left, st.container(width=530):
        keep_tile(even_plane(name, beta, dots) if lay == "even" else likely_plane(name, beta, dots))


def even_plane(name: str, beta: float, dots: bool) -> Any:
    """Equal steps of z."""
    plane, start, model = cache.plane(beta, name), start_tile(), cache.plane_model(name, beta)
    axes = (plane.axis, plane.axis)
    return draw.chart(
        "decoded", ("even", name, start, beta if dots else None),
        lambda: planes.decoded_plane(None, *axes, start, *test_dots(name, plane.mu, dots), circle=vae.RING),
        draw.tables(
            ("even", name, beta),
            lambda: planes.plane_tables(cache.decoded(model, plane.own(latent.grid(*axes))), *axes),
        ),
        on_select="rerun", selection_mode="pin",
    )  # fmt: skip


def likely_plane(name: str, beta: float, dots: bool) -> Any:
    """Equal shares of the prior: as much room for each place as there are codes drawn from it."""
    plane, axis, start = cache.plane(beta, name), latent.quantile_axis(SIDE), start_tile()
    z, shares = latent.grid(axis, axis), latent.prior_share(axis)
    model, titles = cache.plane_model(name, beta), ("share of the prior to the left", "share of the prior below")
    return draw.chart(
        "decoded", ("likely", name, start, beta if dots else None),
        lambda: planes.decoded_plane(
            None, shares, shares, start, *test_dots(name, latent.prior_share(plane.mu), dots), axes=titles
        ),
        draw.tables(
            ("likely", name, beta),
            lambda: planes.plane_tables(cache.decoded(model, plane.own(z)), shares, shares, z),
        ),
        on_select="rerun", selection_mode="pin",
    )  # fmt: skip


def start_tile() -> int:
    """The tile that the link puts under the lens."""
    return frame.stop_in_url("at", range(SIDE * SIDE), default=SIDE * SIDE // 2)


def test_dots(
    name: str, places: np.ndarray, shown: bool
) -> tuple[np.ndarray | None, np.ndarray | None, tuple[str, ...]]:
    """Places, labels and names of the test images, or nothing."""
    test = cache.test_images(name)
    return (places, test.labels, test.names) if shown else (None, None, ())


def keep_tile(event: dict) -> None:
    """Write the clicked place to the URL."""
    chosen = event["selection"].get("pin") or []
    if chosen:
        st.query_params["at"] = f"{chosen[0]['tile']}"


@frame.fragment
def one_at_a_time(name: str) -> None:
    """A slider for each value of a wide VAE, the telling ones first, and the digit they decode to."""
    found = cache.wide(name)
    order = np.argsort(-found.kl)
    alive = [int(i) for i in order if found.kl[i] > DEAD]
    dead = [int(i) for i in order if found.kl[i] <= DEAD]
    sliders, picture, bars = st.columns([3, 2, 4], gap="large")
    with sliders:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.button("Start from the picked test image", on_click=set_sliders, args=(name, True), key="d_image")
            st.button("All to 0", on_click=set_sliders, args=(name, False), key="d_zero")
        z = np.zeros(len(found.kl), dtype=np.float32)
        for i in alive[:SLIDERS]:
            z[i] = dimension_slider(i)
        if alive[SLIDERS:]:
            with st.expander(f"{len(alive) - SLIDERS} more"):
                for i in alive[SLIDERS:]:
                    z[i] = dimension_slider(i)
        if dead:
            with st.expander("The dead one" if len(dead) == 1 else f"The {len(dead)} dead ones"):
                for i in dead:
                    z[i] = dimension_slider(i)
    with picture:
        decoded = grey(cache.decoded(found.name, z[None])[0])
        st.image(enlarged(decoded, 240 // len(decoded)), "decoded from these values", width=240)
    with bars:
        names = [f"z{i + 1}" for i in order]
        draw.chart("kl_bars", (name,), lambda: vae.bars(found.kl[order].tolist(), names, "nats per test image", DEAD))
        st.markdown(effect(cache.reach_of_dimensions(found.name), alive, dead))
    frame.explain("vae", "dimensions")


def effect(reach: np.ndarray, alive: list[int], dead: list[int]) -> str:
    """A sentence on how much the values change, with the dead ones named as dead."""
    words = (
        f"Moved from end to end, one at a time, the living values change some pixel by up to "
        f"**{reach[alive].max():.0%}** of white"
    )
    if not dead:
        return f"**None of {len(reach)}** values is dead (KL below {DEAD} nats). {words}."
    return (
        f"**{len(dead)} of {len(reach)}** values {'is' if len(dead) == 1 else 'are'} dead (KL below {DEAD} nats). "
        f"{words}, the dead none by more than **{reach[dead].max():.1%}**."
    )


def dimension_slider(i: int) -> float:
    """The slider of one latent value."""
    return st.slider(f"z{i + 1}", -3.0, 3.0, 0.0, 0.1, key=f"d{i + 1}", bind="query-params")


def set_sliders(name: str, from_image: bool) -> None:
    """Set all sliders to the mean code of the picked test image, or to 0."""
    mu = cache.wide(name).mu[st.session_state.get("image", 0)]
    for i, value in enumerate(np.clip(mu, -3, 3) if from_image else np.zeros(len(mu))):
        st.session_state[f"d{i + 1}"] = round(float(value), 1)


@frame.fragment
def new_images(name: str) -> None:
    """Samples from the prior and, for the digits, under each the training image that is nearest to it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        seed = seed_input("sample", "Draw new images")
        count = st.select_slider("How many", COUNTS, 24, key="count", bind="query-params", width=200)
        model = model_input(name, "values")
    pictures = cache.decoded(model, latent.prior_draws(count, catalogue.models()[model].latent, seed))
    left, right = st.columns([3, 1], gap="large")
    with left:
        nearest, distances = cache.nearest_training(pictures, name)
        rows = paired_rows(pictures, nearest)
        draw.strip("new_images", rows, height=66 * len(rows))
    with right:
        st.markdown(digits_novelty(distances) if name == "digits" else mnist_novelty())
        st.download_button(
            "Download as PNG",
            lambda: png(enlarged(mosaic(pictures, COLUMNS), 80 // pictures.shape[1])),
            f"vae-samples-seed{seed}.png",
            "image/png",
            on_click="ignore",
        )
        frame.explain("vae", "samples")


def model_input(name: str, key: str) -> str:
    """The VAE that is used: the one with two values, or the one with more."""
    wide = catalogue.WIDE_VAES[name]
    sizes = (2, catalogue.models()[wide].latent)
    key = key if name == "digits" else f"{key}_{name}"  # other sizes: another widget
    k = st.radio("Values in a code", sizes, 1, horizontal=True, key=key, bind="query-params")
    return wide if k == sizes[1] else cache.plane_model(name, 1.0)


def digits_novelty(distances: np.ndarray) -> str:
    """How far the samples on screen are from what the network has seen."""
    measured = cache.shipped("vae-digits-draws").metrics
    return (
        f"Squared distance to the nearest training image: median **{np.median(distances):.2f}**; between real test "
        f"images and training images **{measured['real_median']:.2f}**. A copy would be at 0; the closest here is "
        f"{distances.min():.2f} away."
    )


def mnist_novelty() -> str:
    """How far samples are from what the network has seen, as measured when it was built."""
    measured = cache.shipped("vae-mnist-pictures").metrics["wide"]
    return (
        f"Shown is the nearest of {len(cache.training_pictures('mnist')):,} training images. Among all "
        f"{cache.training_count('mnist'):,}, the squared distance of {measured['samples']} samples from 20 values to "
        f"the nearest: median **{measured['sample_median']:.1f}**; of as many real test images "
        f"**{measured['real_median']:.1f}**. A copy would be at 0; the closest is {measured['sample_least']:.1f} away."
    )


def paired_rows(pictures: np.ndarray, nearest: np.ndarray) -> dict[str, list[str]]:
    """Rows of samples, and under each the row of the training images nearest to them."""
    rows = {}
    for start in range(0, len(pictures), COLUMNS):
        part, numbers = slice(start, start + COLUMNS), f"{start + 1}–{start + COLUMNS}"
        rows[f"new {numbers}"] = thumbnails(pictures[part])
        rows[f"nearest to {numbers}"] = thumbnails(nearest[part])
    return rows


@frame.fragment
def morph(name: str) -> None:
    """From one test image to another through their mean codes, straight and around the middle."""
    found = cache.wide(name)
    last = len(found.images) - 1
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        a, b = end_input("From test image", "from", last, 45), end_input("to test image", "to", last, 39)
        model = model_input(name, "mvalues")
        playing = "playing_since" in st.session_state
        st.button("Pause" if playing else "Play", on_click=play_or_pause, key="play", type="primary")
    codes = found.mu if model == found.name else cache.plane(1.0, name).mu
    usual = found.norm if model == found.name else np.linalg.norm(codes, axis=1).mean()
    paths = {way: walk(*codes[[a, b]], STEPS) for way, walk in WALKS.items()}
    first, end = thumbnails(found.images[[a, b]])
    rows = {way: [first, *thumbnails(cache.decoded(model, z)), end] for way, z in paths.items()}
    captions = [f"image {a}", *(f"{share:.0%}" for share in np.linspace(0, 1, STEPS)), f"image {b}"]
    left, strip = st.columns([1, 5], gap="large", vertical_alignment="center")
    with left:
        show_film(cache.decoded(model, latent.spherical_path(*codes[[a, b]], FRAMES)))
    with strip:
        draw.strip("morphs", rows, captions, height=190)
        middle = [np.linalg.norm(z[STEPS // 2]) for z in paths.values()]
        st.markdown(
            f"Halfway the straight path is **{middle[0]:.2f}** from the middle of the space, the spherical one "
            f"**{middle[1]:.2f}**; the codes of test images are {usual:.2f} away on average."
        )
    frame.explain("vae", "morph")


def end_input(label: str, key: str, last: int, default: int) -> int:
    """The number of the test image at one end of the way."""
    if st.session_state.get(key, 0) > last:  # picked where there were more
        st.session_state[key] = default
    return st.number_input(label, 0, last, default, key=key, bind="query-params", width=150)


def show_film(pictures: np.ndarray) -> None:
    """The way there and back: a film while it plays, else the picture at which it was paused."""
    held = st.session_state.get("held", 0)
    if "playing_since" in st.session_state:
        turned = np.roll(np.concatenate([pictures, pictures[::-1]]), -held, axis=0)
        st.image(film(turned, SECONDS, 160 // pictures.shape[1]), "there and back", width=160)
    else:
        step = min(held, 2 * FRAMES - 1 - held)
        st.image(
            enlarged(grey(pictures[step]), 160 // pictures.shape[1]), f"{step / (FRAMES - 1):.0%} of the way", width=160
        )


def play_or_pause() -> None:
    """Let the film run from where it was paused, or hold it about where it is."""
    if "playing_since" in st.session_state:
        passed = int((time.monotonic() - st.session_state.pop("playing_since")) / SECONDS)
        st.session_state["held"] = (st.session_state.get("held", 0) + passed) % (2 * FRAMES)
    else:
        st.session_state["playing_since"] = time.monotonic()


@frame.fragment
def loss_over_epochs(name: str) -> None:
    """Reconstruction, KL and their sum over the epochs of a shipped model."""
    if name == "digits":
        beta = st.select_slider(
            "β", catalogue.BETAS, 1.0, format_func=catalogue.number, key="paid", bind="query-params", width=420
        )
        model = cache.plane_model(name, beta)
    else:
        beta, model = 1.0, model_input(name, "paid")
    history = np.array(cache.shipped(model).provenance["history"])  # (epochs, 7)
    parts = {
        part: {"training": (scale * history[:, i]).tolist(), "validation": (scale * history[:, i + 3]).tolist()}
        for part, i, scale in (("sum", 0, 1.0), ("reconstruction", 1, 1.0), ("β·KL", 2, beta))
    }
    left, right = st.columns(2, gap="large")
    large = {part: parts[part] for part in ("sum", "reconstruction")}
    with left:
        draw.chart("paid_sum", (model, beta), lambda: vae.loss_parts(large, "nats per image"))
    with right:
        draw.chart("paid_kl", (model, beta), lambda: vae.loss_parts({"β·KL": parts["β·KL"]}, "nats per image"))
    st.markdown(bill(model, beta, len(history)))
    frame.explain("vae", "parts" if name == "digits" else "parts-wide")
    if name == "mnist":
        with st.expander("Beside published figures"):
            beside_published()


def beside_published() -> None:
    """What others have published for MNIST, what is measured here, and how tight the bound is."""
    frame.explain("vae", "published")
    here = [cache.shipped(each.model).metrics["test_total"] for each in published.VAES]
    measured = cache.shipped("vae-mnist-pictures").metrics
    bounds = [measured["1" if each.latent == 2 else "wide"] for each in published.VAES]
    st.table(
        {
            "per image": [each.what for each in published.VAES],
            "published": [f"{each.value:.2f}" for each in published.VAES],
            "by": [f"[{each.source}]({each.url})" for each in published.VAES],
            "here": [f"**{value:.2f}**" for value in here],
            "with 50 points of each cloud": [f"{each['importance_weighted']:.2f}" for each in bounds],
        },
        width="content",
        hide_index=True,
    )


def bill(model: str, beta: float, epochs: int) -> str:
    """What a shipped model pays on test images after its last epoch."""
    figures = cache.shipped(model).metrics
    split = ""
    if catalogue.models()[model].latent == 2:
        dimensions = cache.plane(beta, catalogue.models()[model].dataset).figures["kl_per_dimension"]
        split = " (" + " and ".join(f"{each:.2f}" for each in dimensions) + " in the two dimensions)"
    return (
        f"After {epochs} epochs, on test images: reconstruction **{figures['test_reconstruction']:.2f}**, KL "
        f"**{figures['test_kl']:.2f}** nats per image{split}, sum with β = {beta:g}: **{figures['test_total']:.2f}**."
    )


def tightness() -> str:
    """How far the bound lies from what more random points of each cloud prove."""
    figures = cache.plane(1.0).figures
    loss = figures["test_reconstruction"] + figures["test_kl"]
    return (
        f"How tight is it? For the digits' test images and β = 1 the loss is **{loss:.2f}** nats per image. With the "
        f"mean over 50 points of each cloud inside the logarithm (importance weighting, Burda et al., 2016) it is "
        f"**{figures['importance_weighted']:.2f}**: −log p(x) lies at or below that."
    )


def maths() -> None:
    """One click deep: where the loss comes from, what its terms do, the unit trap, the code."""
    for key, title in MATHS.items():
        with st.expander(title), frame.told():
            frame.explain("vae", f"maths-{key}")
            if key == "why":
                frame.prose(tightness())
            if key == "code":
                for module, name in CODE:
                    st.code(text.source(module, name))
    frame.explain("vae", "videos")


main()
