"""Parts of the VAE page: more values than a plane can show, new images, and the way from one image to another."""

import time

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder, shared, vae
from core.charts import vae as charts
from core.latent.codes import linear_path, prior_draws, spherical_path
from core.latent.forward import ACTIVE_NATS as DEAD
from core.page import draw, frame, links
from core.pictures.png import eight_bit, enlarged, film, mosaic, png, thumbnails
from core.sections import face_knobs, practice

SLIDERS = 6  # of a wide VAE at first; the others one click deep
WALKS = {"straight": linear_path, "spherical": spherical_path}
STEPS, FRAMES = 11, 24  # pictures of a strip, and of a film
SECONDS = 0.12  # each picture of a film is shown
COLUMNS = 12  # new images in a row


@frame.fragment
def one_at_a_time(name: str) -> None:
    """A slider for each value of a wide VAE, the telling ones first, and the digit they decode to."""
    practice.ask(asked_images.DRAWN, name)
    frame.explain("vae", "dimensions")
    found = vae.wide(name)
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
        buried = "The dead one" if len(dead) == 1 else f"The {len(dead)} dead ones"
        for title, others in ((f"{len(alive) - SLIDERS} more", alive[SLIDERS:]), (buried, dead)):
            if others:
                with st.expander(title):
                    for i in others:
                        z[i] = dimension_slider(i)
    with picture:
        decoded = eight_bit(shared.decoded(found.name, z[None])[0])
        sheet = enlarged(decoded, 240 // len(decoded))
        st.image(sheet, "decoded from these values", width=240, alt="The picture that the values stand for")
    with bars:
        kl, names = found.kl[order].tolist(), [f"z{i + 1}" for i in order]
        draw.chart(
            "kl_bars", (name,), lambda: charts.bars(kl, names, "nats per test image", DEAD),
            alt=f"KL of each value; the largest is {names[0]} with {kl[0]:.2f} nats",
        )  # fmt: skip
        st.markdown(effect(vae.reach_of_dimensions(found.name), alive, dead))
    frame.more("vae", "dimensions")


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
    return st.slider(f"z{i + 1}", value=0.0, step=0.1, **links.bound(f"d{i + 1}"))


def set_sliders(name: str, from_image: bool) -> None:
    """Set all sliders to the mean code of the picked test image, or to 0."""
    mu = vae.wide(name).mu[st.session_state.get("image", 0)]
    for i, value in enumerate(np.clip(mu, -3, 3) if from_image else np.zeros(len(mu))):
        st.session_state[f"d{i + 1}"] = round(float(value), 1)


@frame.fragment
def new_images(name: str) -> None:
    """Samples from the prior and, for the digits, under each the training image that is nearest to it."""
    frame.explain("vae", "samples")
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.another("sample", "Draw new images")
        with frame.adjust():
            count = st.select_slider("How many", value=12, width=200, **links.bound("count"))
            model = model_input(name, "values")
            seed = frame.seed_input("sample")
            room = st.container()

    def pictures() -> np.ndarray:
        return shared.decoded(model, prior_draws(count, catalogue.models()[model].latent, seed))

    with room:
        st.download_button(
            "Download as PNG", lambda: sheet(pictures()), f"vae-samples-seed{seed}.png", "image/png", on_click="ignore"
        )
    left, right = st.columns([3, 1], gap="large")
    with left:
        by = ("new", model, count, seed)
        rows, words, distances = draw.once(by, lambda: beside_nearest(name, pictures()))
        draw.strip("new_images", rows, height=66 * len(rows), words=words, by=by)
    with right:
        short, rest = (digits_novelty(distances), "") if name == "digits" else wide_novelty(name)
        st.markdown(short)
        frame.more("vae", "samples", figures=rest)


def sheet(pictures: np.ndarray) -> bytes:
    """Pictures (n, h, w[, 3]) in rows, each about 80 pixels wide, as PNG."""
    return png(enlarged(mosaic(pictures, COLUMNS), 80 // pictures.shape[1]))


def beside_nearest(name: str, pictures: np.ndarray) -> tuple[dict[str, list[str]], dict[str, list[str]], np.ndarray]:
    """Rows of pictures with the training images nearest to them, what is said of each, and how far away those are."""
    near = autoencoder.nearest(name, pictures)
    rows = paired_rows(thumbnails(pictures), thumbnails(autoencoder.training_pictures(name)[near.rows]))
    drawn = [f"new {i + 1}, distance {distance:.1f}" for i, distance in enumerate(near.distances)]
    words = paired_rows(drawn, face_knobs.told(name, ["a real picture"] * len(pictures), near.rows))
    return rows, words, near.distances


def model_input(name: str, key: str) -> str:
    """The VAE that is used: the one with two values, or the one with more."""
    key = key if name == "digits" else f"{key}_{name}"  # other sizes: another widget
    k = st.radio("Values in a code", index=1, horizontal=True, **links.bound(key))
    return vae.plane_model(name, catalogue.VAE_FAMILIES[name].reference) if k == 2 else catalogue.wide_vae(name)


def digits_novelty(distances: np.ndarray) -> str:
    """How far the samples on screen are from what the network has seen."""
    measured = shared.shipped("vae-digits-draws").metrics
    return (
        f"Squared distance to the nearest training image: median **{np.median(distances):.2f}**; between real test "
        f"images and training images **{measured['real_median']:.2f}**. A copy would be at 0; the closest here is "
        f"{distances.min():.2f} away."
    )


def wide_novelty(name: str) -> tuple[str, str]:
    """How far samples are from what the network has seen, as measured when it was built: in short, and exactly."""
    measured, values = shared.shipped(f"vae-{name}-pictures").metrics["novelty"], catalogue.VAE_FAMILIES[name].wide
    median, least = (luck.told(measured[figure], "{:.1f}") for figure in ("sample_median", "sample_least"))
    return (
        f"Squared distance to the nearest training image: median **{median}**, real test images "
        f"**{measured['real_median']:.1f}**.",
        f"A copy would be at 0. Shown is the nearest of {len(autoencoder.training_pictures(name)):,} training images. "
        f"The distances are those of {measured['samples']} samples from {values} values by each of {len(luck.SEEDS)} "
        f"trainings, the middle one and the range, and of as many test images, among all "
        f"{autoencoder.training_count(name):,}; the closest sample is {least} away.",
    )


def paired_rows(new: list[str], nearest: list[str]) -> dict[str, list[str]]:
    """Rows of what belongs to samples, and under each a row of what belongs to the images nearest to them."""
    rows = {}
    for start in range(0, len(new), COLUMNS):
        part, numbers = slice(start, start + COLUMNS), f"{start + 1}–{start + COLUMNS}"
        rows[f"new {numbers}"] = new[part]
        rows[f"nearest to {numbers}"] = nearest[part]
    return rows


@frame.fragment
def morph(name: str) -> None:
    """From one test image to another through their mean codes, straight and around the middle."""
    found = vae.wide(name)
    last = len(found.images) - 1
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        a, b = end_input("From test image", "from", last, 45), end_input("to test image", "to", last, 39)
        model = model_input(name, "mvalues")
        playing = "playing_since" in st.session_state
        st.button("Pause" if playing else "Play", on_click=play_or_pause, key="play", type="primary")
    codes = found.mu if model == found.name else vae.plane(catalogue.VAE_FAMILIES[name].reference, name).mu
    usual = found.norm if model == found.name else np.linalg.norm(codes, axis=1).mean()
    paths = {way: walk(codes[a], codes[b], STEPS) for way, walk in WALKS.items()}
    first, end = thumbnails(found.images[[a, b]])
    decoded = {way: shared.decoded(model, z) for way, z in paths.items()}
    rows = {way: [first, *thumbnails(pictures), end] for way, pictures in decoded.items()}
    captions = [f"image {a}", *(f"{share:.0%}" for share in np.linspace(0, 1, STEPS)), f"image {b}"]
    left, strip = st.columns([1, 5], gap="large", vertical_alignment="center")
    with left:
        show_film(shared.decoded(model, spherical_path(codes[a], codes[b], FRAMES)))
    with strip:
        said = {way: [captions[0], *on_the_way(name, decoded[way], captions[1:-1]), captions[-1]] for way in paths}
        draw.strip("morphs", rows, captions, height=190, words=said)
        middle = [np.linalg.norm(z[STEPS // 2]) for z in paths.values()]
        st.markdown(
            f"Halfway the straight path is **{middle[0]:.2f}** from the middle of the space, the spherical one "
            f"**{middle[1]:.2f}**; the codes of test images are {usual:.2f} away on average."
        )
    frame.explain("vae", "morph")


def on_the_way(name: str, pictures: np.ndarray, said: list[str]) -> list[str]:
    """What is said of the pictures between two images."""
    return face_knobs.told(name, said, autoencoder.nearest(name, pictures).rows if name == "faces" else ())


def end_input(label: str, key: str, last: int, default: int) -> int:
    """The number of the test image at one end of the way."""
    if st.session_state.get(key, 0) > last:  # picked where there were more
        st.session_state[key] = default
    return st.number_input(label, value=default, width=150, **links.bound(key, max_value=last))


def show_film(pictures: np.ndarray) -> None:
    """The way there and back: a film while it plays, else the picture at which it was paused."""
    held = st.session_state.get("held", 0)
    if "playing_since" in st.session_state:
        turned = np.roll(np.concatenate([pictures, pictures[::-1]]), -held, axis=0)
        st.image(film(turned, SECONDS, 160 // pictures.shape[1]), "there and back", width=160, alt="A film of the way")
    else:
        step = min(held, 2 * FRAMES - 1 - held)
        st.image(
            enlarged(eight_bit(pictures[step]), 160 // pictures.shape[1]),
            f"{step / (FRAMES - 1):.0%} of the way",
            width=160,
            alt=f"The picture after {step / (FRAMES - 1):.0%} of the way",
        )


def play_or_pause() -> None:
    """Let the film run from where it was paused, or hold it about where it is."""
    if "playing_since" in st.session_state:
        passed = int((time.monotonic() - st.session_state.pop("playing_since")) / SECONDS)
        st.session_state["held"] = (st.session_state.get("held", 0) + passed) % (2 * FRAMES)
    else:
        st.session_state["playing_since"] = time.monotonic()
