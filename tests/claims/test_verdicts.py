"""Each verdict follows from its numbers alone, and each can come out against every method."""

import pytest

from core.claims import times, verdicts
from core.claims.times import Timed
from core.claims.verdicts import FAILS, HALF, HOLDS, Measured

SIZES = (100, 1_000, 10_000)


def measured(*values, truth=1.0, chance=0.0, also=()):
    """Figures of maps of one run each, or of several where they are given as a tuple."""
    runs = tuple(each if isinstance(each, tuple) else (each,) for each in values)
    second = tuple(each if isinstance(each, tuple) else (each,) for each in also)
    truths = truth if isinstance(truth, tuple) else (truth,) * len(runs)
    return Measured(runs, truths, chance, second)


@pytest.mark.parametrize(
    ("judge", "found", "verdict"),
    [
        (verdicts.ratio_kept, measured(4, 4, 4, 3, 3, 3, truth=(4, 4, 4, 3, 3, 3)), HOLDS),
        (verdicts.ratio_kept, measured(4, 1, 1, 0.6, 1, 1, truth=4.0), FAILS),
        (verdicts.ratio_kept, measured(4, 1, (4, 3), 1, 1, (4, 5), truth=4.0), HALF),
        (verdicts.ratio_kept, measured(4, 1, 1, 4, 1, 1, truth=4.0), HALF),
        (verdicts.ratio_kept, measured(4, 40, (4, 1), 1, 4, 4, truth=4.0), FAILS),
        (verdicts.density_kept, measured((1, 1.1), (8, 9), truth=10.0), HOLDS),
        (verdicts.density_kept, measured((1, 1.1), (2, 2.6), truth=10.0), HALF),
        (verdicts.density_kept, measured((1, 1.1), (0.9, 0.9), truth=10.0), FAILS),
        (verdicts.clumps_alike, measured(0.1, 0.5, 0.4, 0.1, 0.3, 0.2, chance=1), HOLDS),
        (verdicts.clumps_alike, measured(0.4, 1, 0.5, 0.1, (0.9, 1.1), (0.2, 0.3), chance=1), HALF),
        (verdicts.clumps_alike, measured(1, 1, 0.5, 0.9, (0.9, 1.1), (0.2, 0.3), chance=1), FAILS),
        (verdicts.groups_seen, measured(0.55, 0.5, 0.45, truth=0.5), HOLDS),
        (verdicts.groups_seen, measured(0.98, 1.0, 0.32, truth=0.5), HALF),
        (verdicts.groups_seen, measured(0.98, 1.0, 0.1, truth=0.5), FAILS),
        (verdicts.noise_clumps, measured(1, 1, 1, 1), HOLDS),
        (verdicts.noise_clumps, measured(0.4, 1, 1, 1), FAILS),
        (verdicts.noise_clumps, measured(1, 1, 1, (1, 0.4)), FAILS),
        (verdicts.keeps_best(1), measured(0.1, 0.6, 0.5), HOLDS),
        (verdicts.keeps_best(1), measured(0.1, 0.4, 0.3), HALF),
        (verdicts.keeps_best(1), measured(0.7, 0.6, 0.5), FAILS),
        (verdicts.keeps_best(0), measured(0.8, 0.6, 0.6, chance=0.5), HOLDS),
        (verdicts.keeps_best(0), measured(0.7, 0.6, 0.6, chance=0.5), HALF),
        (verdicts.keeps_best(0), measured(0.7, 0.6, (0.8, 0.9), chance=0.5), FAILS),
        (verdicts.straight_only, measured(0.4, 0.8, 0.9), HOLDS),
        (verdicts.straight_only, measured(0.6, 0.8, 0.9), HALF),
        (verdicts.straight_only, measured(0.85, 0.8, 0.9), FAILS),
        (verdicts.reveals, measured(0.3, 0.98, 0.97, truth=0.98, chance=0.01), HOLDS),
        (verdicts.reveals, measured(0.7, 0.98, 0.97, truth=0.98, chance=0.01), HALF),
        (verdicts.reveals, measured(0.3, 0.98, 0.2, truth=0.98, chance=0.01), HALF),
        (verdicts.reveals, measured(0.3, 0.3, 0.2, truth=0.98, chance=0.01), FAILS),
        (verdicts.fine_and_broad, measured(0.1, 0.6, 0.6, also=(0.7, 0.7, 0.8)), HOLDS),
        (verdicts.fine_and_broad, measured(0.1, 0.6, 0.6, also=(0.7, 0.7, 0.6)), HALF),
        (verdicts.fine_and_broad, measured(0.1, 0.6, 0.4, also=(0.7, 0.7, 0.6)), FAILS),
        (verdicts.differs, measured(0.6, (0.7, 0.8)), HOLDS),
        (verdicts.differs, measured(0.0, (0.7, 0.03)), HALF),
        (verdicts.differs, measured(0.0, (0.1, 0.03)), FAILS),
        (verdicts.better_global, measured(0.5, 0.5, 0.9, 0.9), HOLDS),
        (verdicts.better_global, measured(0.5, 0.5, 0.9, (0.2, 0.3)), HALF),
        (verdicts.better_global, measured(0.9, 0.9, 0.8, 0.2), FAILS),
        (verdicts.more_alike, measured(0.5, 0.5, 0.1, 0.1), HOLDS),
        (verdicts.more_alike, measured(0.0, (0.5, 0.6, 0.01), 0.1, 0.1), HALF),
        (verdicts.more_alike, measured(0.0, 0.1, 0.1, 0.5), FAILS),
        (verdicts.gaps_mean_more, measured(1, 1, 4.1, 4, 1, 2, 3, 4, truth=4.0), HOLDS),
        (verdicts.gaps_mean_more, measured(1, 1, 1.2, 1.3, 1, 2, 3, 4, truth=4.0), HALF),
        (verdicts.gaps_mean_more, measured(1.5, 1.5, 1.2, 0.9, 1, 1, (3, 4), 1, truth=4.0), HALF),
        (verdicts.gaps_mean_more, measured(1.5, 1.5, 1.2, 0.9, 3, 3, 2, 2, truth=4.0), FAILS),
        (verdicts.same_again, measured(0, 1e-6, 1e-6, 0.6), HOLDS),
        (verdicts.same_again, measured(0, 0.2, 0, 0.6), HALF),
        (verdicts.same_again, measured(0.1, 0.2, 0.1, 0.6), FAILS),
        (verdicts.sums_of_features, measured(1, 1, 0.7, 0.6), HOLDS),
        (verdicts.sums_of_features, measured(1, 0.9, 0.7, 0.6), HALF),
        (verdicts.sums_of_features, measured(0.9, 0.9, 0.7, 0.6), FAILS),
        (verdicts.arrows_parallel, measured(50, 50, 50, 50, 50, truth=52, chance=90), HOLDS),
        (verdicts.arrows_parallel, measured(50, 88, (50, 89), 50, (40, 85), truth=52, chance=90), HALF),
        (verdicts.arrows_parallel, measured(80, 88, (50, 89), 50, (40, 85), truth=52, chance=90), FAILS),
    ],
)
def test_each_judge_decides_either_way(judge, found, verdict):
    assert judge(found)[0] == verdict
    assert judge(found)[1].endswith(".")


