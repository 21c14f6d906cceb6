import json
import pickle
import tempfile
from itertools import pairwise

import numpy as np
import pytest

from core.artefacts import catalogue, files, map_sources
from core.artefacts.stops import stops_in_space, thinned
from core.build import map_points, maps
from core.data import datasets
from core.maps import metrics
from core.maps.atlas import DEFAULTS, atlas_of, field, pca_of
from core.maps.source import real_points
from core.maps.sweep import sweep_of_atlas
from core.settings import perplexity_limit

SMALL = "toy-long-shape"


@pytest.fixture
def short(monkeypatch, tmp_path):
    """The same recipes with fewer stops and iterations, and a folder of their own for unfinished parts."""
    monkeypatch.setattr(catalogue, "TSNE_ITERATIONS", 60)
    monkeypatch.setattr(catalogue, "UMAP_EPOCHS", 20)
    monkeypatch.setattr(catalogue, "MIN_DISTS", (0.1, 0.5))
    monkeypatch.setattr(catalogue, "perplexities", lambda n: (5.0, 20.0, 30.0, 32.0))
    monkeypatch.setattr(catalogue, "neighbour_counts", lambda n: (5, 15, 30, 50))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))


def made(name):
    recipe = maps.recipes()[name]
    result = recipe.make()
    record = {"settings": recipe.settings, "metrics": json.loads(json.dumps(result.metrics))}
    record |= {"dataset_sha256": result.dataset_sha256, "file": f"{name}.npz"}
    return recipe, files.Artefact(name, result.content, record)


def test_every_source_has_a_recipe_for_every_method_that_a_worker_can_be_sent():
    recipes = maps.recipes()
    assert len(recipes) == 5 * len(map_sources.SOURCES)  # three of the points, two of noise like them
    for name, recipe in recipes.items():
        assert recipe.name == name
        assert json.loads(json.dumps(recipe.settings)) == recipe.settings
        pickle.dumps(recipe)
        assert recipe.dataset in datasets.NAMES
        assert set(recipe.needs) <= {*catalogue.models(), "words"}
    assert recipes["map-digits-vae-umap"].needs == ("vae-digits-k16-beta1",)


@pytest.mark.parametrize("source", [name for name, plan in map_sources.SOURCES.items() if plan.dataset != "mnist"])
def test_the_catalogue_knows_how_many_points_there_are(source):
    plan = map_sources.SOURCES[source]
    assert len(real_points(plan).rows) == plan.size
    if plan.dataset != "faces":
        assert len(datasets.load(plan.dataset).values) == plan.size


@pytest.mark.parametrize("n", [100, 150, 400, 500, 1797, 2000])
def test_stops_rise_from_2_to_what_the_sample_allows(n):
    perplexities, counts = catalogue.perplexities(n), catalogue.neighbour_counts(n)
    assert len(perplexities) == 12
    assert len(counts) == 10
    for stops in (perplexities, counts):
        assert stops[0] == 2
        assert all(before < after for before, after in pairwise(stops))
    assert perplexities[-1] == perplexity_limit(n) < (n - 1) / 3
    assert counts[-1] == min(200, n - 1)
    assert {5, 30} <= set(perplexities)
    assert {5, 15} <= set(counts)
    for stops, default in ((perplexities, 30), (counts, 15)):
        low, middle, high = stops_in_space(stops, default)
        assert low == 5
        assert middle == default
        assert high > default
        assert high in stops


def test_mnist_brings_its_classes_and_thumbnails(mnist, monkeypatch):
    small = map_sources.MapSource("MNIST, 60 images", "mnist", 60)
    monkeypatch.setitem(map_sources.SOURCES, "mnist-60", small)
    recipe, artefact = made("map-mnist-60-pca")
    assert recipe.check(artefact) == []
    found = pca_of(artefact)
    assert found.labels.tolist() == mnist.labels[found.rows].tolist()
    assert found.pictures.shape == (60, 14, 14)
    whole = mnist.values[found.rows[3]]
    assert found.pictures[3, 7, 7] == round(float(whole[14:16, 14:16].mean()) * 15)
    map_points.base_of.cache_clear()
    map_points.truth.cache_clear()


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("method", ["tsne", "umap"])
def test_of_noise_only_what_is_needed_is_made(method):
    recipe, artefact = made(f"map-{SMALL}{map_sources.NOISE}-{method}")
    assert recipe.check(artefact) == []
    atlas = atlas_of(artefact)
    assert {dims: len(table) for dims, table in atlas.facts.items()} == {2: 4}
    sweep = sweep_of_atlas(atlas, random=False, seed=0)
    assert sweep.frames.shape == (4, 1, 100, 2)
    assert artefact.metrics["columns"] == 50
    truth = metrics.reference(map_points.base_of(SMALL + map_sources.NOISE).points)
    again = metrics.measure(truth, sweep.frames[2, 0])
    assert again.neighbours_kept == pytest.approx(sweep.fact("neighbours_kept", (2, 0)), abs=2e-3)


