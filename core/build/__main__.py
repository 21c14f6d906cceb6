"""Make everything in weights/ again, or check what is there.

    python -m core.build                 make what is missing or out of date, using all cores
    python -m core.build NAME [NAME ...] make these anew (a name may end in *)
    python -m core.build --check         reload every artefact and recompute its metrics (of five seeds the first one's)
    python -m core.build --list          what there is to make, and its state

An artefact is up to date when its JSON holds the settings of its recipe and its checksum is right, so an interrupted
build goes on where it stopped. Artefacts of data sets that are not on this machine (see LATENT_DATA_DIR) are
left as they are.
"""

import argparse
import fnmatch
import os
import sys
import time
from collections.abc import Iterator
from graphlib import TopologicalSorter
from operator import attrgetter
from typing import NamedTuple

from core.artefacts import files
from core.build import (
    autoencoder,
    drawn,
    exaggeration,
    knobs,
    map_seeds,
    maps,
    networks,
    retrained,
    seconds,
    shuffled,
    vae,
    words,
)
from core.build.recipe import Made, Recipe
from core.data import datasets
from core.errors import ArtefactError

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def all_recipes() -> dict[str, Recipe]:
    """Every recipe by name, in an order in which nothing precedes what it needs."""
    parts = (
        words,
        networks,
        autoencoder,
        vae,
        knobs,
        maps,
        drawn,
        map_seeds,
        exaggeration,
        seconds,
        shuffled,
        retrained,
    )
    return {name: recipe for part in parts for name, recipe in part.recipes().items()}


def problems(recipe: Recipe) -> list[str]:
    """What keeps the artefact from being up to date: missing, damaged, other settings. Does not recompute."""
    try:
        artefact = files.load(recipe.name)
    except ArtefactError as error:
        return [str(error)]
    if artefact.provenance["settings"] != recipe.settings:
        return [f"weights/{recipe.name} was made with other settings than the catalogue asks for."]
    return []


class Timed(NamedTuple):
    """What a worker has made, and in how many seconds."""

    name: str
    made: Made
    seconds: float


def make_one(recipe: Recipe) -> Timed:
    """Make one artefact: in a worker, which may be another machine, so nothing is written here."""
    began = time.perf_counter()
    made = recipe.make()
    return Timed(recipe.name, made, time.perf_counter() - began)


def write(recipe: Recipe, result: Timed) -> None:
    """Write an artefact that was made by `recipe` and its provenance."""
    made = result.made
    record = {
        "settings": recipe.settings,
        "dataset": recipe.dataset,
        "dataset_sha256": made.dataset_sha256,
        "metrics": made.metrics,
        "seconds": round(result.seconds, 1),
    }
    if made.history is not None:
        record["history"] = made.history
    files.save(recipe.name, made.content, recipe.ending, record)


def needs_of(chosen: dict[str, Recipe]) -> TopologicalSorter[str]:
    """The names of the chosen recipes, each after the chosen ones that it needs."""
    return TopologicalSorter({name: set(recipe.needs) & set(chosen) for name, recipe in chosen.items()})


def in_order(chosen: dict[str, Recipe], order: TopologicalSorter[str]) -> Iterator[Recipe | None]:
    """Each recipe once all that it needs are done in this order, and None for as long as the next ones wait for that.

    Of several, the one comes first whose own seconds and those of the longest chain that waits for it are the most, so
    that no long one is left alone at the end.

    Raises CycleError, a ValueError, where recipes need each other.
    """
    ways, ready = ways_of(chosen), list[str]()
    order.prepare()
    while order.is_active():
        ready = sorted([*ready, *order.get_ready()], key=ways.__getitem__)
        yield chosen[ready.pop()] if ready else None


