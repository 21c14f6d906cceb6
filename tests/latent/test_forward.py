"""The NumPy forward pass is the one of torch, for every shipped network."""

import numpy as np
import pytest
import torch
from torch import nn

from core.artefacts import catalogue, files
from core.data import datasets
from core.errors import SettingError
from core.latent import forward
from core.networks import inference, losses, models
from core.settings import AutoencoderSettings, VAESettings

SHIPPED = [
    name
    for name, settings in catalogue.models().items()
    if settings.architecture == "mlp" and settings.dataset == "digits"
]


def net(name):
    return forward.network(files.load(name).arrays(), "mlp", (8, 8))


@pytest.mark.parametrize("kind", [AutoencoderSettings, VAESettings])
@pytest.mark.parametrize(
    ("architecture", "shape"), [("conv", (28, 28)), ("conv-deep", (28, 28)), ("conv", (32, 32, 3)), ("mlp", (8, 8, 3))]
)
def test_every_architecture_is_that_of_torch(kind, architecture, shape):
    """Untrained, but with biases that are not zero; in several portions."""
    model = models.build(kind(architecture=architecture, latent=3, width=16, seed=4), shape)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 1:
                parameter.normal_(0, 0.3, generator=generator)
    arrays = {name: value.numpy() for name, value in model.state_dict().items()}
    convolutional = forward.network(arrays, architecture, shape)
    images = np.random.default_rng(0).random((forward.AT_A_TIME + 3, *shape), dtype=np.float32)
    expected = inference.encode(model, images)
    mu = forward.encode(convolutional, images)[:, :3]  # what follows of a VAE are the logarithms of variances
    np.testing.assert_allclose(mu, expected, atol=1e-4)
    again = forward.decode(convolutional, expected)
    np.testing.assert_allclose(again, inference.decode(model, expected), atol=1e-5)
    assert again.std() > 0.01


@pytest.mark.parametrize("name", SHIPPED)
def test_codes_and_images_are_those_of_torch(name):
    digits, settings = datasets.load("digits"), catalogue.models()[name]
    test = digits.values[digits.split.test][:40]
    expected = inference.encode(inference.shipped(name), test)
    if isinstance(settings, VAESettings):
        both = zip(
            forward.encode_posterior(net(name), test),
            inference.encode_posterior(inference.shipped_vae(name), test),
            strict=True,
        )
        for own, theirs in both:
            np.testing.assert_allclose(own, theirs, atol=2e-4, rtol=1e-4)
    else:
        np.testing.assert_allclose(forward.encode(net(name), test), expected, atol=2e-4, rtol=1e-4)
    images = forward.decode(net(name), expected)
    np.testing.assert_allclose(images, inference.decode(inference.shipped(name), expected), atol=1e-5)


def test_a_network_for_larger_images_decodes_as_torch_does(mnist):
    from core.cache import shared

    name = "vae-mnist-k20-beta1"
    z = np.random.default_rng(0).normal(size=(5, 20)).astype(np.float32)
    images = shared.decoded(name, z)
    assert images.shape == (5, 28, 28)
    np.testing.assert_allclose(images, inference.decode(inference.shipped(name), z), atol=1e-5)


def test_kl_of_each_dimension_is_that_of_the_loss():
    cloud = forward.Posterior(np.array([[0.5, 0.0], [-1.0, 0.0]]), np.array([[-1.0, 0.0], [0.3, 0.0]]))
    expected = losses.kl_to_prior(models.Posterior(*(torch.from_numpy(each) for each in cloud))).mean(0)
    np.testing.assert_allclose(forward.kl_per_dimension(cloud), expected.numpy())
    np.testing.assert_allclose(cloud.sigma**2, np.exp(cloud.log_var))


def test_the_variance_has_the_bounds_of_the_model():
    assert forward.LOG_VAR_RANGE == models.LOG_VAR_RANGE


def test_codes_far_outside_overflow_nowhere():
    with np.errstate(all="raise", under="ignore"):
        images = forward.decode(net("vae-digits-k2-beta1"), np.full((1, 2), 1e4))
    assert np.isfinite(images).all()


def test_other_architectures_are_refused():
    with pytest.raises(SettingError, match="'linear'"):
        forward.network({}, "linear", (28, 28))


def test_layers_and_parameters_are_those_of_the_model():
    for name in ("autoencoder-digits-k2", "autoencoder-digits-k8-linear"):
        settings = catalogue.models()[name]
        model = models.build(settings, (8, 8))
        layers = forward.describe_layers(files.load(name).arrays())
        assert sum(layer.parameters for layer in layers) == sum(each.numel() for each in model.parameters())
        dense = [each for each in model.modules() if isinstance(each, nn.Linear)]
        assert [layer.shape for layer in layers] == [(each.out_features, each.in_features) for each in dense]
    assert layers[0].words == "dense, 64 → 8"


def test_a_convolution_is_named_as_one():
    weights = {"encoder.1.weight": np.zeros((32, 1, 4, 4)), "encoder.1.bias": np.zeros(32)}
    assert forward.describe_layers(weights) == [forward.Layer("encoder", (32, 1, 4, 4), 544)]
    assert forward.describe_layers(weights)[0].words == "convolution 4×4, 32 × 1 kernels"