def timed(pca, tsne, umap):
    """The first figure of each method is that of the first map of a process."""
    runs = {name: [(each,) * 5 for each in seconds] for name, seconds in (("pca", pca), ("tsne", tsne), ("umap", umap))}
    return Timed(SIZES, {name: each[1:] for name, each in runs.items()}, {name: each[0] for name, each in runs.items()})


@pytest.mark.parametrize(
    ("judge", "found", "verdict"),
    [
        (times.much_faster, timed((1, 1, 1, 1), (9, 4, 4, 4), (3, 2, 2, 2)), HOLDS),
        (times.much_faster, timed((1, 1, 1, 1), (1, 4, 4, 4), (3, 2, 2, 2)), HALF),
        (times.much_faster, timed((1, 1, 1, 1), (9, 4, 4, 3), (3, 2, 2, 2)), HALF),
        (times.much_faster, timed((1, 1, 1, 1), (3, 1, 2, 3), (3, 1, 2, 3)), FAILS),
        (times.fast, timed((1, 1, 1, 1), (4, 4, 4, 4), (2, 2, 2, 2)), HOLDS),
        (times.fast, timed((2, 1, 1, 1), (4, 4, 4, 4), (3, 2, 2, 2)), HALF),
        (times.fast, timed((3, 3, 3, 3), (4, 4, 4, 4), (2, 2, 2, 2)), FAILS),
        (times.grows, timed((1, 1, 2, 4), (1, 1, 100, 10_000), (1, 1, 10, 100)), HOLDS),
        (times.grows, timed((1, 1, 2, 4), (1, 1, 20, 400), (1, 1, 30, 900)), HALF),
        (times.grows, timed((1, 1, 2, 4), (1, 1, 5, 25), (1, 1, 10, 100)), FAILS),
    ],
)
def test_each_judge_of_time_decides_either_way(judge, found, verdict):
    assert judge(found)[0] == verdict
    assert judge(found)[1].endswith(".")


