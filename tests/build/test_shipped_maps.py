"""The maps in weights/: measured again from the stored positions, and what facts.md says of them holds."""

from functools import cache

import numpy as np
import pytest

from core.artefacts import catalogue, files, map_sources
from core.build import maps
from core.claims import figures
from core.data import datasets
from core.maps import metrics
from core.maps.atlas import atlas_of, field, pca_of
from core.maps.sweep import sweep_of_atlas

RECIPES = maps.recipes()
SOURCES = [name for name, plan in map_sources.SOURCES.items() if datasets.is_here(plan.dataset)]
CLUMPED = 0.8  # spacing index below which points look clumped: strewn ones of this number rarely fall below 0.95
DIGITS = ["digits", "digits-autoencoder", "digits-vae"]


@cache
def atlas(source, method):
    return atlas_of(files.load(catalogue.map_name(source, method)))


def sweep_of(source, method, random=False):
    return sweep_of_atlas(atlas(source, method), random=random, seed=0)


def usual(sweep, name):
    """One figure over the stops of the first knob, the other at its default."""
    return sweep.figures(name)[:, sweep.place({})[1]]


@cache
def pca(source):
    return pca_of(files.load(catalogue.map_name(source, "pca")))


@pytest.mark.parametrize("method", catalogue.MAP_METHODS)
@pytest.mark.parametrize("source", ["digits-vae", "toy-circle"])
def test_the_figures_are_measured_again(source, method):
    """Of a network's codes and of a toy; all of them by `python -m core.build --check`, as .ci/run does, too."""
    name = catalogue.map_name(source, method)
    assert RECIPES[name].check(files.load(name)) == []


@pytest.mark.parametrize("method", ["tsne", "umap"])
@pytest.mark.parametrize("source", SOURCES)
def test_every_stop_start_and_seed_is_there_and_finite(source, method):
    found, plan = atlas(source, method), map_sources.SOURCES[source]
    stops = catalogue.perplexities(plan.size) if method == "tsne" else catalogue.neighbour_counts(plan.size)
    columns = len(catalogue.MIN_DISTS) if method == "umap" else 1
    for random in (False, True):
        for seed in catalogue.MAP_SEEDS:
            sweep = sweep_of_atlas(found, random=random, seed=seed)
            assert sweep.stops == ((stops, catalogue.MIN_DISTS) if method == "umap" else (stops,))
            assert sweep.frames.shape == (len(stops), columns, plan.size, 2)
            assert np.isfinite(sweep.frames).all()
            assert (sweep.figures("random") == random).all()
            assert np.abs(sweep.frames).max() < 8
            assert len(sweep_of_atlas(found, 3, random=random, seed=seed).stops[0]) == 3
    assert (found.facts[2][:, field("seconds")] > 0).all()


@pytest.mark.parametrize("source", SOURCES)
def test_the_stored_neighbours_are_the_true_ones(source):
    found = pca(source)
    dataset = datasets.load(map_sources.SOURCES[source].dataset)
    points = (dataset.table[found.rows] if found.points is None else found.points).astype(np.float64)
    i = len(points) // 2
    distances = ((points - points[i]) ** 2).sum(axis=1)
    distances[i] = np.inf
    np.testing.assert_allclose(distances[found.neighbours[i].astype(int)], np.sort(distances)[: metrics.K], rtol=1e-6)


@pytest.mark.parametrize("source", DIGITS)
def test_tsne_and_umap_keep_neighbours_and_pca_the_big_picture(source):
    linear = pca(source).quality[2]
    for method in ("tsne", "umap"):
        curved = sweep_of(source, method)
        default = curved.place({})
        assert curved.fact("neighbours_kept", default) > 1.8 * linear.neighbours_kept
        assert curved.fact("rank_correlation", default) < linear.rank_correlation


@pytest.mark.parametrize("source", DIGITS)
def test_it_is_the_start_that_makes_runs_agree(source):
    for method in ("tsne", "umap"):
        steady, lucky = (usual(sweep_of(source, method, random=random), "run_difference") for random in (False, True))
        assert np.nanmedian(steady) < np.median(lucky)


def test_gaps_and_sizes_are_not_kept():
    gaps, blobs = datasets.load("toy-three-distances"), datasets.load("toy-two-sizes")
    for frame in sweep_of("toy-three-distances", "tsne").flat:
        assert figures.distance_ratio(frame, gaps.labels, near=(0, 1), far=(1, 2)) < 3
    sweep = sweep_of("toy-two-sizes", "tsne")
    for frame in sweep.flat[sweep.place({"perplexity": 5})[0] : sweep.place({"perplexity": 30})[0] + 1]:
        assert 0.7 < figures.size_ratio(frame, blobs.labels, wide=0, tight=1) < 1.5


def test_a_small_neighbourhood_keeps_the_circle_from_the_data_and_tangles_it_from_a_random_start():
    for method in ("tsne", "umap"):
        kept = []
        for random in (False, True):
            sweep = sweep_of("toy-circle", method, random=random)
            kept.append(sweep.fact("rank_correlation", sweep.place({sweep.knobs[0]: 5})))
        assert kept[0] > kept[1] + 0.2


def test_noise_clumps_at_the_lowest_stop_only():
    for method in ("tsne", "umap"):
        sweep = sweep_of("toy-noise", method)
        default, usual_min_dist = sweep.place({})
        index = [figures.spacing_index(frame) for frame in sweep.frames[:, usual_min_dist]]
        assert index[0] < 0.8
        assert index[default] > 0.85


def test_noise_like_the_data_clumps_at_the_lowest_stop_by_both_methods():
    """What the page says beside the two maps."""
    clumped = {"tsne": [], "umap": []}
    for source, plan in map_sources.SOURCES.items():
        for method in clumped if plan.model is None else ():
            sweep = sweep_of(source + map_sources.NOISE, method)
            assert sweep.frames.shape[2] == plan.size
            clumped[method].append(figures.spacing_index(sweep.frames[0, 0]) < CLUMPED)
    assert all(clumped["umap"])
    assert all(clumped["tsne"])


@pytest.mark.parametrize("method", ["tsne", "umap"])
@pytest.mark.parametrize("source", ["digits-vae", "toy-circle"])
def test_the_figures_of_noise_are_measured_again(source, method):
    name = catalogue.map_name(source + map_sources.NOISE, method)
    assert RECIPES[name].check(files.load(name)) == []
