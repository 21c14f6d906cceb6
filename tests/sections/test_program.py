"""Show the code: the programs run with the usual libraries alone, and come to what is on screen.

LATENT_DATA_DIR=... python -m tests.sections.test_program

runs those of the digits as they stand, and those of MNIST for one epoch on images from LATENT_DATA_DIR, which takes
minutes; with the names of networks behind it, such as vae-faces-k2-beta0.5, those as they stand (faces: five minutes).
"""

import io
import re
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import Mock, patch

import numpy as np
import pytest
import torch

from core.artefacts import catalogue, files
from core.cache import projections
from core.data import datasets, faces
from core.maps import procrustes
from core.networks import models, training
from core.sections import program
from core.sections.map_choice import Choice
from core.settings import AutoencoderSettings, VAESettings
from tests.opened import opened

CLEAR = "toy-three-distances"
VALUES = {"pca": {}, "tsne": {"perplexity": 30}, "umap": {"n_neighbors": 15, "min_dist": 0.1}}
IMPORTED = {"math", "numpy", "sklearn", "torch", "umap"}
FIGURE = re.compile(r"(\d+\.\d+)")


def ran(code):
    """What a program leaves behind, and the figures that it prints."""
    said, left = io.StringIO(), {}
    with redirect_stdout(said):
        exec(code, left)
    return left, [float(each) for each in FIGURE.findall(said.getvalue())]


@pytest.mark.parametrize("toy", program.TOYS)
def test_a_program_draws_the_very_points(toy):
    left, _ = ran(program.points_program(toy))
    assert np.array_equal(left["X"], datasets.load(toy).table)


def test_every_shaped_cloud_has_its_lines():
    assert program.TOYS.keys() == {each for each in datasets.NAMES if each.startswith("toy-")}


def difference(source, method):
    """How far the map of a program is from the one on screen, once both are laid over one another."""
    choice = Choice(source, False, 0)
    left, _ = ran(program.map_program(choice, method, VALUES[method]))
    sweep = projections.map_sweep(*choice.maps(method))
    return procrustes.difference(left["places"], sweep.frames[sweep.place(VALUES[method])])


@pytest.mark.parametrize(("source", "method", "most"), [("digits", "pca", 1e-3), (CLEAR, "tsne", 0.05)])
def test_a_program_makes_the_map_on_screen(source, method, most):
    assert difference(source, method) < most


@pytest.mark.parametrize("method", VALUES)
@pytest.mark.parametrize("source", ["digits-vae", "faces", "words", "mnist-2000", CLEAR])
def test_programs_need_the_usual_libraries_alone(source, method):
    code = program.map_program(Choice(source, True, 1), method, VALUES[method])
    compile(code, "program", "exec")
    assert set(re.findall(r"^(?:import|from) (\w+)", code, re.M)) <= IMPORTED
    assert ("points.npy" in code) == (source in ("digits-vae", "faces", "words"))
    if method != "pca":
        assert 'init="random"' in code
        assert "random_state=1" in code


@pytest.mark.parametrize("model", ["autoencoder-digits-k2", "vae-digits-k2-beta0.5"])
def test_a_program_trains_the_very_network(model):
    settings = replace(catalogue.models()[model], epochs=2)
    _, printed = ran(program.network_program(settings))
    assert printed == pytest.approx(trained(settings, datasets.load("digits")), rel=0.01)


def trained(settings, dataset):
    """The figures that a program of a network prints, of the network as this project trains it."""
    model = training.restore(training.train(settings, dataset))
    figures = training.evaluate(model, training.part_images(dataset, "test"), settings)
    return [figures.reconstruction, figures.kl] if isinstance(settings, VAESettings) else [figures.reconstruction]


ON_PAGES = [
    name for name, each in (catalogue.autoencoders() | catalogue.vaes()).items()
    if isinstance(each, AutoencoderSettings) or each.latent == 2
]  # fmt: skip


@pytest.mark.parametrize("model", ON_PAGES)
def test_the_program_of_every_network_on_the_pages_begins_with_its_weights(model):
    settings = catalogue.models()[model]
    code = program.network_program(settings)
    compile(code, "program", "exec")
    layers = code[code.index("encoder = ") : code.index("optimizer = ")]
    left = {"torch": torch, "nn": torch.nn, "k": settings.latent, "seed": settings.seed}
    exec(layers, left)
    begun = list(models.build(settings, datasets.IMAGE_SHAPES[settings.dataset]).parameters())
    assert len(left["weights"]) == len(begun)
    assert all(torch.equal(each, other) for each, other in zip(left["weights"], begun, strict=True))