def test_thinning_keeps_the_ends_and_what_it_must_and_leaves_even_gaps():
    assert thinned((1, 2, 4, 8, 16, 32), (4,), 64, 4) == (1, 4, 16, 64)
    assert thinned((1, 2, 3), (), 2.5, 10) == (1, 2, 2.5)


@pytest.mark.usefixtures("short")
def test_pca_is_made_and_checks_out_and_a_wrong_one_does_not():
    recipe, artefact = made(f"map-{SMALL}-pca")
    assert recipe.check(artefact) == []
    found = pca_of(artefact)
    assert found.positions.shape == (100, 3)
    points = datasets.load(SMALL).table
    assert np.array_equal(found.neighbours, metrics.reference(points).neighbours)
    arrays = artefact.arrays()
    arrays["positions"] = arrays["positions"][::-1]
    wrong = files.Artefact(artefact.name, files.npz_bytes(arrays), artefact.provenance)
    assert "is not the PCA" in recipe.check(wrong)[0]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("method", "plane", "space"), [("tsne", 12, 9), ("umap", 32, 12)])
def test_an_atlas_is_made_and_checks_out(method, plane, space):
    recipe, artefact = made(f"map-{SMALL}-{method}")
    assert recipe.check(artefact) == []
    atlas = atlas_of(artefact)
    assert {dims: len(table) for dims, table in atlas.facts.items()} == {2: plane, 3: space}
    for random in (False, True):
        for seed in catalogue.MAP_SEEDS:
            for dims, count in ((2, 4), (3, 3)):
                assert len(sweep_of_atlas(atlas, dims, random=random, seed=seed).stops[0]) == count
    truth = metrics.reference(datasets.load(SMALL).table)
    sweep = sweep_of_atlas(atlas, random=True, seed=1)
    for i, frame in enumerate(sweep.frames[:, 0]):  # the figures are those of the very frames that are shown
        again = metrics.measure(truth, frame)._asdict()
        assert again == pytest.approx({name: sweep.fact(name, (i, 0)) for name in again}, abs=1e-3)
    assert artefact.provenance["metrics"]["maps"] == plane + space


@pytest.mark.usefixtures("short")
def test_runs_that_differ_in_the_seed_alone_are_compared():
    _, artefact = made(f"map-{SMALL}-tsne")
    atlas = atlas_of(artefact)
    steady = sweep_of_atlas(atlas, random=False, seed=0)
    lucky, again = (sweep_of_atlas(atlas, random=True, seed=seed) for seed in catalogue.MAP_SEEDS)
    usual = np.array(steady.stops[0]) == DEFAULTS["perplexity"]
    assert usual.sum() == 1
    assert steady.figures("run_overlap")[usual, 0] == [1]  # two runs, and the seed changed nothing
    assert steady.figures("run_difference")[usual, 0] == pytest.approx([0], abs=1e-9)
    assert np.isnan(steady.figures("run_difference")[~usual]).all()  # made once: there is nothing to compare
    assert (lucky.figures("run_overlap") < 0.9).all()
    assert (lucky.figures("run_difference") > 0.005).all()
    assert np.array_equal(lucky.figures("run_overlap"), again.figures("run_overlap"))


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize("damage", ["moved", "figure", "data", "network"])
def test_a_wrong_atlas_does_not_check_out(damage):
    recipe, artefact = made(f"map-{SMALL}-tsne")
    arrays, record = artefact.arrays(), dict(artefact.provenance)
    if damage == "moved":
        arrays["grid2"] = np.random.default_rng(0).permuted(arrays["grid2"], axis=1)
    elif damage == "figure":
        arrays["facts3"][:, field("trustworthiness")] += 0.01
    elif damage == "data":
        record["dataset_sha256"] = "0"
    else:
        record["metrics"] = record["metrics"] | {"model_sha256": "0"}
    wrong = recipe.check(files.Artefact(artefact.name, files.npz_bytes(arrays), record))
    assert wrong
    assert all(sentence.startswith(f"weights/{artefact.name}") for sentence in wrong)


@pytest.mark.usefixtures("short")
def test_an_interrupted_build_goes_on_after_the_stops_that_are_done(monkeypatch, tmp_path):
    done, honest = [], maps.RUNS_OF["tsne"]

    def counted(points, neighbours, stop, dims, extent):
        if len(done) == 3 and "interrupted" not in done:
            done.append("interrupted")
            raise KeyboardInterrupt
        done.append((dims, stop))
        return honest(points, neighbours, stop, dims, extent)

    monkeypatch.setitem(maps.RUNS_OF, "tsne", counted)
    recipe = maps.recipes()[f"map-{SMALL}-tsne"]
    with pytest.raises(KeyboardInterrupt):
        recipe.make()
    content = recipe.make().content
    assert done == [(2, 5), (2, 20), (2, 30), "interrupted", (2, 32), (3, 5), (3, 30), (3, 32)]
    assert list(tmp_path.rglob("*.npz")) == []  # nothing is left behind
    at_a_stretch = files.Artefact("a", recipe.make().content, {"file": "a.npz"}).arrays()
    resumed = files.Artefact("a", content, {"file": "a.npz"}).arrays()
    assert np.array_equal(resumed["grid2"], at_a_stretch["grid2"])
