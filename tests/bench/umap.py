"""What a UMAP map of the digits costs beside umap-learn called plainly: seconds, memory and quality.

    python -m tests.bench.umap                        some minutes
    python -m tests.bench.umap --repeat 3             every measurement three times, in turns with its peer

- warm: a whole run (exact neighbours, spectral start) beside `umap.UMAP()`, both after all has been compiled;
- first: the same in a process that has imported nothing yet; ours finds its compiled loops on disk, if it once has;
- turned: another n_neighbors or min_dist from the map on screen, beside a whole new run of `umap.UMAP()`.

Every measurement is a process of its own on one thread. Quality is the trustworthiness with ten neighbours. The table
shows medians.
"""

import argparse
import json
import statistics
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.settings import UMAPSettings
from tests.bench.apart import apart, data, timed
from tests.bench.table import Row

TURNS = ({"min_dist": 0.5}, {"min_dist": 0.0}, {"n_neighbors": 30}, {"n_neighbors": 5}, {"n_neighbors": 100})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=1, help="how often each measurement is made")
    parser.add_argument("--one", nargs="+", help=argparse.SUPPRESS)  # in a process of its own
    arguments = parser.parse_args()
    if arguments.one:
        name, *numbers = arguments.one
        print(json.dumps(MEASURED[name](*map(int, numbers))))
        return
    print("| what | CPU, s | peer's | ratio | clock, s | peer's | MB | peer's | trustworthiness | peer's |")
    print("|" + "---|" * 10)
    compare("whole, warm", ("ours", 1), ("peer", 1), arguments.repeat)
    compare("whole, first in a process", ("ours", 0), ("peer", 0), arguments.repeat)
    for i, turned in enumerate(TURNS):
        compare(
            ", ".join(f"to {name} {value:g}" for name, value in turned.items()),
            ("turn", i),
            ("anew", i),
            arguments.repeat,
        )


def rows() -> Iterator[Row]:
    """A whole run, warm and first in its process."""
    for what, warm, limit in (
        ("UMAP of 1,797 points, warm", 1, "umap-learn's own loops, which both run"),
        ("UMAP, first in a process", 0, "importing umap-learn, which both do"),
    ):
        ours, theirs = apart("umap", "ours", warm), apart("umap", "peer", warm)
        quality = ("trustworthiness", ours["trust"], theirs["trust"])
        memory = (ours["memory"], theirs["memory"])
        yield Row(
            what, "umap-learn", ours["cpu"], theirs["cpu"], 0.30, memory=memory, quality=quality,
            smaller_is_better=False, limit=limit,
        )  # fmt: skip


def compare(what: str, ours: tuple, peer: tuple, repeat: int) -> None:
    """Print one row: the medians of both, made in turns."""
    made = [[apart("umap", *name) for name in (ours, peer)] for _ in range(repeat)]
    one, other = (
        {key: statistics.median(each[key] for each in all_) for key in all_[0]} for all_ in zip(*made, strict=True)
    )
    cells = [what, f"{one['cpu']:.2f}", f"{other['cpu']:.2f}", f"**{one['cpu'] / other['cpu']:.2f}**"]
    cells += [f"{each['clock']:.2f}" for each in (one, other)] + [f"{each['memory']:.0f}" for each in (one, other)]
    print("| " + " | ".join([*cells, *(f"{each['trust']:.4f}" for each in (one, other))]) + " |", flush=True)


# --- in a process of its own -----------------------------------------------------------------------------------------


def trust(positions: Any) -> dict[str, float]:
    from core.maps import metrics

    return {"trust": float(metrics.measure(metrics.reference(data(1_797)), positions).trustworthiness)}


def ours(warm: int) -> dict[str, float]:
    """A whole run, imports and compiling included unless warm."""
    points = data(1_797)

    def run() -> Any:
        from core.maps import umap

        return umap.run(points, UMAPSettings())

    if warm:
        run()
    state, cost = timed(run)
    return cost | trust(state.positions)


def peer(warm: int, **settings: Any) -> dict[str, float]:
    """The library's run with its defaults and a seed."""
    points = data(1_797)

    def run() -> Any:
        import umap

        return umap.UMAP(random_state=0, **settings).fit_transform(points)

    if warm:
        run()
    positions, cost = timed(run)
    return cost | trust(positions)


def turn(i: int) -> dict[str, float]:
    """Other settings from the map on screen."""
    from core.maps import umap

    points = data(1_797)
    first = umap.run(points, UMAPSettings())

    def turned() -> Any:
        state = umap.change(first, points, replace(first.settings, **TURNS[i]))
        while not state.finished:
            state = umap.step(state)
        return state

    state, cost = timed(turned)
    return cost | trust(state.positions)


MEASURED = {"ours": ours, "peer": peer, "turn": turn, "anew": lambda i: peer(1, **TURNS[i])}

if __name__ == "__main__":
    main()
