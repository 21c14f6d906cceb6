"""What a page costs the server: seconds of one core for opening it, running it again, and moving one control.

    python tests/bench/rerun.py [--repeat 10]

The app runs as its usual command starts it; one visitor acts as a browser does (see tests/load/visitor.py). Beside it
stands a bare page with one Altair chart, which shows what Streamlit costs by itself.
Counted is the time that the server process computes, in all of its threads, so a busy machine changes little. The
first visit of each page fills the caches and is not counted. Prints a table in Markdown.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

RERUN, MOVED = 0.05, 0.02  # seconds of one core: the aims

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.table import Row  # noqa: E402
from tests.load.visitor import Visitor  # noqa: E402
from tests.serving import server  # noqa: E402

BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.slider("x", 0, 9, key="x")
st.altair_chart(alt.Chart(pd.DataFrame({"x": range(100), "y": range(100)})).mark_circle().encode(x="x", y="y"))
"""
PLAIN = {"level": "plain"}  # what is one click deep stays folded
CONTROLS = {  # for each page controls of its sections, and values to give them in turn
    "": {},
    "Autoencoder": {
        "k": ("4", "8", "16"), "image": (3, 4, 5), "dots": (False, True), "way": ("2", "4", "16"), "a": (7, 8, 9),
        "draw_k": ("4", "8", "16"), "draw": (5, 6, 7), "noise": ("0.1", "0.2", "0.5"), "layers": ("4", "8", "16"),
    },
    "VAE": {
        "draw": (5, 6, 7), "same": (True, False), "image": (3, 4, 5), "e1": (0.5, 1.0, 1.5), "plane": ("0.5", "2", "4"),
        "over": (True, False), "d1": (0.5, 1.0, 1.5), "sample": (5, 6, 7), "from": (7, 8, 9),
        "paid": ("0.5", "2", "4"),
    },
    "Projections": {
        "classes": ([], ["1"]), "more": (True, False), "real": ("UMAP", "t-SNE"), "method": ("t-SNE", "UMAP"),
    },
}  # fmt: skip


class Clock:
    """The seconds that a process has computed since it was last asked."""

    def __init__(self, pid: int) -> None:
        self.process, self.before = psutil.Process(pid), 0.0

    def lap(self) -> float:
        """Seconds since the lap before."""
        now = sum(self.process.cpu_times()[:2])
        before, self.before = self.before, now
        return now - before

    def mean(self, action: Callable[[int], object], repeat: int) -> float:
        """The mean cost of an action, done `repeat` times."""
        self.lap()
        for i in range(repeat):
            action(i)
        return self.lap() / repeat


def measure(base: str, clock: Clock, page: str, repeat: int) -> tuple[float, float, dict[str, float]]:
    """Seconds of one core for opening a page as it comes, running all of it again, and moving each of its controls.

    For the controls all sections are unfolded.
    """
    visitor = Visitor(base)
    visitor.open(page, **PLAIN)
    opening = clock.mean(lambda _: visitor.open(page, **PLAIN), max(2, repeat // 3))
    again = clock.mean(lambda _: visitor.again(), repeat)
    moved = {}
    visitor.open(page)
    for key, values in CONTROLS.get(page, {}).items():
        for value in values:
            visitor.set(**{key: value})  # fill the caches
        moved[key] = clock.mean(lambda i, k=key, v=values: visitor.set(**{k: v[i % len(v)]}), repeat)
    visitor.close()
    return opening, again, moved


def words(moved: dict[str, float]) -> str:
    """The mean cost of a control, and the dearest one."""
    if not moved:
        return ""
    dearest = max(moved, key=moved.get)
    return f"{sum(moved.values()) / len(moved):.3f}; {dearest}: {moved[dearest]:.3f}"


def rows() -> Iterator[Row]:
    """A full rerun of every page, and a moved control, beside what a bare page costs; the aims are in seconds."""
    bare, *pages = measured(10)
    for name, _, again, moved in pages:
        more = "what stands open on the page is put together and compared anew"
        yield Row(f"{name}: all of the page again", "a bare page", again, bare[2], RERUN / bare[2], limit=more)
        if moved:
            mean = sum(moved.values()) / len(moved)
            yield Row(f"{name}: a control moved", "a bare page, whole", mean, bare[2], MOVED / bare[2], limit=more)


def measured(repeat: int) -> Iterator[tuple[str, float, float, dict[str, float]]]:
    """The name of each page, the bare one first, and what `measure` says of it."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder, "bare.py")
        bare.write_text(BARE)
        for script, pages in (
            (bare, {"": "bare page"}),
            (ROOT / "streamlit_app.py", {p: p or "Start" for p in CONTROLS}),
        ):
            with server(Path(folder, "log"), script) as (base, process):
                for page, name in pages.items():
                    yield name, *measure(base, Clock(process.pid), page if script != bare else "", repeat)


def main() -> None:
    """Measure every page beside the bare one and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=10)
    repeat = parser.parse_args().repeat
    print("| page | opened, s | run again, s | a control moved, s (mean; the dearest) |")
    print("|---|---|---|---|")
    for name, opening, again, moved in measured(repeat):
        print(f"| {name} | {opening:.3f} | {again:.3f} | {words(moved)} |", flush=True)


if __name__ == "__main__":
    main()
