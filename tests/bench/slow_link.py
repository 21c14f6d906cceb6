"""How long a phone on a slow link waits for a page: until it can be read, until its first chart, and coming again.

    python tests/bench/slow_link.py [--repeat 1] [--app FILE] [PATH ...]

The app runs behind a link of 1.6 Mbit/s down, 0.75 up and 150 ms there and back, which all connections share (their
beginning costs one way there and back; slow start is left out). Printed for each page, by default all four: seconds
until something can be read, until the app's own heading, until the first chart; kB over the link until it is quiet, and
by kind as Chromium counts them; and the same for a second visit in the same browser. The seconds depend on the
processor as well.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.visit import FLAGS, chromium
from tests.serving import ROOT, free_port, server

DOWN, UP, THERE_AND_BACK = 1.6e6 / 8, 0.75e6 / 8, 0.15  # bytes a second, bytes a second, seconds
PACKET = 1_460  # bytes
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PAGES = ("/", "/Autoencoder", "/VAE", "/Projections")
SEEN = """() => {
    const shown = (what) => [...document.querySelectorAll(what)].some((each) => each.getClientRects().length);
    const painted = performance.getEntriesByName('first-contentful-paint').length > 0;
    return {readable: painted && shown('h1'), heading: shown('[data-testid=stHeading] h1'),
            chart: shown('[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg.marks')};
}"""
PATIENCE = 120.0  # seconds


class Way:
    """One direction of the link: what goes through takes its turn, and arrives half of the latency later."""

    def __init__(self, rate: float) -> None:
        self.rate, self.bytes, self.turn = rate, 0, asyncio.Lock()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Everything from one end to the other."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        arriving = asyncio.create_task(self.arrive(under_way, writer))
        data = b"begin"
        while data and not writer.is_closing():
            data = await reader.read(PACKET)
            async with self.turn:
                await asyncio.sleep(len(data) / self.rate)
            self.bytes += len(data)
            under_way.put_nowait((time.monotonic() + THERE_AND_BACK / 2, data))
        await arriving

    async def arrive(self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        """What was sent, when it is due, until an empty packet closes the connection."""
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            if not data:
                writer.close()
                return
            if not writer.is_closing():
                writer.write(data)


class Link:
    """A slow link to the app; `down.bytes` are those that came over it."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self.down, self.up = Way(DOWN), Way(UP)

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection of the browser."""
        await asyncio.sleep(THERE_AND_BACK)
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.target)
        ways = (self.up.carry(reader, inner_writer), self.down.carry(inner_reader, writer))
        await asyncio.gather(*ways, return_exceptions=True)  # a browser that leaves breaks off connections

    async def serve(self, listens: threading.Event) -> None:
        """Take connections until the process ends; say when the first can come."""
        async with await asyncio.start_server(self.connect, "127.0.0.1", self.port) as listening:
            listens.set()
            await listening.serve_forever()


@contextmanager
def slow(base: str) -> Iterator[Link]:
    """The app behind the link."""
    link, listens = Link(urlsplit(base).port or 80), threading.Event()
    threading.Thread(target=lambda: asyncio.run(link.serve(listens)), daemon=True).start()
    listens.wait(10)
    yield link


def visited(context: Any, link: Link, path: str) -> dict[str, float]:
    """One visit: seconds until what is seen, kB over the link in all and by kind."""
    page = context.new_page()
    chrome = context.new_cdp_session(page)
    kinds: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    chrome.on("Network.responseReceived", lambda event: kinds.setdefault(event["requestId"], event["type"]))
    chrome.on(
        "Network.loadingFinished",
        lambda event: sizes.update({kinds.get(event["requestId"], "Other"): event["encodedDataLength"]}),
    )
    chrome.send("Network.enable")
    before, began, marks = link.down.bytes, time.monotonic(), {}
    page.goto(f"http://127.0.0.1:{link.port}{path}", wait_until="commit", timeout=PATIENCE * 1000)
    while "chart" not in marks and time.monotonic() - began < PATIENCE:
        for what, there in page.evaluate(SEEN).items():
            if there:
                marks.setdefault(what, round(time.monotonic() - began, 1))
        page.wait_for_timeout(50)
    quiet_at = -1
    while quiet_at != link.down.bytes:
        quiet_at = link.down.bytes
        page.wait_for_timeout(1500)
    marks["kB"] = round((quiet_at - before) / 1000)
    page.close()
    return marks | {kind: round(size / 1000) for kind, size in sizes.items() if size > 5_000}


def main() -> None:
    """Print a first and a second visit of each page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--app", type=Path, default=ROOT / "streamlit_app.py", help="of another checkout, to compare")
    parser.add_argument("paths", nargs="*", default=PAGES)
    given = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder) / "log", given.app.resolve()) as (base, _),
        slow(base) as link,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        for path in given.paths:
            runs: list[list[dict[str, float]]] = [[], []]
            for _ in range(given.repeat):
                context = browser.new_context(**PHONE)
                for visit in runs:
                    visit.append(visited(context, link, path))
                context.close()
            for name, visits in zip(("first", "again"), runs, strict=True):
                medians = {each: statistics.median(visit.get(each, 0) for visit in visits) for each in visits[0]}
                print(f"{path:12} {name}", medians, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
