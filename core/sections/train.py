"""Train your own: one component for every page that lets a visitor train a network.

    defaults = AutoencoderSettings(dataset="digits", width=128, epochs=60)
    train.trainer(defaults, ("latent", "width", "noise", "epochs", "learning_rate", "batch", "seed"))

It draws a widget for each named knob, bound to the URL under "t_" and the knob's name (so the settings are a link),
Train and Stop, progress with elapsed time, and, while the network learns, its loss curve, its latent map and four
rebuilt test images. Settings without a widget stay as in `defaults`. Call it inside `frame.section`; it is a fragment
of its own. Nothing runs before Train is pressed.

The training is a chain of steps in a worker (`core.jobs.chain`), so this process imports no torch. What a visitor's
run has come to is kept in their session until another run has something to show. Stop keeps the model so far. A run
that diverges shows its explanation in place of a result; a full queue or a lost worker is told there too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import streamlit as st

from core.cache import work
from core.charts import curves, planes
from core.data.datasets import Dataset
from core.errors import Diverged, SettingError
from core.latent.forward import ACTIVE_NATS
from core.maps.procrustes import turned
from core.networks.state import TrainingSnapshot, TrainState
from core.page import draw, frame, links, parameters
from core.page.run import LOOK, Run, row, visitor
from core.pictures import colours
from core.pictures.png import thumbnails
from core.sections import gallery, take_away
from core.settings import TrainingSettings, VAESettings

USELESS = (
    "**So far this network is worse than no code at all.** After a few epochs that is no wonder; after many, the "
    "learning rate was too low or too high."
)
IMAGES = 5_000  # training images of a live run, at most: nobody waits long
WIDGET = 128  # pixels: seven of them and a button stand beside each other


class Result(NamedTuple):
    """What a run has come to: its settings, its state (weights as bytes, history), and what is drawn of it."""

    settings: TrainingSettings
    state: TrainState
    snapshot: TrainingSnapshot


@dataclass
class Training(Run):
    """A visitor's training on one page: what was asked for, and the newest result."""

    asked: TrainingSettings = field(default_factory=TrainingSettings)
    result: Result | None = None

    unit = "Epoch"

    def turn_to(self, subject: Any) -> None:
        """As of every run; what was learned of a visitor's own pictures goes with them."""
        if isinstance(self.subject, Dataset) and subject is not self.subject:
            self.result = None
        super().turn_to(subject)

    def begin(self, defaults: TrainingSettings, knobs: Sequence[str], own: Dataset | None) -> None:
        """Begin a run with what the widgets show; a setting that is refused is told where the result would be.

        The earlier result stays until the new one has something to show.
        """
        try:
            settings = replace(defaults, **{name: st.session_state[f"t_{name}"] for name in knobs})
            self.follow(work.learning(visitor(), settings, own))
            self.asked = settings
        except SettingError as error:
            self.problem = str(error)

    @property
    def running_result(self) -> Result | None:
        """The result of the settings last asked for, if there is one yet."""
        return self.result if self.result is not None and self.result.settings == self.asked else None

    def take(self, state: TrainState, seen: TrainingSnapshot) -> None:
        """Make the new state the result."""
        before = self.running_result
        if seen.latent > 2 and before is not None:
            seen = replace(seen, plane=turned(seen.plane, before.snapshot.plane))
        self.result = Result(self.asked, replace(state, optimizer=b""), seen)

    def failed(self, error: Exception) -> None:
        """A network that diverged is not shown."""
        if isinstance(error, Diverged) and self.running_result is not None:
            self.result = None

    def count(self) -> tuple[int, int]:
        """Epochs done, and asked for."""
        return 0 if self.result is None else self.result.state.epoch, self.asked.epochs


@st.fragment
def trainer(defaults: TrainingSettings, knobs: Sequence[str], own: Dataset | None = None) -> None:
    """Everything from the widgets to the trained network, in one place.

    Args:
        defaults: the data set, the default of every knob, and the settings that have no widget.
        knobs: names of the settings that get a widget, in order.
        own: the visitor's own pictures, where these are the data.
    """
    with frame.show_errors():
        work.prepare_learning()
        run = st.session_state.setdefault(place(defaults, own), Training())
        run.turn_to(own or defaults.dataset)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            for name in knobs:
                widget(defaults, name, disabled=run.busy)
            st.button(
                "Train",
                type="primary",
                key="t_train",
                disabled=run.busy,
                on_click=run.begin,
                args=(defaults, knobs, own),
            )
        st.fragment(report, run_every=LOOK if run.busy else None)(run)


def place(defaults: TrainingSettings, own: Dataset | None) -> str:
    """Where the session keeps the training: one of each kind of network, and of one's own pictures apart."""
    return f"live:{type(defaults).__name__}" + (gallery.OF_THEM if own is not None else "")


