"""What a run has come to, as plain data."""

from core.networks.state import Epoch, Parts, TrainState
from core.settings import AutoencoderSettings


def test_a_run_knows_how_far_it_is():
    parts = Parts(1.0, 1.0, 0.0)
    history = tuple(Epoch(number, parts, parts, 0.5) for number in (1, 2))
    for epochs, finished in ((3, False), (2, True)):
        state = TrainState(AutoencoderSettings(epochs=epochs), (8, 8), b"", b"", history)
        assert (state.epoch, state.finished, state.seconds) == (2, finished, 1.0)
