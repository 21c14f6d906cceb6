"""What the Autoencoder page asks for on codes beside pixels, and beside zip files."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache.autoencoder import reconstruction
from core.cache.shared import network, shipped, shipped_arrays
from core.latent import zipping
from core.latent.zipping import Bytes

Shares = Mapping[str, Sequence[float]]  # `core.maps.likeness.Likeness` of each seed's network, by its names


def of_autoencoders(name: str) -> dict[int, Shares]:
    """What the codes of test images keep of their likeness, by latent size. Raises ArtefactError."""
    found = reconstruction(name)
    return {k: found.metrics["likeness"][str(k)] for k in found.sizes}


def of_vaes(name: str) -> dict[int, Shares]:
    """The same of the VAEs that are shown first, with two values and with more. Raises ArtefactError."""
    family, found = catalogue.VAE_FAMILIES[name], shipped(f"vae-{name}-draws").metrics["likeness"]
    return {k: found[catalogue.vae_name(name, k, family.reference)] for k in (2, family.wide)}


@st.cache_resource(max_entries=16, show_spinner=False)
def in_bytes(name: str, k: int) -> Bytes:
    """What a test image costs as it is, zipped, and as a code of k numbers. Raises ArtefactError."""
    layers = network(f"autoencoder-{name}-k{k}").decoder
    return zipping.in_bytes(reconstruction(name).images, k, sum(weight.size + bias.size for weight, bias in layers))


class Structure(NamedTuple):
    """What is left of digits, and of the same with their pixels shuffled, in a code.

    Args:
        removed: of each kind, "digits" and "shuffled", the share of the mean image's error that five networks remove.
        pictures: of each kind some test images, (n, 8, 8) in [0, 1].
        rebuilt: the same, rebuilt by the first network.
    """

    removed: dict[str, list[float]]
    pictures: dict[str, np.ndarray]
    rebuilt: dict[str, np.ndarray]


@st.cache_resource(max_entries=1, show_spinner=False)
def structure() -> Structure:
    """What pictures without structure cost. Raises ArtefactError."""
    removed, arrays = shipped(catalogue.SHUFFLED).metrics["removed"], shipped_arrays(catalogue.SHUFFLED)
    kinds = {key: each / np.float32(255) for key, each in arrays.items()}
    return Structure(removed, *({kind: kinds[kind + of] for kind in removed} for of in ("", "_rebuilt")))
