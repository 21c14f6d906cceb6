"""Many visitors at once: real sessions with a mixed script, and what it costs the machine.

    python tests/load/drive.py                               30 sessions, 10 minutes, 4 of them training
    python tests/load/drive.py --minutes 3 --write docs/load.md

Every visitor opens pages, follows links and moves widgets, with a pause of some seconds between two actions as a
reader makes it. The training ones press Train, look on until the end, and begin again with another seed, so that as
many trainings are always queued. The app runs as its usual command starts it, and is spoken to as browsers do (see
visitor.py). Measured are the seconds until an action has been answered in full, and the memory of the server and its
workers together (proportional set size).
"""

import argparse
import csv
import platform
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from core.page.run import LOOK  # noqa: E402
from tests.load.visitor import CHOICES, Placed, SessionError, Visitor, sliders  # noqa: E402
from tests.serving import server  # noqa: E402

PAGES = ("", "Autoencoder", "VAE", "Projections")
LINKS = (
    ("Autoencoder", {"k": "8", "image": "17"}),
    ("VAE", {"image": "40", "plane": "4"}),
    ("Projections", {"perplexity": "5", "n_neighbors": "50", "start": "at random", "seed": "1"}),
    ("Projections", {"data": "toy-circle", "point": "12"}),
)
MOVED = ("slider", "number_input", "checkbox", "radio")  # and the sliders inside charts
PAUSE = (3.0, 7.0)  # seconds between two actions of a visitor
ARRIVAL = 0.5  # seconds between two visitors who arrive
SAMPLE = 2.0  # seconds between two looks at the memory
PATIENCE = 120.0  # seconds that a run may last until every kind of action it needs was seen
TRAINING = {"t_latent": 2, "t_width": 64, "t_epochs": 60}
LOST = re.compile(r"A worker was lost|Traceback|A job failed|No process could be started")


class Answer(NamedTuple):
    """One action of a visitor: its kind, when it was answered and how long that took (seconds), the page and widget."""

    kind: str
    at: float
    seconds: float
    what: str


@dataclass
class Report:
    """What a run has shown.

    Args:
        answers: of all visitors.
        memory: (seconds since the start, MB of server and workers together).
        failures: what visitors were shown that should not be, one line each.
        deaths: lines of the server's log that tell of a lost worker or an unexpected error, and the server's own end.
        trained: trainings that came to their end.
        refused: trainings that were refused in a friendly way.
        log: what the server wrote.
    """

    answers: list[Answer] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    trained: int = 0
    refused: int = 0
    log: str = ""

    def seconds(self, kind: str) -> list[float]:
        """How long every action of a kind took, sorted."""
        return sorted(answer.seconds for answer in self.answers if answer.kind == kind)


