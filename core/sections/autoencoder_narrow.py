"""Part of the Autoencoder page: the error against the size of the code, beside PCA, and what chance does to it."""

import streamlit as st

from core import luck
from core.artefacts import published
from core.cache import autoencoder, shared
from core.charts import autoencoder as charts
from core.latent.reconstruction import Reconstruction
from core.page import draw, frame, text
from core.pictures.png import thumbnails

METHODS = {"Autoencoder": "autoencoder", "PCA": "pca"}


def narrow(name: str, found: Reconstruction, k: int, image: int) -> None:
    """Test error against latent size, and the picked image at every size."""
    frame.explain("autoencoder", "narrow")
    left, right = st.columns(2, gap="large")
    with left:
        errors = {title: [found.mean_error(size, method) for size in found.sizes] for title, method in METHODS.items()}
        now = " and ".join(f"{title} {found.mean_error(k, method):.2f}" for title, method in METHODS.items())
        alt = f"Squared error per test image against the numbers in the code; with {k}: {now}"
        draw.chart(
            "errors", (name, k),
            lambda: charts.error_curve(errors, found.sizes, found.mean_image_error, k, autoencoder.retrained(name)),
            alt=alt,
        )  # fmt: skip
    with right:
        st.markdown("The picked image, rebuilt from so many numbers:")
        by = ("sizes", name, image)
        rows = draw.once(by, lambda: ladders(found, image))
        words = {
            title: [
                f"{title}, {size} {'number' if size == 1 else 'numbers'}: error {found.error(image, size, method):.1f}"
                for size in found.sizes
            ]
            for title, method in METHODS.items()
        }
        sizes = [str(size) for size in found.sizes]
        draw.strip("sizes", rows, sizes, 150, picked=found.sizes.index(k), words=words, by=by)
        st.markdown(comparison(name, found, k))
    frame.more("autoencoder", "narrow", trained=not_its_best(found), luck=luck_of_training(name, found))
    if name == "mnist":
        with st.expander("Beside published figures"):
            beside_published(found)


def luck_of_training(name: str, found: Reconstruction) -> str:
    """How much the errors change with the seed of the training, and whether another method wins then."""
    errors = autoencoder.retrained(name)
    away = {k: luck.away(of_k) for k, of_k in errors.items()}
    most = max(away, key=away.__getitem__)
    won = {k: sum(error < found.mean_error(k, "pca") for error in of_k) for k, of_k in errors.items()}
    split = [str(k) for k, wins in won.items() if 0 < wins < len(errors[k])]
    changes = (
        f"at {text.joined(split)} the seed decides which method wins"
        if split
        else ("which method wins at a size is the same with every seed")
    )
    numbers = f"{most} {'number' if most == 1 else 'numbers'}"
    return (
        "Every dot is one training; another seed gives another network. Every size was trained with "
        f"{len(luck.SEEDS)} seeds, and the bars show their range: an error lies at most {away[most]:.0%} from the "
        f"middle one (with {numbers}: {luck.told(errors[most], '{:.2f}')}), and {changes}."
    )


def ladders(found: Reconstruction, image: int) -> dict[str, list[str]]:
    """One image rebuilt at every latent size, by each method, as pictures."""
    return {title: thumbnails(found.ladder(image, method)) for title, method in METHODS.items()}


def beside_published(found: Reconstruction) -> None:
    """What others have published for MNIST, and what is measured here."""
    words = text.section("autoencoder", "published")
    frame.prose(words.format(pixels=found.pixels, tests=f"{found.measured:,}"))
    figures = published.AUTOENCODERS
    here = [
        shared.shipped(each.model).metrics["test_reconstruction"]
        if each.model
        else found.mean_error(each.latent, "pca")
        for each in figures
    ]
    st.table(
        {
            "per image": [each.what for each in figures],
            "published": [f"{each.value:.2f}" for each in figures],
            "by": [f"[{each.source}]({each.url})" for each in figures],
            "here": [f"**{value:.2f}**" for value in here],
        },
        width="content",
        hide_index=True,
    )


def comparison(name: str, found: Reconstruction, k: int) -> str:
    """Where the autoencoder earns its place, and where it does not."""
    mine, pca, mean = found.mean_error(k), found.mean_error(k, "pca"), found.mean_image_error
    lost = ", ".join(map(str, found.winners()["pca"]))
    again = autoencoder.retrained(name)[k]
    ranged = f"{len(again)} trainings: {min(again):.2f} to {max(again):.2f}"
    return (
        f"With {k}: **{mine:.2f}** per image ({ranged}) against {pca:.2f} by PCA, on {found.measured:,} test "
        f"images. That removes {1 - mine / mean:.0%} of the mean image's {mean:.2f}, PCA {1 - pca / mean:.0%}."
        + (f" PCA is the better one at {lost}." if lost else "")
    )


def not_its_best(found: Reconstruction) -> str:
    """Where PCA wins on the images that the network learned from, too; "" where it does not."""
    trained = found.metrics["training"]
    return " ".join(
        f"PCA is the better one at {size} on images the autoencoder learned from, too ({trained['pca'][size]:.3f} "
        f"against {trained['autoencoder'][size]:.3f}): this network is not trained to its best."
        for size in map(str, found.winners()["pca"])
        if trained["pca"][size] < trained["autoencoder"][size]
    )
