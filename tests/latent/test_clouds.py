import numpy as np
import pytest

from core.latent import clouds
from core.latent.codes import Bells, prior_draws
from core.latent.forward import Posterior


def test_neighbours_are_counted_in_each_clouds_own_size():
    mu = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0]])
    posterior = Posterior(mu, np.log(np.array([[4.0, 1.0], [0.25, 1.0], [1.0, 1.0]])))
    assert clouds.others_within(posterior).tolist() == [1, 0, 0]


def test_clouds_that_are_the_prior_are_as_dense_as_it_everywhere():
    same = Posterior(np.zeros((7, 2)), np.zeros((7, 2)))
    z = np.array([[0.0, 0.0], [1.5, -2.0]])
    assert clouds.density_beside_prior(same, z) == pytest.approx([1, 1])
    far = Posterior(np.full((7, 2), 3.0), np.zeros((7, 2)))
    assert clouds.density_beside_prior(far, np.array([[0.0, 0.0]]))[0] == pytest.approx(np.exp(-9))


def test_draws_from_bells_have_their_means_and_spreads():
    root = np.array([[2.0, 0.0], [1.5, 0.5]])
    bells = Bells(np.array([0.25, 0.75]), np.array([[10.0, 0.0], [-10.0, 5.0]]), np.stack([np.eye(2), root]))
    z = bells.draws(40_000, 3)
    left = z[:, 0] < 0
    assert left.mean() == pytest.approx(0.75, abs=0.01)
    assert z[left].mean(axis=0) == pytest.approx([-10, 5], abs=0.05)
    assert np.cov(z[left].T) == pytest.approx(root @ root.T, abs=0.1)
    assert np.array_equal(Bells.prior(3).draws(5, 1), prior_draws(5, 3, 1))
