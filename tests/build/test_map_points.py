import numpy as np
import pytest

from core.artefacts import map_sources
from core.build import map_points
from core.maps import source


def test_mnist_is_a_seeded_draw_of_official_test_images(mnist):
    base = map_points.base_of("mnist-2000")
    assert base.points.shape == (2000, 784)
    assert len(np.unique(base.rows)) == 2000
    assert base.rows.min() >= 60_000
    np.testing.assert_array_equal(base.points[7], mnist.table[base.rows[7]])
    map_points.base_of.cache_clear()
    assert np.array_equal(map_points.base_of("mnist-2000").rows, base.rows)
    map_points.base_of.cache_clear()


@pytest.mark.parametrize("source", ["digits", "toy-two-sizes"])
def test_noise_like_the_points_has_their_size_and_columns_and_nothing_else(source):
    points = map_points.base_of(source).points.astype(float)
    noise = map_points.base_of(source + map_sources.NOISE).points.astype(float)
    n, spread = len(points), points.std(axis=0)
    assert noise.shape == points.shape
    assert (np.abs(noise.mean(axis=0) - points.mean(axis=0)) <= 5 * spread / np.sqrt(n)).all()
    assert noise.std(axis=0) == pytest.approx(spread, rel=0.25)
    assert (noise[:, spread == 0] == points[:, spread == 0]).all()
    assert not np.array_equal(noise, points)
    varied = spread > 0
    related = np.abs(np.triu(np.corrcoef(noise[:, varied].T), 1))
    assert related.max() < 6 / np.sqrt(n)
    assert np.abs(np.triu(np.corrcoef(points[:, varied].T), 1)).max() > related.max() or source != "digits"
    map_points.base_of.cache_clear()
    assert np.array_equal(map_points.base_of(source + map_sources.NOISE).points.astype(float), noise)


def test_noise_like_has_the_spread_but_not_the_structure():
    rng = np.random.default_rng(0)
    points = np.concatenate([rng.normal(size=(500, 3)), rng.normal(size=(500, 3)) + np.array([30.0, 0, 0])])
    noise = source.noise_like(points, seed=4)
    np.testing.assert_allclose(noise.mean(axis=0), points.mean(axis=0), atol=1.5)
    np.testing.assert_allclose(noise.std(axis=0), points.std(axis=0), rtol=0.1)
    assert np.array_equal(noise, source.noise_like(points, seed=4))
    assert not np.array_equal(noise, source.noise_like(points, seed=5))
    gap = (np.abs(points[:, 0] - 15) < 5).mean(), (np.abs(noise[:, 0] - 15) < 5).mean()
    assert gap[0] == 0
    assert gap[1] > 0.15
