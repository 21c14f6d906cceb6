"""Part of the VAE page: a plain autoencoder can't invent a picture, and how often either model fails."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import autoencoder, shared, vae
from core.charts import planes
from core.charts.chart import Table
from core.latent.codes import Bells
from core.latent.novelty import USUAL
from core.page import draw, frame, links, text
from core.page.parameters import WAYS
from core.pictures import colours
from core.pictures.png import framed_thumbnails
from core.sections import face_knobs

SHOWN = 10  # random codes in a row
KINDS = ("Autoencoder", "VAE")


@frame.fragment
def failure(name: str) -> None:
    """Random codes through both decoders, and how often they end outside the data."""
    frame.explain("vae", "failure")
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.another("draw", "Draw others")
        with frame.adjust():
            seed = frame.seed_input("draw")
            way = st.radio("Random codes come from", **links.bound("drawn_from"))
            st.caption(drawn_from(way))
            same = st.toggle("Same axes for both", **links.bound("same"))
    measured = shared.shipped(f"vae-{name}-draws").metrics
    for column, kind in zip(st.columns(2, gap="large"), KINDS, strict=True):
        with column, frame.show_errors():
            decoder(name, kind, seed, way, same, measured)
    if is_blind(name):
        frame.explain("vae", "failure-blind")
    known = {"usual": f"{100 * USUAL:g} %", "real": f"{measured['real_unlike']:.1%}", "gaps": gaps(name, way, measured)}
    frame.more("vae", "failure", **known)
    with st.expander("Is this comparison fair?", type="compact"):
        frame.explain("vae", "failure-ways")
        st.markdown(text.table(unlike_table(name, measured)))
        frame.prose(blur(name, measured))


def is_blind(name: str) -> bool:
    """Whether the distance to training images lets two pictures laid over each other pass as often as real ones."""
    mixed = autoencoder.halfway(name, max(compared(name, "Autoencoder"))).faded
    return luck.middle(mixed) <= autoencoder.real_unlike(name)


def gaps(name: str, way: str, measured: dict) -> str:
    """Whether most of the autoencoder's codes, drawn this way, fall where nothing was learned."""
    if is_blind(name):
        return ""
    shares = {k: luck.middle(measured["unlike"][each][way]) for k, each in compared(name, "Autoencoder").items()}
    lost = [f"{k}" for k, share in shares.items() if share > luck.BAR]
    if not lost:
        return "Drawn this way, most of the autoencoder's codes decode to pictures like some real one."
    return (
        f"Drawn this way, most of the autoencoder's codes of {text.joined(lost)} values fall into a gap, where nothing "
        "was learned."
    )


def blur(name: str, measured: dict) -> str:
    """What the test of unlike pictures can't see: how sharp they are, and how many values of a code are used."""
    models = {kind: compared(name, kind) for kind in KINDS}
    wide = catalogue.VAE_FAMILIES[name].wide
    errors = {kind: luck.told(measured["rebuilt"][models[kind][wide]], "{:.2f}") for kind in KINDS}
    active = luck.told(measured["active"][models["VAE"][wide]], "{:g}")
    return (
        f"The test finds rubbish, not blur. The VAE with {wide} values uses {active} of them, and rebuilds test images "
        f"with a squared error of {errors['VAE']}; the autoencoder with {errors['Autoencoder']}."
    )


def drawn_from(way: str) -> str:
    """Where the random codes come from, and how many of the prior's the ring holds: 1 − exp(−r²/2) of a plane."""
    return text.section("vae", f"failure-{way}").format(share=f"{1 - np.exp(-(planes.RING**2) / 2):.0%}")


def compared(name: str, kind: str) -> dict[int, str]:
    """The models of a data set whose random codes are compared, by their latent size."""
    family = catalogue.VAE_FAMILIES[name]
    sizes = (2, family.wide)
    if kind == "VAE":
        return {k: catalogue.vae_name(name, k, family.reference) for k in sizes}
    return {k: f"autoencoder-{name}-k{k}" for k in sizes}


def decoder(name: str, kind: str, seed: int, way: str, same: bool, measured: dict) -> None:
    """One model's plane with random codes on it, and what they decode to."""
    models = compared(name, kind)
    codes, test = codes_on_plane(name, kind), vae.test_images(name)
    shown = codes_on_plane(name, "Autoencoder") if same else codes
    st.subheader(kind, anchor=False)
    by = ("draws", name, kind, seed, way)
    pictures, said = draw.once(by, lambda: decoded_draws(name, models, seed, way, measured["limit"]))

    def tables() -> dict[str, Table]:
        on_plane = bells(name, models[2], 2, way).draws(SHOWN, seed)
        return planes.draw_table(on_plane, planes.window_around(shown), pictures["2 values"])

    draw.chart(
        f"draws_{kind}", (name, same),
        lambda: planes.plane_with_draws(codes, test.labels, test.names, planes.window_around(shown)),
        draw.tables((*by, same), tables),
        alt=f"{kind}: codes of {len(codes)} test images on its plane, and {SHOWN} random codes",
    )  # fmt: skip
    draw.strip(f"drawn_{kind}", pictures, draw.numbers(SHOWN), height=120, words=said, by=by, aloud=kind)
    shares = [f"**{luck.told(measured['unlike'][model][way], luck.PERCENT)}** with {k}" for k, model in models.items()]
    real = measured["real_unlike"]
    st.markdown(
        f"Unlike any of {measured['references']:,} training images: {shares[0]} values, {shares[1]} (real test images: "
        f"{real:.1%})."
    )


def decoded_draws(
    name: str, models: Mapping[int, str], seed: int, way: str, limit: float
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the models, by their values, make of random codes, framed where it is unlike the data; what is said of each.

    Both have a row for each model.
    """
    pictures, said = {}, {}
    for k, model in models.items():
        images = shared.decoded(model, bells(name, model, k, way).draws(SHOWN, seed))
        near, row = autoencoder.nearest(name, images), f"{k} values"
        unlike = near.distances > limit
        pictures[row] = framed_thumbnails(images, unlike, colours.UNLIKE)
        words = [f"{row}, {i + 1}: {'unlike' if far else 'like'} a real picture" for i, far in enumerate(unlike)]
        said[row] = face_knobs.told(name, words, near.rows)
    return pictures, said


def bells(name: str, model: str, k: int, way: str) -> Bells:
    """Where random codes of a model with k values are drawn from."""
    if way == "prior":
        return Bells.prior(k)
    own: Bells = getattr(vae.own_bells(name, model), way)
    return own


def codes_on_plane(name: str, kind: str) -> np.ndarray:
    """The codes of the test images on the plane of the autoencoder or of the VAE that is shown first, (n, 2)."""
    if kind == "Autoencoder":
        return autoencoder.reconstruction(name).codes(2)
    return vae.plane(catalogue.VAE_FAMILIES[name].reference, name).mu


def unlike_table(name: str, measured: dict) -> dict[str, list[str]]:
    """The share of unlike pictures for each way of drawing and each model, as a table of words."""
    models = {kind: compared(name, kind) for kind in KINDS}
    names = {f"{kind}, {k} values": models[kind][k] for k in models["VAE"] for kind in KINDS}
    ways = {**WAYS.words, "box": "the box around its own codes"}
    return {"codes drawn from": list(ways.values())} | {
        title: [luck.told(measured["unlike"][name][way], "{:.1%}") for way in ways] for title, name in names.items()
    }
