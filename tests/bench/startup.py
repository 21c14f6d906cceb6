"""How long a stranger waits: from `streamlit run` to the first chart of each page, and the server's memory after it.

    python tests/bench/startup.py [--repeat 3]

Each measurement starts a fresh server, opens one page in Chromium and waits for the first drawn chart; beside it, in
turn, the same is done with a bare Streamlit page that holds one Altair chart. Prints a table in Markdown with medians
and what the app costs more than the bare page. Needs Chromium and psutil.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.table import Row  # noqa: E402
from tests.browser.conftest import CHART, CHROMIUM, FLAGS  # noqa: E402
from tests.serving import server  # noqa: E402

PAGES = ("/", "/Autoencoder", "/VAE", "/Projections")
BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.altair_chart(alt.Chart(pd.DataFrame({"x": range(100), "y": range(100)})).mark_circle().encode(x="x", y="y"))
"""


def measure(browser: Browser, script: Path, path: str) -> tuple[float, float]:
    """Seconds from starting the server to the first chart of a page, and the server's memory in MB after it."""
    began = time.perf_counter()
    with server(subprocess.DEVNULL, script) as (base, process):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        try:
            page = context.new_page()
            page.goto(f"{base}{path}")
            page.locator(CHART).first.wait_for(timeout=120_000)
            seconds = time.perf_counter() - began
            page.wait_for_timeout(3000)
            return seconds, psutil.Process(process.pid).memory_info().rss / 2**20
        finally:
            context.close()


def rows() -> Iterator[Row]:
    """The first visitor's first chart on every page beside a bare page's."""
    for path, mine, theirs, memory, less in measured(2):
        yield Row(
            f"from `streamlit run` to the first chart of {path}", "a bare page", mine, theirs, (theirs + 1.0) / theirs,
            "s", memory=(memory, less), limit="imports, and in the browser what Vega makes of larger charts",
        )  # fmt: skip


def measured(repeat: int) -> Iterator[tuple[str, float, float, float, float]]:
    """For each page the medians of seconds and of memory, and those of the bare page beside it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder, "bare.py").write_text(BARE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for path in PAGES:
            ours, bare = [], []
            for _ in range(repeat):
                bare.append(measure(browser, Path(folder, "bare.py"), "/"))
                ours.append(measure(browser, ROOT / "streamlit_app.py", path))
            (mine, memory), (theirs, less) = (map(statistics.median, zip(*each, strict=True)) for each in (ours, bare))
            yield path, mine, theirs, memory, less
        browser.close()


def main() -> None:
    """Measure every page beside the bare one and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    print("| page | first chart, s | bare page beside it, s | more, s | server, MB | bare, MB |")
    print("|---|---|---|---|---|---|")
    for path, mine, theirs, memory, less in measured(parser.parse_args().repeat):
        print(f"| {path} | {mine:.1f} | {theirs:.1f} | {mine - theirs:.1f} | {memory:.0f} | {less:.0f} |", flush=True)


if __name__ == "__main__":
    main()
