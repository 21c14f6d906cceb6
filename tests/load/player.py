"""One visitor of the load run: what he does, and the report in which he notes what happens."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from core.page.run import LOOK
from tests.load.sending import bring
from tests.load.visitor import CHOICES, Placed, SessionError, Visitor, sliders

PAGES = ("", "Autoencoder", "VAE", "Projections")
LINKS = (
    ("Autoencoder", {"k": "8", "image": "17"}),
    ("VAE", {"image": "40", "plane": "4"}),
    ("Projections", {"perplexity": "5", "n_neighbors": "50", "began": "at random", "seed": "1"}),
    ("Projections", {"data": "toy-circle", "point": "12"}),
)
PLAIN = {"level": "plain"}  # a page as it comes, with what is one click deep folded but for what the link asks for
WORLDS = ("Faces", "MNIST", "Digits (8×8)")
MOVED = ("slider", "number_input", "checkbox", "radio")  # and the sliders inside charts
PAUSE = (3.0, 7.0)  # seconds between two actions of a visitor
ARRIVAL = 0.5  # seconds between two visitors who arrive
TABLE = (5_000, 20)  # rows and columns of a table that is brought
FULL = "The queue is full"
TRAINING = {"t_latent": 2, "t_width": 64, "t_epochs": 60}


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
        finished: runs that came to their end, of each kind.
        refused: runs that were refused in a friendly way.
        log: what the server wrote.
    """

    answers: list[Answer] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    finished: Counter[str] = field(default_factory=Counter)
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
        self.base, self.visitor, self.number, self.report = base, Visitor(base), number, report
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
        self.visitor.open(self.page, **PLAIN | {"data": self.rng.choice(WORLDS)} | query)
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
        self.visitor.open("Autoencoder", **PLAIN, t_epochs="60")
        self.note("page", "Autoencoder")
        self.begin("train", "t", "t_train", **TRAINING)

    def map(self) -> None:
        """Make a live map and look on until it is done."""
        self.visitor.open("Projections", **PLAIN, m_seed="1")
        self.note("page", "Projections")
        self.begin("map", "m", "m_go")

    def bring(self) -> None:
        """Bring a table, map it, look on until it is done, and remove it."""
        self.visitor.open("Projections", **PLAIN, o_seed="1")
        self.note("page", "Projections")
        uploader = next(key for key in self.visitor.widgets() if key.startswith("upload:"))
        bring(self.visitor, self.base, uploader, table_of(self.rng.randrange(1 << 30)))
        self.note("bring", "Projections")
        while self.left() > 0 and not self.visitor.can("o_go"):
            time.sleep(LOOK)
            self.visitor.look()
        if self.left() > 0:
            self.visitor.set(o_method="t-SNE")
            self.begin("own map", "o", "o_go")
            self.visitor.press("upload_remove")

    def begin(self, kind: str, prefix: str, button: str, **widgets: object) -> None:
        """Press the button that begins a long run, with a seed of its own, and look on until it is over."""
        self.visitor.press(button, **widgets, **{f"{prefix}_seed": self.rng.randrange(1 << 30)})
        self.note("begin", f"{kind} {button}")
        while self.left() > 0:
            time.sleep(LOOK)  # as a browser does
            self.visitor.look()
            self.note("look", kind)
            if not self.visitor.can(f"{prefix}_stop"):
                full = FULL in self.visitor.words()
                self.report.refused += full
                self.report.finished[kind] += not full
                break
        self.rest()


def table_of(seed: int) -> bytes:
    """A table that nobody has brought before, as CSV."""
    rows = np.random.default_rng(seed).normal(size=TABLE).round(3).tolist()
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


WORK: dict[str, Callable[[Player], None]] = {"train": Player.train, "map": Player.map, "bring": Player.bring}
