"""The Autoencoder page's charts are valid Vega-Lite and hold the numbers they were given."""

from core.charts import autoencoder, palette
from core.pictures.colours import AUTOENCODER, PCA
from tests.charts import scene


def rows(chart):
    return [row for data in scene.whole(chart)["datasets"].values() for row in data]


def test_error_curve_marks_the_current_size():
    chart = autoencoder.error_curve(
        {"Autoencoder": [3.0, 2.0], "PCA": [4.0, 3.0]}, (1, 2), 5.0, 2, {1: [3.0, 2.5, 3.1]}
    )
    spec = chart.spec
    assert {"k": 2} in rows(chart)
    assert {"k": 2, "error": 3.0, "method": "PCA"} in rows(chart)
    assert {"k": 1, "low": 2.5, "high": 3.1} in rows(chart)
    colours = [layer["encoding"]["color"]["scale"] for layer in spec["layer"] if "color" in layer.get("encoding", {})]
    assert colours[0] == {"domain": ["Autoencoder", "PCA"], "range": [AUTOENCODER, PCA]}
    assert spec["usermeta"] == palette.CANVAS


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
    encoding = chart.spec["layer"][1]["encoding"]
    styles = zip(encoding["color"]["scale"]["range"], map(tuple, encoding["strokeDash"]["scale"]["range"]), strict=True)
    assert len(set(styles)) == 3