def ways_of(chosen: dict[str, Recipe]) -> dict[str, float]:
    """Of each recipe its own seconds and those of the longest chain of recipes that wait for it."""
    ways: dict[str, float] = {}
    for name in reversed(list(needs_of(chosen).static_order())):
        after = [ways[each.name] for each in chosen.values() if name in each.needs]
        ways[name] = seconds_of(name) + max(after, default=0.0)
    return ways


def seconds_of(name: str) -> float:
    """What the artefact in weights/ took to make; 0 where there is none."""
    try:
        return float(files.provenance(name).get("seconds", 0.0))
    except ArtefactError:
        return 0.0


def build(chosen: dict[str, Recipe], workers: int) -> None:
    """Make the chosen artefacts on `workers` processes of one thread each, telling how far it is.

    Every artefact gets a line as it is finished; on a terminal a progress bar stands below them.
    """
    from tqdm import tqdm

    from core.jobs.chain import map_unordered

    os.environ.update(dict.fromkeys(THREADS, "1"))
    began, order = time.perf_counter(), needs_of(chosen)
    with tqdm(total=len(chosen), unit="artefact", disable=None) as bar:  # None: only on a terminal
        for done, result in enumerate(map_unordered(make_one, in_order(chosen, order), workers), start=1):
            write(chosen[result.name], result)
            order.done(result.name)
            elapsed = (time.perf_counter() - began) / 60
            line = f"[{done}/{len(chosen)}] {result.name}  {result.seconds:.0f} s  (in all {elapsed:.1f} min)"
            tqdm.write(line, file=sys.stdout)
            sys.stdout.flush()
            bar.update()


def check(chosen: dict[str, Recipe]) -> list[str]:
    """Reload every chosen artefact and recompute its metrics. Returns everything that is wrong."""
    wrong = stray_files()
    for recipe in sorted(chosen.values(), key=attrgetter("dataset")):  # each data set is loaded once
        found = problems(recipe) or recipe.check(files.load(recipe.name))
        print(f"{'ok   ' if not found else 'WRONG'} {recipe.name}", flush=True)
        wrong += found
    return wrong


def stray_files() -> list[str]:
    """A sentence for every file in weights/ that no recipe makes."""
    known = {f"{recipe.name}.{ending}" for recipe in all_recipes().values() for ending in ("json", recipe.ending)}
    found = {path.name for path in files.FOLDER.iterdir()} if files.FOLDER.is_dir() else set()
    return [f"weights/{name} belongs to no recipe: delete it." for name in sorted(found - known - {"README.md"})]


def choose(patterns: list[str]) -> dict[str, Recipe]:
    """The recipes whose name matches one of the patterns. Exits with a sentence when one matches nothing."""
    everything = all_recipes()
    for pattern in patterns:
        if not fnmatch.filter(everything, pattern):
            sys.exit(f"There is no artefact called {pattern!r}: see python -m core.build --list")
    return {name: recipe for name, recipe in everything.items() if any(fnmatch.fnmatch(name, p) for p in patterns)}


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m core.build", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="artefacts to make anew; a name may end in *")
    parser.add_argument("--check", action="store_true", help="recompute the metrics of what is there")
    parser.add_argument("--list", action="store_true", help="list the artefacts and their state")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)")
    options = parser.parse_args(arguments)
    chosen = choose(options.names or ["*"])
    absent = {recipe.dataset for recipe in chosen.values() if not datasets.is_here(recipe.dataset)}
    for dataset in sorted(absent):
        print(f"{datasets.TITLES[dataset]} is not on this machine: its artefacts are left as they are.")
    here = {name: recipe for name, recipe in chosen.items() if recipe.dataset not in absent}
    if options.list:
        for recipe in chosen.values():
            print(f"{'; '.join(problems(recipe)) or 'up to date':12} {recipe.name}")
        return 0
    if options.check:
        wrong = check(here)
        print("\n".join(wrong) or f"All {len(here)} artefacts are right.")
        return int(bool(wrong))
    build(here if options.names else {name: each for name, each in here.items() if problems(each)}, options.workers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
