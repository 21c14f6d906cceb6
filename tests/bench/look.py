"""What one look at a run costs the server: seconds of one core, each look with another picture to draw.

    python tests/bench/look.py [--repeat 20]

The app runs as its usual command starts it; one visitor presses the button and looks on, as a browser does (see
tests/load/visitor.py). Counted is the time that the server process computes, in all of its threads, while it answers;
what the workers compute is not. Looks at which nothing new was there are left out. Prints a table in Markdown.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from core.page.run import LOOK  # noqa: E402
from tests.bench.rerun import Clock  # noqa: E402
from tests.load.visitor import Visitor  # noqa: E402
from tests.serving import server  # noqa: E402

RUNS = {  # what is looked at: its page, its button, its Stop, and what its widgets are set to
    "a training": ("Autoencoder", "t_train", "t_stop", {"t_epochs": 200, "t_batch": 16}),
    "a live map": ("Projections", "m_go", "m_stop", {}),
}


def looks(visitor: Visitor, clock: Clock, name: str, repeat: int) -> list[float]:
    """Seconds of one core for each look at a run, begun again until there are `repeat` of them."""
    page, button, stop, widgets = RUNS[name]
    visitor.open(page)
    found: list[float] = []
    seed = f"{button[0]}_seed"
    while len(found) < repeat:
        visitor.press(button, **widgets, **{seed: len(found) + 1})
        while visitor.can(stop) and len(found) < repeat:
            time.sleep(LOOK)
            words = visitor.words()
            clock.lap()
            visitor.look()
            if visitor.can(stop) and visitor.words() != words:
                found.append(clock.lap())
    if visitor.can(stop):
        visitor.press(stop)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=20)
    repeat = parser.parse_args().repeat
    print("| a look at | median, s | longest, s |")
    print("|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, server(Path(folder, "log")) as (base, process):
        for name in RUNS:
            with Visitor(base) as visitor:
                found = looks(visitor, Clock(process.pid), name, repeat)
                print(f"| {name} | {statistics.median(found):.3f} | {max(found):.3f} |", flush=True)


if __name__ == "__main__":
    main()
