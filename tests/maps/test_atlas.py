from dataclasses import replace

import numpy as np
import pytest

from core.artefacts import files
from core.errors import ArtefactError
from core.maps import procrustes
from core.maps.atlas import LEVELS, Atlas, MapFacts, atlas_arrays, atlas_of, pack, pca_of, presented, unpack
from core.maps.metrics import MapQuality


def cloud(n=50, dims=2, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dims)) * np.arange(1, dims + 1)


def turned(points, angle):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return points @ turn


def facts(stop, min_dist=np.nan, random=0.0, seed=0.0, kept=0.5):
    return MapFacts(stop, min_dist, random, seed, 1.5, 0.7, kept, 0.9, 0.9, 0.8, 0.7, 0.6, 0.1)


@pytest.fixture
def umap_atlas():
    """Every combination of three stops, two min_dists, both starts and two seeds, in no order."""
    rows = [
        facts(stop, min_dist, random, seed)
        for min_dist in (0.5, 0.1)
        for stop in (30.0, 2.0, 15.0)
        for random in (0.0, 1.0)
        for seed in (0.0, 1.0)
    ]
    return an_atlas("n_neighbors", rows)


def an_atlas(knob, rows):
    table = np.array(rows)
    maps = np.stack([cloud(seed=i) for i in range(len(rows))])
    space = np.stack([cloud(dims=3, seed=i) for i in range(len(rows))])
    return Atlas("a", knob, {2: pack(maps), 3: pack(space)}, {2: table, 3: table}, {"seconds": 3})


@pytest.mark.parametrize("dims", [2, 3])
def test_packing_is_off_by_at_most_a_half_step_of_the_grid(dims):
    maps = np.stack([cloud(dims=dims, seed=seed) * 10.0**seed for seed in range(4)]) + 1e3
    packed = pack(maps)
    assert packed.grid.dtype == np.uint16
    extent = np.ptp(maps, axis=1).max(axis=1)
    worst = np.abs(unpack(packed) - maps).max(axis=(1, 2))
    assert (worst <= extent / (2 * LEVELS) * (1 + 1e-6)).all()
    assert (worst > extent / 1e7).all()  # it is a rounding, and this test can tell


