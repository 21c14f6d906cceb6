"""Parts of the Autoencoder page: what a decoder makes of codes that belong to no image, and cleaning noise."""

import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder
from core.charts import autoencoder as charts
from core.latent import denoising
from core.latent.interpolation import DRAWS
from core.latent.novelty import USUAL
from core.page import draw, frame, links, text
from core.pictures import colours
from core.pictures.png import framed_thumbnails, thumbnails
from core.sections import face_knobs, practice

DRAWN = 8  # random codes in each of two rows


@frame.fragment
def between(name: str) -> None:
    """From one test image to another, through the code and through the pixels."""
    practice.ask(asked_images.UNLIKE, name)
    found = autoencoder.reconstruction(name)
    controls, pictures = st.columns([1, 3], gap="large")
    with controls:
        k = st.select_slider("Numbers in the code", value=8, **links.bound("way", options=found.sizes))
        a, b = (
            st.number_input(f"{which} test image", value=default, **links.bound(key, max_value=len(found) - 1))
            for which, default, key in (("First", found.samples[3], "a"), ("Second", found.samples[6], "b"))
        )
    way = autoencoder.interpolated(name, k, a, b)
    with pictures:
        for title, key, images, near in (
            ("decoded", "way_code", way.decoded, way.decoded_near),
            ("mixed", "way_fade", way.faded, way.faded_near),
        ):
            captions = [f"{distance:.1f}" for distance in near.distances]
            unlike = near.distances > autoencoder.usual_distance(name)
            words = [f"{title}, distance {each}" for each in captions]
            said = {title: face_knobs.told(name, words, near.rows)}
            draw.strip(key, {title: framed_thumbnails(images, unlike, colours.UNLIKE)}, captions, 130, words=said)
        st.caption(
            f"Under each picture its squared distance to the nearest of {len(autoencoder.training_pictures(name)):,} "
            f"training images. In a red frame: farther than {autoencoder.usual_distance(name):.2f}, below which "
            f"{100 * USUAL:g} % of the validation images stay."
        )
    half, numbers = autoencoder.halfway(name, k), f"{k} {'number' if k == 1 else 'numbers'}"
    decoded, faded = (luck.told(shares, luck.PERCENT) for shares in half)
    frame.prose(
        f"Halfway between two random test images, through {numbers}, **{decoded}** of the pictures are unlike any real "
        f"one; halfway through the cross-fade **{faded}** are; of real test images {autoencoder.real_unlike(name):.1%}."
        f"{third_class(name, k)} Shares are the middle ones of {len(luck.SEEDS)} trainings, with their range."
    )
    frame.explain(
        "autoencoder", "between" if luck.middle(half.faded) > autoencoder.real_unlike(name) else "between-blind"
    )


def third_class(name: str, k: int) -> str:
    """How often a straight way leads through a class that is neither the first nor the last."""
    shares = autoencoder.through_others(name, k)
    if shares is None:
        return ""
    sizes = autoencoder.reconstruction(name).sizes
    least, most = (luck.middle(autoencoder.through_others(name, each) or ()) for each in (sizes[0], sizes[-1]))
    return (
        f" Of the straight ways from one class to another **{luck.told(shares, luck.PERCENT)}** pass a third one: some "
        f"picture on the way is nearest to a training image of that class. With {sizes[0]} it is {least:.0%}, with "
        f"{sizes[-1]} {most:.0%}."
    )


