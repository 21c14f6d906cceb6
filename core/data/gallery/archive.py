"""The files that a visitor brings, and those in their ZIP archives: one after another, within bounds."""

import io
import stat
import zipfile
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.data.tables.files import BROKEN, MB
from core.data.tables.npz import PACKED
from core.data.tables.words import counted, plain
from core.errors import UploadError
from core.limits import Limits

ENTRY = b"PK\x01\x02"  # begins each entry of an archive's list
ENTRIES = 4  # entries of an archive for each picture that is allowed: folders, and what a Mac adds
UNPACKED = 4  # times the size of an upload: what archives may unpack to, since pictures are packed already
SYSTEMS = ("__macosx", "thumbs.db", "desktop.ini")  # what operating systems add to an archive
NOT_READ = "can't be read from the archive"


class Brought(NamedTuple):
    """A file as it was brought."""

    name: str
    content: bytes


class File(NamedTuple):
    """A file, by itself or in an archive.

    Args:
        name: as it may be shown.
        folder: in which it lies, as it may be shown; "" where it lies in none.
        content: None where it can't be had.
        why: why not, as the end of a sentence that begins with the name.
    """

    name: str
    folder: str
    content: bytes | None
    why: str = ""


class Files:
    """All files that were brought, in the order of their names.

    Args:
        brought: archives among them are looked into.
        limits: pictures and upload_mb count here.

    Raises: UploadError when there are too many, or they may unpack to too much; nothing is unpacked by then.
    """

    def __init__(self, brought: Sequence[Brought], limits: Limits) -> None:
        self.left = UNPACKED * limits.upload_mb * MB
        self.skipped = 0  # files that operating systems add
        self.found: list[tuple[str, str, Brought | tuple[zipfile.ZipFile, zipfile.ZipInfo]]] = []
        for each in brought:
            if each.content.startswith(b"PK"):
                self.open(each, limits)
            else:
                self.add(each.name, each)
        if len(self.found) > limits.pictures:
            raise UploadError(
                f"There are {len(self.found):,} files and at most {limits.pictures:,} pictures are read: bring fewer."
            )
        if not self.found:
            raise UploadError(
                "There is no picture in what you brought: bring PNG, JPEG or WebP files, or a ZIP of such."
            )
        declared = sum(place[1].file_size for _, _, place in self.found if not isinstance(place, Brought))
        if declared > self.left:
            raise UploadError(
                f"The archive unpacks to {declared / MB:,.0f} MB and at most {self.left // MB:,} MB are unpacked: "
                "bring fewer or smaller pictures."
            )

    def open(self, brought: Brought, limits: Limits) -> None:
        """Look into an archive. Raises UploadError when it is damaged, locked, or lists too much."""
        name = plain(brought.name) or "The archive"
        entries = brought.content.count(ENTRY)
        if entries > ENTRIES * limits.pictures:
            raise UploadError(
                f"{name} lists {entries:,} files, and at most {limits.pictures:,} pictures are read: bring fewer."
            )
        try:
            archive = zipfile.ZipFile(io.BytesIO(brought.content))
        except BROKEN as error:
            raise UploadError(f"{name} is a damaged archive ({plain(str(error))}): pack the pictures again.") from error
        for each in archive.infolist():
            if each.flag_bits & 1:
                raise UploadError(f"{name} is locked by a password: pack the pictures again without one.")
            if not each.is_dir():
                self.add(each.filename, (archive, each))

    def add(self, path: str, place: Brought | tuple[zipfile.ZipFile, zipfile.ZipInfo]) -> None:
        """Take down a file under the folder that it lies in; hidden ones are only counted."""
        parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if not parts or any(part.startswith(".") or part.lower() in SYSTEMS for part in parts):
            self.skipped += 1
        else:
            name, folder = plain("/".join(parts)[-40:]), plain(parts[-2]) if len(parts) > 1 else ""
            self.found.append((name or "a file without a name", folder, place))

    def __iter__(self) -> Iterator[File]:
        """One after another. Raises UploadError when they unpack to more than they have said."""
        for name, folder, place in self.found:
            if isinstance(place, Brought):
                yield File(name, folder, place.content)
            else:
                yield self.unpacked(name, folder, *place)

    def unpacked(self, name: str, folder: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> File:
        """A file out of an archive."""
        if stat.S_ISLNK(member.external_attr >> 16):
            return File(name, folder, None, "is a link to another file: pack the picture itself.")
        if member.compress_type not in PACKED:
            return File(name, folder, None, f"{NOT_READ}, which is packed in an unusual way: zip it again.")
        try:
            with archive.open(member) as stream:
                content = stream.read(self.left + 1)
        except BROKEN as error:
            return File(name, folder, None, f"{NOT_READ} ({plain(str(error))}): pack it again.")
        self.left -= len(content)
        if self.left < 0:
            raise UploadError("The archive unpacks to far more than it says: pack the pictures again.")
        return File(name, folder, content)


def skipped_words(count: int) -> tuple[str, ...]:
    """What to tell about files that operating systems add."""
    files = counted(count, "hidden file was skipped, as", "hidden files were skipped, as")
    return (f"{files} operating systems add them.",) if count else ()
