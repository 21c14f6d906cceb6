"""Where a UMAP map starts from its data: the smoothest coordinates on a graph, eigenvectors of its Laplacian.

    L = I − D^(−1/2) W D^(−1/2),    D the sums of the rows of W

umap-learn's own start draws unseeded random numbers wherever its eigensolver comes to a dead end, as it does on regular
graphs and small pieces: the same seed then gives another map each time. Here the solver's numbers are seeded. Where the
library's start is the same at every run, so is this one, to the last bit, but for graphs of many pieces: the library
places them by eigenvectors of exp(−distance²), which is 0 for pieces far apart; here they lie as on the PCA map of
their centres.

Belkin & Niyogi, "Laplacian Eigenmaps", 2003, https://doi.org/10.1162/089976603321780317
"""

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import connected_components

from core.maps.pca import pca

TOLERANCE = 1e-4  # of the eigensolver, as in umap-learn
SEED = 0


def layout(points: np.ndarray, matrix: scipy.sparse.spmatrix, dims: int) -> np.ndarray:
    """The smoothest coordinates (n, dims) on a graph of points (n, d), the same at every run.

    The matrix (n, n), symmetric, says how strongly two points are tied. Each piece of a graph that falls into pieces is
    laid out by itself and placed where its centre belongs, no nearer to another's than half the way.
    """
    draws = np.random.RandomState(SEED)
    pieces, piece = connected_components(matrix)
    if pieces == 1:
        return smoothest(matrix, dims, draws)
    matrix = matrix.tocsr()
    centres = places(points, piece, pieces, draws, dims)
    found = np.empty((len(points), dims), dtype=np.float32)
    for i, centre in enumerate(centres):
        inside = piece == i
        apart = np.linalg.norm(centres - centre, axis=1)
        reach = apart[apart > 0].min() / 2
        if inside.sum() < 2 * dims or inside.sum() <= dims + 1:
            found[inside] = draws.uniform(-reach, reach, (inside.sum(), dims)) + centre
        else:
            shape = smoothest(matrix[inside][:, inside].tocoo(), dims, draws)
            found[inside] = shape * (reach / np.abs(shape).max()) + centre
    return found


def places(points: np.ndarray, piece: np.ndarray, pieces: int, draws: np.random.RandomState, dims: int) -> np.ndarray:
    """Where the pieces of a graph go (pieces, dims): a few to the axes' ends, as in umap-learn, more as by PCA."""
    if pieces <= 2 * dims:
        half = (pieces + 1) // 2
        ends = np.eye(half, dims)
        return np.vstack([ends, -ends])[:pieces]
    centres = np.stack([points[piece == i].mean(axis=0, dtype=np.float64) for i in range(pieces)])
    if np.ptp(centres, axis=0).max() == 0:  # rings around one point
        return draws.uniform(-1.0, 1.0, (pieces, dims))
    flat = pca(centres, dims).positions
    return np.asarray(flat / np.abs(flat).max())


def smoothest(matrix: scipy.sparse.spmatrix, dims: int, draws: np.random.RandomState) -> np.ndarray:
    """A connected graph's eigenvectors after the first, (n, dims), or a random start where they are not found."""
    from scipy.sparse.linalg import ArpackError, eigsh

    n, k = matrix.shape[0], dims + 1
    root = np.sqrt(np.asarray(matrix.sum(axis=0)).squeeze())
    scale = scipy.sparse.spdiags(1.0 / root, 0, n, n)
    laplacian = scipy.sparse.identity(n, dtype=np.float64) - scale * matrix * scale
    try:
        values, vectors = eigsh(
            laplacian, k, which="SM", ncv=max(2 * k + 1, int(np.sqrt(n))), tol=TOLERANCE, v0=np.ones(n), maxiter=5 * n,
            rng=np.random.default_rng(SEED),
        )  # fmt: skip
    except ArpackError:
        return draws.uniform(-10.0, 10.0, (n, dims))
    return np.asarray(vectors[:, np.argsort(values)[1:k]])