def test_the_exponent_is_that_of_the_curve():
    assert timed((1, 1, 1, 1), (1, 1, 100, 10_000), (1, 1, 10, 100)).exponent("tsne") == pytest.approx(2)


@pytest.mark.parametrize(("value", "is_kept"), [(0.49, False), (0.5, True), (1.0, True), (1.5, True), (1.51, False)])
def test_one_bar_from_chance_to_the_data_and_as_far_beyond(value, is_kept):
    assert verdicts.kept(value, 1.0, 0.0) == is_kept
    assert verdicts.kept(10 - 5 * value, 5.0, 10.0) == is_kept


def test_for_ratios_factors_count():
    assert [verdicts.ratio_is_kept(value, 4.0) for value in (1.9, 2.1, 4, 7.9, 8.1)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("judge", "found", "why"),
    [
        (
            verdicts.groups_seen, measured(0.98, 1.0, 0.32, truth=0.5),
            "In the data 50% of the points lie among their own kind; a clean separation, as on the map of PCA and "
            "t-SNE, is more than the neighbours support; the map of UMAP comes nearest to the data.",
        ),
        (
            verdicts.keeps_best(1), measured(0.12, 0.59, (0.48, 0.5, 0.49), chance=0.006),
            "t-SNE keeps 59%, PCA 12%, UMAP 49% (48 to 50); chance would keep 0.6%. It is the best of the three, and "
            "41% are lost.",
        ),
        (
            verdicts.better_global, measured(0.84, (0.46, 0.55, 0.6), (0.9, 0.91), (0.2, 0.3)),
            "UMAP is the better one in 100% of the comparisons from the data, and in 0% at random. From the data t-SNE "
            "comes to 0.84, UMAP to 0.91 (0.90 to 0.91); begun at random, t-SNE to 0.55 (0.46 to 0.60), UMAP to 0.25 "
            "(0.20 to 0.30). Both depend on their start: from the data either keeps more than at random.",
        ),
        (
            verdicts.ratio_kept, measured(4, 1, (1, 3), 0.6, 1, (1, 1), truth=4.0),
            "Runs that come near the true ratio: of points in a plane PCA 1 of 1, t-SNE 0 of 1, UMAP 1 of 2; of points "
            "in many dimensions PCA 0 of 1, t-SNE 0 of 1, UMAP 0 of 2. In a plane PCA loses nothing; of many "
            "dimensions it shows two, and these may miss the ratio.",
        ),
        (
            verdicts.clumps_alike, measured(0.4, 1, 0.5, 0.1, (0.9, 1.1), (0.2, 0.3), chance=1),
            "Spacing: by t-SNE the data 0.50, such noise 1.00, at the lowest stop 0.40; by UMAP the data 0.25 (0.20 to "
            "0.30), such noise 1.00 (0.90 to 1.10), at the lowest stop 0.10. The clumps of the data are more than "
            "correlation. At the lowest stops such noise clumps, too.",
        ),
    ],
)  # fmt: skip
def test_the_reason_is_made_of_the_numbers(judge, found, why):
    assert judge(found)[1] == why
