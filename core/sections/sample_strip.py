"""A row of test images of which a click or a tap picks one for all pages."""

from collections.abc import Sequence

import streamlit as st

from core.cache import autoencoder
from core.charts import strips
from core.page import chosen, draw

WIDTH = 720  # pixels


def show(key: str, name: str, samples: Sequence[int], image: int) -> None:
    """Draw the samples of a data set, with a frame around the picked test image."""
    thumbnails = autoencoder.test_thumbnails(name)
    at = samples.index(image) if image in samples else None
    found = autoencoder.reconstruction(name)
    words = [f"test image {each}: {found.label_names[found.labels[each]]}" for each in samples]
    with st.container(width=WIDTH):
        draw.chart(
            key, ("choice", len(samples), at), lambda: strips.choice(len(samples), at),
            {strips.PICTURES: strips.strip_columns({"": [thumbnails[each] for each in samples]}, words={"": words})},
            {"test image": list(samples), "what it is": words},
            on_select=lambda: take(key, samples), selection_mode="pick",
            alt=f"{len(samples)} test images to choose from" + (f"; picked: {words[at]}" if at is not None else ""),
        )  # fmt: skip


def take(key: str, samples: Sequence[int]) -> None:
    """Take over the image that was clicked."""
    if (column := chosen.row(st.session_state[key], "pick", "column", len(samples))) is not None:
        st.session_state["image"], st.session_state[taken(key)] = samples[column], True


def taken(key: str) -> str:
    """Where the session notes that a click has just picked another image."""
    return f"{key}:taken"
