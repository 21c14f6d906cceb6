"""Places in latent space: grids, draws and paths keep their promises."""

import numpy as np
import pytest

from core.latent.codes import (
    box_draws,
    even_axis,
    grid,
    linear_path,
    one_by_one,
    prior_draws,
    prior_share,
    quantile_axis,
    spherical_path,
)


def test_the_grid_reads_like_a_page_from_the_top_left():
    z = grid(np.array([-1.0, 0.0, 1.0]), np.array([-2.0, 2.0]))
    assert z.tolist() == [[-1, 2], [0, 2], [1, 2], [-1, -2], [0, -2], [1, -2]]


def test_an_even_axis_covers_the_values_with_room():
    axis = even_axis(np.array([0.0, 10.0]), 11, margin=0.1)
    assert axis[0] == -1
    assert axis[-1] == 11
    np.testing.assert_allclose(np.diff(axis), 1.2, rtol=1e-5)


def test_prior_draws_are_normal_and_seeded():
    z = prior_draws(20_000, 3, seed=4)
    assert np.abs(z.mean(0)).max() < 0.04
    assert np.abs(z.std(0) - 1).max() < 0.04
    assert (z == prior_draws(20_000, 3, seed=4)).all()
    assert (z != prior_draws(20_000, 3, seed=5)).any()


def test_two_units_around_the_origin_hold_86_percent_of_the_prior_plane():
    z = prior_draws(20_000, 2, seed=0)
    assert (np.linalg.norm(z, axis=1) < 2).mean() == pytest.approx(1 - np.exp(-2), abs=0.01)


def test_box_draws_stay_in_the_box():
    codes = np.array([[0.0, -5.0], [1.0, 5.0]])
    z = box_draws(codes, 500, seed=0)
    assert (z.min(0) >= codes.min(0)).all()
    assert (z.max(0) <= codes.max(0)).all()


@pytest.mark.parametrize("path", [linear_path, spherical_path])
def test_paths_begin_and_end_where_they_should(path):
    a, b = prior_draws(2, 16, seed=1)
    steps = path(a, b, 9)
    assert steps.shape == (9, 16)
    np.testing.assert_allclose(steps[[0, -1]], [a, b], atol=1e-5)


def test_the_straight_path_has_even_steps():
    a, b = prior_draws(2, 5, seed=1)
    steps = np.diff(linear_path(a, b, 9), axis=0)
    np.testing.assert_allclose(steps, np.broadcast_to((b - a) / 8, steps.shape), atol=1e-5)


def test_the_spherical_path_keeps_its_distance_and_turns_evenly():
    a, b = prior_draws(2, 16, seed=2)
    a, b = 4 * a / np.linalg.norm(a), 4 * b / np.linalg.norm(b)
    steps = spherical_path(a, b, 9)
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), 4, rtol=1e-5)
    angles = np.arccos((steps[:-1] * steps[1:]).sum(1) / 16)
    np.testing.assert_allclose(angles, angles.mean(), rtol=1e-3)
    assert np.linalg.norm(linear_path(a, b, 9)[4]) < 3.9, "the straight way is shorter"


@pytest.mark.parametrize(("a", "b"), [([1.0, 0.0], [3.0, 0.0]), ([0.0, 0.0], [1.0, 1.0]), ([1.0, 0.0], [-1.0, 0.0])])
def test_where_there_is_no_arc_the_path_is_straight(a, b):
    a, b = np.array(a), np.array(b)
    np.testing.assert_allclose(spherical_path(a, b, 5), linear_path(a, b, 5), atol=1e-6)


def test_the_quantile_axis_cuts_the_prior_into_equal_shares():
    axis = quantile_axis(9)
    np.testing.assert_allclose(prior_share(axis), (np.arange(9) + 0.5) / 9, atol=1e-6)
    np.testing.assert_allclose(axis, -axis[::-1], atol=1e-6)
    drawn = prior_share(prior_draws(5_000, 1, seed=0))[:, 0]
    assert np.histogram(drawn, 9, (0, 1))[0].min() > 480, "as many draws in each part"


def test_one_value_moves_while_the_others_are_held():
    turned = one_by_one(np.array([1.0, 2.0]), np.array([-1.0, -2.0]), np.array([1.0, 2.0]), 3)
    np.testing.assert_array_equal(turned[0], [[-1, 2], [0, 2], [1, 2]])
    np.testing.assert_array_equal(turned[1], [[1, -2], [1, 0], [1, 2]])
