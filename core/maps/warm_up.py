"""Tiny maps, made ahead of need: so that a method is imported, and compiled, before a visitor waits for it.

What is compiled is kept on disk, so a machine spends the seconds once; a process, only what it takes to import.
"""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from core.maps import live
from core.settings import TSNESettings, UMAPSettings

TINY: Mapping[str, live.MapSettings] = {
    "tsne": TSNESettings(perplexity=5, iterations=10),
    "umap": UMAPSettings(n_neighbors=5, iterations=10),
}


@lru_cache(maxsize=2)
def warm_up(method: str) -> None:
    """Make a tiny map by a key of `TINY`, once a process."""
    made = live.method_of(TINY[method])
    state = made.start(np.random.default_rng(0).normal(size=(40, 20)), TINY[method])
    while not state.finished:
        state = made.step(state)


def tsne() -> None:
    """Get t-SNE ready in this process."""
    warm_up("tsne")


def umap() -> None:
    """Get UMAP ready in this process."""
    warm_up("umap")