def widget(defaults: TrainingSettings, name: str, disabled: bool) -> None:
    """The widget of one knob; the URL carries its value."""
    knob, default = defaults.knob(name), getattr(defaults, name)
    common: dict[str, Any] = {"help": knob.help or None, "disabled": disabled, "width": WIDGET}
    if knob.choices:
        st.selectbox(knob.label, index=knob.choices.index(default), **common, **links.bound(f"t_{name}"))
        return
    shown = None if isinstance(knob.step, int) else "%.4f" if knob.step < 0.01 else "%.2f"
    fewer = {"max_value": min(knob.high, work.limits().epochs)} if name == "epochs" else {}
    default = min(default, fewer.get("max_value", default))
    bound = links.bound(f"t_{name}", **fewer)
    st.number_input(knob.label, value=default, step=knob.step, format=shown, **common, **bound)


def report(run: Training) -> None:
    """Progress and the result so far; looks at the chain once each time it runs."""
    row(run, "t_stop", "Keeps the network as it is now.")
    if run.result is None:
        if not run.busy and not run.problem:
            st.caption("Nothing is trained yet. Press Train and watch the dots find their places.")
        return
    if not run.busy:
        st.caption(summary(run.result))
        take_away.network("t_take", run.result.state)
    show(run.result, run.subject if isinstance(run.subject, Dataset) else None)


def summary(result: Result) -> str:
    """One line on the run that is shown."""
    state, settings = result.state, result.settings
    end = f"{state.epoch} epochs" if state.finished else f"stopped after epoch {state.epoch} of {settings.epochs}"
    return (
        f"Trained here on {parameters.DATA.words[settings.dataset]}: {end}, {state.seconds:.1f} s of computing, "
        f"{settings.latent} {'value' if settings.latent == 1 else 'values'} a code, width {settings.width}, "
        f"seed {settings.seed}. Press Train for another run; this one stays until then."
    )


def show(result: Result, own: Dataset | None) -> None:
    """Loss curve, latent map and rebuilt test images of a result; `own` are the visitor's pictures, if of these."""
    seen, state = result.snapshot, result.state
    colour = colours.VAE if isinstance(result.settings, VAESettings) else colours.AUTOENCODER
    left, right = st.columns(2, gap="medium")
    with left:
        history = {
            "training": [epoch.train.total for epoch in state.history],
            "validation": [epoch.validation.total for epoch in state.history],
        }
        by = loss_unit(result.settings), result.settings.epochs, colour
        grown = {curves.HISTORY: curves.history_columns(history)}
        draw.chart("t_curve", by, lambda: curves.loss_curve(history, *by), grown)
        pictures = {"test image": thumbnails(seen.images), "rebuilt": thumbnails(seen.rebuilt)}
        draw.strip("t_rebuilt", pictures, height=170)
    with right:
        latent_map(seen, own)
    st.markdown(figures(result))


def latent_map(seen: TrainingSnapshot, own: Dataset | None) -> None:
    """Where the codes of the test images lie."""
    points, look = (seen.plane, seen.labels, seen.label_names), (axes(seen.latent), 430)
    by_place = (seen.label_names, planes.rounded_ends(seen.plane), *look)
    pictures = None if own is None else thumbnails(own.values[own.split.test[: len(seen.labels)]])
    moved = {planes.POINTS: planes.scatter_columns(*points, pictures)}
    drawn = draw.chart if own is None else draw.own  # whose classes have names that are remembered for nobody else
    drawn("t_map", by_place, lambda: planes.scatter(*points, *look, pictures), moved)


def axes(latent: int) -> tuple[str, str]:
    """What the two axes of the latent map show."""
    if latent == 1:
        return "the code", "one row for each class"
    return ("first value", "second value") if latent == 2 else ("widest direction", "second widest")


def loss_unit(settings: TrainingSettings) -> str:
    """What the loss is measured in."""
    if not isinstance(settings, VAESettings):
        return "squared error per image"
    return "loss per image, nats" if settings.likelihood == "bernoulli" else "squared error + β·KL per image"


def came_to_nothing(result: Result) -> str:
    """Why a network is no better than no code at all: "" where it is better."""
    seen, settings, beta = result.snapshot, result.settings, getattr(result.settings, "beta", 0.0)
    if beta > 0 and result.state.history[-1].validation.kl < ACTIVE_NATS * settings.latent:
        return (
            f" **So far the code carries nothing**: all clouds are the same one. With β = {beta:g} a nat of it costs "
            f"{beta:g}, and has not been worth that. Choose a smaller β."
        )
    return f" {USELESS}" if seen.error >= seen.mean_error else ""


def figures(result: Result) -> str:
    """The numbers of a result, each with what to compare it with."""
    seen, state = result.snapshot, result.state
    words = (
        f"Squared error on {len(seen.labels):,} test images: **{seen.error:.2f} per image**; answering every time with "
        f"the mean image gives {seen.mean_error:.2f}."
    )
    words += came_to_nothing(result)
    if isinstance(result.settings, VAESettings):
        last = state.history[-1].validation
        words += f" On validation images: reconstruction {last.reconstruction:.2f}, KL {last.kl:.2f} nats per image."
    if seen.latent > 2:
        words += (
            f" The map shows the {seen.latent} values from the side where they differ most (PCA): {seen.share:.0%} of "
            f"their variance."
        )
    return words
