"""The Autoencoder page: every widget moved once, links with nonsense, missing artefacts, and its numbers."""

import re
from functools import partial

import pytest
import streamlit as st
import torch
from torch import nn

from core import luck
from core.artefacts import catalogue, files, published
from core.cache import autoencoder, shared, work
from core.data import datasets
from core.errors import ArtefactError
from core.latent import forward
from core.networks import models, training
from core.page import text
from tests.conftest import words
from tests.opened import opened as opened_page


@pytest.fixture(autouse=True, scope="module")
def no_worker():
    """Nothing is trained here: see tests/test_live.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(work, "prepare_learning", lambda: None)
        yield


open_page = partial(opened_page, "Autoencoder")


@pytest.fixture(scope="module")
def opened():
    return open_page()


def test_it_opens_with_every_section_and_no_complaint(opened):
    assert not opened.exception
    assert not opened.warning
    assert [each.value for each in opened.header] == [
        "How much of a picture fits into a few numbers?",
        "How narrow can it get?",
        "What does the space of codes look like?",
        "Does every code mean something?",
        "What lies between two images?",
        "Do similar pictures get similar codes?",
        "Is a code a zip file?",
        "Can it clean a noisy picture?",
        "Train your own",
        "How does it work, exactly?",
    ]


def test_the_numbers_are_those_of_the_test_images(opened):
    digits, found = datasets.load("digits"), autoencoder.reconstruction("digits")
    test = digits.values[digits.split.test]
    error = float(((found.rebuilt(0, 6) - test[0]) ** 2).sum())
    shown = float(re.search(r"instead of 64 numbers: \*\*([\d.]+)\*\*", words(opened)).group(1))
    assert shown == pytest.approx(error, abs=0.03)
    mean = ((test - digits.values[digits.split.train].mean(0)) ** 2).sum((1, 2)).mean()
    assert f"the mean image {mean:.2f}" in words(opened)
    assert f"by PCA {found.error(0, 6, 'pca'):.2f}" in words(opened)


def test_every_control_moved_once():
    app = open_page()
    app.select_slider(key="k").set_value(16).run()
    assert "with 16 instead of 64" in words(app)
    app.number_input(key="image").set_value(5).run()
    assert f"instead of 64 numbers: **{autoencoder.reconstruction('digits').error(5, 16):.2f}**" in words(app)
    app.toggle(key="dots").set_value(False).run()
    app.button(key="squeeze_nearest").click().run()
    assert not app.exception
    assert app.number_input(key="image").value == int(re.search(r"test image (\d+):", words(app)).group(1))


def test_the_way_between_two_images_and_random_codes_follow_their_controls():
    app = open_page()
    half = autoencoder.halfway("digits", 2)
    app.select_slider(key="way").set_value(2).run()
    assert f"**{luck.told(half.decoded, '{:.0%}')}** of the pictures are unlike any real one" in words(app)
    few, many = (luck.middle(autoencoder.through_others("digits", k)) for k in (1, 32))
    assert f"With 1 it is {few:.0%}, with 32 {many:.0%}." in words(app)
    app.number_input(key="a").set_value(100).run()
    app.number_input(key="b").set_value(200).run()
    app.select_slider(key="draw_k").set_value(3).run()
    assert f"With 3: **{luck.told(autoencoder.unlike_shares('digits')[3], '{:.0%}')}**" in words(app)
    app.button(key="draw_next").click().run()
    assert app.number_input(key="draw").value == 1
    assert not app.exception
    assert not app.warning


def test_the_noise_follows_its_control():
    app = open_page()
    app.select_slider(key="noise").set_value(0.5).run()
    error = autoencoder.noise_errors("digits").denoised[10]
    assert f"at noise 0.5, on 360 test images: denoising (trained at 0.3) **{error:.2f}** per image" in words(app)
    assert not app.exception


def test_the_maths_is_that_of_the_shipped_models(opened):
    total = sum(layer.parameters for layer in forward.describe_layers(shared.shipped_arrays("autoencoder-digits-k2")))
    assert f"Together {total:,} numbers, found by training on 1,257 images" in words(opened)
    assert opened.table[-1].value.iloc[0, 1:3].tolist() == ["3.328", "3.329"]


def test_the_lines_of_pytorch_are_those_of_the_shipped_network(opened):
    settings = catalogue.models()["autoencoder-digits-k2"]
    model, told = models.build(settings, (8, 8)), text.section("autoencoder", "pytorch")
    code = re.search(r"```python\n(.*?)```", told, re.S).group(1)
    names = {"torch": torch, "nn": nn}
    with torch.random.fork_rng():
        exec(code.partition("def error")[0], names)
    assert str(names["encoder"]) == str(model.encoder)
    assert str(names["decoder"]) == str(model.decoder)
    (group,) = names["optimizer"].param_groups
    assert (group["lr"], group["weight_decay"]) == (settings.learning_rate, settings.weight_decay)
    assert (names["epochs"], names["batch"]) == (settings.epochs, settings.batch)
    assert told in words(opened)


def test_what_the_lines_of_pytorch_leave_out_is_said(opened):
    assert text.section("autoencoder", "pytorch-left-out") in words(opened)
    assert "rises over the first tenth" in " ".join(words(opened).split())
    assert training.WARM_UP == 0.1


COUNTS = {"digits": ("all 360", "all 1,257"), "mnist": ("1,000 of the 10,000", "1,000 of the 55,000")}


@pytest.mark.parametrize("data", COUNTS)
def test_it_is_said_how_many_images_random_codes_are_held_against(data):
    tests, references = COUNTS[data]
    shown = words(open_page(data=data))
    assert f"the codes of {tests} test images" in shown
    assert f"held against {references} training images" in " ".join(shown.split())
    assert f"here {references}, is larger" in " ".join(shown.split())
    assert f"Of real test images, here {tests}, {autoencoder.real_unlike(data):.1%}" in " ".join(shown.split())
    shares = autoencoder.unlike_shares(data)
    assert max(shares[2]) < 0.5, "most places are near something known"
    assert min(shares[16]) > 0.5, "mostly gaps"


def test_the_layers_follow_their_control():
    app = open_page(layers="32")
    total = sum(layer.parameters for layer in forward.describe_layers(shared.shipped_arrays("autoencoder-digits-k32")))
    assert f"Together {total:,} numbers" in words(app)


def test_a_link_opens_what_it_names():
    app = open_page(k="8", image="12", epoch="5", at="100", dots="false")
    assert app.select_slider(key="k").value == 8
    assert app.number_input(key="image").value == 12
    assert not app.toggle(key="dots").value
    assert "After epoch 5:" in words(app)


def test_nonsense_in_the_link_is_passed_over():
    app = open_page(k="7", image="-3", epoch="x", at="99999", dots="perhaps", t_width="1")
    assert not app.exception
    assert app.select_slider(key="k").value == 6
    assert app.number_input(key="image").value == 0
    assert "After epoch 100:" in words(app)


def test_mnist_is_shown_without_being_downloaded(monkeypatch):
    monkeypatch.setattr(datasets, "is_here", lambda name: False)
    app = open_page(data="MNIST", k="32", image="700", way="32", draw_k="32", layers="2")
    found = autoencoder.reconstruction("mnist")
    assert not app.exception
    assert not app.warning
    assert len(found) == 1_000
    assert f"instead of 784 numbers: **{found.error(700, 32):.2f}**" in words(app)
    assert f"With 32: **{found.mean_error(32):.2f}** per image" in words(app)
    assert "on 10,000 test images" in words(app)
    total = sum(layer.parameters for layer in forward.describe_layers(shared.shipped_arrays("autoencoder-mnist-k2")))
    assert f"Together {total:,} numbers, found by training on 55,000 images" in words(app)
    table = next(each.value for each in app.table if "published" in each.value.columns)
    here = [
        found.mean_error(each.latent, "pca") if each.model is None else files.load(each.model).metrics["test_total"]
        for each in published.AUTOENCODERS
    ]
    assert table["here"].tolist() == [f"**{value:.2f}**" for value in here]


def test_data_without_models_offers_training():
    app = open_page()
    app.selectbox(key="data").set_value("kmnist").run()
    assert not app.exception
    assert [each.value for each in app.header] == ["Train your own", "How does it work, exactly?"]
    assert "No trained autoencoder is shipped" in words(app)
    labels = [button.label for button in app.button if not button.label.startswith("Play: ")]
    assert labels == (["Train"] if datasets.is_here("kmnist") else ["Download KMNIST"])


BREAKABLE = (
    "autoencoder-digits-pictures",
    "autoencoder-digits-k2-epochs",
    "autoencoder-digits-k8",
    "autoencoder-digits-k16-denoising",
    "autoencoder-digits-k2-linear",
)


@pytest.mark.parametrize("name", BREAKABLE)
def test_a_damaged_artefact_is_told_in_its_place(name, monkeypatch):
    load = files.load

    def damaged(asked, *folder):
        if asked == name:
            raise ArtefactError(f"weights/{name}.npz is damaged.")
        return load(asked, *folder)

    monkeypatch.setattr(files, "load", damaged)
    st.cache_resource.clear()
    app = open_page()
    assert not app.exception
    assert {each.value for each in app.warning} == {f"weights/{name}.npz is damaged."}
    assert app.button(key="t_train")