class Player:
    """One visitor who plays the script.

    Args:
        base: the address of the app.
        number: of the visitor, which seeds what he does.
        report: where he notes what happens.
        clock: seconds since the start of the run.
        left: seconds until he leaves; from then on not more than 0.
        pause: seconds between two actions, at least and at most.
    """

    def __init__(
        self, base: str, number: int, report: Report, clock: Callable[[], float], left: Callable[[], float],
        pause: tuple[float, float] = PAUSE,
    ) -> None:  # fmt: skip
        self.visitor, self.number, self.report = Visitor(base), number, report
        self.clock, self.left, self.pause = clock, left, pause
        self.page = ""
        self.rng = random.Random(number)

    def note(self, kind: str, what: str) -> None:
        """Note the action that was just answered."""
        self.report.answers.append(Answer(kind, self.clock(), self.visitor.seconds, what))

    def rest(self) -> None:
        """Read for some seconds."""
        time.sleep(min(self.rng.uniform(*self.pause), max(0.0, self.left())))

    def play(self, script: Callable[["Player"], None]) -> None:
        """Repeat a script until it is time to leave; the first failure is noted and ends the visit."""
        try:
            time.sleep(self.number * ARRIVAL)
            self.open()
            while self.left() > 0:
                script(self)
        except (SessionError, OSError, KeyError, ValueError) as error:
            self.report.failures.append(f"visitor {self.number}: {type(error).__name__}: {error}")
        finally:
            self.visitor.close()

    def open(self) -> None:
        """Come by a link, in a new window."""
        self.page, query = self.rng.choice(LINKS)
        self.visitor.open(self.page, **query)
        self.note("page", self.page)

    def read(self) -> None:
        """Go to a page or come by a link, and move a few widgets there."""
        if self.rng.random() < 0.3:
            self.open()
        else:
            self.page = self.rng.choice(PAGES)
            self.visitor.go(self.page)
            self.note("page", self.page)
        self.rest()
        for _ in range(self.rng.randrange(2, 6)):
            if self.left() <= 0 or not self.move():
                return
            self.rest()

    def move(self) -> bool:
        """Move one of the page's widgets; False where there is none."""
        there = {
            key: placed
            for key, placed in self.visitor.widgets().items()
            if not key.startswith(("t_", "l_"))
            and (placed.kind in MOVED or (placed.kind == "vega_lite_chart" and sliders(placed.element)))
        }
        if not there:
            return False
        key = self.rng.choice(sorted(there))
        self.visitor.set(**{key: self.other_value(there[key])})
        self.note("light", f"{self.page} {key}")
        return True

    def other_value(self, placed: Placed) -> object:
        """A value that a widget may have; for a chart, where its sliders may come to rest."""
        kind, element = placed.kind, placed.element
        if kind == "vega_lite_chart":
            ranges = {each["name"]: each["bind"] for each in sliders(element)}
            return {name: [{"stop": self.rng.uniform(bind["min"], bind["max"])}] for name, bind in ranges.items()}
        if kind == "checkbox":
            return self.rng.random() < 0.5
        if kind in CHOICES or (element.DESCRIPTOR.name == "Slider" and element.options):
            return self.rng.choice(list(element.options))
        whole = element.data_type == type(element).INT
        return (
            self.rng.randint(int(element.min), int(element.max))
            if whole
            else round(self.rng.uniform(element.min, element.max), 2)
        )

    def train(self) -> None:
        """Train a network and look on until it is done."""
        self.visitor.go("Autoencoder")
        self.note("page", "Autoencoder")
        self.visitor.press("t_train", **TRAINING, t_seed=self.rng.randrange(1 << 30))
        self.note("train", "Autoencoder t_train")
        while self.left() > 0:
            time.sleep(LOOK)  # as a browser does
            self.visitor.look()
            self.note("look", "Autoencoder training")
            if not self.visitor.can("t_stop"):
                words = self.visitor.words()
                self.report.refused += "The queue is full" in words
                self.report.trained += "Trained here" in words
                break
        self.rest()


def memory(process: psutil.Process) -> float:
    """MB of a process and all it has started, what they share counted once."""
    total = 0
    for each in [process, *process.children(recursive=True)]:
        try:
            total += each.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / (1 << 20)


def drive(
    sessions: int, seconds: float, training: int, pause: tuple[float, float] = PAUSE, kinds: Set[str] = frozenset()
) -> Report:
    """Run the app and its visitors.

    Args:
        sessions: visitors at the same time.
        seconds: how long.
        training: how many of them train.
        pause: seconds between two actions of a reading visitor.
        kinds: of actions, without which the run goes on, on a slow machine, for at most PATIENCE.
    """
    report = Report()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with server(log) as (base, process), ThreadPoolExecutor(sessions) as pool:
            began = time.monotonic()
            watched, over = psutil.Process(process.pid), threading.Event()

            def clock() -> float:
                return time.monotonic() - began

            def left() -> float:
                missing = kinds - {answer.kind for answer in report.answers}
                return (max(seconds, PATIENCE) if missing else seconds) - clock()

            def watch() -> None:
                while not over.wait(SAMPLE) and process.poll() is None:
                    report.memory.append((clock(), memory(watched)))

            watcher = threading.Thread(target=watch, daemon=True)
            watcher.start()
            playing = []
            for number in range(sessions):
                player = Player(base, number, report, clock, left, pause)
                playing.append(pool.submit(player.play, Player.train if number < training else Player.read))
            for each in playing:
                each.result()  # an error that is no visitor's ends the run, instead of one visit in silence
            over.set()
            watcher.join()
            if process.poll() is not None:
                report.deaths.append(f"the server ended with status {process.returncode}")
        report.log = log.read_text()
        report.deaths += [line for line in report.log.splitlines() if LOST.search(line)]
    return report


