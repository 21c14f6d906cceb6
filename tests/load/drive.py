"""Many visitors at once: real sessions with a mixed script, and what it costs the machine.

    python tests/load/drive.py                               30 sessions, 10 minutes, 4 of them training
    python tests/load/drive.py --minutes 3 --write docs/load.md
    python tests/load/drive.py --train 3 --map 2 --bring 1     every kind of work

Every visitor opens pages, follows links and moves widgets, with a pause of some seconds between two actions as a
reader makes it. The training ones press Train, look on until the end, and begin again with another seed, so that as
many trainings are always queued; so do those who make live maps, and those who bring a table of 5,000 rows and 20
columns and map that. The app runs as its usual command starts it, and is spoken to as browsers do (see visitor.py).
Measured are the seconds until an action has been answered in full, and the memory of the server and its workers
together (proportional set size).
"""

import argparse
import csv
import os
import platform
import re
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tests.load.player import PAUSE, WORK, Answer, Player, Report  # noqa: E402
from tests.serving import server  # noqa: E402

SAMPLE = 2.0  # seconds between two looks at the memory
PATIENCE = 120.0  # seconds that a run may last until every kind of action it needs was seen
LOST = re.compile(r"A worker was lost|Traceback|A job failed|No process could be started")


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
    sessions: int,
    seconds: float,
    workers: Mapping[str, int],
    pause: tuple[float, float] = PAUSE,
    kinds: Set[str] = frozenset(),
) -> Report:
    """Run the app and its visitors.

    Args:
        sessions: visitors at the same time.
        seconds: how long.
        workers: how many of them do which kind of long work, a key of `WORK`; the others read.
        pause: seconds between two actions of a reading visitor.
        kinds: of actions, without which the run goes on, on a slow machine, for at most PATIENCE.
    """
    report = Report()
    scripts = [WORK[kind] for kind, count in workers.items() for _ in range(count)]
    files = os.environ | {"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false"}  # without a browser
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with server(log, environment=files) as (base, process), ThreadPoolExecutor(sessions) as pool:
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
                playing.append(pool.submit(player.play, scripts[number] if number < len(scripts) else Player.read))
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


def table(report: Report, sessions: int, seconds: float, workers: Mapping[str, int]) -> str:
    """The results as a table."""
    names = {
        "light": "light interaction",
        "page": "page opened",
        "bring": "table sent",
        "begin": "long work begun",
        "look": "look at long work",
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
    working = ", ".join(f"{count} {kind}" for kind, count in workers.items() if count)
    done = ", ".join(f"{count} {kind}" for kind, count in report.finished.items()) or "none"
    load = ", ".join(f"{each:.1f}" for each in psutil.getloadavg())
    return "\n".join(
        [
            f"## {sessions} sessions, {seconds / 60:g} minutes, of them {working or 'none at work'}",
            "",
            f"{datetime.now(UTC):%Y-%m-%d}; {machine}, shared with the visitors; load average at the end {load}.",
            "",
            *rows,
            "",
            "| | |",
            "|---|---|",
            f"| failed sessions | {len(report.failures)} |",
            f"| lost processes and unexpected errors | {len(report.deaths)} |",
            f"| work finished | {done} |",
            f"| work refused, since the queue was full | {report.refused} |",
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
    for kind, count in (("train", 4), ("map", 0), ("bring", 0)):
        words.add_argument(f"--{kind}", type=int, default=count, help=f"how many of the sessions {kind}")
    words.add_argument("--write", type=Path, help="add the table to this file")
    words.add_argument("--log", type=Path, help="keep the server's log in this file")
    words.add_argument("--answers", type=Path, help="keep every answer in this file, as CSV")
    asked = words.parse_args()
    workers = {kind: getattr(asked, kind) for kind in WORK}
    report = drive(asked.sessions, asked.minutes * 60, workers)
    found = table(report, asked.sessions, asked.minutes * 60, workers)
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
