"""A visitor's own pictures: what was read, what could not be, and why.

gallery = read(files, limits)      # in a worker: the files are a stranger's
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from core.data.gallery import archive, decode
from core.data.gallery.archive import Brought, File, Files
from core.data.tables.files import MB
from core.data.tables.words import counted, plain
from core.errors import UploadError
from core.limits import Limits
from core.settings import FEWEST_NEIGHBOURLY

SOME = "Your pictures"  # the title of several files


class Bad(NamedTuple):
    """A file that can't be used: its name, and why, as the end of a sentence that begins with it."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name} {self.why}"


@dataclass(frozen=True, eq=False)
class Gallery:
    """A visitor's pictures, read and checked.

    Args:
        title: what they are called.
        pictures: n of them, uint8 (h, w), or in colour (h, w, 3), each of a size of its own.
        names: of their files, as they may be shown.
        folders: in which they lie; "" for none.
        bad: the files that are left out, if the visitor agrees.
        remarks: sentences on what the visitor should know about them.
    """

    title: str
    pictures: tuple[np.ndarray, ...]
    names: tuple[str, ...]
    folders: tuple[str, ...]
    bad: tuple[Bad, ...]
    remarks: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes of its pictures, and of what names them."""
        return sum(each.nbytes + 200 for each in self.pictures)

    @property
    def has_colour(self) -> bool:
        """Whether one of them is in colour."""
        return any(each.ndim == 3 and (each != each[..., :1]).any() for each in self.pictures)


def read(brought: Sequence[Brought], limits: Limits) -> Gallery:
    """The pictures in files.

    Args:
        brought: pictures and ZIP archives of such.
        limits: upload_mb of all files together, pictures and megapixels count here.

    Raises: UploadError with one sentence on which file is wrong, why, and what to do; also when fewer than 7 can be
    read.
    """
    size = sum(len(each.content) for each in brought)
    if size > limits.upload_mb * MB:
        raise UploadError(
            f"The files have {size / MB:.1f} MB together and at most {limits.upload_mb} MB are read: bring fewer, or "
            "smaller pictures."
        )
    files = Files(brought, limits)
    good: list[tuple[File, np.ndarray]] = []
    bad, moving = [], 0
    for file in files:
        try:
            found = decode.decode(content_of(file), limits)
        except UploadError as error:
            bad.append(Bad(file.name, str(error)))
        else:
            good.append((file, found.pixels))
            moving += found.moves
    check_enough(len(good), bad)
    title = plain(brought[0].name) if len(brought) == 1 else SOME
    told = counted(moving, "picture moves: its first moment is", "pictures move: their first moments are")
    remarks = (*((f"{told} used.",) if moving else ()), *archive.skipped_words(files.skipped))
    pictures = tuple(pixels for _, pixels in good)
    names, folders = (tuple(getattr(file, part) for file, _ in good) for part in ("name", "folder"))
    return Gallery(title or SOME, pictures, names, folders, tuple(bad), remarks)


def content_of(file: File) -> bytes:
    """What is in a file. Raises UploadError when that can't be had."""
    if file.content is None:
        raise UploadError(file.why)
    return file.content


def check_enough(count: int, bad: Sequence[Bad]) -> None:
    """Raise UploadError unless there are enough pictures for a map."""
    if count < FEWEST_NEIGHBOURLY:
        others = f" {len(bad):,} more can't be: {bad[0]}" if bad else ""
        raise UploadError(
            f"{counted(count, 'picture')} could be read, too few for a map: bring at least {FEWEST_NEIGHBOURLY}."
            f"{others}"
        )
