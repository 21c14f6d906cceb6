"""What the Projections page asks for where t-SNE's neighbours pull harder and harder: maps, and what they come near."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.artefacts import catalogue
from core.cache.shared import frozen, shipped
from core.maps.atlas import atlas_of, field, unpack
from core.maps.procrustes import aligned, scaled
from core.pictures.places import on_screen


class Pulled(NamedTuple):
    """The t-SNE maps of a source with more and more lasting exaggeration.

    Args:
        shown: the maps in the units of the charts, int16 (m, n, 2).
        axes: the smoothest axes of the graph, to which they lead, likewise (1, n, 2).
        umap: UMAP's map with the first seed, turned to the last but one of them, likewise (1, n, 2).
        kept: neighbours kept, and big picture kept, of each map and then of the axes, (m + 1,) each.
        from_umap: what is left between each and UMAP's maps with five seeds, (m + 1, 5): 0 the same, 1 all.
        from_axes: likewise between each of the maps and the axes, (m,).
        umap_kept: neighbours kept by UMAP's, (5,).
    """

    shown: np.ndarray
    axes: np.ndarray
    umap: np.ndarray
    kept: tuple[np.ndarray, np.ndarray]
    from_umap: np.ndarray
    from_axes: np.ndarray
    umap_kept: np.ndarray

    @property
    def nearest(self) -> int:
        """The stop at which the map is most like UMAP's."""
        return int(np.median(self.from_umap[:-1], axis=1).argmin())


@st.cache_resource(max_entries=4, show_spinner=False)
def pulled(source: str) -> Pulled:
    """The maps of one of `catalogue.EXAGGERATED`. Raises ArtefactError."""
    artefact = shipped(catalogue.exaggeration_name(source))
    atlas = atlas_of(artefact)
    maps, facts = unpack(atlas.packed[2]), atlas.facts[2]
    umap = atlas_of(shipped(catalogue.run_name(source, "umap")))
    first = unpack(umap.packed[2], umap.rows(2, random=False, seed=0)[:1])[0]
    measured = artefact.metrics
    from_umap = np.array(measured["from_umap"])
    near = maps[int(np.median(from_umap[:-1], axis=1).argmin())]
    kept = tuple(frozen(facts[:, field(name)].copy()) for name in ("neighbours_kept", "triplets_kept"))
    drawn = [frozen(on_screen(each)) for each in (maps[:-1], maps[-1:], aligned(scaled(first), near)[None])]
    from_axes, umap_kept = (np.array(measured[name]) for name in ("from_axes", "umap_kept"))
    return Pulled(drawn[0], drawn[1], drawn[2], (kept[0], kept[1]), from_umap, from_axes, umap_kept)
