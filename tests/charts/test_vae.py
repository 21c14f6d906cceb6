"""The VAE page's charts: valid, complete, and of the data they were given."""

import numpy as np
import pytest

from core.charts import planes, vae
from tests.charts import scene

NAMES = ("a", "b", "c")


def price(beta: float, reconstruction: float, kl: float) -> vae.Price:
    """A price that is the same with every seed."""
    return vae.Price(beta, reconstruction, kl, 2, ((reconstruction,), (kl,)))


def test_the_map_over_betas_has_a_slider_and_the_ring(codes, labels):
    chart = vae.beta_map(np.stack([codes, codes / 2]), (0.5, 1.0), labels, NAMES, 1, reach=[6.0, 3.0])
    spec = scene.whole(chart)
    assert [each["name"] for each in spec["params"]] == ["sweep", "near", "said_sweep_stop"]
    ring = next(table for table in spec["datasets"].values() if "step" in table[0])
    assert {round(np.hypot(row["z1"], row["z2"]), 6) for row in ring} == {planes.RING}


def test_the_price_of_every_beta_is_drawn_and_the_current_one_marked():
    prices = [price(beta, 20 + beta, 10 / (1 + beta)) for beta in (0.0, 1.0, 4.0)]
    chart = vae.rate_distortion(prices, 1.0, "nats")
    line, marked = (scene.rows(chart, chart.spec["layer"][i]["data"]["name"]) for i in (0, 1))
    assert [row["beta"] for row in line] == [0.0, 1.0, 4.0]
    assert [row["beta"] for row in marked] == [1.0]


def test_a_cross_reaches_as_far_as_the_figures_of_all_seeds():
    first = vae.Price(0.5, 21.0, 3.0, 2, ((20.5, 21.0, 23.0), (2.0, 3.0, 3.5)))
    chart = vae.rate_distortion([first, price(1.0, 22.0, 1.0)], 1.0, "nats")
    up, across = scene.marks(chart, "rule")[-2:]
    assert [abs(item["y"] - item["y2"]) for item in up.items] == pytest.approx([250, 0]), "of 300 pixels for 3 nats"
    assert [item["x2"] > item["x"] for item in across.items] == [True, False]
    dot = next(mark.items[0] for mark in scene.marks(chart, "symbol") if mark.items[0]["size"] == 70)
    assert (up.items[0]["x"], across.items[0]["y"]) == pytest.approx((dot["x"], dot["y"])), "through the middle one"


def test_labels_that_would_overlap_share_one():
    prices = [price(0.0, 20.0, 100.0), price(3.0, 26.9, 0.001), price(4.0, 26.9, 0.0)]
    names, _ = scene.marks(vae.rate_distortion(prices, 0.0, "nats"), "text")
    assert [item["text"] for item in names.items] == ["0", "3, 4"]
    apart = [price(0.0, 20.0, 100.0), price(0.5, 21.0, 10.0), price(1.0, 21.5, 9.0)]
    tall = [*apart, vae.Price(2.0, 22.0, 1.0, 2, ((22.0, 60.0), (1.0, 1.0)))]
    labels = [scene.marks(vae.rate_distortion(each, 0.0, "nats"), "text")[0].items for each in (apart, tall)]
    assert [[item["text"] for item in each] for each in labels] == [["0", "0.5", "1"], ["0", "0.5, 1", "2"]]


def test_dead_dimensions_are_told_apart():
    (table,) = scene.whole(vae.bars([1.2, 0.001], ["z1", "z2"], "nats", dead_below=0.01))["datasets"].values()
    assert [row["state"] for row in table] == ["in use", "dead"]
