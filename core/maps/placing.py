"""One more point on a finished map, whose other points stay where they are.

t-SNE: the point's p_j towards the n others are those of a run with the same perplexity, and it goes where its share of
the KL divergence, −Σ p_j log q_j with q_j ∝ 1 / (1 + |y − y_j|²), is least: from the middle of its neighbours, each as
heavy as its p_j, downhill (Poličar, Stražar & Zupan, "Embedding to reference t-SNE space addresses batch effects",
2021, https://doi.org/10.1007/s10994-021-06043-1).

UMAP: the middle of its nearest neighbours, each as heavy as the graph's tie to it, which is where the `transform` of
umap-learn begins (McInnes, Healy & Melville, 2018, https://arxiv.org/abs/1802.03426).
"""

import numpy as np

SEARCH_STEPS = 60  # halvings of an interval: to the last bit
STEPS, PATIENCE = 200, 1e-6  # downhill, until a step is as short as this share of the map


def choices(squares: np.ndarray, perplexity: float) -> np.ndarray:
    """p_j ∝ exp(−d_j² β) over squared distances (n,), with β such that 2 to their entropy is `perplexity`: (n,)."""
    away = squares - squares.min()
    low, high = 0.0, np.inf
    beta = 1.0 / max(float(np.median(away)), 1e-12)
    for _ in range(SEARCH_STEPS):
        p = np.exp(-away * beta)
        p /= p.sum()
        entropy = -float((p[p > 0] * np.log(p[p > 0])).sum())
        if entropy > np.log(perplexity):
            low, beta = beta, beta * 2 if np.isinf(high) else (beta + high) / 2
        else:
            high, beta = beta, (beta + low) / 2
    return np.asarray(p)


def ties(distances: np.ndarray, count: int) -> np.ndarray:
    """How strongly UMAP ties a new point to others at `distances` (n,), from 0 to 1: to its `count` nearest.

    exp(−d_j / σ), with σ such that the sum over all of these but the nearest is log2(count), as umap-learn has it.
    """
    nearest = np.argsort(distances, kind="stable")[:count]
    away = distances[nearest]
    low, high = 0.0, float(away.max()) * count + 1e-12
    for _ in range(SEARCH_STEPS):
        sigma = (low + high) / 2
        low, high = (sigma, high) if np.exp(-away[1:] / sigma).sum() < np.log2(count) else (low, sigma)
    weights = np.zeros(len(distances))
    weights[nearest] = np.exp(-away / sigma)
    return weights


def middle(weights: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """The mean of the positions (n, dims), each as heavy as its weight (n,): (dims,)."""
    return np.asarray(weights @ positions / weights.sum())


def on_tsne(squares: np.ndarray, positions: np.ndarray, perplexity: float) -> np.ndarray:
    """Where a new point lies on a t-SNE map.

    Args:
        squares: its squared distances to the n points of the map, in the space they come from, (n,).
        positions: of these on the map, in t-SNE's own units, (n, dims).
        perplexity: of the map.

    Returns: (dims,).
    """
    p, positions = choices(squares, perplexity), positions.astype(np.float64)
    y, length = middle(p, positions), 1.0
    value, slope = cost(y, p, positions)
    for _ in range(STEPS):
        further = y - length * slope
        lower, slope_there = cost(further, p, positions)
        if lower < value:
            moved = length * float(np.linalg.norm(slope))
            y, value, slope, length = further, lower, slope_there, 1.5 * length
            if moved < PATIENCE * np.ptp(positions):
                break
        else:
            length /= 2
    return y


def cost(y: np.ndarray, p: np.ndarray, positions: np.ndarray) -> tuple[float, np.ndarray]:
    """−Σ p_j log q_j of a point at y, and how it grows with y: (dims,)."""
    away = y - positions
    kernel = 1.0 / (1.0 + (away**2).sum(axis=1))
    q = kernel / kernel.sum()
    value = -float((p * np.log(q)).sum())
    return value, 2.0 * (((p - q) * kernel)[:, None] * away).sum(axis=0)
