"""What is drawn of a network while it learns: where its codes lie, and a few rebuilt test images.

Made in the worker after each group of epochs, small enough to be sent to the server several times a second.
"""

from functools import lru_cache

import numpy as np

from core.data.datasets import Dataset
from core.networks.state import Glimpse, TrainState

EXAMPLES = 4  # test images that are shown being rebuilt
SEEN = 1_000  # test images at most that are mapped and measured


def glimpse(state: TrainState, dataset: Dataset) -> Glimpse:
    """Look at the network of `state`. Imports torch: for workers."""
    from core.networks.training import preview

    seen = preview(state, dataset, limit=SEEN)
    examples = first_of_each(seen.labels, EXAMPLES)
    plane, share = flattened(seen.codes, seen.labels)
    return Glimpse(
        plane,
        share,
        seen.codes.shape[1],
        seen.labels,
        dataset.label_names,
        seen.images[examples],
        seen.rebuilt[examples],
        seen.error,
        mean_image_error(seen.images, dataset),
    )


def mean_image_error(images: np.ndarray, dataset: Dataset) -> float:
    """Squared error per image of answering every one of `images` (n, h, w) with the mean training image."""
    return float(((images - mean_image(dataset)) ** 2).sum((1, 2)).mean())


@lru_cache(maxsize=2)
def mean_image(dataset: Dataset) -> np.ndarray:
    """The mean training image, (h, w): asked for after every group of epochs, so remembered."""
    return dataset.values[dataset.split.train].mean(0)


def first_of_each(labels: np.ndarray, count: int) -> list[int]:
    """Positions of the first image of each of the first `count` classes, or of other images where classes lack."""
    firsts = [int(np.flatnonzero(labels == label)[0]) for label in np.unique(labels)[:count]]
    others = [i for i in range(len(labels)) if i not in firsts]
    return (firsts + others)[:count]


def flattened(codes: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
    """Codes (n, k) as places in a plane (n, 2), and the share of their variance that it shows.

    Two values are a place already. A single value is spread into one row a class. More values are seen from the side
    where they differ most (PCA).
    """
    if codes.shape[1] == 1:
        jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(codes))
        return np.column_stack([codes[:, 0], labels + jitter]).astype(np.float32), 1.0
    if codes.shape[1] == 2:
        return codes, 1.0
    centred = codes - codes.mean(0)
    _, lengths, axes = np.linalg.svd(centred, full_matrices=False)
    variance = lengths**2
    return (centred @ axes[:2].T).astype(np.float32), float(variance[:2].sum() / max(variance.sum(), 1e-12))
