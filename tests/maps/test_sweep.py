"""Sweeps: every shipped map is in its place, undistorted, and turned to its neighbours."""

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.cache import projections
from core.maps import metrics, procrustes
from core.maps.atlas import MapFacts, atlas_of, field, unpack
from core.maps.sweep import Sweep, still_near, sweep_of_atlas

SOURCE = "toy-long-shape"


@pytest.fixture(scope="module", params=["tsne", "umap"])
def atlas(request):
    return atlas_of(files.load(catalogue.map_name(SOURCE, request.param)))


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("random", [False, True])
@pytest.mark.parametrize("seed", catalogue.MAP_SEEDS)
def test_every_frame_is_the_shipped_map_of_its_stops(atlas, dims, random, seed):
    sweep, facts = sweep_of_atlas(atlas, dims, random=random, seed=seed), atlas.facts[dims]
    there = atlas.rows(dims, random=random, seed=seed)
    assert sweep.stops[0] == tuple(np.unique(facts[:, field("stop")]))
    assert sweep.frames.shape[0] * sweep.frames.shape[1] == len(there)
    maps = unpack(atlas.packed[dims])
    for at in np.ndindex(*sweep.frames.shape[:2]):
        here = facts[there, field("stop")] == sweep.stops[0][at[0]]
        if len(sweep.knobs) > 1:
            here &= facts[there, field("min_dist")] == sweep.stops[1][at[1]]
        (row,) = there[here]
        assert procrustes.difference(sweep.frames[at], maps[row]) < 1e-6
        assert procrustes.size(sweep.frames[at]) == pytest.approx(1.0, abs=1e-5)
        assert sweep.fact("neighbours_kept", at) == facts[row, field("neighbours_kept")]
        assert np.array_equal(sweep.flat[sweep.number(at)], sweep.frames[at])


def test_neighbouring_frames_lie_on_each_other(atlas):
    """No turn of a frame brings it much nearer to the neighbour it was laid on."""
    sweep = sweep_of_atlas(atlas, random=False, seed=0)
    first = sweep.place({})
    for i in range(first[0] + 1, sweep.frames.shape[0]):
        frame, before = sweep.frames[i, first[1]], sweep.frames[i - 1, first[1]]
        best = ((procrustes.aligned(frame, before) - procrustes.centred(before)) ** 2).sum()
        assert ((frame - before) ** 2).sum() == pytest.approx(best, rel=1e-3)


def test_the_place_of_values():
    knobs, stops = ("n_neighbors", "min_dist"), ((2.0, 15.0, 50.0), (0.0, 0.1, 0.5))
    sweep = Sweep(knobs, stops, np.zeros((3, 3, 1, 2)), np.zeros((3, 3, len(MapFacts._fields))))
    assert sweep.place({}) == (1, 1)
    assert sweep.place({"n_neighbors": 1e9, "min_dist": 0.4}) == (2, 2)
    assert sweep.place({"n_neighbors": -5.0}) == (0, 1)


@pytest.mark.parametrize("dims", [2, 3])
def test_pca_is_a_sweep_of_one_map_without_a_knob(dims):
    sweep, found = projections.map_sweep(SOURCE, "pca", False, 0, dims), projections.shipped_pca(SOURCE)
    assert sweep.place({"perplexity": 5.0}) == (0, 0)
    assert sweep.frames.shape == (1, 1, 100, dims)
    assert procrustes.difference(sweep.frames[0, 0], found.positions[:, :dims]) < 1e-6
    assert sweep.fact("trustworthiness", (0, 0)) == found.quality[dims].trustworthiness
    assert np.isnan(sweep.figures("kl")).all()


def test_which_neighbours_are_still_near():
    rng = np.random.default_rng(3)
    maps, data = rng.normal(size=(4, 60, 2)), rng.normal(size=(60, 5))
    true = metrics.reference(data).neighbours
    kept = np.array([metrics.kept_by_point(true, each) for each in maps])
    for point in range(60):
        assert (still_near(maps, point, true[point]).sum(axis=1) == kept[:, point]).all()