@frame.fragment
def random_codes(name: str) -> None:
    """Codes drawn at random, and how often they mean nothing."""
    found = autoencoder.reconstruction(name)
    frame.explain("autoencoder", "random")
    left, right = st.columns([3, 2], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            k = st.select_slider(
                "Numbers in each code", value=16, width=300, **links.bound("draw_k", options=found.sizes)
            )
            frame.another("draw", "Draw others")
            with frame.adjust():
                seed = frame.seed_input("draw")
        by = ("random_codes", name, k, seed)
        drawn, said = draw.once(by, lambda: drawn_at_random(name, k, seed))
        rows = {" ": drawn[:DRAWN], "  ": drawn[DRAWN:]}
        draw.strip(
            "drawn", rows, height=190, words={" ": said[:DRAWN], "  ": said[DRAWN:]},
            alt=f"{2 * DRAWN} random codes decoded", by=by, aloud="Random codes",
        )  # fmt: skip
        frame.more("autoencoder", "random", **counts(name))
    with right:
        shares = autoencoder.unlike_shares(name)
        middles, real = {size: luck.middle(each) for size, each in shares.items()}, autoencoder.real_unlike(name)
        draw.chart(
            "shares", (name, k), lambda: charts.share_curve(middles, real, k),
            alt=f"Share of random codes unlike any real picture; with {k} numbers: {middles[k]:.0%}",
        )  # fmt: skip
        st.markdown(
            f"With {k}: **{luck.told(shares[k], luck.PERCENT)}** of random codes decode to pictures unlike any real "
            f"one, of real test images {real:.1%}."
        )
        with st.expander("How is unlike measured?"):
            frame.prose(text.section("autoencoder", "unlike").format(**counts(name)))


def drawn_at_random(name: str, k: int, seed: int) -> tuple[list[str], list[str]]:
    """What the decoder makes of random codes, framed where it is unlike the data, and what is said of each."""
    images = autoencoder.random_pictures(name, k, 2 * DRAWN, seed)
    near = autoencoder.nearest(name, images)
    unlike = near.distances > autoencoder.usual_distance(name)
    said = [f"random code {i + 1}: {'unlike' if far else 'like'} a real picture" for i, far in enumerate(unlike)]
    return framed_thumbnails(images, unlike, colours.UNLIKE), face_knobs.told(name, said, near.rows)


def counts(name: str) -> dict[str, str]:
    """The images of a data set that random codes are drawn from and held against, and what is usual, in words."""
    found = autoencoder.reconstruction(name)
    return {
        "tests": share(len(found), found.measured),
        "usual": f"{100 * USUAL:g} %",
        "draws": f"{DRAWS}",
        "seeds": f"{len(luck.SEEDS)}",
        "real": f"{autoencoder.real_unlike(name):.1%}",
        "references": share(len(autoencoder.training_pictures(name)), autoencoder.training_count(name)),
    }


def share(part: int, whole: int) -> str:
    """How many of how many: "all 360", "1,000 of the 10,000"."""
    return f"all {whole:,}" if part == whole else f"{part:,} of the {whole:,}"


@frame.fragment
def noise(name: str) -> None:
    """Noise on test images, and what a network that was trained for it makes of them."""
    found, levels = autoencoder.reconstruction(name), denoising.LEVELS
    left, right = st.columns([3, 2], gap="large")
    with left:
        level = st.select_slider("Noise on what goes in (white is 1)", value=0.3, width=420, **links.bound("noise"))
        shown = list(found.samples[:DRAWN])
        cleaned = autoencoder.denoised(name, level, tuple(shown))
        rows = {
            "noisy": thumbnails(cleaned.noisy),
            "plain": thumbnails(cleaned.plain),
            "denoising": thumbnails(cleaned.denoised),
            "clean": thumbnails(found.images[shown]),
        }
        draw.strip("cleaned", rows, height=330)
    with right:
        errors, at = autoencoder.noise_errors(name), levels.index(level)
        lines = {"denoising": errors.denoised, "plain": errors.plain, "noisy": errors.noisy}
        draw.chart(
            "noise_errors", (name, level), lambda: charts.noise_curve(lines, levels, level),
            alt=f"Error as the noise grows; at noise {level:g} denoising {errors.denoised[at]:.2f}",
        )  # fmt: skip
        st.markdown(
            f"Error against the clean image at noise {level:g}, on {len(found)} test images: denoising (trained at "
            f"{catalogue.DENOISER_NOISE:g}) **{errors.denoised[at]:.2f}** per image, plain "
            f"{errors.plain[at]:.2f}, the noisy image itself {errors.noisy[at]:.2f}."
        )
    again = autoencoder.noise_luck(name)
    words = text.section("autoencoder", "noise")
    little = catalogue.seen_noise(name)
    seen = f"was shown only a little of it ({little:g})" if little else "never saw any"
    told = {kind: luck.told(again[kind], "{:.2f}") for kind in ("denoised", "plain")}
    frame.prose(words.format(seen=seen, seeds=len(luck.SEEDS), pays=luck.told(again["pays"], "{:g}"), **told))
