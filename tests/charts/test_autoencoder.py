"""The Autoencoder page's charts are valid Vega-Lite and hold the numbers they were given."""

import numpy as np
import pytest

from core.charts import autoencoder, palette, strips
from core.pictures.colours import AUTOENCODER, PCA


def rows(chart):
    spec = chart.to_dict()
    return [row for data in spec["datasets"].values() for row in data]


def test_code_bars_hold_the_code_and_their_axis_stands_still():
    chart = autoencoder.code_bars(np.array([1.5, -3.0]), reach=5.0)
    assert [row["value"] for row in rows(chart) if "place" in row] == [1.5, -3.0]
    domains = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in chart.to_dict()["layer"]
        if "scale" in layer["encoding"]["x"]
    ]
    assert domains
    assert all(domain == [-5.0, 5.0] for domain in domains)


def test_long_codes_are_not_written_out():
    assert len(autoencoder.code_bars(np.zeros(4), 1.0).to_dict()["layer"]) == 4
    assert len(autoencoder.code_bars(np.zeros(32), 1.0).to_dict()["layer"]) == 2


def test_error_curve_marks_the_current_size():
    chart = autoencoder.error_curve({"Autoencoder": [3.0, 2.0], "PCA": [4.0, 3.0]}, (1, 2), 5.0, current=2)
    spec = chart.to_dict()
    assert {"k": 2} in rows(chart)
    assert {"k": 2, "error": 3.0, "method": "PCA"} in rows(chart)
    colours = [layer["encoding"]["color"]["scale"] for layer in spec["layer"] if "color" in layer.get("encoding", {})]
    assert colours[0] == {"domain": ["Autoencoder", "PCA"], "range": [AUTOENCODER, PCA]}
    assert spec["usermeta"] == palette.CANVAS


def test_strips_place_every_picture():
    chart = strips.strips({"a": ["p", "q"], "b": ["r", "s"]}, ["one", "it's"], picked=1, selection="pick")
    spec = chart.to_dict()
    assert {"row": "b", "column": 1, "picture": "s"} in rows(chart)
    assert spec["params"][0]["name"] == "pick"
    assert spec["layer"][0]["encoding"]["x"]["axis"]["labelExpr"] == "['one', 'it’s'][datum.value]"


def test_strips_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match=r"\[1, 2\] pictures"):
        strips.strips({"a": ["p", "q"], "b": ["r"]})


def test_share_curve_holds_the_shares():
    chart = autoencoder.share_curve({2: 0.1, 1: 0.0}, real=0.05, current=1)
    assert [row for row in rows(chart) if set(row) == {"k", "share"}] == [
        {"k": 1, "share": 0.0},
        {"k": 2, "share": 0.1},
    ]
    assert {"share": 0.05, "name": "real test images"} in rows(chart)


def test_noise_curve_tells_the_lines_apart():
    chart = autoencoder.noise_curve({"denoising": [0.5, 1.0], "plain": [0.3, 3.0], "noisy": [0.0, 6.0]}, (0, 0.3), 0.3)
    assert {"level": 0.3, "error": 3.0, "picture": "plain"} in rows(chart)
    encoding = chart.to_dict()["layer"][1]["encoding"]
    styles = zip(encoding["color"]["scale"]["range"], map(tuple, encoding["strokeDash"]["scale"]["range"]), strict=True)
    assert len(set(styles)) == 3
