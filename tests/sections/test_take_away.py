"""What visitors take away holds what they saw, and the program that comes with a network runs."""

import io
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

from core.cache import projections
from core.data import datasets
from core.networks import training
from core.sections import take_away
from core.sections.map_choice import Choice
from core.settings import AutoencoderSettings, VAESettings

PLACES = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
KINDS, NAMES = list("aabbcc"), ["é", "b,c", 'd"e', "f", "g", "h"]


@pytest.mark.parametrize("dims", [2, 3])
@pytest.mark.parametrize("called", [None, NAMES])
def test_a_table_comes_back_as_it_was_drawn(dims, called):
    made = PLACES[:, :dims], KINDS, called
    for read, content in ((pd.read_csv, take_away.as_csv(*made)), (pd.read_parquet, take_away.as_parquet(*made))):
        found = read(io.BytesIO(content))
        assert list(found) == [*"xyz"[:dims], "class", *(["name"] if called else [])]
        assert np.allclose(found[list("xyz"[:dims])], PLACES[:, :dims])
        assert found["class"].tolist() == KINDS
        if called:
            assert found["name"].tolist() == NAMES


@pytest.mark.parametrize("made_of", [AutoencoderSettings, VAESettings])
def test_the_program_rebuilds_what_the_page_does(made_of, tmp_path):
    settings, dataset = made_of(latent=3, width=16, epochs=1), datasets.load("digits")
    state = training.step(training.start(settings, dataset), dataset)
    with zipfile.ZipFile(io.BytesIO(take_away.as_zip(state))) as archive:
        archive.extractall(tmp_path)
    images = dataset.values[dataset.split.test[:5]]
    np.save(tmp_path / "images.npy", images.reshape(5, -1))
    program = (
        "import numpy as np, torch; from load_network import squeeze, expand; "
        "np.save('out.npy', expand(squeeze(torch.tensor(np.load('images.npy')))))"
    )
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, capture_output=True, timeout=300)
    seen = training.preview(state, dataset, limit=5)
    assert np.allclose(np.load(tmp_path / "out.npy"), seen.rebuilt.reshape(5, -1), atol=1e-5)


def test_the_picked_group_is_handed_out_with_its_rows_and_classes():
    points = projections.shown_points("toy-three-distances")
    table = pd.read_csv(io.BytesIO(take_away.group_csv(points, np.array([0, 60, 149]))))
    assert table["row"].tolist() == [0, 60, 149]
    assert table["class"].tolist() == ["at 0", "at 10", "at 50"]


def test_all_maps_of_the_sliders_are_taken_away():
    choice = Choice("toy-circle", False, 0)
    made = {method: projections.map_sweep(*choice.maps(method)) for method in ("pca", "tsne", "umap")}
    with np.load(io.BytesIO(take_away.sweeps_npz(made, choice.points)), allow_pickle=False) as found:
        assert found["pca_places"].shape == (1, 1, 500, 2)
        assert found["tsne_perplexity"].tolist() == list(made["tsne"].stops[0])
        assert found["umap_places"].shape[:2] == (len(found["umap_n_neighbors"]), len(found["umap_min_dist"]))
        assert np.array_equal(found["umap_places"], made["umap"].frames)
        assert found["tsne_kl"].shape == (len(found["tsne_perplexity"]), 1)
        assert "umap_kl" not in found
        assert len(found["row"]) == len(found["class"]) == 500
