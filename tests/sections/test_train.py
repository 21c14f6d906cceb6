"""Train your own: the component drawn on a page of its own, with the chain run in this process."""

import time

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.cache import work
from core.data import datasets
from core.errors import Busy, Diverged
from core.jobs.chain import Progress
from core.networks import training
from core.networks.snapshot import take_snapshot
from core.networks.state import Epoch, Parts, TrainingSnapshot, TrainState
from core.page import run as chains
from core.sections import train
from core.settings import AutoencoderSettings, VAESettings


def page():
    import streamlit as st

    from core.sections import train
    from core.settings import AutoencoderSettings

    defaults = AutoencoderSettings(dataset=st.session_state.get("dataset", "digits"), width=16, epochs=3)
    train.trainer(defaults, ("latent", "epochs", "learning_rate", "seed"))


@pytest.fixture
def app(workerless):
    return AppTest.from_function(page, default_timeout=120).run()


def run_of(app):
    return app.session_state["live:AutoencoderSettings"]


def buttons(app):
    return {button.label: button for button in app.button}


def charts(app):
    return [each for each in app.main if each.type == "vega_lite_chart"] or app.get("vega_lite_chart")


def finish(app, limit=20):
    for _ in range(limit):
        if run_of(app).chain is None:
            return app
        app.run()
    raise AssertionError("the run did not end")


def test_before_training_it_says_what_to_do(app):
    assert "Press Train" in app.caption[0].value
    assert list(buttons(app)) == ["Train"]
    assert not charts(app)


def test_a_run_shows_the_network_of_its_settings_and_stays(app):
    app.number_input(key="t_seed").set_value(3)
    buttons(app)["Train"].click().run()
    assert run_of(app).chain is not None
    assert {"Train", "Stop"} <= set(buttons(app))
    assert app.number_input(key="t_seed").disabled
    finish(app)
    assert not app.exception
    assert len(charts(app)) == 3
    settings = AutoencoderSettings(width=16, epochs=3, seed=3)
    digits = datasets.load("digits")
    state = training.train(settings, digits)
    alone = take_snapshot(state, digits)
    assert run_of(app).result.state.model == state.model
    assert any(f"**{alone.error:.2f} per image**" in words.value for words in app.markdown)
    app.number_input(key="t_seed").set_value(4).run()
    assert run_of(app).result.settings == settings


def test_a_network_that_has_learned_nothing_is_called_so(app):
    app.number_input(key="t_learning_rate").set_value(0.0001)
    app.number_input(key="t_epochs").set_value(1)
    buttons(app)["Train"].click().run()
    finish(app)
    seen = run_of(app).result.snapshot
    assert seen.error > seen.mean_error
    assert any("worse than no code at all" in words.value for words in app.markdown)


def test_stop_keeps_the_model_so_far(app):
    app.number_input(key="t_epochs").set_value(50)
    buttons(app)["Train"].click().run()
    app.run()
    buttons(app)["Stop"].click().run()
    run = run_of(app)
    assert run.chain is None
    assert 1 <= run.result.state.epoch < 50
    assert any(f"stopped after epoch {run.result.state.epoch} of 50" in words.value for words in app.caption)


def test_what_ran_to_its_end_is_not_called_stopped(app, monkeypatch):
    buttons(app)["Train"].click().run()
    finish(app)

    def waiting(visitor, settings, own=None):
        while True:
            yield Progress(None, None, 3, 0.0, fresh=False, finished=False)

    monkeypatch.setattr(chains, "FIRST_PATIENCE", 0.01)
    monkeypatch.setattr(work, "learning", waiting)
    buttons(app)["Train"].click().run()
    buttons(app)["Stop"].click().run()
    assert run_of(app).chain is None
    caption = " ".join(each.value for each in app.caption)
    assert ": 3 epochs," in caption
    assert "stopped" not in caption


