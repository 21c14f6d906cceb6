"""Recipes for what the Autoencoder page shows without torch: codes, rebuilt images, the decoded plane, its forming."""

from functools import partial
from typing import Any

import numpy as np

from core import catalogue, datasets, inference, latent, training, weights
from core.build_models import GRID_SIDE, check_remade, decoded_plane, grey_bytes, identity, pictures_recipe, rounded
from core.params import TrainingSettings
from core.recipe import Made, Recipe

EPOCH_STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 35, 60, 100)


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    return {recipe.name: recipe for recipe in (autoencoder_pictures_recipe(), epochs_recipe())}


def autoencoder_pictures_recipe() -> Recipe:
    """Codes and rebuilt test images for every latent size, and the decoded plane."""
    return pictures_recipe("autoencoder-digits-pictures", catalogue.autoencoders(), make_autoencoder_pictures)


def make_autoencoder_pictures() -> Made:
    """Let every shipped autoencoder, and PCA with as many values, rebuild the test images of the digits."""
    dataset = datasets.load("digits")
    test = dataset.values[dataset.split.test]
    mean = np.broadcast_to(dataset.values[dataset.split.train].mean(0), test.shape).astype(np.float32)
    arrays: dict[str, np.ndarray] = {"rows": dataset.split.test}
    metrics: dict[str, Any] = {"mean_image": float(inference.error_per_image(test, mean).mean())}
    for name, settings in catalogue.autoencoders().items():
        k, model = settings.latent, inference.shipped(name)
        codes = inference.encode(model, test).mu
        for method, rebuilt in (("autoencoder", inference.decode(model, codes)), ("pca", pca_rebuilt(dataset, k))):
            error = inference.error_per_image(test, rebuilt)
            arrays |= {f"{method}_rebuilt_{k}": grey_bytes(rebuilt), f"{method}_error_{k}": error}
            metrics.setdefault(method, {})[str(k)] = float(error.mean())
        arrays[f"codes_{k}"] = codes
    arrays |= decoded_plane(
        "autoencoder-digits-k2", *(latent.even_axis(axis, GRID_SIDE) for axis in arrays["codes_2"].T)
    )
    return Made(weights.npz_bytes(arrays), rounded(metrics), dataset.sha256)


def pca_rebuilt(dataset: datasets.Dataset, k: int) -> np.ndarray:
    """The test images as PCA with k components, fitted on the training images, rebuilds them: (n, h, w)."""
    from sklearn.decomposition import PCA

    pca = PCA(k, svd_solver="full").fit(dataset.table[dataset.split.train])
    test = dataset.table[dataset.split.test]
    return pca.inverse_transform(pca.transform(test)).reshape(-1, *dataset.shape).astype(np.float32)


def epochs_recipe() -> Recipe:
    """The plane of the two-value autoencoder as it forms during training."""
    settings = catalogue.autoencoders()["autoencoder-digits-k2"]
    make = partial(make_epochs, settings)
    return Recipe(
        "autoencoder-digits-k2-epochs", identity(settings) | {"stops": list(EPOCH_STOPS)}, settings.dataset, "npz",
        make, partial(check_remade, "autoencoder-digits-k2-epochs", make),
    )  # fmt: skip


def make_epochs(settings: TrainingSettings) -> Made:
    """Train again, keeping the codes of the test images at each stop."""
    dataset = datasets.load(settings.dataset)
    state = training.start(settings, dataset)
    codes, errors = [], []
    while True:
        if state.epoch in EPOCH_STOPS:
            seen = training.preview(state, dataset, limit=len(dataset.values))
            codes.append(seen.codes)
            errors.append(seen.error)
        if state.finished:
            break
        state = training.step(state, dataset)
    arrays = {"rows": dataset.split.test, "stops": np.array(EPOCH_STOPS), "codes": np.stack(codes)}
    return Made(weights.npz_bytes(arrays), rounded({"test_squared_error": errors}), dataset.sha256)
