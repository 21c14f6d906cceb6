"""Recipes for what the VAE page shows without torch: clouds, rebuilt images, decoded planes and samples, per beta."""

from typing import Any

import numpy as np

from core import catalogue, datasets, inference, latent, weights
from core.build_models import GRID_SIDE, decoded_plane, grey_bytes, pictures_recipe, rounded
from core.recipe import Made, Recipe

PRIOR_REACH = 3.0  # the decoded plane goes this many standard deviations of the prior
DRAWS, DRAW_SEEDS = 24, 8  # samples from the prior, in each of so many seeded draws
ACTIVE_NATS = 0.01  # a latent dimension with less KL than this carries nothing


def recipes() -> dict[str, Recipe]:
    """All recipes of this module by name."""
    recipe = vae_pictures_recipe()
    return {recipe.name: recipe}


def vae_pictures_recipe() -> Recipe:
    """Clouds, rebuilt test images, decoded plane and prior samples for every beta."""
    return pictures_recipe("vae-digits-pictures", catalogue.vaes(), make_vae_pictures)


def make_vae_pictures() -> Made:
    """Let every shipped VAE of the plane encode and rebuild the test images of the digits, and draw new ones."""
    dataset = datasets.load("digits")
    test = dataset.values[dataset.split.test]
    arrays: dict[str, np.ndarray] = {"rows": dataset.split.test}
    metrics: dict[str, Any] = {}
    axis = np.linspace(-PRIOR_REACH, PRIOR_REACH, GRID_SIDE, dtype=np.float32)
    draws = np.stack([latent.prior_draws(DRAWS, 2, seed) for seed in range(DRAW_SEEDS)])  # (seeds, draws, 2)
    for name, settings in catalogue.vaes().items():
        if settings.latent != 2:
            continue
        beta, model = catalogue.number(settings.beta), inference.shipped(name)
        encoded = inference.encode(model, test)
        rebuilt, samples = inference.decode(model, encoded.mu), inference.decode(model, draws.reshape(-1, 2))
        arrays |= {f"mu_{beta}": encoded.mu, f"log_var_{beta}": encoded.log_var}
        arrays[f"rebuilt_{beta}"] = grey_bytes(rebuilt)
        arrays[f"samples_{beta}"] = grey_bytes(samples).reshape(DRAW_SEEDS, DRAWS, *dataset.shape)
        arrays |= decoded_plane(name, axis, axis, suffix=f"_{beta}")
        kl = inference.kl_per_dimension(name, test)
        metrics[beta] = inference.test_loss(name) | {
            "kl_per_dimension": kl.tolist(),
            "active": int((kl > ACTIVE_NATS).sum()),
            "squared_error_of_means": float(inference.error_per_image(test, rebuilt).mean()),
        }
    return Made(weights.npz_bytes(arrays), rounded(metrics), dataset.sha256)
