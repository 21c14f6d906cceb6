"""Parts of the VAE page: planes of two values. Beta and its price, the decoded plane."""

from functools import partial
from itertools import pairwise

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import asked_images, autoencoder, shared, vae
from core.charts import decoded, planes, sweep_map
from core.charts import vae as charts
from core.charts.chart import Chart
from core.latent.codes import grid, prior_share, quantile_axis
from core.latent.forward import ACTIVE_NATS
from core.page import chosen, draw, frame, links
from core.pictures.png import thumbnails
from core.sections import practice, program

LEAST_REACH = 3.2  # of the map over the betas, units from the middle: the prior's ring has room in it
INSIDE = 0.99  # of the values of codes, at every beta


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
    frame.more("vae", "beta", luck=luck_of_training(name, beta))


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
    again = vae.retrained(name)
    prices = [
        charts.Price(each, found["test_reconstruction"], found["test_kl"], found["active"], again[each])
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

    def pictures() -> dict[str, list[str]]:
        rebuilt = shared.decoded(vae.plane_model(name, beta), plane.own(plane.mu[chosen]))
        return {"test image": thumbnails(test.images[chosen]), "rebuilt": thumbnails(rebuilt)}

    by = ("rebuilt", name, beta)
    draw.strip("rebuilt", draw.once(by, pictures), height=90, by=by)


def luck_of_training(name: str, beta: float) -> str:
    """How much both figures change with the seed of the training, and whether they rise and fall with each."""
    again = vae.retrained(name)
    steps = list(pairwise(again.values()))
    worse = sum(a < b for one, other in steps for a, b in zip(one.reconstruction, other.reconstruction, strict=True))
    smaller = sum(a > b for one, other in steps for a, b in zip(one.kl, other.kl, strict=True))
    used = {each: found.kl for each, found in again.items() if luck.middle(found.kl) > ACTIVE_NATS}
    far, here = max(used, key=lambda each: luck.away(used[each])), again[beta]
    error = max(luck.away(found.reconstruction) for found in again.values())
    return (
        "Every point is one training; another seed gives another network. Each β was trained with "
        f"{len(luck.SEEDS)} seeds, and the crosses show how far their figures reach: a reconstruction lies at most "
        f"{error:.1%} from the middle one, the KL of a code in use at most {luck.away(used[far]):.0%} (at β = {far:g}: "
        f"{luck.told(used[far], '{:.2f}')}). From one β to the next the reconstruction gets worse in {worse}, the KL "
        f"smaller in {smaller} of {len(steps) * len(luck.SEEDS)} cases, each seed counted. At β = {beta:g}: "
        f"reconstruction {luck.told(here.reconstruction, '{:.2f}')}, KL {luck.told(here.kl, '{:.2f}')}."
    )


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
        unlike = vae.unlike_on_plane(beta, name, axis_at(name, beta, lay))
        low, high = (f"{each:.2f}" for each in vae.crowding(name, planes.RING))
        with more:
            real = f"{autoencoder.real_unlike(name):.1%}"
            frame.more("vae", "plane", unlike=f"{unlike:.1%}", real=real, low=low, high=high)
        program.unfolded("code", partial(program.of_network, "vae", vae.plane_model(name, beta)))
    with left, st.container(width=860):
        decoded_plane(name, beta, lay, dots)


def axis_at(name: str, beta: float, lay: str) -> np.ndarray:
    """Where a plane is decoded, remembered."""
    return draw.once(("axis", name, beta, lay), lambda: axis_of(vae.plane(beta, name), lay))


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
    axis = shown = axis_at(name, beta, lay)
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
            lambda: decoded.decoded_plane(shown, shown, start, look, over).listing(decoded.listed(z)),
            draw.tables(
                (lay, name, beta),
                lambda: decoded.plane_tables(shared.decoded(model, plane.own(z)), shown, shown, places, words_at(z)),
            ),
            on_select="rerun", selection_mode="pin", height="stretch",
            alt=f"What the decoder makes of {len(z)} places of the plane with β = {beta:g}, and one of them large",
        )  # fmt: skip
    if (tile := chosen.row(event, "pin", "tile", len(z))) is not None:
        links.put_in_link("at", str(tile))


def words_at(z: np.ndarray) -> list[str]:
    """What stands below the picture that is decoded from each of the codes z (n, 2)."""
    return [f"z = ({first:.2f}, {second:.2f})".replace("-", "−") for first, second in z]
