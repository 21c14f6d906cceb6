"""One image's cloud on the plane."""

import numpy as np

from core.charts import planes, posterior
from tests.charts import scene

NAMES = ("a", "b", "c")


def test_the_cloud_is_drawn_in_true_size(codes, labels):
    mu, sigma = codes[4].astype(float), np.array([0.5, 0.2])
    window = planes.Window((0.0, 0.0), (3.0, 3.0))
    chart = posterior.cloud(codes, labels, NAMES, 4, sigma, codes[:3], np.zeros(2), window)
    assert [each["name"] for each in scene.whole(chart)["params"]] == ["pick", "near", "said_pick_image"]
    rims = scene.rows(chart, posterior.RIMS)
    steps = np.array([[(row["z1"] - mu[0]) / sigma[0], (row["z2"] - mu[1]) / sigma[1]] for row in rims])
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), [row["sigmas"] for row in rims], rtol=1e-6)
    assert [row["draw"] for row in scene.rows(chart, posterior.DRAWS)] == [1, 2, 3]
    assert len(scene.marks(chart, "line")) == 1 + len(posterior.SIGMAS)  # the prior's ring, and an ellipse each
