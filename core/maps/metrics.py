"""How far a map can be trusted: numbers between the data's distances and the map's.

Two questions, answered apart since a map can do well on one and badly on the other:

- *neighbours kept*: are a point's nearest neighbours still near it? (also trustworthiness and continuity)
- *big picture kept*: does far stay far? (random triplets, rank correlation of distances)

What depends on the data alone is computed once, as a `Reference`, and used for every map of it. Only numpy.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

K = 10  # neighbours asked about
TRIPLETS = 30_000
PAIRS = 100_000
REFERENCE_SEED = 2021  # of the drawn triplets and pairs: the same for every map, so that maps can be compared
ROWS = 512  # points whose distances to all others are held at a time
EQUAL = 1e-12  # of the largest squared length: squared distances that differ by less are equal but for rounding


class Reference(NamedTuple):
    """What is true of the data, to hold maps against."""

    neighbours: np.ndarray  # int32 (n, K), the nearest others of each, nearest first; of equals the earlier row
    # uint16 (n, n), place of column j among the others as seen from row i: 1 is the nearest, 0 is i itself; points at
    # equal distance share the first of their places.
    ranks: np.ndarray
    triplets: np.ndarray  # int32 (t, 3), a point and two others, drawn at random
    nearer: np.ndarray  # (t,), which of the two others is nearer: 1 the first, −1 the second, 0 neither
    pairs: np.ndarray  # int32 (p, 2), drawn at random, or all pairs where they are fewer
    pair_ranks: np.ndarray  # float64 (p,), their distances' ranks, minus the mean


class MapQuality(NamedTuple):
    """How far one map can be trusted; each 0 to 1 but the correlation, which is −1 to 1; 1 is perfect.

    The last two are nan where all distances of the data are equal, so that nothing is far and nothing near.
    """

    neighbours_kept: float
    trustworthiness: float
    continuity: float
    triplets_kept: float
    rank_correlation: float


def squared_distances(rows: np.ndarray, points: np.ndarray) -> np.ndarray:
    """|x_i − x_j|² between rows (m, d) and points (n, d), float64 (m, n), at least 0."""
    squares: np.ndarray = (rows**2).sum(axis=1)[:, None] + (points**2).sum(axis=1) - 2 * rows @ points.T
    np.maximum(squares, 0.0, out=squares)
    return squares


def blocks(n: int) -> list[slice]:
    """The row numbers 0 … n − 1 in pieces small enough to hold their distances."""
    return [slice(start, min(start + ROWS, n)) for start in range(0, n, ROWS)]


def as_table(points: np.ndarray) -> np.ndarray:
    """The points as centred float64 (n, d): rounding of large coordinates would drown small distances."""
    table = np.asarray(points, dtype=np.float64)
    return np.asarray(table - table.mean(axis=0))


def as_data(points: np.ndarray) -> np.ndarray:
    """The same, but moved by whole numbers: equal distances between whole numbers stay exactly equal."""
    table = np.asarray(points, dtype=np.float64)
    return np.asarray(table - np.rint(table.mean(axis=0)))


def rounding(table: np.ndarray) -> float:
    """By how much squared distances within a table (n, d) may differ by rounding alone."""
    return EQUAL * float((table**2).sum(axis=1).max())


def reference(points: np.ndarray) -> Reference:
    """What maps of the points (n, d) are held against. Raises ValueError when there are no more than 2K + 1 points."""
    table, n = as_data(points), len(points)
    if n <= 2 * K + 1:
        raise ValueError(f"{n} points are too few to judge {K} neighbours: bring at least {2 * K + 2}.")
    neighbours = np.empty((n, K), dtype=np.int32)
    ranks = np.empty((n, n), dtype=np.uint16 if n < 2**16 else np.uint32)
    for block in blocks(n):
        distances = squared_distances(table[block], table)
        distances[np.arange(len(distances)), np.arange(n)[block]] = -np.inf  # each point comes first in its own row
        order = np.argsort(distances, axis=1, kind="stable")
        neighbours[block] = order[:, 1 : K + 1]
        ordered = np.take_along_axis(distances, order, axis=1)
        np.put_along_axis(ranks[block], order, shared_places(ordered, rounding(table)).astype(ranks.dtype), axis=1)
    rng = np.random.default_rng(REFERENCE_SEED)
    triplets, pairs = draw_triplets(n, rng), draw_pairs(n, rng)
    pair_ranks = centred_ranks(pair_distances(table, pairs))
    return Reference(neighbours, ranks, triplets, which_nearer(table, triplets), pairs, pair_ranks)


def shared_places(ordered: np.ndarray, tolerance: float) -> np.ndarray:
    """The places 0 … n − 1 of rising values (m, n) in their rows; values no further apart share the first place."""
    place = np.arange(ordered.shape[1])
    first = np.zeros(ordered.shape, dtype=np.int64)
    first[:, 1:] = np.where(np.diff(ordered, axis=1) > tolerance, place[1:], 0)
    return np.asarray(np.maximum.accumulate(first, axis=1))


def draw_triplets(n: int, rng: np.random.Generator) -> np.ndarray:
    """Triplets of three different points, int32 (t, 3)."""
    first = rng.integers(0, n, TRIPLETS)
    second = (first + rng.integers(1, n, TRIPLETS)) % n
    third = (first + rng.integers(1, n, TRIPLETS)) % n
    return np.asarray(np.column_stack([first, second, third])[second != third], dtype=np.int32)


def draw_pairs(n: int, rng: np.random.Generator) -> np.ndarray:
    """Pairs of different points, int32 (p, 2): all of them, or `PAIRS` drawn where there are more."""
    if n * (n - 1) // 2 <= PAIRS:
        return np.column_stack(np.triu_indices(n, 1)).astype(np.int32)
    first = rng.integers(0, n, PAIRS)
    return np.column_stack([first, (first + rng.integers(1, n, PAIRS)) % n]).astype(np.int32)


def pair_distances(points: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Squared distances (p,) of the pairs (p, 2) of points (n, d)."""
    return np.asarray(((points[pairs[:, 0]] - points[pairs[:, 1]]) ** 2).sum(axis=1))


