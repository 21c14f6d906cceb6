"""The networks: shapes, seeds, the linear model against PCA."""

import numpy as np
import pytest
import torch

from core.data import datasets
from core.errors import SettingError
from core.networks import models, training
from core.settings import AutoencoderSettings, VAESettings


@pytest.mark.parametrize(
    ("architecture", "shape"),
    [
        ("mlp", (8, 8)),
        ("conv", (28, 28)),
        ("conv-deep", (28, 28)),
        ("linear", (8, 8)),
        ("mlp", (8, 8, 3)),
        ("conv", (32, 32, 3)),
        ("conv", (16, 16)),
        ("linear", (8, 8, 3)),
    ],
)
@pytest.mark.parametrize("kind", [AutoencoderSettings, VAESettings])
def test_images_go_in_and_come_out_in_shape(kind, architecture, shape):
    model = models.build(kind(architecture=architecture, latent=3, width=16), shape)
    x = torch.rand(5, *shape, generator=torch.Generator().manual_seed(0))
    code = model.encode(x)
    z = code.mu if isinstance(code, models.Posterior) else code
    assert z.shape == (5, 3)
    rebuilt = model.decode(z)
    assert rebuilt.shape == x.shape
    if architecture != "linear":
        assert rebuilt.min() >= 0
        assert rebuilt.max() <= 1


def test_the_seed_decides_the_first_weights_and_nothing_else_does():
    torch.manual_seed(1)
    first = models.build(VAESettings(width=16, seed=3), (8, 8)).state_dict()
    torch.manual_seed(2)
    second = models.build(VAESettings(width=16, seed=3), (8, 8)).state_dict()
    other = models.build(VAESettings(width=16, seed=4), (8, 8)).state_dict()
    assert all((first[key] == second[key]).all() for key in first)
    assert any((first[key] != other[key]).any() for key in first)


def test_the_variance_stays_within_what_float32_can_tell():
    model = models.build(VAESettings(width=16), (8, 8))
    with torch.no_grad():
        model.encoder[-1].bias.fill_(1e4)
    log_var = model.encode(torch.zeros(2, 8, 8)).log_var
    assert log_var.max() == models.LOG_VAR_RANGE[1]
    assert torch.isfinite(log_var.exp()).all()


@pytest.mark.parametrize("shape", [(7, 9), (8, 8), (30, 30), (28, 32, 3)])
def test_conv_refuses_images_it_is_not_made_for(shape):
    with pytest.raises(SettingError, match=rf"16 pixels or more.* not {shape[0]}×{shape[1]}: choose 'mlp'"):
        models.build(AutoencoderSettings(architecture="conv"), shape)


def test_a_linear_autoencoder_spans_the_pca_subspace():
    """Baldi & Hornik, 1989: the best linear squeeze to k values is the one of PCA."""
    dataset = datasets.load("digits")
    train, test = (dataset.table[rows] for rows in (dataset.split.train, dataset.split.test))
    settings = AutoencoderSettings(architecture="linear", latent=3, epochs=60, learning_rate=0.03)
    before = training.restore(training.start(settings, dataset))
    after = training.restore(training.train(settings, dataset))
    mean = train.mean(0)
    axes = np.linalg.svd(train - mean, full_matrices=False)[2][:3]
    pca = ((test - mean - (test - mean) @ axes.T @ axes) ** 2).sum(1).mean()
    with torch.no_grad():
        errors = [
            (model.decode(model.encode(torch.from_numpy(test).reshape(-1, 8, 8))).flatten(1).numpy() - test) ** 2
            for model in (before, after)
        ]
    untrained, trained = (error.sum(1).mean() for error in errors)
    assert untrained > 2 * pca, "poor before"
    assert trained == pytest.approx(pca, rel=0.01)
    directions = np.linalg.qr(after.decoder[0].weight.detach().numpy())[0]  # (64, 3)
    cosines = np.linalg.svd(axes @ directions)[1]
    assert cosines.min() > 0.99, "the same directions, within 8 degrees"
