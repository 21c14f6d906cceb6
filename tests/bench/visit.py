"""A visitor of the running app in Chromium, for benchmarks."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.serving import server

FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


def chromium() -> str:
    """Where Chromium is; ends the process where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        sys.exit("There is no chromium on this machine: install it first.")
    return found


@contextmanager
def visit(path: str, button: str, warm: float) -> Iterator[Any]:
    """A Playwright page of the app, when `button` (a selector) is there and a worker has had `warm` seconds more.

    The pause is part of what is measured: a visitor reads before pressing a button, and nothing tells of a warm worker.
    """
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "log") as (base, _), sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{base}{path}")
        page.locator(button).wait_for(timeout=180_000)
        page.locator(button).scroll_into_view_if_needed()
        time.sleep(warm)
        yield page
        browser.close()
