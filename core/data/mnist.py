"""MNIST, Fashion-MNIST and KMNIST: read from disk, or downloaded once through torchvision, file by file.

Reading needs NumPy alone, so that no process loads torch for the images. A download is a chain of steps, one file each,
into a folder of its own; the data set appears under its final name only when every file has arrived and its checksum
holds, so nothing half-written is ever read.
"""

import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from core.errors import DatasetError


class Family(NamedTuple):
    """What one member of the family is called here and in torchvision, and where it comes from."""

    title: str
    torchvision_name: str
    label_names: tuple[str, ...]
    source: str
    licence: str
    megabytes: float


FAMILY = {
    "mnist": Family(
        "MNIST", "MNIST", tuple("0123456789"),
        "LeCun, Cortes & Burges, The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist/",
        "CC BY-SA 3.0", 11.6,
    ),
    "fashion": Family(
        "Fashion-MNIST", "FashionMNIST",
        ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"),
        "Xiao, Rasul & Vollgraf, Fashion-MNIST, 2017, https://arxiv.org/abs/1708.07747", "MIT", 30.9,
    ),
    "kmnist": Family(
        "KMNIST", "KMNIST", ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
        "Clanuwat et al., Deep Learning for Classical Japanese Literature, 2018, https://arxiv.org/abs/1812.01718",
        "CC BY-SA 4.0", 21.2,
    ),
}  # fmt: skip

FILES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
SHAPES = ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,))

STALE_SECONDS = 3_600.0  # a download untouched for so long is not going on any more


class Raw(NamedTuple):
    """The images (n, 28, 28), uint8, and labels (n,), int64, training first: 60,000 and then 10,000 for testing."""

    images: np.ndarray
    labels: np.ndarray


