"""How long a stranger waits for the first chart of each page, and the server's memory after it.

    python -m tests.bench --only startup

Each measurement starts a fresh server, opens one page in Chromium, waits for the first drawn chart in sight, and opens
it again in another browser; beside it, in turn, the same is done with a bare Streamlit page that holds one Altair
chart. Needs Chromium and psutil.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import ROOT, Row
from tests.browser.conftest import CHART, CHROMIUM, FLAGS
from tests.serving import server

FIRST, LATER = 1.0, 0.3  # seconds after a bare page's that a chart may come, to the first visitor and to later ones
APP = ROOT / "streamlit_app.py"
PAGES = ("/", "/Autoencoder", "/VAE", "/Projections")
KEEPING = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
SEEN = """(charts) => [...document.querySelectorAll(charts)].map((each) => each.getBoundingClientRect()).some(
    (each) => each.height && each.top < innerHeight)"""  # without scrolling
BARE = """
import altair as alt
import pandas as pd
import streamlit as st

st.altair_chart(alt.Chart(pd.DataFrame({"x": range(100), "y": range(100)})).mark_circle().encode(x="x", y="y"))
"""


class Visits(NamedTuple):
    """What two visitors of a page met, one after the other, each with a browser that knows nothing of it."""

    first: float  # seconds from starting the server to the first one's first chart
    memory: float  # MB of the server after it
    later: float  # seconds from the address to the later one's first chart


def measure(browser: Browser, script: Path, path: str) -> Visits:
    """Start a server and visit one of its pages twice."""
    began = time.perf_counter()
    with server(subprocess.DEVNULL, script, KEEPING) as (base, process):
        arrived = visit(browser, f"{base}{path}")
        first, memory = arrived - began, psutil.Process(process.pid).memory_info().rss / 2**20
        began = time.perf_counter()
        return Visits(first, memory, visit(browser, f"{base}{path}") - began)


def visit(browser: Browser, address: str) -> float:
    """When a page's first chart was there; returns after the rest of it, too."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.goto(address)
        page.wait_for_function(SEEN, arg=CHART, timeout=120_000)
        arrived = time.perf_counter()
        page.wait_for_timeout(3000)
        return arrived
    finally:
        context.close()


def rows() -> Iterator[Row]:
    """A first and a later visitor's first chart on every page beside a bare page's."""
    for path, mine, theirs in measured(5):
        yield Row(
            f"from `streamlit run` to the first chart of {path}", "a bare page", mine.first, theirs.first,
            (theirs.first + FIRST) / theirs.first, "s", memory=(mine.memory, theirs.memory),
            limit="imports, and in the browser what Vega makes of larger charts",
        )  # fmt: skip
        yield Row(
            f"a later visitor's first chart of {path}", "a bare page", mine.later, theirs.later,
            (theirs.later + LATER) / theirs.later, "s", limit="in the browser what Vega makes of larger charts",
        )  # fmt: skip


def measured(repeat: int) -> Iterator[tuple[str, Visits, Visits]]:
    """For each page the medians of what visitors met, and of what those of the bare page did beside it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder, "bare.py").write_text(BARE)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for path in PAGES:
            ours, bare = [], []
            for turn in range(repeat + 1):
                measures = measure(browser, Path(folder, "bare.py"), "/"), measure(browser, APP, path)
                if turn:  # the very first start on a machine compiles what the others read
                    bare.append(measures[0])
                    ours.append(measures[1])
            mine, theirs = (Visits(*map(statistics.median, zip(*each, strict=True))) for each in (ours, bare))
            yield path, mine, theirs
        browser.close()
