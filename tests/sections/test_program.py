"""Show the code: the programs run with the usual libraries alone, and come to what is on screen.

LATENT_DATA_DIR=... python -m tests.sections.test_program

runs those of the digits as they stand, and those of MNIST for one epoch on images from LATENT_DATA_DIR, which takes
minutes.
"""

import io
import re
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest

from core.artefacts import catalogue, files
from core.cache import projections
from core.data import datasets
from core.maps import procrustes
from core.networks import training
from core.sections import program
from core.sections.map_choice import Choice
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
    settings, digits = replace(catalogue.models()[model], epochs=2), datasets.load("digits")
    _, printed = ran(program.network_program(settings, 64))
    state = training.train(settings, digits)
    figures = training.evaluate(training.restore(state), training.part_images(digits, "test"), settings)
    expected = [figures.reconstruction] + ([figures.kl] if model.startswith("vae") else [])
    assert printed == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("model", ["autoencoder-mnist-k8", "vae-mnist-k2-beta1"])
def test_the_program_of_mnist_is_one(model):
    compile(program.network_program(catalogue.models()[model], 784), "program", "exec")


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


def test_a_table_outlives_its_file():
    table = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert np.array_equal(np.load(io.BytesIO(program.as_npy(table))), table)


def begun_on_mnist(model):
    """The figures of the program of a network on MNIST and of the network itself, both after one epoch."""
    import sklearn.datasets

    settings, mnist = replace(catalogue.models()[model], epochs=1), datasets.load("mnist")
    fetched = SimpleNamespace(data=np.rint(mnist.values.reshape(-1, 784) * 255))
    with patch.object(sklearn.datasets, "fetch_openml", lambda *_, **__: fetched):
        _, printed = ran(program.network_program(settings, 784))
    figures = training.evaluate(
        training.restore(training.train(settings, mnist)), training.part_images(mnist, "test"), settings
    )
    return printed, figures


if __name__ == "__main__":
    for model in ("autoencoder-mnist-k8", "vae-mnist-k2-beta1"):
        sys.stdout.write(f"{model}, one epoch: {begun_on_mnist(model)}\n")
    for method in VALUES:
        sys.stdout.write(f"{method}: {difference('digits', method):.4f}\n")
    for model in ("autoencoder-digits-k2", "vae-digits-k2-beta1"):
        code = program.network_program(catalogue.models()[model], 64)
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        sys.stdout.write(f"{model}: {told.stdout}{files.provenance(model)['metrics']}\n")
