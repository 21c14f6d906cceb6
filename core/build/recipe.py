"""How an artefact is made and checked: the form that every part of the build fills in."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core import luck
from core.artefacts import catalogue, files
from core.artefacts.files import Artefact
from core.settings import TrainingSettings


class Made(NamedTuple):
    """What a recipe has made."""

    content: bytes  # of the data file
    metrics: dict[str, Any]  # the quality figures, by name
    dataset_sha256: str  # hash of the data it was made from
    history: list[Any] | None = None  # the course of a training, one record an epoch, or None


class Recipe(NamedTuple):
    """One artefact of weights/."""

    name: str  # file name without its ending; also the word on the command line
    settings: dict[str, Any]  # what identifies the artefact, as JSON types; when it changes the artefact is made anew
    dataset: str  # the data set it needs; where that is absent the artefact is neither made nor checked
    ending: str  # "safetensors" or "npz"
    make: Callable[[], Made]  # computes it; picklable, called in a worker process
    check: Callable[[Artefact], list[str]]  # recomputes the metrics: what is wrong with it, one sentence each
    needs: tuple[str, ...] = ()  # names of artefacts that must be made before


TOLERANCE = 1e-3  # between machines; a wrong weight moves a loss by far more


def identity(settings: TrainingSettings) -> dict[str, Any]:
    """What identifies a training: its kind and settings."""
    return {"kind": type(settings).__name__} | settings.as_dict()


def differences(name: str, recorded: Any, measured: Any, tolerance: float = TOLERANCE) -> list[str]:
    """A sentence where a measured figure is not the recorded one, within `tolerance` of its size; nan never is."""
    flat_recorded, flat_measured = flattened(recorded), flattened(measured)
    if set(flat_recorded) != set(flat_measured):
        return [f"weights/{name}.json records other figures than are measured."]
    return [
        f"weights/{name}: {key} is {flat_measured[key]:.6g}, the record says {value:.6g}."
        for key, value in flat_recorded.items()
        if not abs(value - flat_measured[key]) <= tolerance * max(1.0, abs(value))
    ]


def flattened(figures: Any, prefix: str = "") -> dict[str, float]:
    """Nested dicts and lists of numbers as one dict of paths."""
    if isinstance(figures, dict | list):
        pairs = figures.items() if isinstance(figures, dict) else enumerate(figures)
        return {key: value for name, each in pairs for key, value in flattened(each, f"{prefix}.{name}").items()}
    return {prefix.lstrip("."): float(figures)}


def rounded(figures: Any) -> Any:
    """The same nested figures with six significant digits, so that a JSON stays short."""
    return json.loads(json.dumps(figures, default=float), parse_float=lambda text: float(f"{float(text):.6g}"))


def workshop(*known: Any) -> Path:
    """A folder for what is finished of an unfinished build; another one for all that is known and differs."""
    versions = [version(library) for library in files.LIBRARIES]
    fingerprint = hashlib.sha256(json.dumps([*known, versions], sort_keys=True).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / "latent-space-explainer-build" / fingerprint
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pictures_recipe(
    name: str,
    models: Mapping[str, TrainingSettings],
    make: Callable[[], Made],
    again: Callable[[], Made],
    by_seed: Collection[str],
    needs: tuple[str, ...],
) -> Recipe:
    """The recipe of pictures that depend on several trained networks, all on one data set, and maybe on more.

    `again` and `by_seed` are those of `check_remade`.
    """
    settings = {
        "models": {each: identity(value) for each, value in models.items()},
        "grid_side": catalogue.GRID_SIDE,
        "seeds": list(luck.SEEDS),
        "trainings": list(luck.SEEDS),
    }
    dataset = next(iter(models.values())).dataset
    check = partial(check_remade, name, again, by_seed=by_seed)
    return Recipe(name, settings, dataset, "npz", make, check, (*models, *needs))


def check_remade(
    name: str,
    again: Callable[[], Made],
    artefact: Artefact,
    by_seed: Collection[str] = (),
    tolerance: float = TOLERANCE,
) -> list[str]:
    """Make what an artefact holds again, from the shipped networks, and compare every array and figure.

    Figures named `by_seed` hold one number a seed, each of another training, and `again` gives those of the first seed.
    """
    made = again()
    remade = Artefact(name, made.content, artefact.provenance).arrays()
    shipped = artefact.arrays()
    if shipped.keys() != remade.keys():
        return [f"weights/{name}.npz holds other arrays than its recipe makes."]
    wrong = [
        f"weights/{name}.npz: {key} is not what the shipped models give."
        for key in shipped
        if not same_picture(shipped[key], remade[key])
    ]
    return wrong + differences(name, first_seed(artefact.metrics, by_seed), made.metrics, tolerance)


def first_seed(figures: Any, by_seed: Collection[str], below: bool = False) -> Any:
    """The same nested figures, those under the names `by_seed` cut to what the first seed gave."""
    if isinstance(figures, dict):
        return {name: first_seed(each, by_seed, below or name in by_seed) for name, each in figures.items()}
    return figures[:1] if below and isinstance(figures, list) else figures


def same_picture(shipped: np.ndarray, again: np.ndarray) -> bool:
    """Whether two arrays agree: grey levels to 2 of 255, other numbers to one part in a hundred."""
    if shipped.shape != again.shape or shipped.dtype != again.dtype:
        return False
    if shipped.dtype == np.uint8:
        return bool(np.abs(shipped.astype(int) - again.astype(int)).max(initial=0) <= 2)
    return np.allclose(shipped, again, rtol=1e-2, atol=5e-3)
