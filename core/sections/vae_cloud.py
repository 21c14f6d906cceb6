"""Part of the VAE page: an image squeezed into a cloud, which lies on a plane of two values."""

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import shared, vae
from core.charts import neck, planes, posterior, squeeze
from core.charts.chart import Table
from core.latent.codes import one_by_one, prior_draws
from core.page import chosen, draw, frame, links, text
from core.pictures import colours, webp
from core.pictures.png import data_uri, error_map, thumbnails

DRAWN = 8  # random points of a cloud
CLOUD_REACH = 3.0  # of the values in the neck: nearly all of the prior's lie within


@frame.fragment
def point_to_cloud(name: str) -> None:
    """One image squeezed into a cloud, random points of it on the plane, and the computation that makes them."""
    frame.explain("vae", "cloud")
    beta = catalogue.VAE_FAMILIES[name].reference
    test, plane = vae.test_images(name), vae.plane(beta, name)
    with st.container(horizontal=True, vertical_alignment="center"):
        frame.another("resample", "Resample")
        with frame.adjust():
            image = frame.image_input(len(test.images))
            seed = frame.seed_input("resample")
    mu, sigma = plane.mu[image], np.exp(0.5 * plane.log_var[image])
    draws = mu + sigma * prior_draws(DRAWN, 2, seed)
    squeezed(name, beta, image, draws[0], seed)
    left, right = st.columns([3, 2], gap="large")
    with right:
        pictures = st.container()
        z = by_hand(mu, sigma)
    with left, st.container(width=760), draw.in_room(470, 340, "cloud"):
        draw.chart(
            "cloud", (name,),
            lambda: posterior.cloud(
                plane.mu, test.labels, test.names, image, sigma, draws, z, planes.Window((0.0, 0.0), (4.1, 3.2))
            ),
            posterior.cloud_tables(mu, sigma, draws, z),
            on_select=lambda: take_image(len(test.images)), selection_mode="pick", height="stretch",
            alt=f"The middles of the clouds of {len(test.images)} test images, and the cloud of the picked one",
        )  # fmt: skip
    with pictures:
        captions = ["ε", *map(str, range(1, DRAWN + 1))]
        by = ("cloud_decoded", name, beta, image, seed, *z.tolist())
        sampled = draw.once(by, lambda: thumbnails(shared.decoded(vae.plane_model(name, beta), np.vstack([z, draws]))))
        draw.strip("cloud_decoded", {"decoded": sampled}, captions, height=90, by=by)
    frame.more("vae", "cloud", **overlap(name))


def squeezed(name: str, beta: float, image: int, z: np.ndarray, seed: int) -> None:
    """The squeeze in one drawing, with the image's cloud in the neck; z is the point of it that is decoded."""
    plane, picture = vae.plane(beta, name), vae.test_images(name).images[image]
    sigma = np.exp(0.5 * plane.log_var[image])
    labels = (f"{picture.size:,} numbers", "cloud of 2, one point", "decoded", "what is lost")

    def rebuilt() -> np.ndarray:
        decoded: np.ndarray = shared.decoded(vae.plane_model(name, beta), plane.own(z[None]))[0]
        return decoded

    def tables() -> dict[str, Table]:
        passed, code = vae.passage(name, beta, image, z), neck.Code(z, CLOUD_REACH, plane.mu[image], sigma)
        shown = squeeze.Squeezed(picture.size, passed.encoder[:-1], code, passed.decoder)
        found = rebuilt()
        before, after = thumbnails(np.stack([picture, found]))
        steps = one_by_one(z, np.full(2, -CLOUD_REACH), np.full(2, CLOUD_REACH), neck.STEPS)
        decoded = shared.decoded(vae.plane_model(name, beta), plane.own(steps.reshape(-1, 2)))
        each = np.stack([steps[i, :, i] for i in range(2)])
        drawn = squeeze.squeeze_tables(shown, before, after, data_uri(error_map(found - picture)))
        return drawn | neck.turn_table(each, CLOUD_REACH, shown.neck, webp.thumbnails(decoded))

    error = draw.once(("cloud_error", name, beta, image, seed), lambda: float(np.square(rebuilt() - picture).sum()))
    draw.chart(
        "squeeze", (name,), lambda: squeeze.squeeze(labels, picture.ndim == 3, colours.VAE, 2),
        draw.tables(("squeezed_cloud", name, beta, image, seed), tables),
        {"number": [1, 2], "mean": plane.mu[image], "spread": sigma, "point drawn": z},
        alt="A picture is squeezed by layers of numbers into a cloud; one point of it is drawn and decoded",
    )  # fmt: skip
    cloud = text.joined([f"{mean:.2f} ± {spread:.2f}" for mean, spread in zip(plane.mu[image], sigma, strict=True)])
    point = ", ".join(f"{value:.2f}" for value in z)
    words = f"Its cloud (mean ± spread): **{cloud}**. Point drawn: ({point}), squared error **{error:.1f}**."
    frame.told("cloud", words.replace("-", "−"))


def by_hand(mu: np.ndarray, sigma: np.ndarray) -> np.ndarray:
    """The point of a cloud at the ε that the visitor has chosen, (2,), and how it is computed, one click deep."""
    made = frame.unfolding("How is a point of the cloud made?", "made", "e1", "e2", type="compact")
    if not made.open:
        return mu
    with made:
        frame.explain("vae", "epsilon")
        epsilon = [st.slider(f"ε{i}", value=0.0, step=0.1, width=320, **links.bound(f"e{i}")) for i in (1, 2)]
        z: np.ndarray = mu + sigma * np.array(epsilon)
        st.markdown(computation(mu, sigma, epsilon, z))
    return z


def take_image(count: int) -> None:
    """Take over the image whose dot was clicked, one of so many."""
    if (image := chosen.row(st.session_state["cloud"], "pick", "image", count)) is not None:
        st.session_state["image"] = image


def computation(mu: np.ndarray, sigma: np.ndarray, epsilon: list[float], z: np.ndarray) -> str:
    """The reparameterisation with this image's numbers, as a table."""
    rows = "".join(
        f"| z{i + 1} | {mu[i]:.2f} | {sigma[i]:.2f} | {epsilon[i]:.1f} | **{z[i]:.2f}** |\n" for i in range(2)
    ).replace("-", "−")
    return f"| | μ | σ | ε | z = μ + σ·ε |\n|---|---|---|---|---|\n{rows}"


def overlap(name: str) -> dict[str, str]:
    """What the clouds come to mean, measured when the pictures were made."""
    measured = shared.shipped(f"vae-{name}-pictures").metrics["clouds"]
    return {
        "points": luck.told(measured["own_class_of_points"], luck.PERCENT),
        "mean": luck.told(measured["own_class_of_mean"], luck.PERCENT),
        "others": luck.told(measured["others_within_sigma"], "{:g}"),
    }
