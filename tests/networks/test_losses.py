"""The losses against independent sources: Monte Carlo, torch.distributions, arithmetic."""

import numpy as np
import pytest
import torch
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from core.networks import losses, models
from core.networks.models import Posterior
from core.settings import AutoencoderSettings, VAESettings


@pytest.fixture
def posterior():
    generator = torch.Generator().manual_seed(0)
    return Posterior(torch.randn(6, 3, generator=generator), torch.randn(6, 3, generator=generator))


@pytest.fixture
def images():
    return torch.rand(8, 8, 8, generator=torch.Generator().manual_seed(1))


def small_vae(**settings):
    return models.build(VAESettings(latent=2, width=16, **settings), (8, 8))


def test_kl_is_that_of_torch_distributions(posterior):
    q = Normal(posterior.mu, torch.exp(0.5 * posterior.log_var))
    torch.testing.assert_close(losses.kl_to_prior(posterior), kl_divergence(q, Normal(0.0, 1.0)))


def test_kl_is_the_mean_of_log_q_minus_log_p(posterior):
    q, p = Normal(posterior.mu, torch.exp(0.5 * posterior.log_var)), Normal(0.0, 1.0)
    epsilon = torch.randn(20_000, 6, 3, generator=torch.Generator().manual_seed(2))
    z = posterior.mu + torch.exp(0.5 * posterior.log_var) * epsilon
    gap = q.log_prob(z) - p.log_prob(z)  # (20000, 6, 3)
    error = gap.std(0) / np.sqrt(len(gap))
    assert ((losses.kl_to_prior(posterior) - gap.mean(0)).abs() < 5 * error + 1e-4).all()


def test_kl_of_the_prior_itself_is_nothing():
    assert losses.kl_to_prior(Posterior(torch.zeros(4, 2), torch.zeros(4, 2))).abs().max() == 0


def test_kl_is_never_negative(posterior):
    assert losses.kl_to_prior(posterior).min() >= 0


def test_samples_have_the_mean_and_spread_they_were_asked_for(posterior):
    many = Posterior(posterior.mu[:1].expand(40_000, 3), posterior.log_var[:1].expand(40_000, 3))
    z = many.sample(torch.Generator().manual_seed(3))
    sigma = torch.exp(0.5 * posterior.log_var[0])
    assert ((z.mean(0) - posterior.mu[0]).abs() < 5 * sigma / 200).all()
    assert ((z.std(0) / sigma - 1).abs() < 0.02).all()


def test_squared_error_is_summed_over_pixels(images):
    rebuilt = images.clone()
    rebuilt[:, 0, 0] += 0.5
    torch.testing.assert_close(losses.squared_error(images, rebuilt), torch.full((8,), 0.25))


def test_cross_entropy_is_the_bernoulli_likelihood_of_black_and_white_images(images):
    binary, probability = (images > 0.5).float(), images.flip(0).clamp(0.01, 0.99)
    expected = -Independent(Bernoulli(probability), 2).log_prob(binary)
    torch.testing.assert_close(losses.cross_entropy(binary, probability), expected)


def test_the_floor_of_the_cross_entropy_of_grey_pixels_is_their_entropy(images):
    x = images.clamp(0.01, 0.99)
    entropy = -(x * x.log() + (1 - x) * (1 - x).log()).flatten(1).sum(1)
    torch.testing.assert_close(losses.cross_entropy(x, x), entropy)
    assert (losses.cross_entropy(x, (x + 0.05).clamp(0.01, 0.99)) > entropy).all()


@pytest.mark.parametrize("likelihood", ["gaussian", "bernoulli"])
@pytest.mark.parametrize("beta", [0.0, 0.5, 4.0])
def test_the_loss_is_reconstruction_plus_beta_kl(images, likelihood, beta):
    loss = losses.vae_loss(small_vae(), images, beta, likelihood, torch.Generator().manual_seed(0))
    torch.testing.assert_close(loss.total, loss.reconstruction + beta * loss.kl)
    assert loss.kl > 0


def gradients(beta, images, part=None):
    model = small_vae()
    loss = losses.vae_loss(model, images, beta, "gaussian", torch.Generator().manual_seed(0))
    (loss.total if part is None else getattr(loss, part)).backward()
    return [parameter.grad for parameter in model.parameters()]


def test_beta_0_follows_the_reconstruction_alone(images):
    for of_total, of_reconstruction in zip(
        gradients(0.0, images), gradients(0.0, images, "reconstruction"), strict=True
    ):
        torch.testing.assert_close(of_total, of_reconstruction)
    pulled = zip(gradients(1.0, images), gradients(0.0, images), strict=True)
    assert any((one - none).abs().max() > 1e-6 for one, none in pulled), "beta = 1 must pull"


def test_the_gradient_reaches_mu_and_sigma_through_the_sample():
    mu, log_var = torch.zeros(5, 2, requires_grad=True), torch.zeros(5, 2, requires_grad=True)
    Posterior(mu, log_var).sample(torch.Generator().manual_seed(0)).square().sum().backward()
    assert mu.grad.abs().min() > 0
    assert log_var.grad.abs().max() > 0


def test_averaging_pixels_is_a_hidden_beta(images):
    """Mean over pixels + KL has the slope of sum over pixels + (number of pixels) · KL."""
    pixels = images[0].numel()
    model = small_vae()
    loss = losses.vae_loss(model, images, float(pixels), "gaussian", torch.Generator().manual_seed(0))
    torch.testing.assert_close(loss.reconstruction / pixels + loss.kl, loss.total / pixels)


def test_more_draws_tighten_the_bound_and_one_draw_is_the_loss(images):
    model, x = small_vae(), images.repeat(40, 1, 1)
    with torch.no_grad():
        bounds = [
            losses.importance_weighted_loss(model, x, draws, "bernoulli", torch.Generator().manual_seed(draws))
            for draws in (1, 5, 50)
        ]
        elbo = losses.vae_loss(model, x, 1.0, "bernoulli", torch.Generator().manual_seed(9)).total
    one, five, fifty = (bound.mean() for bound in bounds)
    assert one > five > fifty
    assert (one - elbo).abs() < 5 * bounds[0].std() / np.sqrt(len(x)) + 0.2


def test_the_bound_is_exact_where_the_cloud_is_the_true_posterior(images):
    """A decoder that ignores z has the prior as its posterior: every draw has the same weight."""
    model = small_vae()
    with torch.no_grad():
        model.decoder[0].weight.zero_()
        model.encoder[-1].weight.zero_()
        model.encoder[-1].bias.zero_()
        bound = losses.importance_weighted_loss(model, images, 7, "gaussian", torch.Generator().manual_seed(0))
        exact = losses.squared_error(images, model.decode(torch.zeros(len(images), 2)))
    torch.testing.assert_close(bound, exact)


def test_an_autoencoder_pays_no_kl(images):
    model = models.build(AutoencoderSettings(latent=2, width=16), (8, 8))
    loss = losses.autoencoder_loss(model, images, images)
    assert loss.kl == 0
    assert loss.total == loss.reconstruction
