import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from core.artefacts import files
from core.errors import ArtefactError
from core.maps.atlas import LEVELS, Atlas, MapFacts, ShippedPCA, atlas_of, field, pack, pca_of, unpack
from core.maps.metrics import MapQuality


def cloud(n=50, dims=2, seed=0):
    return np.random.default_rng(seed).normal(size=(n, dims)) * np.arange(1, dims + 1)


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
    return an_atlas(rows)


def an_atlas(rows):
    table = np.array(rows)
    maps = np.stack([cloud(seed=i) for i in range(len(rows))])
    space = np.stack([cloud(dims=3, seed=i) for i in range(len(rows))])
    return Atlas({2: pack(maps), 3: pack(space)}, {2: table, 3: table})


@pytest.mark.parametrize("dims", [2, 3])
def test_packing_is_off_by_at_most_a_half_step_of_the_grid(dims):
    maps = np.stack([cloud(dims=dims, seed=seed) * 10.0**seed for seed in range(4)]) + 1e3
    packed = pack(maps)
    assert packed.grid.dtype == np.uint16
    extent = np.ptp(maps, axis=1).max(axis=1)
    worst = np.abs(unpack(packed) - maps).max(axis=(1, 2))
    assert (worst <= extent / (2 * LEVELS) * (1 + 1e-6)).all()
    assert (worst > extent / 1e7).all()  # it is a rounding, and this test can tell


def test_the_maps_of_one_start_and_seed_are_found(umap_atlas):
    rows = umap_atlas.rows(2, random=True, seed=1)
    assert len(rows) == 6
    assert (umap_atlas.facts[2][rows, field("random")] == 1).all()
    assert (umap_atlas.facts[2][rows, field("seed")] == 1).all()
    assert umap_atlas.knobs == ("n_neighbors", "min_dist")
    assert an_atlas([facts(5.0)]).knobs == ("perplexity",)


def test_a_start_without_random_numbers_serves_every_seed():
    atlas = an_atlas([facts(30.0), facts(30.0, random=1.0), facts(30.0, random=1.0, seed=1.0)])
    assert [atlas.rows(2, random=False, seed=seed).tolist() for seed in (0, 1)] == [[0], [0]]
    assert [atlas.rows(2, random=True, seed=seed).tolist() for seed in (0, 1)] == [[1], [2]]


def saved(tmp_path, arrays, metrics=None):
    record = {"settings": {}, "dataset": "digits", "dataset_sha256": "0"}
    files.save("map", files.npz_bytes(arrays), "npz", record | {"metrics": metrics or {}, "seconds": 1}, tmp_path)
    return files.load("map", tmp_path)


def test_an_atlas_survives_its_file(umap_atlas, tmp_path):
    seconds = {str(dims): table[:, field("seconds")].tolist() for dims, table in umap_atlas.facts.items()}
    again = atlas_of(saved(tmp_path, umap_atlas.to_arrays(), {"map_seconds": seconds}))
    for dims in (2, 3):
        np.testing.assert_array_equal(unpack(again.packed[dims]), unpack(umap_atlas.packed[dims]))
        np.testing.assert_array_equal(again.facts[dims], umap_atlas.facts[dims])


def test_seconds_are_not_in_the_file_so_that_the_same_maps_give_the_same_bytes(umap_atlas):
    before = files.npz_bytes(umap_atlas.to_arrays())
    umap_atlas.facts[2][:, field("seconds")] += 1
    assert files.npz_bytes(umap_atlas.to_arrays()) == before


@pytest.mark.parametrize("missing", ["grid2", "low3", "facts3"])
def test_a_file_without_maps_is_refused(umap_atlas, tmp_path, missing):
    arrays = umap_atlas.to_arrays()
    del arrays[missing]
    artefact = saved(tmp_path, arrays)
    with pytest.raises(ArtefactError, match=rf"weights/map holds no maps .*{missing}.* python -m core.build map"):
        atlas_of(artefact)


def test_a_pca_survives_its_file_and_another_file_is_refused(tmp_path):
    quality = MapQuality(0.1, 0.8, 0.9, 0.7, 0.5)
    positions, share = cloud(dims=3).astype(np.float32), np.array([0.6, 0.3, 0.1])
    neighbours = np.zeros((50, 10), dtype=np.uint16)
    made = ShippedPCA(positions, share, np.arange(50), neighbours, None, None, None, {2: quality, 3: quality})
    metrics = {"2d": quality._asdict(), "3d": quality._asdict()}
    artefact = saved(tmp_path, made.to_arrays(), metrics)
    found = pca_of(artefact)
    for name, array in made.to_arrays().items():
        np.testing.assert_array_equal(getattr(found, name), array)
    assert (found.points, found.quality) == (None, made.quality)
    with pytest.raises(ArtefactError, match="holds no PCA"):
        pca_of(replace(artefact, provenance=artefact.provenance | {"metrics": {}}))
    with pytest.raises(ArtefactError, match="holds no PCA"):
        pca_of(saved(tmp_path, {"rows": np.arange(3)}, metrics))


@pytest.mark.parametrize("name", ["map-digits-vae-pca", "map-toy-circle-tsne", "map-toy-circle-as-noise-tsne"])
def test_a_shipped_file_written_again_is_the_same_to_the_byte(name):
    artefact = files.load(name)
    again = pca_of(artefact) if name.endswith("pca") else atlas_of(artefact)
    assert unzipped(files.npz_bytes(again.to_arrays())) == unzipped(artefact.content)


def unzipped(content):
    """What a zip holds, in its order: releases of Python differ in the headers around it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]
