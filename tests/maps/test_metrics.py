import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn.manifold import trustworthiness

from core.data import datasets
from core.maps import metrics
from core.maps.pca import pca


def points(n=300, d=8, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d))


def test_a_turned_mirrored_scaled_copy_is_perfect():
    plane = points(d=2)
    turned = plane @ np.array([[0.6, 0.8], [0.8, -0.6]]) * 7 + 100
    assert metrics.measure(metrics.reference(plane), turned) == pytest.approx((1, 1, 1, 1, 1))


def test_a_shuffled_map_is_chance():
    truth = metrics.reference(points(600))
    quality = metrics.measure(truth, points(600, 2, seed=9))
    assert quality.neighbours_kept == pytest.approx(metrics.K / 599, abs=0.006)
    assert quality.trustworthiness == pytest.approx(0.5, abs=0.03)
    assert quality.continuity == pytest.approx(0.5, abs=0.03)
    assert quality.triplets_kept == pytest.approx(0.5, abs=0.02)
    assert quality.rank_correlation == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("n", [60, 700])  # fewer and more points than rows held at a time
def test_trustworthiness_and_continuity_are_scikit_learns(n):
    data, flat = points(n), points(n)[:, :2]
    quality = metrics.measure(metrics.reference(data), flat)
    assert quality.trustworthiness == pytest.approx(trustworthiness(data, flat, n_neighbors=10))
    assert quality.continuity == pytest.approx(trustworthiness(flat, data, n_neighbors=10))


def test_rank_correlation_is_scipys_on_all_pairs_and_on_drawn_ones():
    data, flat = points(120), points(120)[:, :2]
    truth = metrics.reference(data)
    assert len(truth.pairs) == 120 * 119 // 2

    def distances(each):
        return np.linalg.norm(each[truth.pairs[:, 0]] - each[truth.pairs[:, 1]], axis=1)

    assert metrics.measure(truth, flat).rank_correlation == pytest.approx(
        spearmanr(distances(data), distances(flat)).statistic
    )
    assert len(metrics.reference(points(600)).pairs) == metrics.PAIRS


def test_equal_distances_share_their_rank():
    assert metrics.centred_ranks(np.array([3.0, 1.0, 3.0, 7.0])).tolist() == [0.0, -1.5, 0.0, 1.5]


def test_a_known_tear_counts_as_it_should():
    line = np.arange(200.0)[:, None] * [1.0, 0.0]
    torn = np.where(line < 100, line, line + 1000)  # only the gap in the middle opens
    quality = metrics.measure(metrics.reference(line), torn)
    assert quality.trustworthiness > 0.999
    # the points at the gap lose 5, 4, 3, 2, 1 of 10 neighbours, and the same on the other side
    assert quality.neighbours_kept == pytest.approx(1 - 2 * (5 + 4 + 3 + 2 + 1) / (200 * 10), abs=1e-9)
    assert quality.continuity < 1


def test_a_fold_makes_strangers_neighbours():
    line = np.arange(200.0)[:, None] * [1.0, 0.0] + points(200, 2) * 1e-3
    folded = np.column_stack([np.minimum(line[:, 0], 199 - line[:, 0]), line[:, 1]])
    quality = metrics.measure(metrics.reference(line), folded)
    assert quality.trustworthiness < 0.7
    assert quality.continuity > 0.97


def test_triplets_are_three_different_points_and_drawn_once():
    truth, again = metrics.reference(points(20 + 2)), metrics.reference(points(20 + 2))
    assert np.array_equal(truth.triplets, again.triplets)
    assert len(truth.triplets) > 0.9 * metrics.TRIPLETS
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert (truth.triplets[:, a] != truth.triplets[:, b]).all()
    assert truth.triplets.min() == 0
    assert truth.triplets.max() == 21


def test_kept_by_point_is_counted_point_by_point():
    data, flat = points(150), points(150)[:, :3]
    truth = metrics.reference(data)
    kept = metrics.kept_by_point(truth.neighbours, flat)
    for i in (0, 70, 149):
        order = np.argsort(np.linalg.norm(flat - flat[i], axis=1))[1:11]
        assert kept[i] == len(set(order) & set(truth.neighbours[i]))
    assert kept.mean() / 10 == pytest.approx(metrics.measure(truth, flat).neighbours_kept)


def test_true_neighbours_of_equal_distance_are_always_the_same_ones():
    grid = np.stack(np.meshgrid(np.arange(8.0), np.arange(8.0)), axis=-1).reshape(-1, 2)
    truth = metrics.reference(grid)
    assert np.array_equal(truth.neighbours, metrics.reference(grid.copy()).neighbours)
    assert truth.neighbours[0, :2].tolist() == [1, 8]
    assert (truth.ranks[np.arange(64), np.arange(64)] == 0).all()


def test_maps_of_copies_are_judged_without_failing():
    data = np.repeat(points(40), 3, axis=0)
    assert 0 <= metrics.measure(metrics.reference(data), data[:, :2]).trustworthiness <= 1


GRID = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), axis=-1).reshape(-1, 2)


@pytest.mark.parametrize(
    "table",
    [
        GRID,
        np.random.default_rng(0).integers(1, 6, (500, 2)).astype(float),  # answers from 1 to 5, with many copies
        np.random.default_rng(0).integers(1, 6, (500, 2)) / np.array([0.7, 0.3]) + 1e4,  # the same, not exact
        np.repeat(np.random.default_rng(0).normal(size=(40, 2)), 3, axis=0),
    ],
)
def test_a_perfect_map_of_points_at_equal_distances_is_perfect(table):
    """Which of equally near points count as nearest is a matter of their order: no map can know it."""
    truth = metrics.reference(table)
    assert metrics.measure(truth, table) == pytest.approx((1, 1, 1, 1, 1))
    assert metrics.measure(truth, pca(table).positions) == pytest.approx((1, 1, 1, 1, 1))


def test_places_are_shared_by_equals():
    rows = np.array([[-np.inf, 1.0, 1.0, 2.0, 2.0 + 1e-15, 3.0]])
    assert metrics.shared_places(rows, 1e-12).tolist() == [[0, 1, 1, 3, 3, 5]]


def test_where_all_are_equally_far_the_big_picture_is_not_told():
    corners = np.eye(30)
    quality = metrics.measure(metrics.reference(corners), pca(corners).positions)
    assert quality.neighbours_kept == 1
    assert np.isnan(quality.triplets_kept)
    assert np.isnan(quality.rank_correlation)


def test_a_map_on_one_point_keeps_neighbours_as_chance_does():
    quality = metrics.measure(metrics.reference(points(200)), np.zeros((200, 2)))
    assert quality.neighbours_kept < 0.15
    assert quality.triplets_kept == 0
    assert np.isnan(quality.rank_correlation)


def test_the_digits_under_pca():
    digits = datasets.load("digits").table
    quality = metrics.measure(metrics.reference(digits), pca(digits).positions)
    assert quality.trustworthiness == pytest.approx(0.830, abs=0.002)
    assert 0.10 < quality.neighbours_kept < 0.14
    assert quality.triplets_kept > 0.7


def test_too_few_points_are_refused():
    with pytest.raises(ValueError, match="21 points are too few to judge 10 neighbours: bring at least 22"):
        metrics.reference(points(21))


def test_two_maps_agree_wholly_or_by_chance():
    rng = np.random.default_rng(0)
    first = rng.normal(size=(400, 2))
    assert metrics.same_neighbours(first, -first[:, ::-1] * 3) == 1
    assert metrics.same_neighbours(first, rng.normal(size=(400, 2))) == pytest.approx(10 / 399, abs=0.01)
