"""Each verdict follows from its numbers alone."""

from functools import partial

import pytest

from core.claims import verdicts
from core.claims.verdicts import FAILS, HALF, HOLDS

GROWS = partial(verdicts.grows, sizes=(100, 500, 1797))


@pytest.mark.parametrize(
    ("judge", "values", "truth", "verdict"),
    [
        (verdicts.ratio_kept, (4, 4.1, 3.9), 4, HOLDS),
        (verdicts.ratio_kept, (4, 1, 1.3), 4, FAILS),
        (verdicts.ratio_kept, (4, 1, 4.2), 4, HALF),
        (verdicts.ratio_kept, (1, 1, 1), 4, FAILS),
        (verdicts.groups_seen, (0.9, 0.9, 0.9), 0, HOLDS),
        (verdicts.groups_seen, (0.5, 0.5, 0.5), 0, FAILS),
        (verdicts.groups_seen, (0.5, 0.9, 0.5), 0, HALF),
        (verdicts.noise_clumps, (1, 1, 1, 1), 0, HOLDS),
        (verdicts.noise_clumps, (0.5, 1, 1, 1), 0, FAILS),
        (verdicts.noise_clumps, (1, 1, 1, 0.5), 0, FAILS),
        (verdicts.better_global, (0.5, 0.5, 0.9, 0.9), 0, HOLDS),
        (verdicts.better_global, (0.5, 0.5, 0.9, 0.2), 0, HALF),
        (verdicts.better_global, (0.9, 0.9, 0.8, 0.2), 0, FAILS),
        (verdicts.differs, (0.3, 0.7, 0.7), 0, HOLDS),
        (verdicts.differs, (0.0, 0.7, 0.7), 0, HALF),
        (verdicts.differs, (0.5, 0.0, 0.0), 0, HALF),
        (verdicts.differs, (0.0, 0.0, 0.0), 0, FAILS),
        (verdicts.more_alike, (0.5, 0.5, 0.1, 0.1), 0, HOLDS),
        (verdicts.more_alike, (0.0, 0.5, 0.1, 0.1), 0, HALF),
        (verdicts.more_alike, (0.0, 0.1, 0.1, 0.5), 0, FAILS),
        (verdicts.straight_only, (0.5, 0.8, 0.9), 0, HOLDS),
        (verdicts.straight_only, (0.85, 0.8, 0.9), 0, FAILS),
        (verdicts.overall_best, (0.8, 0.6, 0.6), 0, HOLDS),
        (verdicts.overall_best, (0.7, 0.6, 0.6), 0, HALF),
        (verdicts.overall_best, (0.6, 0.7, 0.6), 0, FAILS),
        (verdicts.same_again, (0.0, 1e-6, 1e-6, 0.6), 0, HOLDS),
        (verdicts.same_again, (0.0, 0.0, 0.0, 0.0), 0, HOLDS),
        (verdicts.same_again, (0.0, 0.2, 0.0, 0.6), 0, FAILS),
        (verdicts.sums_of_features, (1, 1, 0.7, 0.6), 0, HOLDS),
        (verdicts.sums_of_features, (1, 0.9, 0.7, 0.6), 0, FAILS),
        (verdicts.fast, (0.01, 4, 2), 0, HOLDS),
        (verdicts.fast, (1, 4, 2), 0, FAILS),
        (GROWS, (0.1, 0.5, 4), 0, HOLDS),
        (GROWS, (0.1, 0.3, 0.9), 0, HALF),
        (verdicts.neighbours_stay, (0.1, 0.6, 0.5), 0, HOLDS),
        (verdicts.neighbours_stay, (0.1, 0.4, 0.5), 0, HALF),
        (verdicts.neighbours_stay, (0.6, 0.6, 0.5), 0, FAILS),
        (verdicts.gaps_mean_more, (1, 4.1), 4, HOLDS),
        (verdicts.gaps_mean_more, (4.0, 4.7), 4, FAILS),
        (verdicts.gaps_mean_more, (1, 1.5), 4, HALF),
        (verdicts.gaps_mean_more, (1.5, 1), 4, FAILS),
        (verdicts.arrows_parallel, (33, 50, 40, 50, 45, 60), 52, HOLDS),
        (verdicts.arrows_parallel, (33, 64, 47, 53, 44, 66), 52, HALF),
        (verdicts.arrows_parallel, (33, 50, 40, 50, 45, 70), 52, HALF),
        (verdicts.arrows_parallel, (70, 50, 40, 50, 45, 60), 52, HALF),
        (verdicts.arrows_parallel, (70, 64, 47, 53, 44, 66), 52, FAILS),
        (verdicts.much_faster, (10, 2), 0, HOLDS),
        (verdicts.much_faster, (3, 2), 0, HALF),
        (verdicts.much_faster, (2, 3), 0, FAILS),
    ],
)
def test_each_judge_decides_either_way(judge, values, truth, verdict):
    assert judge(values, truth)[0] == verdict
    assert judge(values, truth)[1].endswith(".")


@pytest.mark.parametrize(
    ("judge", "values", "truth", "why"),
    [
        (
            verdicts.ratio_kept, (4.1, 1.0, 0.9), 4,
            "Only PCA shows the true ratio of 4.0; on t-SNE's map it is 1.0, on UMAP's map it is 0.9.",
        ),
        (
            verdicts.ratio_kept, (4.1, 4.0, 0.9), 4,
            "Only PCA and t-SNE show the true ratio of 4.0; on UMAP's map it is 0.9.",
        ),
        (
            verdicts.groups_seen, (0.5, 0.9, 0.79), 0,
            "On the map of t-SNE the groups are told apart; on that of PCA and UMAP fewer than 80% of the points lie "
            "among their own kind.",
        ),
        (
            verdicts.better_global, (0.5, 0.5, 0.5, 0.9), 0,
            "UMAP's big picture comes from its start: begun at random, its correlation is 0.40 higher.",
        ),
        (
            verdicts.overall_best, (0.72, 0.6, 0.6), 0,
            "Of the three, PCA keeps it best; but of 100 comparisons of far and near, 28 still come out wrong "
            "(a coin: 50).",
        ),
        (
            verdicts.arrows_parallel, (33, 64, 47, 53, 44, 66), 52,
            "At every run PCA keeps the arrows as parallel as in the data; of the other runs 1 of 2 by t-SNE and "
            "2 of 3 by UMAP do.",
        ),
        (
            verdicts.arrows_parallel, (70, 64, 80, 70, 70, 66), 52,
            "No method keeps the arrows as parallel as in the data at every run: 0 of 1 by PCA, 0 of 2 by t-SNE "
            "and 0 of 3 by UMAP do.",
        ),
        (
            verdicts.straight_only, (0.48, 0.8, 0.75), 0,
            "A flat view of the roll: PCA keeps 4.8 of ten true neighbours near; the others keep at least 7.5.",
        ),
    ],
)  # fmt: skip
def test_the_reason_is_made_of_the_numbers(judge, values, truth, why):
    assert judge(values, truth)[1] == why