def test_frames_are_centred_of_size_1_and_similar_to_the_maps():
    maps = np.stack([cloud(seed=seed) * (seed + 1) + 7 for seed in range(3)])
    frames, sizes = presented(maps, first=1)
    assert frames.dtype == np.float32
    np.testing.assert_allclose(frames.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose([procrustes.size(frame) for frame in frames], 1, rtol=1e-6)
    for map_, frame, size in zip(maps, frames, sizes, strict=True):
        before = np.linalg.norm(map_[:, None] - map_, axis=2)
        after = np.linalg.norm(frame[:, None] - frame, axis=2) * size
        np.testing.assert_allclose(after, before, atol=1e-4)
    np.testing.assert_allclose(frames[1] * sizes[1], procrustes.centred(maps[1]), atol=1e-5)


def test_only_what_moved_in_the_map_moves_on_screen():
    still = cloud()
    maps = np.stack(
        [turned(still, angle)[:, ::flip] * grown for angle, flip, grown in [(0, 1, 1), (2, -1, 5), (4, 1, 9)]]
    )
    frames, sizes = presented(maps)
    np.testing.assert_allclose(frames[1:], frames[:1].repeat(2, axis=0), atol=1e-6)
    np.testing.assert_allclose(sizes / sizes[0], [1, 5, 9])


def test_a_sweep_takes_the_maps_asked_for_in_the_order_of_the_stops(umap_atlas):
    sweep = umap_atlas.sweep(min_dist=0.1, random=True, seed=1)
    assert sweep.knob == "n_neighbors"
    assert sweep.stops.tolist() == [2, 15, 30]
    assert sweep.facts.min_dist.tolist() == [0.1] * 3
    assert sweep.facts.random.tolist() == [1] * 3
    assert sweep.facts.seed.tolist() == [1] * 3
    assert sweep.frames.shape == (3, 50, 2)
    row = umap_atlas.rows(2, random=True, seed=1, min_dist=0.1)[1]
    assert umap_atlas.facts[2][row, 0] == 2
    original = procrustes.centred(unpack(umap_atlas.packed[2])[row])
    np.testing.assert_allclose(
        procrustes.aligned(sweep.frames[0].astype(float) * sweep.sizes[0], original), original, atol=1e-4
    )


def test_the_nearest_held_value_is_taken(umap_atlas):
    assert (umap_atlas.sweep(min_dist=0.99).facts.min_dist == 0.5).all()
    turned_knob = umap_atlas.sweep("min_dist", n_neighbors=17)
    assert turned_knob.stops.tolist() == [0.1, 0.5]
    assert (turned_knob.facts.stop == 15).all()
    assert umap_atlas.sweep(dims=3).frames.shape == (3, 50, 3)
    assert umap_atlas.values("min_dist").tolist() == [0.1, 0.5]
    assert umap_atlas.values("n_neighbors").tolist() == [2, 15, 30]


def test_quality_and_reach_of_a_sweep():
    atlas = an_atlas("perplexity", [facts(5.0, kept=0.2), facts(30.0, kept=0.6), facts(2.0, kept=0.1)])
    sweep = atlas.sweep()
    assert isinstance(sweep.quality, MapQuality)
    assert sweep.quality.neighbours_kept.tolist() == [0.1, 0.2, 0.6]
    assert sweep.reach == np.abs(sweep.frames).max()
    assert sweep.nearest_stop(4) == 1
    assert sweep.nearest_stop(1e9) == 2


def test_a_start_without_random_numbers_serves_every_seed():
    atlas = an_atlas("perplexity", [facts(30.0), facts(30.0, random=1.0), facts(30.0, random=1.0, seed=1.0)])
    assert np.array_equal(atlas.sweep(seed=0).frames, atlas.sweep(seed=1).frames)
    assert not np.array_equal(atlas.sweep(random=True, seed=0).frames, atlas.sweep(random=True, seed=1).frames)


def saved(tmp_path, arrays, metrics=None, settings=None):
    record = {"settings": settings or {"knob": "n_neighbors"}, "dataset": "digits", "dataset_sha256": "0"}
    files.save("map", files.npz_bytes(arrays), "npz", record | {"metrics": metrics or {}, "seconds": 1}, tmp_path)
    return files.load("map", tmp_path)


def test_an_atlas_survives_its_file(umap_atlas, tmp_path):
    again = atlas_of(saved(tmp_path, atlas_arrays(umap_atlas.packed, umap_atlas.facts)))
    for dims in (2, 3):
        assert np.array_equal(again.sweep(dims=dims).frames, umap_atlas.sweep(dims=dims).frames)
        np.testing.assert_array_equal(again.facts[dims], umap_atlas.facts[dims])
    assert again.knob == "n_neighbors"


@pytest.mark.parametrize("missing", ["grid2", "low3", "facts3"])
def test_a_file_without_maps_is_refused(umap_atlas, tmp_path, missing):
    arrays = atlas_arrays(umap_atlas.packed, umap_atlas.facts)
    del arrays[missing]
    artefact = saved(tmp_path, arrays)
    with pytest.raises(ArtefactError, match=rf"weights/map holds no maps .*{missing}.* python -m core.build map"):
        atlas_of(artefact)


def test_a_pca_survives_its_file_and_another_file_is_refused(tmp_path):
    quality = MapQuality(0.1, 0.8, 0.9, 0.7, 0.5)._asdict()
    arrays = {
        "positions": cloud(dims=3).astype(np.float32),
        "variance_share": np.array([0.6, 0.3, 0.1]),
        "rows": np.arange(50),
        "neighbours": np.zeros((50, 10), dtype=np.uint16),
    }
    artefact = saved(tmp_path, arrays, {"2d": quality, "3d": quality}, {"dims": 3})
    found = pca_of(artefact)
    assert found.points is None
    assert found.quality[2].trustworthiness == 0.8
    assert found.frame(3).shape == (50, 3)
    assert procrustes.size(found.frame(2)) == pytest.approx(1)
    flat, moved = found.positions[:, :2], found.frame(2)
    scale = np.linalg.norm(flat[0] - flat[1]) / np.linalg.norm(moved[0] - moved[1])
    assert np.linalg.norm(flat[5] - flat[9]) == pytest.approx(scale * np.linalg.norm(moved[5] - moved[9]), rel=1e-5)
    with pytest.raises(ArtefactError, match="holds no PCA"):
        pca_of(replace(artefact, provenance=artefact.provenance | {"metrics": {}}))
    with pytest.raises(ArtefactError, match="holds no PCA"):
        pca_of(saved(tmp_path, {"rows": np.arange(3)}, {"2d": quality, "3d": quality}))
