"""A visitor's own data: how long until there is a map, beside a notebook; a drawing's answer; ten visitors' memory.

    python -m tests.bench --only own

A table is sent as a page's uploader does, read, and mapped by t-SNE, a worker being ready. The notebook is a process of
its own that imports pandas and scikit-learn, reads the same file and maps it with their defaults: there the map is seen
when it is finished. The drawing is a finger's, on a phone's screen in Chromium.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil

from core.page.run import LOOK
from tests.bench.table import Row
from tests.load.drive import memory
from tests.load.sending import bring
from tests.load.visitor import Visitor
from tests.serving import server

ROWS, COLUMNS, GROUPS = (1_000, 5_000, 20_000), 20, 8
WARM = 20.0  # seconds in which a worker gets ready, while a visitor reads
STEP = re.compile(r"(?:[Ss]tep|[Ss]ettled at step) (\d+)")
VISITORS = 10
STROKES = 5
EXACT = "exact sums over all pairs: four times as many for twice as many points"
ANSWER = 0.5  # seconds after the pen is lifted: the aim
NOTEBOOK = """
import sys
import pandas as pd
from sklearn.manifold import TSNE
TSNE().fit_transform(pd.read_csv(sys.argv[1]).to_numpy())
"""


def table(rows: int, seed: int = 0) -> bytes:
    """A table of groups that overlap a little, as CSV."""
    rng = np.random.default_rng(seed)
    middles = rng.normal(size=(GROUPS, COLUMNS)) * 3
    values = middles[rng.integers(GROUPS, size=rows)] + rng.normal(size=(rows, COLUMNS))
    lines = [",".join(f"column {i}" for i in range(COLUMNS))]
    return "\n".join(lines + [",".join(f"{each:.4f}" for each in row) for row in values]).encode()


def notebook(content: bytes) -> float:
    """Seconds until a process of its own has mapped the table."""
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        began = time.perf_counter()
        subprocess.run([sys.executable, "-W", "ignore", "-c", NOTEBOOK, file.name], check=True)
        return time.perf_counter() - began


def brought(visitor: Visitor, base: str, content: bytes) -> None:
    """Send a table and look, as a browser does, until it is read and can be mapped."""
    bring(visitor, base, next(key for key in visitor.widgets() if key.startswith("upload:")), content)
    while not visitor.can("o_go"):
        time.sleep(LOOK)
        visitor.look()


def mapped(visitor: Visitor, base: str, content: bytes) -> tuple[float, float]:
    """Seconds from sending a table to a map that has moved, and to the finished one."""
    visitor.open("Projections", level="plain", o_seed="1")
    time.sleep(WARM)
    began, first = time.perf_counter(), 0.0
    brought(visitor, base, content)
    visitor.set(o_method="t-SNE")
    visitor.press("o_go")
    while visitor.can("o_stop"):
        time.sleep(LOOK)  # as a browser does
        visitor.look()
        found = STEP.search(visitor.words())
        if not first and found and int(found[1]):
            first = time.perf_counter() - began
    return first, time.perf_counter() - began


def drawn() -> float:
    """The median of the seconds from lifting a finger to the networks' answer."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, FLAGS
    from tests.browser.test_touch import MAIN, swipe

    times = []
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log") as (base, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        page.goto(f"{base}/Autoencoder?data=mnist")
        page.get_by_text("Draw one, with a finger or a mouse").click()
        sheet = page.locator(".st-key-sheet canvas").last
        sheet.wait_for()
        page.wait_for_timeout(3_000)
        sheet.evaluate(f"sheet => {{ {MAIN}.scrollTop += sheet.getBoundingClientRect().top - 300 }}")
        page.wait_for_timeout(3_000)
        said = "document.querySelector('.st-key-fold_yours').innerText.match(/rebuild it with ([\\d.]+) times/)?.[0]"
        for i in range(STROKES + 1):
            box, before = sheet.bounding_box(), page.evaluate(said)
            swipe(page, box["x"] + 40 + 40 * i, box["y"] + 40, 20, box["height"] - 100)
            began = time.perf_counter()
            page.wait_for_function(f"was => {said} !== was", arg=before, polling=10)
            times.append(time.perf_counter() - began)
            page.wait_for_timeout(2_000)
        browser.close()
    return float(np.median(times[1:]))  # the first one loads what the others find loaded


def ten(base: str, process: psutil.Process) -> tuple[float, float]:
    """MB of server and workers with ten visitors who have brought a table each, and before."""
    visitors = [Visitor(base, 600.0) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.open("Projections", level="plain", o_seed="1")
    time.sleep(WARM)  # what the workers load ahead of need belongs to both figures
    alone = memory(process)
    for i, visitor in enumerate(visitors):
        brought(visitor, base, table(5_000, i))
    together = memory(process)
    for visitor in visitors:
        visitor.close()
    return together, alone


def rows() -> Iterator[Row]:
    """The memory of ten such visitors; the first and the finished map for each number of rows; a drawing's answer."""
    files = os.environ | {"STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false"}
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log", environment=files) as (base, process):
        what = f"{VISITORS} visitors with 5,000 × {COLUMNS} each"
        limit = "each visitor's table, map and page stay in memory"
        yield Row(
            what, "the same without their tables", *ten(base, psutil.Process(process.pid)), 1.5, "MB", limit=limit
        )
        for count in ROWS:
            content = table(count)
            with Visitor(base, 600.0) as visitor:
                first, settled = mapped(visitor, base, content)
            theirs = notebook(content)
            what, peer = f"own table, {count:,} × {COLUMNS}", "pandas and scikit-learn in a notebook"
            yield Row(f"{what}: sent to first map", peer, first, theirs, 1.0, "s")
            yield Row(f"{what}: sent to finished map", peer, settled, theirs, 1.0, "s", limit=EXACT)
    yield Row("a drawing: finger lifted to answer", "half a second", drawn(), ANSWER, 1.0, "s")
