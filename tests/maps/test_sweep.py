"""Sheets: every shipped map is in its place, undistorted, and turned to its neighbours."""

import numpy as np
import pytest

from core import cache
from core.artefacts import catalogue, files
from core.maps import metrics, procrustes, sweep
from core.maps.atlas import Packed, atlas_of, field, unpack

SOURCE = "toy-long-shape"


@pytest.fixture(scope="module", params=["tsne", "umap"])
def atlas(request):
    return atlas_of(files.load(catalogue.map_name(SOURCE, request.param)))


@pytest.mark.parametrize("random", [False, True])
@pytest.mark.parametrize("seed", catalogue.MAP_SEEDS)
def test_every_frame_is_the_shipped_map_of_its_stops(atlas, random, seed):
    sheet = sweep.sheet_of_atlas(atlas, random=random, seed=seed)
    assert sheet.stops[0] == tuple(atlas.values(atlas.knob))
    for at in np.ndindex(*sheet.frames.shape[:2]):
        held = {"stop": sheet.stops[0][at[0]]} | ({"min_dist": sheet.stops[1][at[1]]} if len(sheet.knobs) > 1 else {})
        (row,) = atlas.rows(2, random=random, seed=seed, **held)
        shipped = unpack(Packed(*(part[[row]] for part in atlas.packed[2])))[0]
        assert procrustes.difference(sheet.frames[at], shipped) < 1e-6
        assert procrustes.size(sheet.frames[at]) == pytest.approx(1.0, abs=1e-5)
        assert sheet.fact("neighbours_kept", at) == atlas.facts[2][row, field("neighbours_kept")]


def test_neighbouring_frames_lie_on_each_other(atlas):
    """No turn of a frame brings it much nearer to the neighbour it was laid on."""
    sheet = sweep.sheet_of_atlas(atlas, random=False, seed=0)
    first = sheet.place({})
    for i in range(first[0] + 1, sheet.frames.shape[0]):
        frame, before = sheet.frames[i, first[1]], sheet.frames[i - 1, first[1]]
        best = ((procrustes.aligned(frame, before) - procrustes.centred(before)) ** 2).sum()
        assert ((frame - before) ** 2).sum() == pytest.approx(best, rel=1e-3)


def test_turning_together_undoes_turns_and_scales():
    rng = np.random.default_rng(0)
    shape = rng.normal(size=(40, 2))
    turn = np.linalg.qr(rng.normal(size=(2, 2)))[0]
    maps = np.array([[shape, 3 * shape @ turn], [shape[:, ::-1] + 7, -shape]])
    frames = procrustes.turned_together(maps, (0, 0))
    for at in np.ndindex(2, 2):
        assert frames[at] == pytest.approx(procrustes.centred(shape) / procrustes.size(shape), abs=1e-5)


def test_the_place_of_values():
    sheet = sweep.Sheet(("n_neighbors", "min_dist"), ((2.0, 15.0, 50.0), (0.0, 0.1, 0.5)), np.zeros((3, 3, 1, 2)), None)
    assert sheet.place({}) == (1, 1)
    assert sheet.place({"n_neighbors": 1e9, "min_dist": 0.4}) == (2, 2)
    assert sheet.place({"n_neighbors": -5.0}) == (0, 1)
    assert cache.map_sheet(SOURCE, "pca", False, 0).place({"perplexity": 5.0}) == (0, 0)


def test_which_neighbours_are_still_near():
    rng = np.random.default_rng(3)
    maps, data = rng.normal(size=(4, 60, 2)), rng.normal(size=(60, 5))
    true = metrics.reference(data).neighbours
    kept = np.array([metrics.kept_by_point(true, each) for each in maps])
    for point in range(60):
        assert (sweep.still_near(maps, point, true[point]).sum(axis=1) == kept[:, point]).all()
