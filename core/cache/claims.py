"""What the Projections page asks for where common sentences are put to the test: maps with five seeds, and verdicts."""

import streamlit as st

from core import luck
from core.artefacts import catalogue
from core.cache import projections, words
from core.cache.shared import shipped
from core.claims import experiments, verdicts
from core.claims.experiments import Claim, Evidence, Shown
from core.claims.experiments import TimedClaim as TimedClaim
from core.maps.atlas import Atlas, atlas_of
from core.maps.sweep import Sweep, sweep_of_atlas

CLAIMS, AGAIN = experiments.CLAIMS, experiments.AGAIN


@st.cache_resource(max_entries=24, show_spinner=False)
def atlas(source: str, method: str) -> Atlas:
    """The maps of a source with five seeds by "tsne" or "umap". Raises ArtefactError."""
    return atlas_of(shipped(catalogue.run_name(source, method)))


@st.cache_resource(max_entries=128, show_spinner=False)
def sweep(source: str, shown: Shown, seed: int = 0) -> Sweep:
    """The maps of which a claim shows one, with one seed; PCA is computed. Raises ArtefactError."""
    if shown.method == "pca":
        if not shown.again:
            return projections.map_sweep(source, "pca", False, 0)
        return experiments.pca_again(projections.points_of(source), shown.again)
    if source not in catalogue.CLAIM_SOURCES:
        return projections.map_sweep(source, shown.method, shown.random, seed)
    return sweep_of_atlas(atlas(source, shown.method), random=shown.random, seed=seed)


def runs(source: str, shown: Shown) -> list[Sweep]:
    """The same with every seed there is; where no seed changes anything, once."""
    if shown.method == "pca":
        return [sweep(source, shown)]
    there = luck.SEEDS if source in catalogue.CLAIM_SOURCES else catalogue.MAP_SEEDS
    seeds = there if shown.random or shown.method == "umap" else there[:1]
    return [sweep(source, shown, seed) for seed in seeds]


@st.cache_resource(max_entries=32, show_spinner=False)
def evidence(name: str) -> Evidence:
    """What the maps say to one of `CLAIMS` that is tested on maps. Raises ArtefactError."""
    claim, subjects = CLAIMS[name], []
    assert isinstance(claim, Claim)
    for shown in claim.shown:
        source = shown.source or claim.source
        data, labels = projections.points_of(source), projections.shown_points(source).labels
        pairs = words.arrows(source)
        each = runs(source, shown)
        place = experiments.place_of(shown, each[0])
        subjects.append([experiments.Subject(run, place, data, labels, pairs) for run in each])
    return experiments.gather(claim, subjects)


def timed() -> verdicts.Timed:
    """How long whole maps take. Raises ArtefactError."""
    measured = shipped(catalogue.SECONDS).metrics
    return verdicts.Timed(measured["sizes"], measured["seconds"])
