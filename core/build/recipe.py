"""How an artefact is made and checked: the form that every part of the build fills in."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from core import luck
from core.artefacts import catalogue
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


def pictures_recipe(name: str, models: Mapping[str, TrainingSettings], make: Callable[[], Made]) -> Recipe:
    """The recipe of pictures that depend on several trained networks, all on one data set."""
    settings = {
        "models": {each: identity(value) for each, value in models.items()},
        "grid_side": catalogue.GRID_SIDE,
        "seeds": list(luck.SEEDS),
    }
    dataset = next(iter(models.values())).dataset
    return Recipe(name, settings, dataset, "npz", make, partial(check_remade, name, make), tuple(models))


def check_remade(name: str, make: Callable[[], Made], artefact: Artefact) -> list[str]:
    """Make the pictures again from the shipped weights and compare every array and figure."""
    made = make()
    again = Artefact(name, made.content, artefact.provenance).arrays()
    shipped = artefact.arrays()
    if shipped.keys() != again.keys():
        return [f"weights/{name}.npz holds other arrays than its recipe makes."]
    wrong = [
        f"weights/{name}.npz: {key} is not what the shipped models give."
        for key in shipped
        if not same_picture(shipped[key], again[key])
    ]
    return wrong + differences(name, artefact.metrics, made.metrics)


def same_picture(shipped: np.ndarray, again: np.ndarray) -> bool:
    """Whether two arrays agree: grey levels to 2 of 255, other numbers to one part in a hundred."""
    if shipped.shape != again.shape or shipped.dtype != again.dtype:
        return False
    if shipped.dtype == np.uint8:
        return bool(np.abs(shipped.astype(int) - again.astype(int)).max(initial=0) <= 2)
    return np.allclose(shipped, again, rtol=1e-2, atol=5e-3)
