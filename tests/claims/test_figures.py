import numpy as np
import pytest

from core.claims import figures
from core.data import datasets
from core.maps import tsne
from core.settings import TSNESettings


def test_three_clusters_are_as_far_apart_as_they_were_made():
    toy = datasets.load("toy-three-distances")
    ratio = figures.distance_ratio(toy.table, toy.labels, near=(0, 1), far=(1, 2))
    assert ratio == pytest.approx(4.0, abs=0.2)


def test_two_blobs_are_as_wide_as_they_were_made():
    toy = datasets.load("toy-two-sizes")
    assert figures.size_ratio(toy.table, toy.labels, wide=0, tight=1) == pytest.approx(10, rel=0.15)


@pytest.mark.parametrize("perplexity", [5, 30])
def test_tsne_keeps_neither(perplexity):
    gaps, blobs = datasets.load("toy-three-distances"), datasets.load("toy-two-sizes")
    settings = TSNESettings(perplexity=perplexity)
    far = tsne.run(gaps.table, settings).positions
    assert figures.distance_ratio(far, gaps.labels, near=(0, 1), far=(1, 2)) < 2
    sizes = tsne.run(blobs.table, settings).positions
    assert 0.7 < figures.size_ratio(sizes, blobs.labels, wide=0, tight=1) < 1.4


def test_strewn_points_have_a_spacing_index_near_1_clumps_less_and_a_grid_more():
    rng = np.random.default_rng(0)
    strewn = rng.random((800, 2))
    assert figures.spacing_index(strewn) == pytest.approx(1, abs=0.06)
    clumps = np.repeat(rng.random((100, 2)), 8, axis=0) + rng.normal(0, 0.003, (800, 2))
    assert figures.spacing_index(clumps) < 0.5
    grid = np.stack(np.meshgrid(np.arange(28.0), np.arange(28.0)), axis=-1).reshape(-1, 2)
    assert figures.spacing_index(grid) > 1.8
    assert figures.spacing_index(strewn * 1000 + 5) == pytest.approx(figures.spacing_index(strewn))


def test_low_perplexity_clumps_pure_noise():
    noise = datasets.load("toy-noise").table
    low, high = (figures.spacing_index(tsne.run(noise, TSNESettings(perplexity=p)).positions) for p in (2, 30))
    assert low < 0.75 < 0.85 < high


def test_own_kind_is_1_for_separate_groups_and_the_share_of_luck_for_mixed_ones():
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1], 200)
    apart = rng.normal(size=(400, 2)) + labels[:, None] * 50
    assert figures.neighbours_of_own_kind(apart, labels) == 1
    assert figures.neighbours_of_own_kind(rng.normal(size=(400, 2)), labels) == pytest.approx(0.5, abs=0.08)


def test_straightness_is_1_for_sums_of_the_columns_and_less_for_others():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(400, 3))
    assert figures.straightness(points, points @ rng.normal(size=(3, 2)) + 5) == pytest.approx(1)
    assert figures.straightness(points, rng.normal(size=(400, 2))) < 0.1
    assert 0.2 < figures.straightness(points, points[:, :2] ** 3) < 0.99


def test_the_middle_angle_is_0_for_parallel_arrows_90_for_any_and_the_same_for_a_turned_map():
    rng = np.random.default_rng(0)
    starts = rng.normal(size=(60, 2))
    pairs = np.column_stack([np.arange(60), np.arange(60, 120)])
    same = np.concatenate([starts, starts + np.array([3.0, 1.0])])
    assert figures.middle_angle(same, pairs) == pytest.approx(0, abs=1e-4)
    assert figures.middle_angle(same, np.where(np.arange(60)[:, None] % 2, pairs, pairs[:, ::-1])) > 179
    anywhere = np.concatenate([starts, starts + rng.normal(size=(60, 2))])
    assert figures.middle_angle(anywhere, pairs) == pytest.approx(90, abs=12)
    quarter = np.concatenate([starts, starts + np.where(np.arange(60)[:, None] < 10, [1.0, 0.0], [1.0, 1.0])])
    turned = quarter @ [[0.6, 0.8], [-0.8, 0.6]]
    assert figures.middle_angle(quarter[:, :2], pairs) == pytest.approx(figures.middle_angle(turned, pairs), abs=1e-4)
