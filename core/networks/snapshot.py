"""What is drawn of a network while it learns: where its codes lie, and a few rebuilt test images.

Made in the worker after each group of epochs, small enough to be sent to the server several times a second.
"""

import numpy as np

from core.data.datasets import Dataset, first_of_each_class
from core.networks.state import TrainingSnapshot, TrainState
from core.networks.training import preview

EXAMPLES = 4  # test images that are shown being rebuilt
SEEN = 1_000  # test images at most that are mapped and measured


def take_snapshot(state: TrainState, dataset: Dataset) -> TrainingSnapshot:
    """Look at the network of `state`."""
    seen = preview(state, dataset, limit=SEEN)
    examples = choose_examples(seen.labels, EXAMPLES)
    plane, share = flatten_codes(seen.codes, seen.labels)
    latent, names = seen.codes.shape[1], dataset.label_names
    images, rebuilt = seen.images[examples], seen.rebuilt[examples]
    mean_error = float(((seen.images - dataset.mean) ** 2).reshape(len(seen.images), -1).sum(1).mean())
    return TrainingSnapshot(plane, share, latent, seen.labels, names, images, rebuilt, seen.error, mean_error)


def choose_examples(labels: np.ndarray, count: int) -> list[int]:
    """Positions of the first image of each of the first `count` classes, or of other images where classes lack."""
    firsts = first_of_each_class(labels)[:count]
    others = [i for i in range(len(labels)) if i not in firsts]
    return (firsts + others)[:count]


def flatten_codes(codes: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, float]:
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
