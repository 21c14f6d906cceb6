"""How an artefact is made and checked: the form that every part of the build fills in."""

from collections.abc import Callable
from typing import Any, NamedTuple

from core.weights import Artefact


class Made(NamedTuple):
    """What a recipe has made.

    Args:
        content: the bytes of the data file.
        metrics: the quality figures, by name.
        dataset_sha256: hash of the data it was made from.
        history: the course of a training, one record an epoch, or None.
    """

    content: bytes
    metrics: dict[str, Any]
    dataset_sha256: str
    history: list[Any] | None = None


class Recipe(NamedTuple):
    """One artefact of weights/.

    Args:
        name: file name without its ending; also the word on the command line.
        settings: what identifies the artefact, as JSON types; when it changes the artefact is made anew.
        dataset: the data set it needs; where that is absent the artefact is neither made nor checked.
        ending: "safetensors" or "npz".
        make: computes it; picklable, called in a worker process.
        check: recomputes the metrics from the artefact and the data; returns what is wrong, one sentence each.
        needs: names of artefacts that must be made before.
    """

    name: str
    settings: dict[str, Any]
    dataset: str
    ending: str
    make: Callable[[], Made]
    check: Callable[[Artefact], list[str]]
    needs: tuple[str, ...] = ()
