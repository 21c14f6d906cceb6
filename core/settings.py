"""Settings: one frozen dataclass per computation, each knob with its range beside it.

The same object bounds the widgets, validates whatever a browser or a URL sends, keys the caches, travels to the
workers and is written as provenance beside a shipped artefact. Widget limits bind only honest browsers, so
every settings object checks itself when it is made.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from core.errors import SettingError


@dataclass(frozen=True)
class Knob:
    """What one setting means and which values it may take."""

    label: str  # the words on the widget
    low: int | float = -math.inf  # the lowest number that is allowed
    high: int | float = math.inf  # and the highest
    step: int | float = 1  # the widget's step; also its type (an int knob has an int step)
    choices: tuple[Any, ...] = ()  # the allowed values, where they can be listed; the range has no meaning then
    help: str = ""  # one sentence for the visitor

    def check(self, name: str, value: Any) -> None:
        """Raise SettingError unless `value` is allowed for the setting called `name`."""
        if self.choices:
            if value not in self.choices:
                allowed = ", ".join(map(str, self.choices))
                raise SettingError(f"{name} = {value!r} is not allowed: choose one of {allowed}.")
            return
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise SettingError(f"{name} = {value!r} is not a number: choose one from {self.low} to {self.high}.")
        if isinstance(self.step, int) and not isinstance(value, int):
            raise SettingError(f"{name} = {value} is not whole: choose a whole number from {self.low} to {self.high}.")
        if not self.low <= value <= self.high:
            raise SettingError(f"{name} = {value} is out of range: choose a value from {self.low} to {self.high}.")


def knob(default: Any, label: str, **meaning: Any) -> Any:
    """A dataclass field with a default and the `Knob` that describes it."""
    return field(default=default, metadata={"knob": Knob(label, **meaning)})


@dataclass(frozen=True)
class Settings:
    """Base of all settings: validates itself, becomes JSON and a short fingerprint."""

    def __post_init__(self) -> None:
        for each in fields(self):
            if "knob" in each.metadata:
                each.metadata["knob"].check(each.name, getattr(self, each.name))

    @classmethod
    def knob(cls, name: str) -> Knob:
        """The knob of the setting called `name`."""
        found: Knob = next(each.metadata["knob"] for each in fields(cls) if each.name == name)
        return found

    def as_dict(self) -> dict[str, Any]:
        """All settings as JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Self:
        """The settings that `as_dict` described. Raises SettingError at unknown names or bad values."""
        unknown = set(values) - {each.name for each in fields(cls)}
        if unknown:
            raise SettingError(f"{cls.__name__} has no setting {sorted(unknown)}: leave it out.")
        return cls(**values)

    def fingerprint(self) -> str:
        """Twelve hexadecimal digits that change when any setting changes."""
        text = json.dumps([type(self).__name__, self.as_dict()], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


SEED = Knob("Seed", 0, 2**31 - 1, 1, help="The same seed gives the same result; another one shows what was luck.")


@dataclass(frozen=True)
class TrainingSettings(Settings):
    """Everything that decides how a network is built and trained, except its loss."""

    dataset: str = "digits"
    architecture: str = knob("mlp", "Layers", choices=("mlp", "conv", "conv-deep", "linear"))
    latent: int = knob(2, "Latent size", low=1, high=64, help="How many numbers the code may use.")
    width: int = knob(128, "Width", low=8, high=1024, step=8, help="Units in the widest hidden layer.")
    epochs: int = knob(40, "Epochs", low=1, high=2000, help="How often every training image is seen.")
    learning_rate: float = knob(0.003, "Learning rate", low=1e-5, high=1.0, step=1e-4, help="The size of one step.")
    batch: int = knob(64, "Batch", low=8, high=1024, step=8, help="Images looked at before each step.")
    weight_decay: float = knob(0.0, "Weight decay", low=0.0, high=1.0, step=0.01, help="Pull on the weights towards 0.")
    shift: int = knob(0, "Random shift", low=0, high=4, help="Each image moved by up to this many pixels.")
    images: int = knob(60_000, "Training images", low=64, high=60_000, help="At most this many are used.")
    seed: int = field(default=0, metadata={"knob": SEED})


@dataclass(frozen=True)
class AutoencoderSettings(TrainingSettings):
    """An autoencoder, or with `noise` > 0 a denoising one (Vincent et al., 2008)."""

    noise: float = knob(
        0.0, "Noise", low=0.0, high=1.0, step=0.05, help="Spread of the grey noise added to what goes in (white is 1)."
    )


@dataclass(frozen=True)
class VAESettings(TrainingSettings):
    """A variational autoencoder, or with `beta` other than 1 a beta-VAE (Higgins et al., 2017)."""

    beta: float = knob(1.0, "β", low=0.0, high=1000.0, step=0.1, help="The weight of the KL term.")
    warmup: int = knob(0, "KL warm-up", low=0, high=500, help="Epochs over which β grows from 0.")
    likelihood: str = knob("gaussian", "Likelihood", choices=("gaussian", "bernoulli"))


NetworkSettings = AutoencoderSettings | VAESettings


@dataclass(frozen=True)
class TSNESettings(Settings):
    """One t-SNE map (van der Maaten & Hinton, 2008)."""

    perplexity: float = knob(
        30.0, "Perplexity", low=1.0, high=5000.0, step=1.0, help="About how many neighbours every point tries to keep."
    )
    init: str = knob("pca", "Start", choices=("pca", "random"))
    dims: int = knob(2, "Dimensions", choices=(2, 3))
    iterations: int = knob(1000, "Iterations", low=10, high=5000, step=10, help="At most; a settled map ends earlier.")
    early: int = knob(
        100,
        "Early exaggeration",
        low=0,
        high=1000,
        step=10,
        help="The first iterations, which gather the clusters; at most a third of all.",
    )
    exaggeration: float = knob(
        12.0, "Exaggeration", low=1.0, high=50.0, step=0.5, help="How many times as strongly neighbours pull at first."
    )
    lasting: float = knob(
        1.0, "Lasting exaggeration", low=1.0, high=50.0, step=0.5, help="How many times as strongly, to the end."
    )
    learning_rate: float = knob(
        1.0, "Learning rate", low=0.01, high=2.0, step=0.01, help="The size of one step; 1 is n / exaggeration."
    )
    momentum: float = knob(
        0.9, "Momentum", low=0.0, high=0.95, step=0.05, help="How much of a step the next one keeps."
    )
    seed: int = field(default=0, metadata={"knob": SEED})

    @property
    def gathering(self) -> int:
        """How many iterations are exaggerated."""
        return min(self.early, self.iterations // 3)


@dataclass(frozen=True)
class UMAPSettings(Settings):
    """One UMAP map (McInnes, Healy & Melville, 2018)."""

    n_neighbors: int = knob(
        15, "n_neighbors", low=2, high=500, help="How many points every point is tied to, itself counted."
    )
    min_dist: float = knob(0.1, "min_dist", low=0.0, high=0.99, step=0.01, help="How closely points may be packed.")
    init: str = knob("spectral", "Start", choices=("spectral", "random"))
    dims: int = knob(2, "Dimensions", choices=(2, 3))
    iterations: int = knob(500, "Epochs", low=10, high=2000, step=10)
    seed: int = field(default=0, metadata={"knob": SEED})


def perplexity_limit(n: int) -> float:
    """The largest perplexity used for `n` points, strictly below (n − 1)/3.

    Beyond it implementations differ: openTSNE lowers the value without a word, scikit-learn refuses only at n.
    Raises SettingError when there are fewer than 7 points, too few for a perplexity of 1.
    """
    if n < 7:
        raise SettingError(f"{n} points are too few for t-SNE: bring at least 7.")
    limit = (n - 1) / 3
    return float(math.ceil(limit) - 1)


FEWEST_NEIGHBOURLY = 7  # points of a t-SNE or UMAP map: the fewest for which a perplexity of 1 is allowed
