"""The one table of all benchmarks: what was measured, beside its peer of the same minute, and what was aimed at."""

import platform
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import llvmlite.binding
import psutil

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "benchmarks.md"
LIBRARIES = ("numpy", "numba", "scikit-learn", "openTSNE", "umap-learn", "torch", "streamlit", "altair")


class Row(NamedTuple):
    """One comparison.

    Args:
        what: is measured.
        peer: beside which it is.
        ours, theirs: what both need, in `unit`.
        aim: what `ours` / `theirs` should be at most.
        unit: of both.
        memory: most memory of both beyond what was held before, MB; None where it is not what is asked.
        quality: what tells how good a result is, ours and theirs; None where both do the very same.
        smaller_is_better: of the quality.
        limit: what keeps it from the aim, where it is missed.
    """

    what: str
    peer: str
    ours: float
    theirs: float
    aim: float
    unit: str = "s of one core"
    memory: tuple[float, float] | None = None
    quality: tuple[str, float, float] | None = None
    smaller_is_better: bool = True
    limit: str = ""

    @property
    def ratio(self) -> float:
        """What of the peer's is needed."""
        return self.ours / self.theirs

    def said(self) -> str:
        """Whether the aim is reached, and whether the result is worse than the peer's."""
        words = "reached" if self.ratio <= self.aim else f"missed: {self.limit or 'why is not known'}"
        if self.quality is not None and self.worse():
            words += f"; its {self.quality[0]} is worse than the peer's"
        return words

    def worse(self) -> bool:
        """Whether the quality is lower than the peer's by more than half a percent."""
        _, ours, theirs = self.quality or ("", 0.0, 0.0)
        return ours > theirs * 1.005 if self.smaller_is_better else ours < theirs * 0.995

    def line(self) -> str:
        """As a line of Markdown."""
        memory = "" if self.memory is None else "{:.0f} / {:.0f}".format(*self.memory)
        quality = "" if self.quality is None else "{} {:.4g} / {:.4g}".format(*self.quality)
        cells = [self.what, self.peer, f"{self.ours:.3g} / {self.theirs:.3g} {self.unit}", f"**{self.ratio:.3f}**"]
        return "| " + " | ".join([*cells, f"{self.aim:g}", memory, quality, self.said()]) + " |"


INTRODUCTION = """# Benchmarks

Written by `python -m tests.bench`, each part with its commit and machine: everything beside its peer in the same
minutes, what computes in processes of their own on one thread, so that a busy machine slows both. A ratio below 1
means that less is needed than by the peer. A row that misses its aim says what limits it, and one whose result is
worse says so."""
HEADER = (
    "| what | beside | ours / peer's | ratio | aim | MB, ours / peer's | quality, ours / peer's | |\n"
    "|---|---|---|---|---|---|---|---|"
)
PART = "\n## "  # what begins a part of the document


def write(title: str, rows: Iterable[Row]) -> None:
    """Put a part into docs/benchmarks.md, with commit, machine and versions, in the place of the same part before."""
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    memory = psutil.virtual_memory().total / 2**30
    processor = f"{platform.machine()} ({llvmlite.binding.get_host_cpu_name()})"  # on which the ratios depend as well
    machine = f"{processor}, {psutil.cpu_count()} cores, {memory:.0f} GB, Python {platform.python_version()}"
    made = f"{datetime.now(UTC):%Y-%m-%d}, commit {commit.stdout.strip()}, {machine}; {versions}."
    parts = parts_of(DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "")
    parts[title] = "\n\n".join([made, "\n".join([HEADER, *(row.line() for row in rows)])])
    text = INTRODUCTION + "\n" + "".join(f"{PART}{name}\n\n{body}\n" for name, body in parts.items())
    DOCUMENT.write_text(text, encoding="utf-8")


def parts_of(document: str) -> dict[str, str]:
    """The parts of the document by their titles, in order."""
    _, *parts = document.split(PART)
    return {title: body.strip() for title, _, body in (part.partition("\n") for part in parts)}