def which_nearer(points: np.ndarray, triplets: np.ndarray) -> np.ndarray:
    """For each triplet (i, j, k): 1 where j is nearer to i than k is, −1 where k is, 0 where neither. int8 (t,)."""
    far, near = pair_distances(points, triplets[:, [0, 2]]), pair_distances(points, triplets[:, :2])
    return np.where(np.abs(far - near) <= EQUAL * (far + near), 0, np.sign(far - near)).astype(np.int8)


def centred_ranks(values: np.ndarray) -> np.ndarray:
    """Ranks of the values (p,) ≥ 0, equal values sharing their mean rank, minus the mean of all ranks."""
    order = np.argsort(values)
    ordered = values[order]
    group = np.cumsum(np.diff(ordered, prepend=ordered[0]) > EQUAL * ordered[-1])
    counts = np.bincount(group)
    ends = np.cumsum(counts)
    ranks = np.empty(len(values))
    ranks[order] = ((ends - counts + ends - 1) / 2)[group] - (len(values) - 1) / 2
    return ranks


def nearest_on_map(positions: np.ndarray, k: int = K) -> np.ndarray:
    """The k nearest other points of each point on the map (n, dims): int32 (n, k), in no order."""
    return np.concatenate([near for _, near, _ in map_blocks(positions, k)])


def map_blocks(positions: np.ndarray, k: int) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    """For each block of rows: its slice, the k nearest of each row (m, k), and all squared distances (m, n)."""
    table, n = as_table(positions), len(positions)
    for block in blocks(n):
        distances = squared_distances(table[block], table)
        distances[np.arange(len(distances)), np.arange(n)[block]] = np.inf
        yield block, np.argpartition(distances, k - 1, axis=1)[:, :k].astype(np.int32), distances


