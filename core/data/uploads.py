"""A visitor's own table: what is accepted, what is refused and why, and the data set that comes of it.

    upload = read("flowers.csv", content, limits)      # in a worker: the file is a stranger's

A file is never trusted: its size is held against the limits before anything is decoded, an archive's contents before
anything is unpacked, and an array's header before its bytes are read (`core.data.tables`). No pickle is ever opened,
nothing is written to disk, and nothing goes into a shared cache: a visitor's table lives in their session and travels
to the workers by value.

Text that a spreadsheet would take for a formula is shown as text: it gets an apostrophe in front.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.data.tables import choice, files, pair
from core.data.tables.choice import Choice, Made
from core.data.tables.files import ENDINGS, MB
from core.data.tables.frame import Frame
from core.data.tables.words import plain
from core.errors import UploadError
from core.limits import Limits

__all__ = ["ENDINGS", "MB", "Upload", "read", "read_pair"]


@dataclass(frozen=True, eq=False)
class Upload:
    """A visitor's table, read and checked.

    Args:
        frame: all that was read.
        choice: what is made of it unless the visitor chooses otherwise.
        made: the points that are mapped then.
    """

    frame: Frame
    choice: Choice
    made: Made

    @property
    def size(self) -> int:
        """Bytes of its arrays."""
        return self.frame.size + self.made.size_beside(self.frame)


def read(name: str, content: bytes, limits: Limits) -> Upload:
    """The table in a file.

    Args:
        name: of the file, to be shown.
        content: of the file; its kind is told by the content, whatever the name says.
        limits: points, dimensions and upload_mb count here.

    Raises: UploadError with one sentence on what is wrong, where, and what to do.
    """
    check_size(len(content), limits)
    frame = files.frame(plain(name) or "your table", content, limits)
    guess = choice.guess(frame)
    return Upload(frame, guess, choice.make(frame, guess))


def read_pair(sheets: Sequence[tuple[str, bytes]], limits: Limits) -> Upload:
    """The table in two files that belong together (`core.data.tables.pair`): their names and contents; as `read`."""
    check_size(sum(len(content) for _, content in sheets), limits)
    called = [(plain(name) or "your table", content) for name, content in sheets]
    return read(*pair.joined(called, limits), limits)


def check_size(size: int, limits: Limits) -> None:
    """Raise UploadError when a file of `size` bytes is empty or larger than allowed."""
    if size == 0:
        raise UploadError("The file is empty: bring a table with one row a point.")
    if size > limits.upload_mb * MB:
        raise UploadError(
            f"The file has {size / MB:.1f} MB and at most {limits.upload_mb} MB are read: bring fewer rows or columns, "
            "or a compressed npz."
        )
