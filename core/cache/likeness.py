"""What the Autoencoder page asks for on codes beside pixels, and beside zip files."""

import streamlit as st

from core.artefacts import catalogue
from core.cache import vae
from core.cache.autoencoder import reconstruction
from core.cache.shared import network
from core.latent import zipping
from core.latent.zipping import Bytes
from core.maps import likeness
from core.maps.likeness import Likeness


@st.cache_resource(max_entries=4, show_spinner=False)
def of_autoencoders(name: str) -> dict[int, Likeness]:
    """What the codes of test images keep of their likeness, by latent size. Raises ArtefactError."""
    found = reconstruction(name)
    return {k: likeness.of_codes(found.images, found.codes(k), found.labels) for k in found.sizes}


@st.cache_resource(max_entries=4, show_spinner=False)
def of_vaes(name: str) -> dict[int, Likeness]:
    """The same of the VAEs that are shown first, with two values and with more. Raises ArtefactError."""
    found, wide = vae.test_images(name), vae.wide(name)
    codes = {2: vae.plane(catalogue.VAE_FAMILIES[name].reference, name).mu, wide.mu.shape[1]: wide.mu}
    return {k: likeness.of_codes(found.images, mu, found.labels) for k, mu in codes.items()}


@st.cache_resource(max_entries=16, show_spinner=False)
def in_bytes(name: str, k: int) -> Bytes:
    """What a test image costs as it is, zipped, and as a code of k numbers. Raises ArtefactError."""
    layers = network(f"autoencoder-{name}-k{k}").decoder
    return zipping.in_bytes(reconstruction(name).images, k, sum(weight.size + bias.size for weight, bias in layers))
