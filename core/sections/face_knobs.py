"""Parts of the pages on the faces, whose true knobs are known: what a code has found without being told."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder, faces
from core.charts import knobs as charts
from core.data.faces import KNOBS
from core.page import draw, frame, links, text
from core.page.parameters import FOUND_BY
from core.pictures import colours
from core.pictures.png import thumbnails
from core.sections import practice, sample_strip

TITLES = {name: knob.title for name, knob in KNOBS.items()}
STRIP = "face_strip"  # the key of the faces to choose from
STEPS = 7  # pictures of a knob being turned
KNOWS = 0.9  # correlation from which a value is said to be a knob


def colour_input() -> str:
    """By which knob the faces on a map are coloured, with what the colours mean."""
    knob = st.selectbox("Coloured by", width=190, **links.bound("coloured"))
    if not KNOBS[knob].discrete:
        low, high = KNOBS[knob].ends
        st.html(
            f'<div class="ramp" style="--ramp: {", ".join(colours.RAMP)}">{low}<i></i>{high}</div>', width="content"
        )
    return knob


def told(name: str, said: Sequence[str], nearest: Sequence[int] | np.ndarray) -> list[str]:
    """What is said of each picture, and of a face the true knobs of the training face in the row that is nearest."""
    if name != "faces":
        return list(said)
    knobs = faces.training_knobs()
    return [f"{words}; nearest real face: {knobs[row]}" for words, row in zip(said, nearest, strict=True)]


@frame.fragment
def nobody_told_it() -> None:
    """Which value of a code is which knob: measured, for the VAE at any β, the autoencoder and PCA."""
    practice.ask(asked_images.KNOB)
    frame.explain("vae", "knobs")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        by = st.segmented_control("Code of", default="vae", **links.bound("found_by")) or "vae"
        model = f"autoencoder-faces-k{catalogue.FACE_VALUES}"
        if by == "vae":
            family = catalogue.VAE_FAMILIES["faces"]
            beta = st.select_slider(
                "β", value=family.wide_betas[-1], width=320, **links.bound("knobs_beta", options=family.wide_betas)
            )
            model = catalogue.vae_name("faces", family.wide, beta)
    found = faces.pca_correlations() if by == "pca" else faces.correlations(model)
    colour = {"vae": colours.VAE, "autoencoder": colours.AUTOENCODER, "pca": colours.PCA}[by]
    names = [str(i + 1) for i in range(found.shape[1])]
    words = what_was_found(found, FOUND_BY.words[by])
    draw.chart(
        "knob_table", (by, model), lambda: charts.knob_table(found, list(TITLES.values()), names, colour),
        alt=f"Knobs of a face against the numbers of its code. {words.replace('*', '')}",
    )  # fmt: skip
    st.markdown(words)
    frame.more("vae", "knobs", luck="" if by == "pca" else luck_of_training(model))


def what_was_found(found: np.ndarray, title: str) -> str:
    """The takeaway: which knobs one value alone follows, and the best of the others."""
    best = np.abs(found).max(1)
    known = [i for i in np.argsort(-best) if best[i] >= KNOWS]
    names = list(TITLES.values())
    if not known:
        top = int(best.argmax())
        at = int(np.abs(found[top]).argmax()) + 1
        return (
            f"No number of the {title}'s code is one knob alone. The nearest is number {at} for *{names[top]}*, with a "
            f"correlation of **{best[top]:.2f}**."
        )
    said = [f"number {int(np.abs(found[i]).argmax()) + 1} is *{names[i]}* (**{best[i]:.2f}**)" for i in known]
    return f"In the {title}'s code {text.joined(said)}: the rest is spread over several numbers."


def luck_of_training(model: str) -> str:
    """Which knobs have a number of their own in how many of the trainings of a network, and how nearly."""
    strongest = {name: faces.figures()["strongest"][model][name] for name in TITLES}
    said = [f"*{TITLES[name]}* {luck.told(found, '{:.2f}')}" for name, found in strongest.items()]
    alone = {name: sum(each >= KNOWS for each in found) for name, found in strongest.items()}
    often = [f"with *{TITLES[name]}* in {times}" for name, times in alone.items() if times]
    return (
        f"Another seed gives another network. In {len(luck.SEEDS)} trainings like this one some number goes along "
        f"(correlation of {KNOWS:g} or more) {text.joined(often) if often else 'with no knob in any'}. The strongest "
        f"correlation of each knob, the middle one and the range: {text.joined(said)}."
    )


@frame.fragment
def a_smile_is_a_direction() -> None:
    """A face moved along the direction of one knob, and how often that works on test faces."""
    frame.explain("vae", "direction")
    if st.session_state.pop(sample_strip.taken(STRIP), False):
        st.rerun()  # the other sections show the picked face, too
    model, image = catalogue.wide_vae("faces"), st.session_state.get("image", 0)
    samples = list(autoencoder.reconstruction("faces").samples)
    sample_strip.show(STRIP, "faces", samples, image)
    knob = st.segmented_control("Turn", default="smile", **links.bound("knob")) or "smile"
    by = ("turned", image, knob)
    steps, pictures = draw.once(by, lambda: turned(model, image, knob))
    low, high = KNOBS[knob].ends
    captions = [low, *[""] * (STEPS - 2), high]
    words = [f"{TITLES[knob]} turned by {round(step, 1) + 0.0:+.1f}".replace("-", "−") for step in steps]
    draw.strip(
        "turned", {"": pictures}, captions, height=130, picked=int(np.abs(steps).argmin()),
        words={"": words}, by=by, alt=f"A face while {TITLES[knob]} is turned from {low} to {high}",
    )  # fmt: skip
    measured, tried = faces.figures()["worked"][model][knob], faces.figures()["tried"][knob]
    follows, alone = (luck.told(measured[name], luck.PERCENT) for name in ("turned", "worked"))
    how = "put on" if KNOBS[knob].discrete else "turned up by half of its range"
    st.markdown(
        f"With *{TITLES[knob]}* {how} on {tried:,} test faces, the picture follows in **{follows}**, and in "
        f"**{alone}** all else stays."
    )
    frame.more("vae", "direction")


def turned(model: str, image: int, knob: str) -> tuple[np.ndarray, list[str]]:
    """By how much a knob of a test face is turned, step by step, and the pictures."""
    found = faces.turned(model, image, knob, STEPS)
    return found.by, thumbnails(found.pictures)


@frame.fragment
def kept_first() -> None:
    """How much of each knob survives a code of each size, by the autoencoder or by PCA."""
    frame.explain("autoencoder", "kept")
    by = st.segmented_control("Squeezed by", default="autoencoder", **links.bound("kept_by")) or "autoencoder"
    sizes = catalogue.FACE_SIZES
    k = int(st.session_state.get("k", sizes[1]))
    kept = faces.kept(by)
    lines = {title: [kept[size][name] for size in sizes] for name, title in TITLES.items()}
    draw.chart(
        "kept", (by, k), lambda: charts.kept_curves(lines, sizes, k if k in sizes else sizes[1]),
        alt="How much of each knob is kept, against the numbers in the code",
    )  # fmt: skip
    enough = {
        title: [size for size in sizes if luck.middle(kept[size][name]) >= KNOWS] for name, title in TITLES.items()
    }
    at = sorted((found[0], title) for title, found in enough.items() if found)
    said = [f"*{title}* from {size}" for size, title in at]
    never = [f"*{title}*" for title, found in enough.items() if not found]
    words = f"Kept to {KNOWS:.0%}: {text.joined(said)} numbers on." if said else ""
    lost = f" Never, with up to {sizes[-1]}: {text.joined(never)}." if never else ""
    st.markdown(words + lost)
    known = {"least": f"{min(faces.figures()['ruler'].values()):.2f}", "seeds": f"{len(luck.SEEDS)}"}
    frame.more("autoencoder", "kept", **known)
