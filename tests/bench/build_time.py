"""How long the whole build takes of what needs no data from elsewhere: the digits and the shapes, on two cores.

    python -m tests.bench --only build        seventeen to forty minutes, as the machine is

Everything is made anew in a copy of `core/` and `weights/`, which is thrown away. Its peer is what the same build once
took; the seconds that each shipped artefact notes are those of the machine it was made on.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from core.artefacts import map_sources
from core.build.__main__ import all_recipes
from tests.bench.table import ROOT, Row

CORES = 2
AIM_MINUTES, BEFORE_MINUTES = 20.0, 40.0  # on two cores, and what it once took


def minutes(names: list[str]) -> float:
    """What making these artefacts anew takes by the clock, on `CORES` cores."""
    with tempfile.TemporaryDirectory() as folder:
        for part in ("core", "weights"):
            shutil.copytree(ROOT / part, Path(folder) / part)
        command = [sys.executable, "-m", "core.build", *names, "--workers", str(CORES)]
        began = time.perf_counter()
        subprocess.run(command, cwd=folder, env=dict(os.environ), stdout=subprocess.DEVNULL, check=True)
        return (time.perf_counter() - began) / 60


def rows() -> Iterator[Row]:
    """The build beside what it once took."""
    small = {plan.dataset for plan in map_sources.SOURCES.values() if plan.dataset.startswith("toy-")} | {"digits"}
    names = [name for name, recipe in all_recipes().items() if recipe.dataset in small]
    yield Row(
        f"complete build, digits and toys, {len(names)} artefacts", "the build before", minutes(names), BEFORE_MINUTES,
        AIM_MINUTES / BEFORE_MINUTES, "minutes on 2 cores",
        limit="UMAP of the digits and their codes, 50 stops and two seeds each",
    )  # fmt: skip