def run_beside_faces(code):
    """What a program prints in a process of its own, in a folder that holds it and faces.py and nothing else."""
    with TemporaryDirectory() as folder:
        Path(folder, "faces.py").write_bytes(program.faces_program())
        Path(folder, "program.py").write_text(code, encoding="utf-8")
        told = subprocess.run(
            [sys.executable, "-E", "program.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=1800
        )
    assert told.returncode == 0, told.stderr
    return [float(each) for each in FIGURE.findall(told.stdout)]


@pytest.mark.parametrize("model", ["autoencoder-faces-k8", "vae-faces-k2-beta0.5"])
def test_a_program_trains_the_very_network_of_faces(model):
    """On 1,000 faces instead of 10,000: all of them, drawn and trained on twice, would take half a minute."""
    settings = replace(catalogue.models()[model], epochs=2)
    code = program.network_program(settings)
    for all_faces, fewer in (("10_000", "1_000"), ("7_000", "700"), ("8_000", "800")):
        assert all_faces in code
        code = code.replace(all_faces, fewer)
    with patch.object(datasets, "FACES", 1_000):
        fewer_faces = datasets.load_faces()
    assert run_beside_faces(code) == pytest.approx(trained(settings, fewer_faces), rel=0.001)


def test_the_file_beside_a_program_draws_the_very_faces():
    left = {}
    exec(program.faces_program(), left)
    knobs = left["random_knobs"](np.random.default_rng(2026), 10_000)
    assert np.array_equal(left["draw"](knobs[:100]), datasets.faces_at(slice(100)).images)


def test_a_program_learns_from_the_same_faces_and_is_tested_on_the_same():
    """What each face is drawn from stands for the face: drawing all of them takes seconds."""
    code = program.network_program(catalogue.models()["autoencoder-faces-k8"])
    lines = code[code.index("images = ") : code.index("train, test = (")]
    left = {"np": np, "draw": lambda knobs: knobs, "random_knobs": faces.random_knobs}
    exec(lines, left)
    split = datasets.split("faces", datasets.FACES)
    assert np.array_equal(left["train"], datasets.face_knobs(split.train))
    assert np.array_equal(left["test"], datasets.face_knobs(split.test))


@pytest.mark.parametrize(
    ("page", "link", "line"),
    [
        ("Autoencoder", {"k": "4"}, "k, epochs, batch, rate, seed = 4, 100"),
        ("VAE", {"plane": "0.5"}, "k, beta, epochs, batch, rate, seed = 2, 0.5, 100"),
        ("Projections", {"data": CLEAR, "perplexity": "5"}, "TSNE(perplexity=5, "),
    ],
)
def test_pages_show_the_program_of_what_is_chosen(page, link, line):
    app = opened(page, **link)
    assert any(line in each.value for each in app.code)
    assert not app.exception


@pytest.mark.parametrize(
    ("page", "link", "line"),
    [
        ("Autoencoder", {"k": "4"}, "k, epochs, batch, rate, seed = 4, 32"),
        ("VAE", {"plane": "2"}, "k, beta, epochs, batch, rate, seed = 2, 2, 32"),
    ],
)
def test_pages_show_the_program_of_faces_and_write_the_file_beside_it_when_it_is_wanted(page, link, line):
    with patch.object(program, "faces_program", Mock(return_value=b"")) as write:
        app = opened(page, data="faces", **link)
    assert any(line in each.value for each in app.code)
    assert "faces.py" in [each.label for each in app.get("download_button")]
    assert not write.called
    assert not app.exception


def test_a_table_outlives_its_file():
    table = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(np.load(io.BytesIO(program.as_npy(table))), table)


def begun_on_mnist(model):
    """The figures of the program of a network on MNIST and of the network itself, both after one epoch."""
    import sklearn.datasets

    settings, mnist = replace(catalogue.models()[model], epochs=1), datasets.load("mnist")
    fetched = SimpleNamespace(data=np.rint(mnist.values.reshape(-1, 784) * 255))
    with patch.object(sklearn.datasets, "fetch_openml", lambda *_, **__: fetched):
        _, printed = ran(program.network_program(settings))
    return printed, trained(settings, mnist)


def check(names):
    """Run the programs of these networks as they stand, beside what is shipped."""
    for name in names:
        printed = run_beside_faces(program.network_program(catalogue.models()[name]))
        sys.stdout.write(f"{name}: {printed} {files.provenance(name)['metrics']}\n")


def check_all():
    """Run what this file's first lines say."""
    for model in ("autoencoder-mnist-k8", "vae-mnist-k2-beta1"):
        sys.stdout.write(f"{model}, one epoch: {begun_on_mnist(model)}\n")
    for method in VALUES:
        sys.stdout.write(f"{method}: {difference('digits', method):.4f}\n")
    check(["autoencoder-digits-k2", "vae-digits-k2-beta1"])


if __name__ == "__main__":
    check(sys.argv[1:]) if sys.argv[1:] else check_all()