def percentile(values: list[float], share: float) -> float:
    """The value that a share of all stays below; nan without values."""
    return values[min(len(values) - 1, int(share * len(values)))] if values else float("nan")


def table(report: Report, sessions: int, seconds: float, training: int) -> str:
    """The results as a table."""
    names = {
        "light": "light interaction",
        "page": "page opened",
        "train": "Train pressed",
        "look": "look at a training",
    }
    rows = ["| action | count | median, s | p95, s | longest, s |", "|---|---|---|---|---|"]
    for kind, words in names.items():
        taken = report.seconds(kind)
        figures = (percentile(taken, 0.5), percentile(taken, 0.95), taken[-1] if taken else float("nan"))
        rows.append(f"| {words} | {len(taken)} | " + " | ".join(f"{each:.2f}" for each in figures) + " |")
    half = [mb for at, mb in report.memory if at > seconds / 2]
    first = [mb for at, mb in report.memory if seconds / 2 < at <= 0.75 * seconds]
    last = [mb for at, mb in report.memory if at > 0.75 * seconds]
    memory_gb = psutil.virtual_memory().total / 2**30
    machine = f"{psutil.cpu_count()} cores, {memory_gb:.0f} GB, Python {platform.python_version()}"
    load = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
    return "\n".join(
        [
            f"## {sessions} sessions, {seconds / 60:g} minutes, {training} of them training",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}; {machine}, shared with the visitors; load average at the end {load}.",
            "",
            *rows,
            "",
            "| | |",
            "|---|---|",
            f"| failed sessions | {len(report.failures)} |",
            f"| lost processes and unexpected errors | {len(report.deaths)} |",
            f"| trainings finished, refused | {report.trained}, {report.refused} |",
            f"| memory of server and workers, largest | {max((mb for _, mb in report.memory), default=0):,.0f} MB |",
            f"| third and fourth quarter, mean | {mean(first):,.0f} and {mean(last):,.0f} MB |",
            f"| last half, smallest to largest | {min(half, default=0):,.0f} to {max(half, default=0):,.0f} MB |",
            "",
        ]
    )


def mean(values: list[float]) -> float:
    """The mean; nan without values."""
    return sum(values) / len(values) if values else float("nan")


def main() -> None:
    """Read the command line, run, and write the table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--sessions", type=int, default=30)
    words.add_argument("--minutes", type=float, default=10.0)
    words.add_argument("--training", type=int, default=4, help="how many of the sessions train")
    words.add_argument("--write", type=Path, help="add the table to this file")
    words.add_argument("--log", type=Path, help="keep the server's log in this file")
    words.add_argument("--answers", type=Path, help="keep every answer in this file, as CSV")
    asked = words.parse_args()
    report = drive(asked.sessions, asked.minutes * 60, asked.training)
    found = table(report, asked.sessions, asked.minutes * 60, asked.training)
    sys.stdout.write(found)
    sys.stdout.writelines(f"{line}\n" for line in (*report.failures[:20], *report.deaths[:20]))
    if asked.log:
        asked.log.write_text(report.log, encoding="utf-8")
    if asked.answers:
        with asked.answers.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([Answer._fields, *report.answers])
    if asked.write:
        with asked.write.open("a", encoding="utf-8") as out:
            out.write(f"\n{found}")
    sys.exit(1 if report.failures or report.deaths else 0)


if __name__ == "__main__":
    main()