def test_other_data_end_the_training_and_free_the_widgets(app):
    app.number_input(key="t_epochs").set_value(50)
    buttons(app)["Train"].click().run()
    chain = run_of(app).chain
    app.session_state["dataset"] = "mnist"
    app.run()
    assert not app.exception
    assert run_of(app).chain is None
    assert chain.gi_frame is None
    assert not buttons(app)["Train"].disabled
    assert run_of(app).result.settings.dataset == "digits"  # what was learned stays, under its own name


def test_a_diverging_run_is_explained_and_never_shown(app, monkeypatch):
    learning = work.learning

    def diverging(visitor, settings, own=None):
        first = next(reports for reports in learning(visitor, settings) if reports.fresh)
        yield first._replace(finished=False)
        raise Diverged("Training diverged in epoch 2: try a tenth of it.")

    monkeypatch.setattr(work, "learning", diverging)
    buttons(app)["Train"].click().run()
    finish(app)
    assert "diverged in epoch 2" in app.warning[0].value
    assert run_of(app).result is None
    assert not charts(app)


def test_a_full_queue_is_told_and_the_earlier_result_stays(app, monkeypatch):
    buttons(app)["Train"].click().run()
    finish(app)
    before = run_of(app).result

    def busy(visitor, settings, own=None):
        raise Busy("All places are taken.")
        yield

    monkeypatch.setattr(work, "learning", busy)
    app.number_input(key="t_seed").set_value(9)
    buttons(app)["Train"].click().run()
    finish(app)
    assert app.warning[0].value == "All places are taken."
    assert run_of(app).result is before


def test_settings_come_from_the_link_and_nonsense_is_dropped(workerless):
    app = AppTest.from_function(page, default_timeout=120)
    app.query_params |= {"t_latent": "8", "t_epochs": "1000000", "t_seed": "many"}
    app.run()
    assert not app.exception
    assert app.number_input(key="t_latent").value == 8
    assert app.number_input(key="t_epochs").value == 3
    assert app.number_input(key="t_seed").value == 0


def test_a_run_in_a_worker_is_the_run_in_this_process():
    settings = AutoencoderSettings(width=16, epochs=2, seed=11)
    last = None
    for progress in work.learning("test", settings):
        last = progress if progress.fresh else last
        time.sleep(0)
    digits = datasets.load("digits")
    assert last.finished
    assert last.state.model == training.train(settings, digits).model
    assert last.view.error == pytest.approx(take_snapshot(last.state, digits).error, rel=1e-5)


def test_more_epochs_than_the_host_allows_are_refused():
    with pytest.raises(ValueError, match="epochs = 2000 is too many"):
        work.learning("test", AutoencoderSettings(epochs=2000))


def result_of(settings, kl, error):
    last = Epoch(1, Parts(0, 0, kl), Parts(0, 0, kl), 0.0)
    seen = TrainingSnapshot(np.zeros((2, 2)), 1.0, 2, np.zeros(2, int), ("a",), None, None, error, 4.0)
    return train.Result(settings, TrainState(settings, (8, 8), b"", b"", (last,)), seen)


def test_a_run_that_comes_to_nothing_says_the_true_reason():
    priced_out = train.came_to_nothing(result_of(VAESettings(beta=1000.0), kl=0.0002, error=4.1))
    assert "β = 1000 a nat of it costs 1000" in priced_out
    assert "learning rate" not in priced_out
    assert "learning rate" in train.came_to_nothing(result_of(VAESettings(beta=0.0), kl=0.0, error=4.1))
    assert "learning rate" in train.came_to_nothing(result_of(AutoencoderSettings(), kl=0.0, error=4.1))
    assert train.came_to_nothing(result_of(VAESettings(beta=1.0), kl=2.3, error=2.2)) == ""
    assert train.came_to_nothing(result_of(AutoencoderSettings(), kl=0.0, error=2.2)) == ""


def test_with_a_huge_beta_the_code_does_carry_nothing():
    settings = VAESettings(dataset="digits", width=16, epochs=2, images=300, likelihood="bernoulli", beta=1000.0)
    state = training.train(settings, datasets.load("digits"))
    assert "Choose a smaller β" in train.came_to_nothing(
        train.Result(settings, state, take_snapshot(state, datasets.load("digits")))
    )
