"""The VAE page's charts: valid, complete, and of the data they were given."""

import numpy as np

from core.charts import planes, vae
from tests.charts import scene

NAMES = ("a", "b", "c")


def test_the_map_over_betas_has_a_slider_and_the_ring(codes, labels):
    chart = vae.beta_map(np.stack([codes, codes / 2]), (0.5, 1.0), labels, NAMES, 1, reach=[6.0, 3.0])
    spec = scene.whole(chart)
    assert [each["name"] for each in spec["params"]] == ["sweep", "near", "said_sweep_stop"]
    ring = next(table for table in spec["datasets"].values() if "step" in table[0])
    assert {round(np.hypot(row["z1"], row["z2"]), 6) for row in ring} == {planes.RING}


def test_the_price_of_every_beta_is_drawn_and_the_current_one_marked():
    prices = [vae.Price(beta, 20 + beta, 10 / (1 + beta), 2) for beta in (0.0, 1.0, 4.0)]
    chart = vae.rate_distortion(prices, 1.0, "nats")
    line, marked = (scene.rows(chart, chart.spec["layer"][i]["data"]["name"]) for i in (0, 1))
    assert [row["beta"] for row in line] == [0.0, 1.0, 4.0]
    assert [row["beta"] for row in marked] == [1.0]


def test_labels_that_would_overlap_share_one():
    prices = [vae.Price(0.0, 20.0, 100.0, 2), vae.Price(3.0, 26.9, 0.001, 0), vae.Price(4.0, 26.9, 0.0, 0)]
    names, _ = scene.marks(vae.rate_distortion(prices, 0.0, "nats"), "text")
    assert [item["text"] for item in names.items] == ["0", "3, 4"]


def test_dead_dimensions_are_told_apart():
    (table,) = scene.whole(vae.bars([1.2, 0.001], ["z1", "z2"], "nats", dead_below=0.01))["datasets"].values()
    assert [row["state"] for row in table] == ["in use", "dead"]
