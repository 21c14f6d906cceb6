import itertools
import math

import numpy as np
import pytest
import torch

from core.data import datasets
from core.errors import Diverged, SettingError
from core.networks import training
from core.settings import AutoencoderSettings, VAESettings

SMALL = {"width": 32, "epochs": 6, "images": 512, "batch": 16, "learning_rate": 0.01, "seed": 3}
KINDS = [AutoencoderSettings(noise=0.1, **SMALL), VAESettings(likelihood="bernoulli", warmup=2, **SMALL)]


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.mark.parametrize("settings", KINDS)
def test_training_makes_the_error_small_and_an_untrained_model_does_not(settings, digits):
    images = training.part_images(digits, "test")
    before = training.evaluate(training.restore(training.start(settings, digits)), images, settings)
    after = training.evaluate(training.restore(training.train(settings, digits)), images, settings)
    assert after.reconstruction < 0.75 * before.reconstruction


@pytest.mark.parametrize("settings", KINDS)
def test_a_chain_comes_to_the_same_weights_each_time(settings, digits):
    first, again = training.train(settings, digits), training.train(settings, digits)
    assert first.model == again.model
    assert [epoch[:3] for epoch in first.history] == [epoch[:3] for epoch in again.history]


def test_training_leaves_the_global_generators_alone(digits):
    torch_before, numpy_before = torch.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    training.train(KINDS[1], digits)
    assert torch.equal(torch_before, torch.get_rng_state())
    assert np.array_equal(numpy_before, np.random.get_state()[1])  # noqa: NPY002


def test_the_seed_decides(digits):
    one, two = (training.train(AutoencoderSettings(**SMALL | {"seed": seed}), digits).model for seed in (1, 2))
    assert one != two


def test_a_step_changes_nothing_it_was_given(digits):
    state = training.start(KINDS[0], digits)
    before = state.model
    after = training.step(state, digits)
    assert (state.epoch, after.epoch) == (0, 1)
    assert state.model == before != after.model


@pytest.mark.parametrize(
    "settings",
    [
        AutoencoderSettings(architecture="linear", epochs=60, learning_rate=1.0),
        AutoencoderSettings(width=128, epochs=60, learning_rate=1.0),  # goes dead behind its squashing output
    ],
)
def test_a_rate_far_too_high_is_stopped_and_explained(digits, settings):
    with pytest.raises(Diverged, match=r"diverged in epoch \d+: .* learning rate of 1 is too high"):
        training.train(settings, digits)


@pytest.mark.parametrize(
    "settings", [AutoencoderSettings(**SMALL | {"learning_rate": 1e-5}), VAESettings(beta=50.0, **SMALL)]
)
def test_a_slow_or_collapsed_run_is_not_called_divergent(digits, settings):
    assert training.train(settings, digits).finished


def test_the_mean_answer_is_what_it_says(digits):
    images = training.part_images(digits, "train")
    by_hand = ((images - images.mean(0)) ** 2).sum((1, 2)).mean().item()
    assert training.mean_answer(images, AutoencoderSettings()) == pytest.approx(by_hand, rel=1e-5)
    assert training.mean_answer(images, VAESettings(likelihood="bernoulli")) > 2 * by_hand


def test_a_table_cannot_be_trained_on():
    with pytest.raises(SettingError, match="'toy-grid' is not made of images"):
        training.start(AutoencoderSettings(dataset="toy-grid"), datasets.load("toy-grid"))


def test_the_learning_rate_rises_and_falls_to_nothing():
    settings = AutoencoderSettings(learning_rate=0.01)
    rates = [training.learning_rate(settings, i / 100) for i in range(101)]
    assert max(rates) == pytest.approx(0.01)
    assert rates.index(max(rates)) == 10
    assert rates[-1] == pytest.approx(0, abs=1e-9)
    assert all(a > b for a, b in itertools.pairwise(rates[10:]))


def test_warm_up_of_beta_ends_at_beta():
    settings = VAESettings(beta=2.0, warmup=3)
    assert [training.warm_beta(settings, number) for number in (1, 2, 3, 4, 5)] == [0.5, 1.0, 1.5, 2.0, 2.0]


def test_a_shift_moves_by_whole_pixels(digits):
    x = torch.zeros(200, 8, 8)
    x[:, 4, 4] = 1.0
    moved = training.shifted(x, 1, torch.Generator().manual_seed(0))
    places = {tuple(place.tolist()) for place in moved.nonzero()[:, 1:]}
    assert places == {(row, column) for row in (3, 4, 5) for column in (3, 4, 5)}
    assert torch.equal(moved.sum((1, 2)), torch.ones(200))
    images = training.part_images(digits, "test")
    assert torch.equal(training.shifted(images, 0, torch.Generator().manual_seed(0)), images)


def test_preview_is_of_held_out_images(digits):
    state = training.train(KINDS[1], digits)
    seen = training.preview(state, digits, limit=7)
    assert np.array_equal(seen.images, digits.values[digits.split.test[:7]])
    assert seen.codes.shape == (7, 2)
    assert seen.error == pytest.approx(((seen.images - seen.rebuilt) ** 2).sum((1, 2)).mean(), rel=1e-5)


def test_eight_bits_ship_the_same_model(digits):
    state = training.train(KINDS[0], digits)
    images = training.part_images(digits, "test")
    compact = training.model_from_bytes(state.settings, digits.shape, training.compact(state.model))
    exact = training.evaluate(training.restore(state), images, state.settings).total
    assert math.isclose(training.evaluate(compact, images, state.settings).total, exact, rel_tol=1e-2)
    assert len(training.compact(state.model)) < 0.6 * len(state.model)


def test_conv_learns_on_mnist(mnist):
    settings = AutoencoderSettings(
        dataset="mnist", architecture="conv", width=64, latent=8, epochs=1, images=2_000, batch=16, learning_rate=0.006
    )
    images = training.part_images(mnist, "validation")
    mean_image = ((images - images.mean(0)) ** 2).sum((1, 2)).mean().item()
    assert training.train(settings, mnist).history[-1].validation.reconstruction < 0.9 * mean_image
