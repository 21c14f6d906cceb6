"""The VAE page as a visitor meets it: every widget moved once, links, nonsense, a damaged file."""

import json
import math
from itertools import pairwise
from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy.stats import chi2
from streamlit.testing.v1 import AppTest

from core import luck
from core.artefacts import catalogue, files, published
from core.cache import autoencoder, drawings, shared, vae, work
from core.charts import planes
from core.data import datasets
from core.errors import ArtefactError
from core.latent import codes
from core.networks import losses, training
from core.page import text
from core.page.frame import MORE
from core.sections import vae_cloud, vae_gaps, vae_plane, vae_samples
from tests.conftest import words
from tests.opened import opened as opened_page


@pytest.fixture(autouse=True)
def without_workers(monkeypatch):
    monkeypatch.setattr(work, "prepare_learning", lambda: None)


def opened(**query) -> AppTest:
    return opened_page("VAE", **query)


def told(app) -> list[str]:
    return [each.value for each in app.warning]


def charts(app) -> list[dict]:
    return [json.loads(each.proto.spec) for each in app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")]


def test_the_page_opens_with_its_pictures_and_no_complaint():
    app = opened()
    assert not app.exception
    assert not told(app)
    assert len(charts(app)) >= 7
    luck_of_it = vae_plane.luck_of_training("digits", catalogue.VAE_FAMILIES["digits"].reference)
    assert all(part.strip() in words(app) for part in text.section("vae", "beta").format(luck=luck_of_it).split(MORE))


def test_the_figures_are_those_of_the_shipped_models():
    app = opened(beta="2")
    figures = files.load("vae-digits-pictures").metrics["2"]
    assert f"reconstruction **{figures['test_reconstruction']:.2f}**, KL **{figures['test_kl']:.2f}**" in words(app)
    unlike = files.load("vae-digits-draws").metrics["unlike"]
    for name in ("autoencoder-digits-k16", "vae-digits-k16-beta1"):
        assert f"**{luck.told(unlike[name]['prior'], '{:.0%}')}** with 16" in words(app)


@pytest.mark.parametrize(("way", "other"), [("prior", "spread"), ("mixture", "prior")])
def test_each_way_of_drawing_has_its_own_sentence(way, other):
    share = f"{chi2.cdf(planes.RING**2, 2):.0%}"
    shown = words(opened(drawn_from=way))
    assert text.section("vae", f"failure-{way}").format(share=share) in shown
    real = f"{files.load('vae-digits-draws').metrics['real_unlike']:.1%}"
    gaps = vae_gaps.gaps("digits", way, shared.shipped("vae-digits-draws").metrics)
    known = {"usual": "95 %", "real": real, "gaps": gaps}
    assert all(part.strip() in shown for part in text.section("vae", "failure").format(**known).split(MORE))
    assert text.section("vae", f"failure-{other}").format(share=share) not in shown


def test_the_words_on_random_codes_hold_with_every_seed():
    unlike = files.load("vae-digits-draws").metrics["unlike"]
    for way in ("prior", "spread"):
        assert luck.middle(unlike["autoencoder-digits-k2"][way]) < 0.5, "often gets by"
        assert min(unlike["autoencoder-digits-k16"][way]) > 0.5, "most fall into a gap"
    shares = [luck.middle(unlike["autoencoder-digits-k16"][way]) for way in ("spread", "bell", "mixture")]
    assert shares == sorted(shares, reverse=True)
    assert max(unlike["autoencoder-digits-k16"]["mixture"]) < 0.15, "with a good model of its codes it invents"


@pytest.mark.parametrize("data", ["digits", "mnist", "faces"])
def test_what_is_told_of_clouds_and_new_images_is_that_of_five_trainings(data):
    metrics = files.load(f"vae-{data}-pictures").metrics
    told, points = vae_cloud.overlap(data), metrics["clouds"]["own_class_of_points"]
    assert len(points) == len(luck.SEEDS)
    assert told["points"] == luck.told(points, "{:.0%}")
    if data == "digits":
        assert min(metrics["clouds"]["own_class_of_mean"]) > max(points), "the middle of a cloud is the safest place"
        return
    near = metrics["novelty"]["sample_median"]
    assert len(set(near)) == len(luck.SEEDS)
    short, exactly = vae_samples.wide_novelty(data)
    assert f"median **{np.median(near):.1f} ({min(near):.1f} to {max(near):.1f})**" in short
    assert f"by each of {len(luck.SEEDS)} trainings" in exactly
    assert min(metrics["novelty"]["sample_least"]) > 1, "none is a copy"


def history(name: str) -> np.ndarray:
    return np.array(files.provenance(name)["history"])


@pytest.mark.parametrize("column", [2, 5], ids=["training", "validation"])
@pytest.mark.parametrize("beta", [beta for beta in catalogue.BETAS if beta > 0])
def test_the_words_on_the_kl_of_the_digits_hold_at_every_beta(beta, column):
    """Nearly nothing, then much, most of it given back, then more again, or nothing ever after."""
    kl = history(vae.plane_model("digits", beta))[:, column]
    peak = int(kl[:5].argmax())
    least = peak + int(kl[peak:20].argmin())
    assert 0 < peak < least
    assert kl[0] < kl[peak] / 10
    assert kl[least] < kl[peak] / 2
    if vae.plane(beta, "digits").figures["active"]:
        assert kl[-1] > 1.1 * kl[least]
    else:
        assert kl[10:].max() < 0.01


@pytest.mark.parametrize("name", ["faces", "mnist"])
def test_the_dearer_the_kl_the_less_is_bought(name):
    figures = [vae.plane(beta, name).figures for beta in catalogue.VAE_FAMILIES[name].betas]
    for less, more in pairwise(figures):
        assert more["test_kl"] < less["test_kl"]


def test_collapse_is_named():
    assert "Collapsed" in words(opened(beta="4"))
    assert "Collapsed" not in words(opened(beta="2"))


MOVES = {
    "number_input": {"draw": 3, "sample": 5, "image": 7, "resample": 2, "from": 3, "to": 4},
    "slider": {"e1": 1.5, "e2": -3.0, "d4": 2.0, "d10": -3.0},
    "radio": {"drawn_from": "spread", "values": 2, "mvalues": 2, "room": "likely"},
    "toggle": {"same": True, "over": True},
    "select_slider": {"plane": 0.25, "count": 24, "paid": 3.0},
}


@pytest.mark.parametrize("kind", MOVES)
def test_every_widget_can_be_moved(kind):
    app = opened()
    for key, value in MOVES[kind].items():
        getattr(app, kind)(key=key).set_value(value)
    app.run()
    assert not app.exception
    assert not told(app)
    assert {key: app.session_state[key] for key in MOVES[kind]} == MOVES[kind]


def test_a_button_takes_the_next_seed():
    app = opened()
    for key in ("draw", "sample", "resample"):
        app.button(key=f"{key}_next").click().run()
        assert app.session_state[key] == 1


def test_the_computation_shows_the_numbers_of_the_picked_image():
    app = opened(image="7", e1="1.5")
    plane = vae.plane(1.0, "digits")
    mu, sigma = plane.mu[7, 0], np.exp(plane.log_var[7, 0] / 2)
    row = f"| z1 | {mu:.2f} | {sigma:.2f} | 1.5 | **{mu + 1.5 * sigma:.2f}** |".replace("-", "−")
    assert row in words(app)


def test_the_sliders_of_the_values_start_from_the_picked_image():
    app = opened(image="9")
    app.button(key="d_image").click().run()
    mu = vae.test_posterior("vae-digits-k16-beta1").mu[9]
    assert [app.session_state[f"d{i + 1}"] for i in range(16)] == [round(float(each), 1) for each in mu]
    app.button(key="d_zero").click().run()
    assert not any(app.session_state[f"d{i + 1}"] for i in range(16))


def test_dead_values_are_named_and_change_little():
    kl, reach = vae.wide("digits").kl, vae.reach_of_dimensions("vae-digits-k16-beta1")
    dead = kl <= 0.01
    assert 0 < dead.sum() < 16
    assert reach[dead].max() < reach[~dead].max() / 5
    assert f"**{dead.sum()} of 16** values are dead" in words(opened())


def test_the_film_plays_and_holds_where_it_is_paused(monkeypatch):
    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(vae_samples, "time", clock)
    app = opened()
    assert "0% of the way" in captions(app)
    for seconds, held, way in ((1.0, 8, "35% of the way"), (5.0, 1, "4% of the way")):  # 0.12 s each; 48 there and back
        app.button(key="play").click().run()
        assert "there and back" in captions(app)
        clock.now += seconds
        app.button(key="play").click().run()
        assert app.session_state["held"] == held
        assert way in captions(app)
        assert "there and back" not in captions(app)


def captions(app) -> list[str]:
    return [each.caption for block in app.get("image") for each in block.proto.imgs]


def test_the_code_shown_is_the_code_that_runs():
    """The program is run by tests/page/test_text.py."""
    assert text.section("vae", "maths-code") in words(opened())


def test_nonsense_in_the_link_gives_the_defaults():
    app = opened(
        beta="soup",
        plane="9",
        draw="-4",
        sample="x",
        way="magic",
        same="perhaps",
        count="1e9",
        values="17",
        at="-1",
        image="99999",
        d4="up",
        room="none",
        paid="7",
        to="x",
    )
    assert not app.exception
    assert not told(app)
    assert "**β = 1** on test images" in words(app)
    assert app.session_state["plane"] == 1.0


def test_a_data_set_without_shipped_models_is_said_to_have_none(monkeypatch):
    monkeypatch.setattr(datasets, "is_here", lambda name: True)
    app = opened(data="Fashion-MNIST")
    assert not app.exception
    assert text.section("vae", "no-model") in words(app)
    assert app.button(key="t_train")


def test_a_data_set_that_is_not_here_can_be_downloaded(monkeypatch):
    monkeypatch.setattr(datasets, "is_here", lambda name: False)
    app = opened(data="KMNIST")
    assert not app.exception
    assert app.button(key="download_kmnist")


def test_mnist_shows_its_own_vae_without_being_downloaded(monkeypatch):
    monkeypatch.setattr(datasets, "is_here", lambda name: False)
    app = opened(data="MNIST")
    assert not app.exception
    assert not told(app)
    assert f"sum with β = 1: **{files.load('vae-mnist-k2-beta1').metrics['test_total']:.2f}**" in words(app)
    app.number_input(key="to").set_value(59)
    app.slider(key="d3").set_value(2.0)
    app.number_input(key="sample").set_value(4)
    app.button(key="d_image").click().run()
    for key in ("values_mnist", "mvalues_mnist"):
        app.radio(key=key).set_value(2)
    app.select_slider(key="paid").set_value(4.0)
    app.run()
    assert not app.exception
    assert not told(app)
    assert f"sum with β = 4: **{files.load('vae-mnist-k2-beta4').metrics['test_total']:.2f}**" in words(app)


def test_published_figures_stand_beside_those_of_the_shipped_networks():
    app = opened(data="MNIST")
    table = next(each.value for each in app.table if "published" in each.value.columns)
    for (_, row), figure in zip(table.iterrows(), published.VAES, strict=True):
        assert row["published"] == f"{figure.value:.2f}"
        assert row["here"] == f"**{files.load(figure.model).metrics['test_total']:.2f}**"
        assert float(row["there with 50 points of each cloud"]) < float(row["on the first 300 images"])


@pytest.mark.parametrize("name", [each.model for each in published.VAES])
def test_the_images_of_the_tighter_bound_are_easier_ones(name):
    settings, figures = catalogue.models()[name], files.load("vae-mnist-pictures").metrics[name]
    model = training.model_from_bytes(settings, (28, 28), files.load(name).content)
    images = torch.tensor(vae.test_images("mnist").images[: figures["bound_images"]])
    with torch.no_grad():
        loss = losses.vae_loss(model, images, 1.0, settings.likelihood, torch.Generator().manual_seed(0)).total
    assert figures["importance_weighted"] < loss < figures["test_total"]


def test_the_constant_left_out_of_a_squared_error_is_told():
    bell, images = NormalDist(0, math.sqrt(0.5)), vae.test_images("mnist").images
    constant = -images[0].size * math.log(bell.pdf(0))
    assert f"{constant:.1f} nats\nfor {images[0].size} pixels" in words(opened(data="MNIST"))


def test_going_from_many_images_to_few_breaks_nothing():
    app = opened(data="MNIST", image="900", to="900")
    assert app.session_state["to"] == 900
    app.selectbox(key="data").set_value("digits").run()
    assert not app.exception
    assert app.session_state["to"] == 39


USED = (
    "vae-digits-pictures",
    "vae-digits-draws",
    "vae-digits-k2-beta1",
    "vae-digits-k16-beta1",
    "autoencoder-digits-k2",
    "autoencoder-digits-pictures",
)


@pytest.mark.parametrize("broken", USED)
def test_a_damaged_file_is_told_in_its_place(monkeypatch, broken):
    real = files.load

    def damaged(name, *rest):
        if name == broken:
            raise ArtefactError(f"weights/{name} is damaged: fetch it again.")
        return real(name, *rest)

    clear()
    monkeypatch.setattr(files, "load", damaged)
    app = opened()
    monkeypatch.undo()
    clear()
    assert not app.exception
    assert {f"weights/{broken} is damaged: fetch it again."} == set(told(app))
    assert app.button(key="t_train"), "the other sections go on"


def clear() -> None:
    for function in (
        shared.shipped, shared.shipped_arrays, vae.plane, shared.network, vae.test_posterior, vae.wide,
        vae.reach_of_dimensions, autoencoder.reconstruction, drawings.once, drawings.drawing, drawings.tables,
    ):  # fmt: skip
        function.clear()


def test_planes_are_shown_in_the_coordinates_they_were_decoded_in():
    for beta in catalogue.BETAS:
        plane = vae.plane(beta, "digits")
        z = np.array([[plane.axis[0], plane.axis[-1]]])  # the corner where the decoded grid begins
        tile = shared.decoded(f"vae-digits-k2-beta{catalogue.number(beta)}", plane.own(z))[0]
        first = shared.decoded(vae.plane_model("digits", beta), plane.own(codes.grid(plane.axis, plane.axis)[:1]))
        assert np.abs(tile - first[0]).max() < 1e-5


def test_where_the_measure_is_blind_it_is_said():
    assert vae_gaps.is_blind("mnist")
    assert "the measure is nearly blind" in words(opened(data="MNIST"))
    assert not vae_gaps.is_blind("faces")
    assert not vae_gaps.is_blind("digits")
    assert "the measure is nearly blind" not in words(opened(data="faces"))


@pytest.mark.parametrize(
    ("data", "way", "lost"),
    [("digits", "prior", "16"), ("digits", "mixture", ""), ("faces", "prior", "2 and 10"), ("faces", "bell", "")],
)
def test_what_falls_into_gaps_is_said_as_it_is_drawn(data, way, lost):
    said = vae_gaps.gaps(data, way, shared.shipped(f"vae-{data}-draws").metrics)
    assert (f"codes of {lost} values fall into a gap" if lost else "like some real one") in said
    assert vae_gaps.gaps("mnist", way, shared.shipped("vae-mnist-draws").metrics) == ""


def test_the_share_of_unlike_pictures_is_that_of_the_pictures_that_are_shown():
    found = vae.plane(0.0, "digits")
    shares = []
    for lay in ("even", "likely"):
        axis = vae_plane.axis_of(found, lay)
        pictures = shared.decoded(vae.plane_model("digits", 0.0), found.own(codes.grid(axis, axis)))
        far = autoencoder.nearest("digits", pictures).distances > autoencoder.usual_distance("digits")
        shares.append(f"{far.mean():.1%}")
    assert shares[0] != shares[1]
    assert f"{shares[1]} of the pictures shown are unlike any real one" in words(opened(plane="0.0", room="likely"))
