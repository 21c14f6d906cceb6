"""How long the whole build takes, as every artefact notes it when it is made: seconds by the clock, on one core each.

python -m tests.bench --only build
"""

from collections.abc import Iterator

from core.artefacts import files, map_sources
from core.build.__main__ import all_recipes
from tests.bench.table import Row

CORES = 2
AIM_MINUTES, BEFORE_MINUTES = 20.0, 40.0  # of the digits and the toys on two cores, and what it once took


def minutes(datasets: frozenset[str]) -> float:
    """What the artefacts of some data sets took in all, on `CORES` cores that are never idle."""
    names = [name for name, recipe in all_recipes().items() if recipe.dataset in datasets]
    return sum(files.provenance(name)["seconds"] for name in names) / 60 / CORES


def rows() -> Iterator[Row]:
    small = frozenset(plan.dataset for plan in map_sources.SOURCES.values() if plan.dataset.startswith("toy-"))
    yield Row(
        "complete build, digits and toys", "the build before", minutes(small | {"digits"}), BEFORE_MINUTES,
        AIM_MINUTES / BEFORE_MINUTES, "minutes on 2 cores", limit="UMAP's runs from two seeds at 50 stops a source",
    )  # fmt: skip
