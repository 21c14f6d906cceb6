"""The data sets: images or tables with labels, their source and licence, and one fixed split into three parts.

Networks learn from the training part, their settings are chosen on the validation part, and every error and quality
figure in the app is measured on the test part, which no model has ever seen.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.data import faces, mnist, words
from core.data.toys import CLAIMED, TOYS
from core.errors import DatasetError

SPLIT_SEED = 2006  # of every split; changing it invalidates every shipped artefact
TOY_SEED, FACES_SEED = 2016, 2026
FACES = 10_000  # of the data set; more can be drawn
DRAWN = "drawn by this app"  # the source of faces and toys
MNIST_TRAIN = 60_000  # the official training images come first, the official 10,000 test images after them


class Split(NamedTuple):
    """Row numbers of the three parts, each sorted, together every row once."""

    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray


def split(name: str, n: int) -> Split:
    """The fixed split of n rows: 70 / 10 / 20 %, or the official test images where there are any."""
    rng = np.random.default_rng(SPLIT_SEED)
    if name in mnist.FAMILY:
        order, held_out = rng.permutation(MNIST_TRAIN), np.arange(MNIST_TRAIN, n)
        return Split(np.sort(order[5_000:]), np.sort(order[:5_000]), held_out)
    train, validation, test = np.split(rng.permutation(n), [int(0.7 * n), int(0.8 * n)])
    return Split(np.sort(train), np.sort(validation), np.sort(test))


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images or a table, with labels.

    Args:
        name: the key in `NAMES`.
        title: what a visitor reads.
        values: images (n, h, w), in colour (n, h, w, 3), in [0, 1], or a table (n, d); float32.
        labels: integers (n,), positions in `label_names`.
        label_names: what each label means.
        source: who made it and where it lies.
        licence: under which terms.
        knobs: of what was drawn, the numbers it was drawn from, (n, number of knobs); None where nobody knows them.
    """

    name: str
    title: str
    values: np.ndarray
    labels: np.ndarray
    label_names: tuple[str, ...]
    source: str
    licence: str
    knobs: np.ndarray | None = field(default=None, kw_only=True)

    @property
    def is_images(self) -> bool:
        """Whether the rows are pictures."""
        return self.values.ndim > 2

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one row: (h, w), (h, w, 3) or (d,)."""
        return self.values.shape[1:]

    @property
    def table(self) -> np.ndarray:
        """The rows as vectors, (n, d)."""
        return self.values.reshape(len(self.values), -1)

    @cached_property
    def split(self) -> Split:
        """The fixed split of this data set."""
        return split(self.name, len(self.values))

    @cached_property
    def mean(self) -> np.ndarray:
        """The mean training image or row, in the shape of one."""
        mean: np.ndarray = self.values[self.split.train].mean(0)
        return mean

    @cached_property
    def sha256(self) -> str:
        """Hash of values and labels: two data sets with the same hash hold the same numbers."""
        digest = hashlib.sha256(np.ascontiguousarray(self.values).tobytes())
        digest.update(np.ascontiguousarray(self.labels, dtype=np.int64).tobytes())
        return digest.hexdigest()


TITLES: dict[str, str] = (
    {"faces": "Faces", "mnist": mnist.FAMILY["mnist"].title, "digits": "Digits (8×8)"}
    | {name: family.title for name, family in mnist.FAMILY.items()}
    | {words.NAME: words.TITLE}
    | {name: toy.title for name, toy in TOYS.items()}
)
NAMES = tuple(TITLES)
IMAGE_SHAPES: dict[str, tuple[int, ...]] = (
    {"faces": (faces.SIDE, faces.SIDE, 3), "mnist": (28, 28), "digits": (8, 8)} | dict.fromkeys(mnist.FAMILY, (28, 28))
)  # fmt: skip
IMAGE_NAMES = tuple(IMAGE_SHAPES)


def first_of_each_class(labels: np.ndarray) -> list[int]:
    """Position of the first of each class among labels (n,), in the order of the classes."""
    return [int(first) for first in np.unique(labels, return_index=True)[1]]


def data_directory() -> Path:
    """Where downloads are kept: LATENT_DATA_DIR, else a cache folder in the home, else one for temporary files."""
    named = os.environ.get("LATENT_DATA_DIR")
    if named:
        return Path(named)
    try:
        return Path.home() / ".cache" / "latent-space-explainer"
    except RuntimeError:  # no home directory is known
        return Path(tempfile.gettempdir()) / "latent-space-explainer"


def check_name(name: str) -> None:
    """Raise DatasetError unless `name` is one of the data sets."""
    if name not in TITLES and name not in CLAIMED:
        raise DatasetError(f"There is no data set called {name!r}: choose one of {', '.join(NAMES)}.")


def is_here(name: str) -> bool:
    """Whether `name` can be loaded without a download."""
    check_name(name)
    return name not in mnist.FAMILY or not mnist.missing(name, data_directory())


@lru_cache(maxsize=2)
def load(name: str) -> Dataset:
    """The data set called `name`.

    Raises: DatasetError when it is unknown, not downloaded, or damaged; ArtefactError when the words' file is.
    """
    check_name(name)
    if name == "digits":
        return load_digits()
    if name == words.NAME:
        return of_words(words.load())
    if name == "faces":
        return load_faces()
    if toy := TOYS.get(name) or CLAIMED.get(name):
        points, labels = toy.draw(np.random.default_rng(TOY_SEED))
        points, labels = points.astype(np.float32), labels.astype(np.int64)
        return Dataset(name, toy.title, points, labels, toy.label_names, DRAWN, "CC0")
    family, raw = mnist.FAMILY[name], mnist.read(name, data_directory())
    values = raw.images.astype(np.float32) / 255
    return Dataset(name, family.title, values, raw.labels, family.label_names, family.source, family.licence)


def of_words(found: words.Words) -> Dataset:
    """Words as points: as far apart as their meanings differ in direction."""
    return Dataset(words.NAME, words.TITLE, found.vectors, found.labels, found.kinds, words.SOURCE, words.LICENCE)


def load_digits() -> Dataset:
    """scikit-learn's 1,797 handwritten digits, 8×8 pixels with 17 grey levels.

    Read from the file that comes with the package: importing it would cost every page nearly a second.
    """
    package = find_spec("sklearn")
    if package is None or not package.submodule_search_locations:
        raise DatasetError(
            "The digits come with scikit-learn, which is not installed: pip install -r requirements.txt."
        )
    file = Path(package.submodule_search_locations[0], "datasets", "data", "digits.csv.gz")
    try:
        table = np.loadtxt(file, delimiter=",")  # 64 pixels and the label
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"The digits of scikit-learn can't be read from {file}: install the package again."
        ) from error
    images, labels = (table[:, :-1].reshape(-1, 8, 8) / 16).astype(np.float32), table[:, -1].astype(np.int64)
    source = "Alpaydin & Kaynak, Optical Recognition of Handwritten Digits, UCI, 1998, https://doi.org/10.24432/C50P49"
    return Dataset("digits", TITLES["digits"], images, labels, tuple("0123456789"), source, "CC BY 4.0")


class Faces(NamedTuple):
    """Some of the faces: pictures (n, 32, 32, 3), which of the two classes each is (n,), and their knobs (n, 7)."""

    images: np.ndarray
    labels: np.ndarray
    knobs: np.ndarray


FACE_CLASSES = ("without glasses", "with glasses")


def face_knobs(rows: np.ndarray | slice) -> np.ndarray:
    """What the faces in these rows of the data set are drawn from, (n, 7)."""
    return faces.random_knobs(np.random.default_rng(FACES_SEED), FACES)[rows]


def faces_at(rows: np.ndarray | slice) -> Faces:
    """The faces in these rows of the data set, drawn without the others: a page shows a thousand of the ten."""
    knobs = face_knobs(rows)
    return Faces(faces.draw(knobs), knobs[:, list(faces.KNOBS).index("glasses")].astype(np.int64), knobs)


def load_faces() -> Dataset:
    """All faces, with their knobs."""
    found = faces_at(slice(None))
    return Dataset("faces", TITLES["faces"], found.images, found.labels, FACE_CLASSES, DRAWN, "CC0", knobs=found.knobs)
