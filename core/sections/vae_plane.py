"""Parts of the VAE page: planes of two values. The autoencoder's failure, beta, the decoded plane."""

from functools import partial

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder, shared, vae
from core.charts import decoded, planes, sweep_map
from core.charts import vae as charts
from core.charts.chart import Chart
from core.latent.codes import Bells, grid, prior_share, quantile_axis
from core.latent.novelty import USUAL
from core.page import chosen, draw, frame, links, text
from core.page.parameters import WAYS
from core.pictures import colours
from core.pictures.png import framed_thumbnails, thumbnails
from core.sections import face_knobs, practice, program

LEAST_REACH = 3.2  # of the map over the betas, units from the middle: the prior's ring has room in it
INSIDE = 0.99  # of the values of codes, at every beta
SHOWN = 10  # random codes, and rebuilt images, in a row
KINDS = ("Autoencoder", "VAE")
PERCENT = "{:.0%}"


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
        st.table(unlike_table(name, measured), width="content")
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
    errors = {kind: measured["rebuilt"][models[kind][wide]] for kind in KINDS}
    return (
        f"The test finds rubbish, not blur. The VAE with {wide} values uses "
        f"{measured['active'][models['VAE'][wide]]} of them, and rebuilds test images with a squared error of "
        f"{errors['VAE']:.2f}; the autoencoder with {errors['Autoencoder']:.2f}."
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
    z = {model: bells(name, model, k, way).draws(SHOWN, seed) for k, model in models.items()}
    st.subheader(kind, anchor=False)
    window = planes.window_around(shown)
    rows = {f"{k} values": shared.decoded(model, z[model]) for k, model in models.items()}
    near = {row: autoencoder.nearest(name, images) for row, images in rows.items()}
    pictures = {
        row: framed_thumbnails(images, near[row].distances > measured["limit"], colours.UNLIKE)
        for row, images in rows.items()
    }
    draw.chart(
        f"draws_{kind}", (name, same), lambda: planes.plane_with_draws(codes, test.labels, test.names, window),
        planes.draw_table(z[models[2]], window, pictures["2 values"]),
        alt=f"{kind}: codes of {len(codes)} test images on its plane, and {SHOWN} random codes",
    )  # fmt: skip
    captions = [str(i + 1) for i in range(SHOWN)]
    said = {row: face_knobs.told(name, [f"{row}, {i}" for i in captions], each.rows) for row, each in near.items()}
    draw.strip(f"drawn_{kind}", pictures, captions, height=120, words=said)
    shares = [f"**{luck.told(measured['unlike'][model][way], PERCENT)}** with {k}" for k, model in models.items()]
    real = measured["real_unlike"]
    st.markdown(
        f"Unlike any of {measured['references']:,} training images: {shares[0]} values, {shares[1]} (real test images: "
        f"{real:.1%})."
    )


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


@frame.fragment
def tug_of_war(name: str) -> None:
    """The plane at every beta, and what the current one costs."""
    practice.ask(asked_images.BETA, name)
    frame.explain("vae", "beta")
    betas, test = catalogue.VAE_FAMILIES[name].betas, vae.test_images(name)
    start = links.stop_in_url("beta", betas, default=catalogue.VAE_FAMILIES[name].reference)
    left, right = st.columns([3, 2], gap="large")
    with left, st.container(width=520):
        event = draw.chart(
            "betas", (name, start), partial(map_over_beta, name, start),
            on_select="rerun", selection_mode="sweep",
            alt=f"{len(test.images)} test images on the plane, while β grows from {betas[0]:g}",
        )  # fmt: skip
    beta = links.keep_stop_in_url("beta", event, "sweep", betas)
    with right:
        price(name, beta)
    frame.more("vae", "beta")


def map_over_beta(name: str, start: float) -> Chart:
    """The plane at every beta, with a slider that stands at `start`."""
    betas, test = catalogue.VAE_FAMILIES[name].betas, vae.test_images(name)
    codes = np.stack([vae.plane(beta, name).mu for beta in betas])
    made = charts.beta_map(
        codes, betas, test.labels, test.names, betas.index(start), [reach(each) for each in codes],
        autoencoder.test_thumbnails(name),
    )  # fmt: skip
    return made.listing(sweep_map.listed(betas, test.labels, test.names, "β", codes))


def reach(mu: np.ndarray) -> float:
    """How far the map of codes mu (n, 2) goes from the middle: nearly all lie inside, and so does the prior's ring."""
    return max(LEAST_REACH, 1.08 * float(np.quantile(np.abs(mu), INSIDE)))


def price(name: str, beta: float) -> None:
    """The rate–distortion curve with the current beta marked, its numbers, and ten rebuilt images."""
    betas = catalogue.VAE_FAMILIES[name].betas
    figures = {each: vae.plane(each, name).figures for each in betas}
    prices = [
        charts.Price(each, found["test_reconstruction"], found["test_kl"], found["active"])
        for each, found in figures.items()
    ]
    here, plane = prices[betas.index(beta)], vae.plane(beta, name)
    outside = int((np.abs(plane.mu) > reach(plane.mu)).any(1).sum())
    draw.chart(
        "prices", (name, beta), lambda: charts.rate_distortion(prices, beta, "nats per image"),
        alt=f"Reconstruction against KL; at β = {beta:g}: {here.reconstruction:.2f} and {here.kl:.2f} nats",
    )  # fmt: skip
    frame.told(
        "price",
        f"**β = {beta:g}** on test images: reconstruction **{here.reconstruction:.2f}**, KL **{here.kl:.2f}** nats per "
        f"image. {in_use(here.active)}"
        + (f" {outside} of {len(plane.mu)} test images lie outside the map." if outside else ""),
    )
    test = vae.test_images(name)
    chosen = list(autoencoder.reconstruction(name).samples)
    rebuilt = shared.decoded(vae.plane_model(name, beta), plane.own(plane.mu[chosen]))
    pictures = {"test image": thumbnails(test.images[chosen]), "rebuilt": thumbnails(rebuilt)}
    draw.strip("rebuilt", pictures, height=90)


def in_use(active: int) -> str:
    """A sentence on how many of two dimensions carry information."""
    if active == 0:
        return "**Collapsed:** no dimension says anything, and every image is rebuilt as the same average."
    return f"{active} of 2 dimensions in use."


@frame.fragment
def map_of_images(name: str) -> None:
    """The decoded plane of one beta under a lens."""
    frame.explain("vae", "plane")
    left, right = st.columns([3, 2], gap="large")
    betas, beta = catalogue.VAE_FAMILIES[name].betas, catalogue.VAE_FAMILIES[name].reference
    with right:
        beta = st.select_slider("β", value=beta, **links.bound("plane", options=betas))
        more = st.container()
        with frame.adjust():
            lay = st.radio("Room for each image", **links.bound("room"))
            dots = st.toggle("Show where the test images lie", **links.bound("over"))
        unlike = vae.unlike_on_plane(beta, name, axis_of(vae.plane(beta, name), lay))
        low, high = (f"{each:.2f}" for each in vae.crowding(name, planes.RING))
        with more:
            real = f"{autoencoder.real_unlike(name):.1%}"
            frame.more("vae", "plane", unlike=f"{unlike:.1%}", real=real, low=low, high=high)
        program.unfolded("code", partial(program.of_network, "vae", vae.plane_model(name, beta)))
    with left, st.container(width=860):
        decoded_plane(name, beta, lay, dots)


def axis_of(plane: vae.Plane, lay: str) -> np.ndarray:
    """Where the plane is decoded, along each side: as far as nearly all codes lie, or with room as the prior has it."""
    if lay == "likely":
        return quantile_axis(catalogue.GRID_SIDE)
    return np.asarray(plane.axis * max(1.0, reach(plane.mu) / float(plane.axis[-1])))


def decoded_plane(name: str, beta: float, lay: str, dots: bool) -> None:
    """The decoded plane in equal steps of z, or with as much room for each place as the prior draws codes from it.

    The link says which tile is under the lens at first, and hears of a click.
    """
    plane, test, model = vae.plane(beta, name), vae.test_images(name), vae.plane_model(name, beta)
    axis = shown = axis_of(plane, lay)
    mu: np.ndarray = plane.mu
    look = decoded.Look(circle=planes.RING, smooth=test.images.ndim == 4)
    if lay == "likely":
        shown, mu = prior_share(axis), prior_share(plane.mu)
        look = look._replace(axes=("share of the prior to the left", "share of the prior below"), circle=None)
    over = decoded.Dots(mu, test.labels, test.names) if dots else None
    z, places = grid(axis, axis), grid(shown, shown)
    start = int(links.stop_in_url("at", range(len(z)), default=len(z) // 2))
    with draw.in_room(620, 480, "decoded"):
        event = draw.chart(
            "decoded", (lay, name, start, beta),
            lambda: decoded.decoded_plane(shown, shown, start, look, over),
            draw.tables(
                (lay, name, beta),
                lambda: decoded.plane_tables(shared.decoded(model, plane.own(z)), shown, shown, places, words_at(z)),
            ),
            decoded.listed(z),
            on_select="rerun", selection_mode="pin", height="stretch",
            alt=f"What the decoder makes of {len(z)} places of the plane with β = {beta:g}, and one of them large",
        )  # fmt: skip
    if (tile := chosen.row(event, "pin", "tile", len(z))) is not None:
        links.put_in_link("at", str(tile))


def words_at(z: np.ndarray) -> list[str]:
    """What stands below the picture that is decoded from each of the codes z (n, 2)."""
    return [f"z = ({first:.2f}, {second:.2f})".replace("-", "−") for first, second in z]
