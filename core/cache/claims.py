"""What the Projections page asks for where common sentences are put to the test: maps with five seeds, and verdicts."""

import numpy as np
import streamlit as st

from core import luck
from core.artefacts import catalogue, map_sources
from core.cache import projections, words
from core.cache.projections import ShownPoints
from core.cache.shared import embedded, frozen, shipped
from core.claims import experiments
from core.claims.experiments import Claim, Evidence, Shown
from core.claims.experiments import TimedClaim as TimedClaim
from core.claims.times import Timed
from core.maps.atlas import Atlas, atlas_of
from core.maps.source import or_noise
from core.maps.sweep import Sweep, sweep_of_atlas

CLAIMS, AGAIN = experiments.CLAIMS, experiments.AGAIN


@st.cache_resource(max_entries=16, show_spinner=False)
def points_of(source: str) -> np.ndarray:
    """The points of a source on which a sentence is tested, (n, d). Raises ArtefactError."""
    plan = map_sources.CLAIM_ONLY.get(source)
    if plan is None:
        return projections.points_of(source)
    return frozen(or_noise(plan, embedded(plan.dataset).table))


def shown_points(source: str) -> ShownPoints:
    """What is known of these points. Raises ArtefactError."""
    plan = map_sources.CLAIM_ONLY.get(source)
    if plan is None:
        return projections.shown_points(source)
    dataset, rows = embedded(plan.dataset), np.arange(plan.size)
    labels, names = (0 * rows, ("noise",)) if plan.correlated else (dataset.labels, dataset.label_names)
    return ShownPoints(labels, names, rows, np.empty((plan.size, 0), dtype=int), "", None, 0 * rows - 1)


@st.cache_resource(max_entries=40, show_spinner=False)
def atlas(source: str, method: str) -> Atlas:
    """The maps of a source with five seeds by "tsne", "umap" or "densmap". Raises ArtefactError."""
    return atlas_of(shipped(catalogue.run_name(source, method)))


@st.cache_resource(max_entries=128, show_spinner=False)
def sweep(source: str, shown: Shown, seed: int = 0) -> Sweep:
    """The maps of which a claim shows one, with one seed; PCA is computed. Raises ArtefactError."""
    if shown.method == "pca":
        if not shown.again and source not in map_sources.CLAIM_ONLY:
            return projections.map_sweep(source, "pca", False, 0)
        return experiments.pca_again(points_of(source), shown.again)
    if source not in catalogue.CLAIM_SOURCES:
        return projections.map_sweep(source, shown.method, shown.random, seed)
    return sweep_of_atlas(atlas(source, shown.method), random=shown.random, seed=seed)


def runs(source: str, shown: Shown) -> list[Sweep]:
    """The same with every seed there is, and of noise with every draw; where no seed changes anything, once."""
    if shown.method == "pca":
        return [sweep(source, shown)]
    if len(draws := map_sources.draws(source)) > 1:
        return [sweep(each, shown) for each in draws]
    there = luck.SEEDS if source in catalogue.CLAIM_SOURCES else catalogue.MAP_SEEDS
    seeds = there[:1] if shown.method == "tsne" and not shown.random else there
    return [sweep(source, shown, seed) for seed in seeds]


@st.cache_resource(max_entries=32, show_spinner=False)
def evidence(name: str) -> Evidence:
    """What the maps say to one of `CLAIMS` that is tested on maps. Raises ArtefactError."""
    claim, subjects = CLAIMS[name], []
    assert isinstance(claim, Claim)
    for shown in claim.shown:
        source = shown.source or claim.source
        labels, pairs = shown_points(source).labels, words.arrows(source)
        each, draws = runs(source, shown), map_sources.draws(source)
        place = experiments.place_of(shown, each[0])
        of_run = draws if len(draws) == len(each) else draws[:1] * len(each)
        data = [points_of(draw) for draw in of_run]
        subjects.append(
            [experiments.Subject(run, place, of, labels, pairs) for run, of in zip(each, data, strict=True)]
        )
    return experiments.gather(claim, subjects)


def timed() -> Timed:
    """How long whole maps take. Raises ArtefactError."""
    measured = shipped(catalogue.SECONDS).metrics
    return Timed(measured["sizes"], measured["seconds"], measured["first"])