def overlap(first: np.ndarray, second: np.ndarray, n: int) -> np.ndarray:
    """How many of each row's neighbours in first (n, k) are in second (n, k) too: integers (n,), 0 to k."""
    row = np.arange(len(first))[:, None] * np.int64(n)
    return np.asarray(np.isin(row + first, row + second).sum(axis=1))


def kept_by_point(true_neighbours: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """How many of each point's true neighbours (n, k) are among its k nearest on the map (n, dims): (n,), 0 to k."""
    return overlap(true_neighbours, nearest_on_map(positions, true_neighbours.shape[1]), len(positions))


def measure(truth: Reference, positions: np.ndarray) -> MapQuality:
    """All figures of one map (n, dims).

    neighbours_kept: mean over i of the share of the k nearest on the map, M_k(i), that are among the k nearest in the
        data: whose rank there is at most k, so that of equally near points any may be the ones. Chance is k / (n − 1).
    trustworthiness: 1 − 2 / (n k (2n − 3k − 1)) · Σ_i Σ_{j ∈ M_k(i), j ∉ N_k(i)} (rank of j in the data − k): falls
        when strangers become neighbours.
    continuity: the same with data and map exchanged: falls when neighbours are torn apart.
        Venna & Kaski, 2001, https://doi.org/10.1007/3-540-44668-0_68
    triplets_kept: share of random triplets whose nearer point is the nearer one on the map too. Chance is 0.5.
        Wang, Huang, Rudin & Shaposhnik, 2021, https://jmlr.org/papers/v22/20-1061.html
    rank_correlation: Spearman's, between the distances of the pairs in the data and on the map. Chance is 0.
    """
    n, k = truth.neighbours.shape
    kept, strangers, torn = 0, 0.0, 0.0
    table = as_table(positions)
    tolerance = rounding(table)
    for block, near, distances in map_blocks(positions, k):
        true = truth.neighbours[block]
        ranks = np.take_along_axis(truth.ranks[block], near, axis=1).astype(np.int64)
        kept += (ranks <= k).sum()
        strangers += np.maximum(ranks - k, 0).sum()
        for column in range(k):
            reach = np.take_along_axis(distances, true[:, column : column + 1], axis=1) - tolerance
            torn += np.maximum((distances < reach).sum(axis=1) + 1 - k, 0).sum()
    scale = 2.0 / (n * k * (2 * n - 3 * k - 1))
    return MapQuality(
        neighbours_kept=float(kept / (n * k)),
        trustworthiness=float(1.0 - scale * strangers),
        continuity=float(1.0 - scale * torn),
        triplets_kept=triplets_kept(truth, table),
        rank_correlation=rank_correlation(truth, table),
    )


def triplets_kept(truth: Reference, positions: np.ndarray) -> float:
    """Share of the triplets with a nearer point in the data whose nearer point it is on the map (n, dims) too."""
    told = truth.nearer != 0
    if not told.any():
        return float("nan")
    return float((which_nearer(positions, truth.triplets) == truth.nearer)[told].mean())


def rank_correlation(truth: Reference, positions: np.ndarray) -> float:
    """Spearman's rank correlation between the distances of the pairs in the data and on the map (n, dims)."""
    ranks = centred_ranks(pair_distances(positions, truth.pairs))
    spread = np.sqrt((ranks @ ranks) * (truth.pair_ranks @ truth.pair_ranks))
    return float(ranks @ truth.pair_ranks / spread) if spread > 0 else float("nan")


def same_neighbours(first: np.ndarray, second: np.ndarray) -> float:
    """How alike two maps (n, dims) of the same points are: the mean share of each point's K nearest that agree.

    1 for maps that differ by a turn, a mirroring or a scale only; K / (n − 1) by chance.
    """
    return float(overlap(nearest_on_map(first), nearest_on_map(second), len(first)).mean() / K)