def torchvision_datasets() -> Any:
    """Import and return torchvision.datasets, whatever build of torchvision is installed.

    The torchvision on PyPI is compiled for CUDA. Beside a CPU build of torch its operators do not load, and its
    import fails because two of them are missing by name. Declaring the two names lets everything that is plain
    Python work, the data sets among it; the operators themselves are not used here.
    """
    import torch

    library: Any = torch.library.Library  # it says nothing of its types
    for name, schema in {
        "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
        "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    }.items():
        if not operator_exists(torch, name):
            LIBRARIES.append(library("torchvision", "FRAGMENT"))
            LIBRARIES[-1].define(name + schema)
    from torchvision import datasets

    return datasets


LIBRARIES: list[Any] = []  # torch forgets a declared operator when the object that declared it is collected


def operator_exists(torch: ModuleType, name: str) -> bool:
    """Whether torch knows an operator torchvision::`name`; torchvision's own library is loaded first if it can be."""
    with contextlib.suppress(ImportError, OSError, RuntimeError):
        import torchvision.extension  # noqa: F401  loads the compiled operators where they fit
    return hasattr(torch.ops.torchvision, name)


def folder(name: str, directory: Path) -> Path:
    """Where the four raw files of data set `name` lie below `directory`, as torchvision lays them out."""
    return directory / FAMILY[name].torchvision_name / "raw"


def missing(name: str, directory: Path) -> bool:
    """Whether any of the four files is absent or damaged, so that it has to be fetched."""
    return bool(flaw(folder(name, directory)))


def header(shape: tuple[int, ...]) -> bytes:
    """How a raw file begins: what it holds, the number of its axes, their lengths; one byte a value follows."""
    return b"\x00\x00\x08" + bytes([len(shape)]) + b"".join(side.to_bytes(4, "big") for side in shape)


def flaw(place: Path, files: int = len(FILES)) -> str:
    """What is wrong, by size and header, with one of the first `files` of the four raw files in `place`; "" if none."""
    for file, shape in list(zip(FILES, SHAPES, strict=True))[:files]:
        size = len(header(shape)) + prod(shape)
        try:
            found = (place / file).stat().st_size
            if found != size:
                return f"{file} has {found:,} bytes instead of {size:,}"
            with (place / file).open("rb") as opened:
                if opened.read(len(header(shape))) != header(shape):
                    return f"{file} begins with other bytes than it should"
        except OSError:
            return f"{file} is not there"
    return ""


def read(name: str, directory: Path) -> Raw:
    """Read data set `name` from disk. Raises DatasetError when files are missing or damaged, saying which."""
    title, place = FAMILY[name].title, folder(name, directory)
    if not all((place / file).is_file() for file in FILES):
        raise DatasetError(f"{title} is not on this machine yet: press Download, or stay with the digits.")
    if wrong := flaw(place):
        raise DatasetError(f"{title} is damaged: {wrong}. Download it again, or stay with the digits.")
    try:
        arrays = [
            np.fromfile(place / file, np.uint8, count=prod(shape), offset=len(header(shape))).reshape(shape)
            for file, shape in zip(FILES, SHAPES, strict=True)
        ]
    except (OSError, ValueError) as error:
        raise DatasetError(f"{title} is damaged: {error}. Download it again, or stay with the digits.") from error
    return Raw(np.concatenate(arrays[::2]), np.concatenate(arrays[1::2]).astype(np.int64))


def member(name: str) -> Any:
    """The torchvision class of data set `name`, which knows where its archives lie and their checksums."""
    return getattr(torchvision_datasets(), FAMILY[name].torchvision_name)


@dataclass(frozen=True)
class Download:
    """How far a download is: `done` of the four files have arrived in `partial`."""

    name: str
    directory: Path
    partial: Path
    done: int = 0

    @property
    def finished(self) -> bool:
        """Whether all files are there and in place."""
        return self.done == len(FILES)

    @property
    def usable(self) -> bool:
        """Whether it can go on: it is not over, and what has arrived is still there."""
        return not self.finished and self.partial.is_dir() and not flaw(self.partial, self.done)


def start_download(name: str, directory: Path) -> Download:
    """Prepare to download `name` below `directory`. Raises DatasetError when nothing can be written there."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        remove_stale(name, directory)
        partial = Path(tempfile.mkdtemp(prefix=f".partial-{name}-", dir=directory))
    except OSError as error:
        raise DatasetError(
            f"The data directory {directory} can't be written ({error.strerror}): name another in the environment "
            "variable LATENT_DATA_DIR, or stay with the digits."
        ) from error
    return Download(name, directory, partial)


def remove_stale(name: str, directory: Path) -> None:
    """Remove what downloads left behind that were never finished, such as by a machine switched off."""
    for left in directory.glob(f".partial-{name}-*"):
        if time.time() - left.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def download_step(state: Download) -> Download:
    """Fetch the next file, check it, and after the last one move the data set into place.

    Raises DatasetError, with everything half-written removed, when no mirror delivers the file intact.
    """
    try:
        fetch(state)
        after = replace(state, done=state.done + 1)
        if after.finished:
            publish(after)
        return after
    except DatasetError:
        shutil.rmtree(state.partial, ignore_errors=True)
        raise


def fetch(state: Download) -> None:
    """Download and unpack file number `state.done`, trying each mirror in turn."""
    from torchvision.datasets.utils import download_and_extract_archive

    dataset = member(state.name)
    archive, md5 = dataset.resources[state.done]
    reasons = []
    for mirror in dataset.mirrors:
        try:
            download_and_extract_archive(f"{mirror}{archive}", str(state.partial), filename=archive, md5=md5)
            (state.partial / archive).unlink()
            return
        except (OSError, RuntimeError, EOFError) as error:  # no network, a wrong checksum, a broken archive
            reasons.append(str(getattr(error, "reason", error)))
    raise DatasetError(
        f"{FAMILY[state.name].title} could not be downloaded ({'; '.join(dict.fromkeys(reasons))}): "
        "check the network and try again, or stay with the digits."
    )


def publish(state: Download) -> None:
    """Move the complete download to its final name, replacing whatever damaged files lay there.

    Raises DatasetError when it is not complete, as when its folder was removed, or lies on another machine.
    """
    if wrong := flaw(state.partial):
        raise DatasetError(
            f"{FAMILY[state.name].title} could not be put together ({wrong}): try again, or stay with the digits."
        )
    final = folder(state.name, state.directory)
    final.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(final, ignore_errors=True)
    state.partial.replace(final)
