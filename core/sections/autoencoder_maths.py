"""The mathematics of an autoencoder, each piece one click deep."""

import streamlit as st

from core.artefacts import catalogue
from core.cache import autoencoder, shared
from core.latent import forward
from core.page import frame, links
from core.sections import videos


def maths(name: str) -> None:
    """The loss, the layers, the code, and why a linear autoencoder is PCA: each one click deep."""
    with st.expander("The loss"):
        frame.explain("autoencoder", "loss")
    with st.expander("The layers"):
        layers_and_parameters(name)
    with st.expander("The whole of it in PyTorch"):
        st.markdown(frame.text.section("autoencoder", "pytorch"))
        frame.explain("autoencoder", "pytorch-left-out")
    with st.expander("Why is an autoencoder without bends just PCA?"), frame.show_errors():
        frame.explain("autoencoder", "linear")
        compared = {k: autoencoder.linear_beside_pca(k) for k in catalogue.LINEAR_SIZES}
        st.table(
            {
                "numbers in the code": list(compared),
                "linear autoencoder, error per test image": [f"{each.linear_error:.3f}" for each in compared.values()],
                "PCA, error per test image": [f"{each.pca_error:.3f}" for each in compared.values()],
                "largest angle between the two spaces": [f"{each.angles[-1]:.2f}°" for each in compared.values()],
            },
            width="content",
            hide_index=True,
        )
    videos.rather_watch(videos.SIMPLE)


@frame.fragment
def layers_and_parameters(name: str) -> None:
    """The layers of one of the shipped networks of a data set, read from its weights."""
    sizes = catalogue.autoencoder_sizes(name)
    k = st.select_slider("Numbers in the code", value=2, width=420, **links.bound("layers", options=sizes))
    layers = forward.describe_layers(shared.shipped_arrays(f"autoencoder-{name}-k{k}"))
    total = sum(layer.parameters for layer in layers)
    st.table(
        {
            "part": [layer.part for layer in layers],
            "layer": [layer.words for layer in layers],
            "weights and biases": [f"{layer.parameters:,}" for layer in layers],
        },
        width="content",
        hide_index=True,
    )
    frame.prose(f"Together {total:,} numbers, found by training on {autoencoder.training_count(name):,} images.")
    frame.explain("autoencoder", "layers")
